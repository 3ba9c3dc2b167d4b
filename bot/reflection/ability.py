"""The ability of this room, as a dialogue file calls it: `daily`.

Rule: this is the one file here that knows of the dialogue's abilities and messages. It turns arguments and events into
the room's own terms, and what the room finds into messages; it decides nothing itself.

| in a file | what it does |
|---|---|
| `daily: due` | takes the turn that has come; `daily_says` tells what it came to. First in the flow with `on: due` |
| `daily: today` | the same, because the person asked |
| `daily: show` | shows the present question with its answers, and waits |
| `daily: follow_up` | what follows the answer |
| `daily: look_back` | two or three of their own answers of the last weeks, with what was asked |
| `daily: {write: ...}` | asks for an answer in words of their own |
| `daily: {ask: hour, text: ...}` | asks for hour, weekend, days, quiet, place, themes or pace; see `asking.py` |
| `daily: every_day` | one a day from now on, on all seven days |
| `daily: begin`, `end`, `later`, `skip`, `too_much`, `switch_off`, `deeper`, `lighter`, `resume` | as it says |
| `daily: {pace: week}` | day, week, fortnight or silent; `as wished` leaves it as the person wanted it |
| `daily: {break: "{{ argument }}"}` | a break for as long as these words say, if they can be read (`break_read`) |
| `daily: {tell: ...}` | a sentence; where it names `daily_next`, the moment is shown on the reader's own clock |
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, Final, cast

import msgspec
from pydantic import BaseModel

from bot.dialogue.abilities import (
    Ability,
    Answer,
    Arguments,
    Chose,
    Outcome,
    Problem,
    Schedule,
    Turn,
    Value,
    ValueType,
    View,
    Wrote,
)
from bot.dialogue.messages import Choice, Message, Moment, escaped, inside_quotes, mark_of
from bot.reflection import prompt_checks, word_checks
from bot.reflection.asked import Asked
from bot.reflection.asking import Asking, Question
from bot.reflection.breaks import until
from bot.reflection.forms import PlacesFile, TimesFile
from bot.reflection.hours import Words
from bot.reflection.looking_back import kept_with, shown_of
from bot.reflection.memory import Kept, Memory, answered, later_today, passed, recalled, shown, stored
from bot.reflection.places import Places
from bot.reflection.planning import (
    NOTHING_LEFT,
    Move,
    Plan,
    asked_for,
    begun,
    ended,
    expected,
    fell_due,
    held_back,
    let_go,
    paced,
    planned,
    put_off,
    replanned,
    settled,
    unseen,
    wished_pace,
)
from bot.reflection.prompt_bank import PromptBank
from bot.reflection.prompt_forms import RELATIONSHIPS, PromptForm, PromptsFile, PromptWords, Region
from bot.reflection.prompt_reasons import sentence, words_for
from bot.reflection.prompts import Fit
from bot.reflection.rhythm import EVERY_DAY, Pace, clashes, waits
from bot.reflection.telling import coming, filled, on_date, quiet, when

Regions = Callable[[Sequence[Answer], datetime], Mapping[str, Region]]
"""Where somebody stands, by relationship; only those of which there is a picture."""

_TIMES: Final = "reflection/times"
_PLACES: Final = "reflection/places"

_ZONE: Final = "time_zone"

_WITHOUT: Final = "without_"
"""Before a relationship's name: the variable that says whether the person left it out."""

_PACES: Final = ("day", "week", "fortnight", "silent", "as wished")

_VALUES: Final[Mapping[str, ValueType]] = {
    "daily": "yes/no",
    "daily_says": "text",
    "daily_when": "text",
    "daily_next": "text",
    "daily_quiet": "text",
    "daily_place": "text",
    "daily_prompt": "text",
    "daily_why": "text",
    "daily_why_off": "text",
    "daily_pace": "text",
    "daily_deeper": "yes/no",
    "daily_answered": "number",
    "daily_looks_back": "yes/no",
    "daily_hour_known": "yes/no",
    "daily_later": "yes/no",
    "daily_clashes": "yes/no",
    "daily_waits": "yes/no",
    "break_read": "yes/no",
    "break_until": "text",
}


@dataclass(frozen=True, slots=True)
class _Call:
    """One call of the ability. value: what stands behind the key; given: all keys."""

    value: str
    given: Mapping[str, Any]
    memory: Memory
    view: View
    event: Chose | Wrote | None
    now: datetime

    @property
    def languages(self) -> tuple[str, str]:
        return str(self.view.variables.get("language", "")), "en"

    @property
    def today(self) -> date:
        return self.memory.today(self.now)


@dataclass(frozen=True, eq=False)
class Daily:
    """One question a day."""

    bank: PromptBank
    words: PromptWords
    asking: Asking
    regions: Regions

    @property
    def values(self) -> Mapping[str, ValueType]:
        """What conditions and sentences may read.

        daily: whether questions come by themselves. daily_when, daily_quiet, daily_place: how that is set. daily_pace:
        how often they are wished for (day, week, fortnight), whatever silence has made of it. daily_next:
        when the next one comes. daily_prompt: the present question. daily_why, daily_why_off: the reason for it, and
        the button that switches the reason off. daily_later: whether today has a later. daily_clashes: whether quiet
        hours leave some wanted day without room; daily_waits: whether on some day it comes at their end.
        daily_answered: on how many days one was answered.
        daily_looks_back: whether there are answers of the last weeks to show. daily_says: prompt, less often,
        still needed, door open, nothing left or answered. break_read: whether the words for a break were read,
        break_until: its end.
        """
        return _VALUES

    @property
    def sets(self) -> Mapping[str, ValueType]:
        """time_zone: of the place that the person said, "" where only its clock is known; help lines go by it."""
        return {_ZONE: "text"}

    def value(self, name: str, view: View, now: datetime) -> Value:
        """The present value of one of `values`."""
        memory = recalled(view.memory)
        if name in ("daily_prompt", "daily_why", "daily_why_off"):
            return self._of_the_question(name, memory)
        words = self.words
        said: dict[str, Callable[[], Value]] = {
            "daily": lambda: memory.is_on,
            "daily_says": lambda: memory.says,
            "daily_when": lambda: when(words.daily, memory),
            "daily_next": lambda: coming(words, held_back(memory, view.held_until), now),
            "daily_pace": lambda: wished_pace(memory),
            "daily_quiet": lambda: quiet(words.daily, memory),
            "daily_place": lambda: memory.place,
            "daily_deeper": lambda: memory.deeper,
            "daily_answered": lambda: float(memory.answered_days),
            "daily_looks_back": lambda: bool(self._shown(memory, now)),
            "daily_hour_known": lambda: memory.minute is not None or memory.weekend_minute is not None,
            "daily_later": lambda: memory.is_on and later_today(memory, now) is not None,
            "daily_clashes": lambda: memory.rhythm is not None and clashes(memory.rhythm),
            "daily_waits": lambda: memory.rhythm is not None and waits(memory.rhythm),
            "break_read": lambda: not memory.break_unread,
            "break_until": lambda: on_date(words, memory.break_until),
        }
        return said[name]()

    def _of_the_question(self, name: str, memory: Memory) -> str:
        prompt = self._prompt(memory.prompt)
        if prompt is None:
            return ""
        if name == "daily_prompt":
            return self._text(memory, prompt)
        return (
            sentence(self.words, memory.why, prompt) if name == "daily_why" else words_for(self.words, memory.why).off
        )

    def problems(self, arguments: Arguments) -> Sequence[str]:
        """What is wrong with the arguments."""
        if isinstance(arguments, str):
            return [] if arguments in self._deeds else [_no_deed(arguments, self._deeds)]
        given = dict(arguments) if isinstance(arguments, Mapping) else {}
        keys = [key for key in given if key in self._with_more]
        if len(keys) != 1:
            return [f"write one of {', '.join(self._deeds)}; or {', '.join(self._with_more)} with more behind it"]
        if keys == ["pace"] and given["pace"] not in _PACES:
            return [f"no pace named '{given['pace']}'; there are: {', '.join(_PACES)}"]
        return self.asking.problems(given) if keys == ["ask"] else []

    def __call__(self, arguments: Arguments, view: View, event: Chose | Wrote | None, now: datetime) -> Outcome:
        """Do it."""
        memory = recalled(view.memory)
        if isinstance(arguments, str):
            return self._deeds[arguments](_Call("", {}, memory, view, event, now))
        given = dict(arguments) if isinstance(arguments, Mapping) else {}
        ways: dict[str, Callable[[_Call], Outcome]] = self._with_more | {
            "let_go_by": self._let_go,
            "recalled": self._recalled,
            "planned": lambda call: Outcome(schedule=_schedule(expected(call.memory))),
        }
        key = next(key for key in given if key in ways)
        return ways[key](_Call(str(given[key]), given, memory, view, event, now))

    @cached_property
    def _deeds(self) -> dict[str, Callable[[_Call], Outcome]]:
        return {
            "due": lambda call: self._turn(call, fell_due),
            "today": lambda call: self._turn(call, asked_for),
            "show": self._show,
            "follow_up": lambda call: Outcome((Message(call.memory.follow_up or self.words.daily.let_it_rest),)),
            "look_back": self._look_back,
            "begin": lambda call: _outcome(begun(call.memory, call.now)),
            "every_day": lambda call: _outcome(paced(call.memory.changed(days=EVERY_DAY), "day", call.now)),
            "end": lambda call: _outcome(ended(call.memory)),
            "later": lambda call: _outcome(put_off(call.memory, call.now)),
            "skip": lambda call: _outcome(settled(call.memory, passed(call.memory), call.now)),
            "too_much": self._too_much,
            "switch_off": self._switch_off,
            "deeper": lambda call: _outcome(Move(call.memory.changed(deeper=True))),
            "lighter": lambda call: _outcome(Move(call.memory.changed(deeper=False))),
            "resume": lambda call: _outcome(replanned(call.memory.changed(break_until=None), call.now)),
        }

    @cached_property
    def _with_more(self) -> dict[str, Callable[[_Call], Outcome]]:
        return {
            "write": self._write,
            "ask": self._ask,
            "pace": lambda call: _outcome(paced(call.memory, _pace(call), call.now)),
            "break": self._break,
            "tell": lambda call: Outcome((self._told(call),)),
        }

    # The question of the day

    def _turn(self, call: _Call, come: Callable[[Memory, PromptBank, Fit, int, datetime], Move]) -> Outcome:
        """A turn that falls due or is asked for; said at once when it leaves no question for this person."""
        move = come(call.memory, self.bank, self._fit(call), call.view.seed, call.now)
        said = (Message(self.words.daily.none),) if move.memory.says == NOTHING_LEFT else ()
        return msgspec.structs.replace(_outcome(move, lasting=True), messages=said)

    def _show(self, call: _Call) -> Outcome:
        memory, prompt = call.memory, self._prompt(call.memory.prompt)
        if prompt is None:  # today's script has it no more
            return Outcome(memory=stored(memory.changed(follow_up="")))
        match call.event:
            case None:
                asked = Message(self._text(memory, prompt), choices=tuple(Choice(one.label) for one in prompt.answers))
                return Outcome((asked,), memory=stored(shown(memory, call.view.turn + 1)), waiting=True)
            case Chose(number):
                answer = prompt.answers[number]
                return self._answered(call, prompt, answer.label, answer.follow_up)
            case Wrote(text):
                return self._answered(call, prompt, text, prompt.own_words)

    def _write(self, call: _Call) -> Outcome:
        prompt = self._prompt(call.memory.prompt)
        if isinstance(call.event, Wrote) and prompt is not None:
            return self._answered(call, prompt, call.event.text, prompt.own_words)
        return Outcome((Message(call.value),), memory=stored(shown(call.memory, call.view.turn + 1)), waiting=True)

    def _answered(self, call: _Call, prompt: PromptForm, words: str, follow_up: str) -> Outcome:
        at_hand = kept_with(call.memory.kept, prompt.id, words, call.today)
        after = answered(call.memory, prompt.id, call.today).changed(follow_up=follow_up, kept=at_hand)
        outcome = _outcome(settled(call.memory, after, call.now))
        kept = (f"prompt:{prompt.id}", words)
        return msgspec.structs.replace(outcome, journal=kept, noted=isinstance(call.event, Wrote))

    def _recalled(self, call: _Call) -> Outcome:
        """An answer to a question of an earlier day: a tap under it, or a reply to it. Nothing, when it is none."""
        turn = call.value.rpartition(".")[2]
        found = next((one for one in call.memory.asked if str(one.turn) == turn), None)
        prompt = None if found is None else self._prompt(found.prompt)
        match call.event:
            case Chose(number) if prompt is not None and number >= len(prompt.answers):
                daily = self.words.daily
                return Outcome((Message(daily.reply_to_it if number == len(prompt.answers) else daily.let_it_rest),))
            case Chose(number) if prompt is not None:
                answer = prompt.answers[number]
                said = (f"{prompt.text}\n\n{mark_of(answer.label)}", answer.follow_up)
                outcome = self._answered(call, prompt, answer.label, answer.follow_up)
            case Wrote(text) if prompt is not None:
                said = (prompt.text, prompt.own_words)
                outcome = self._answered(call, prompt, text, prompt.own_words)
            case _:
                return Outcome()
        messages = (Message(said[0], replaces=call.value), Message(said[1]))
        return msgspec.structs.replace(outcome, messages=messages)

    def _look_back(self, call: _Call) -> Outcome:
        """Their own answers, the oldest first, a message each: they stand for themselves."""
        return Outcome(tuple(Message(self._line_of(one)) for one in self._shown(call.memory, call.now)))

    def _shown(self, memory: Memory, now: datetime) -> tuple[Kept, ...]:
        return shown_of(memory.kept, memory.today(now), lambda name: self._prompt(name) is not None)

    def _line_of(self, one: Kept) -> str:
        prompt = self._prompt(one.prompt)
        question = "" if prompt is None else prompt.text
        said = {"date": on_date(self.words, one.day), "question": question}
        # The person's words last: what stands in them is never filled in.
        return filled(filled(self.words.daily.looking_back, **said), answer=inside_quotes(escaped(one.words)))

    def _too_much(self, call: _Call) -> Outcome:
        """Counts as an answer, and holds what is heavier for some days."""
        after = answered(call.memory.changed(too_much_on=call.today), call.memory.prompt, call.today)
        return _outcome(settled(call.memory, after, call.now))

    def _switch_off(self, call: _Call) -> Outcome:
        off = dict.fromkeys((*call.memory.off, call.memory.why.key))
        return _outcome(Move(call.memory.changed(off=tuple(off))))

    def _let_go(self, call: _Call) -> Outcome:
        memory = call.memory
        if call.value != "unseen":
            return _outcome(let_go(memory, call.now), skipped=True, lasting=True)
        turn = None if memory.day is None else Turn(memory.day, skipped=True, amends=True)
        return Outcome(memory=stored(unseen(memory)), turn=turn, lasting=True)

    # Setting it

    def _ask(self, call: _Call) -> Outcome:
        question: Question | None
        changed = call.memory
        match call.event:
            case None:
                question = self.asking.ask(call.given, changed)
            case Chose(number):
                question, changed = self.asking.chosen(call.given, changed, number)
            case Wrote(text):
                question, changed = self.asking.read(call.given, changed, text, call.languages, call.now)
        if question is not None:
            message = Message(question.text, choices=tuple(map(Choice, question.labels)))
            return Outcome((message,), memory=stored(changed.changed(offers=question.offers)), waiting=True)
        changed = changed.changed(offers=())
        is_another = changed.is_on and changed.rhythm != call.memory.rhythm
        outcome = _outcome(replanned(changed, call.now) if is_another else Move(changed))
        if changed.zone == call.memory.zone:
            return outcome
        return msgspec.structs.replace(outcome, variables={_ZONE: "" if changed.rule_only else changed.zone})

    def _break(self, call: _Call) -> Outcome:
        end = until(call.value, call.today, self.asking.hours, call.languages)
        if isinstance(end, Asked):
            return _outcome(Move(call.memory.changed(break_unread=True)))
        paused = call.memory.changed(break_until=end, break_unread=False)
        return _outcome(planned(paused, call.now) if paused.is_on else Move(paused))

    def _told(self, call: _Call) -> Message:
        memory = held_back(call.memory, call.view.held_until)
        next_one, said = memory.coming, coming(self.words, memory, call.now)
        names_it = next_one is not None and said and said in call.value
        return Message(call.value, moment=Moment(next_one.at, said) if next_one is not None and names_it else None)

    # What is known

    def _prompt(self, name: str) -> PromptForm | None:
        found = self.bank.marks.get(name)
        return None if found is None else self.bank.prompts[found[0].bit_length() - 1]

    def _text(self, memory: Memory, prompt: PromptForm) -> str:
        return f"{self.words.daily.again}\n\n{prompt.text}" if memory.again else prompt.text

    def _fit(self, call: _Call) -> Fit:
        view = call.view
        wanted = {name for name in RELATIONSHIPS if not view.variables.get(f"{_WITHOUT}{name}")}
        about = {answer.relationship for answer in view.answers} | {str(view.variables.get("relationship", ""))}
        regions = self.regions(view.answers, call.now) if view.answers else {}
        return Fit(
            frozenset(about & wanted),
            {name: one for name, one in regions.items() if name in wanted},
            tuple(one for name, one in regions.items() if name not in wanted),
        )


def _pace(call: _Call) -> Pace:
    named = call.given["pace"]
    return wished_pace(call.memory) if named == "as wished" else cast("Pace", named)


def _no_deed(word: str, deeds: Iterable[str]) -> str:
    return f"no such thing as '{word}'; there are: {', '.join(deeds)}"


@dataclass(frozen=True, eq=False)
class ReflectionShelf:
    """The content of this room, for the loader. regions: where somebody stands, from another room."""

    regions: Regions

    @property
    def folders(self) -> Mapping[str, type[BaseModel]]:
        """The folders this room reads."""
        return {"prompts": PromptsFile, _TIMES: TimesFile, _PLACES: PlacesFile}

    def problems(self, contents: Mapping[str, Sequence[BaseModel]]) -> Sequence[Problem]:
        """What is wrong across the files."""
        times = [file for file in contents.get(_TIMES, ()) if isinstance(file, TimesFile)]
        places = [file for file in contents.get(_PLACES, ()) if isinstance(file, PlacesFile)]
        found = [*prompt_checks.faults(_prompts_files(contents)), *word_checks.faults(times, places)]
        return [Problem(*fault) for fault in found]

    def abilities(self, contents: Mapping[str, Sequence[BaseModel]]) -> Mapping[str, Ability]:
        """The ability made from content without problems."""
        files = _prompts_files(contents)
        words = next(file.words for file in files if file.words is not None)
        times = [file for file in contents.get(_TIMES, ()) if isinstance(file, TimesFile)]
        places = next(file for file in contents.get(_PLACES, ()) if isinstance(file, PlacesFile))
        bank = PromptBank.of(prompt for file in files for prompt in file.prompts)
        return {"daily": Daily(bank, words, Asking(Words(times), Places(places)), self.regions)}


def _prompts_files(contents: Mapping[str, Sequence[BaseModel]]) -> list[PromptsFile]:
    return [file for file in contents.get("prompts", ()) if isinstance(file, PromptsFile)]


def _outcome(move: Move, *, skipped: bool = False, lasting: bool = False) -> Outcome:
    plan = move.plan
    return Outcome(
        memory=stored(move.memory),
        lasting=lasting,
        schedule=None if plan is None else _schedule(plan),
        turn=None if move.day is None else Turn(move.day, skipped),
    )


def _schedule(plan: Plan) -> Schedule:
    return Schedule(plan.at, plan.room, plan.until)
