"""The small mutable thing that moves while a step runs: working copies of one conversation.

Rule: it is made from a frozen conversation, thrown away after the step, and never touches what it was made from. It
knows how to read and change, speak and remember; what to do when is step.py's matter.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import pairwise
from types import MappingProxyType
from typing import Any

import msgspec

from bot.dialogue.abilities import Answer, Schedule, Value, View
from bot.dialogue.conditions import UNSET, converted, fill, fill_argument, holds
from bot.dialogue.conversation import (
    Conversation,
    DropUndelivered,
    Effect,
    Frame,
    Joinable,
    Keep,
    Past,
    Question,
    Step,
)
from bot.dialogue.forms import FlowForm, Line, OneOf, StateForm, Together, When
from bot.dialogue.machine import BEGINNING
from bot.dialogue.matching import Match, match
from bot.dialogue.messages import MOST_IN_A_ROW, Choice, Message, is_closing
from bot.dialogue.script import Script
from bot.errors import ScriptError

_REMEMBERED_VARIANTS = 64
"""For so many places the variant said last is remembered; older places may, rarely, say the same twice in a row."""

HELD_FOR = timedelta(hours=48)
"""So long after a conversation about a crisis, and where a file says `do: hold_back`, nothing unasked is sent."""

FIRST_AGREEMENT = "1"

_CHECK_IN_COUNTS = timedelta(hours=24)
_LATELY = timedelta(days=3)
"""So long the script may spare somebody what can wait, although they go on already."""

_NOTICED = frozenset({"noticed_kind", "noticed_tier", "noticed_near"})
"""What screening found is known to the step that it was found in, and to no other."""

_LONGEST_PAST = 40
"""So many answers can be taken back: more than any flow asks, and a bound where one walks in circles."""


class Cursor:
    """One conversation on the move. `state` is assigned by the `transitions` library."""

    def __init__(self, script: Script, conversation: Conversation, now: datetime) -> None:
        self.script = script
        self.now = now
        self.start = conversation
        self.state = conversation.state
        self.action = conversation.action
        self.stack: list[Frame] = list(conversation.stack)
        self.question: Question | None = conversation.question
        self.past: list[Past] = list(conversation.past)
        self.answers: tuple[Answer, ...] = conversation.answers
        self.pressed = conversation.pressed
        self.noticed = conversation.noticed
        self.crisis_at = conversation.crisis_at
        self.bad_hour_on = conversation.bad_hour_on
        self.asked_at = conversation.asked_at
        self.held_until = conversation.held_until
        self.recent = conversation.recent
        self.served = False
        self.argument = ""
        self.joinable: Joinable | None = conversation.joinable
        self.turn = conversation.turn
        self.entries = conversation.entries
        self.stopped = conversation.stopped
        self.stop_told = conversation.stop_told
        self.agreed_to = conversation.agreed_to
        self.on_break = conversation.on_break
        self.discreet = conversation.discreet
        self.covered = conversation.covered
        self.fading_at = conversation.fading_at
        self.unseen = conversation.unseen
        self.shown_again = conversation.shown_again
        self.pace = conversation.pace
        self.patience_told = conversation.patience_told
        self.latest = ""
        self.chosen = ""
        self.erased = False
        self.messages: list[Message] = []
        self.effects: list[Effect] = []
        self.schedules: dict[str, Schedule] = {}
        self._variables = dict(conversation.variables)
        self._said = dict(conversation.said)
        self._memory = dict(conversation.memory)
        if self._variables.pop("agreed", False):
            self.agreed_to = FIRST_AGREEMENT  # as it was written down before agreements had versions
        self._undo: Past | None = None

    # What stands where

    @property
    def form(self) -> StateForm:
        """The state's form in the script."""
        return self.script.states[self.state]

    @property
    def flow(self) -> FlowForm | None:
        """The flow the cursor stands in; None before the first one, and when the script has it no more."""
        return self.script.flow_of(self.state)

    @property
    def exists(self) -> bool:
        """Whether today's script still has this state."""
        return self.state in self.script.states

    @property
    def is_in_crisis(self) -> bool:
        """Whether a crisis is talked about here."""
        return self.flow is not None and self.flow.on == "noticed"

    @property
    def must_agree_anew(self) -> bool:
        """Whether what this person agreed to reads differently today, and they are not being asked just now."""
        is_another = self.agreed_to not in ("", self.script.profile.agreement)
        if not is_another or "agreement" not in self.script.machine.events:
            return False
        return not self.is_in_crisis and (self.flow is None or self.flow.on != "agreement")

    @property
    def is_held(self) -> bool:
        """Whether a bad hour is so short a time ago that nothing is asked that can wait."""
        return self.held_until is not None and self.now < self.held_until

    @property
    def _was_bad_lately(self) -> bool:
        return self.bad_hour_on is not None and self.now.date() - self.bad_hour_on <= _LATELY

    def meant(self, question: Question, text: str, *, exact: bool) -> Match | None:
        """The choice of `question`, asked in this state, that a text means."""
        forms = self.form.choices
        others = [
            forms[number].words if kind == "choice" and number < len(forms) else ()
            for kind, number in zip(question.kinds, question.numbers, strict=True)
        ]
        return match(text, question.message.choices, exact=exact, others=others)

    def trigger(self, name: str) -> bool:
        """Follow a way of the machine; False when the state has no such way, or none of its conditions holds."""
        event = self.script.machine.events.get(name)
        return event is not None and self.state in event.transitions and bool(event.trigger(self))

    # Reading

    def read(self, name: str) -> Value:
        """The value of a name that sentences and conditions may use."""
        if name in self._variables:
            return self._variables[name]
        standing: dict[str, Value] = {
            "interrupted": bool(self.stack),
            "interrupted_in": self._interrupted_in,
            "put_off": self.stack[-1].put_off if self.stack else "",
            "stopped": self.stopped,
            "agreed": bool(self.agreed_to),
            "on_break": self.on_break,
            "discreet": self.discreet,
            "kept_for": self.script.kept_for,
            "held": self.is_held or self.crisis_at is not None or self._was_bad_lately,
            "in_crisis": self.crisis_at is not None,
            "argument": self.argument,
            "days_away": self._days_away,
        }
        if name in standing:
            return standing[name]
        for own, ability in self.script.abilities.items():
            if name in ability.values:
                return ability.value(name, self.view(own), self.now)
        if name in self.script.variables:
            return UNSET[self.script.variables[name]]
        raise ScriptError(f"nothing is called '{name}'")

    @property
    def _interrupted_in(self) -> str:
        """The flow of the place to come back to; "" when there is none."""
        flow = next((self.script.flow_of(frame.state) for frame in reversed(self.stack) if not frame.put_off), None)
        return "" if flow is None else flow.flow

    @property
    def _days_away(self) -> float:
        """How many whole days passed since the person last did anything; 0 for someone new."""
        last = self.start.last_at
        return 0.0 if last is None else float(max((self.now - last).days, 0))

    def holds(self, condition: str | None) -> bool:
        """Whether a condition is true now (no condition always is)."""
        return condition is None or holds(condition, self.read)

    def view(self, ability: str) -> View:
        """The conversation as `ability` may see it."""
        return View(
            variables=MappingProxyType(self._variables),
            answers=self.answers,
            seed=self.start.seed,
            turn=self.turn,
            memory=_decoded(self._memory.get(ability)),
            say=self.phrase,
            served=self.served,
            held_until=self.held_until if self.is_held else None,
        )

    def arguments(self, raw: Any) -> Any:
        """An ability's arguments with their templates filled in, at every depth."""
        if isinstance(raw, str):
            return fill_argument(raw, self.read)
        if isinstance(raw, Mapping):
            return {key: self.arguments(value) for key, value in raw.items()}
        return [self.arguments(value) for value in raw]

    # Speaking

    def phrase(self, name: str, **values: Value) -> str:
        """A sentence that the machine itself needs, with its values filled in."""
        return self._line(self.script.phrases[name], f"phrases.{name}", values) or ""

    def line(self, line: Line, place: str) -> str | None:
        """What a line of the script says now; None when its condition keeps it silent."""
        return self._line(line, place, {})

    @property
    def has_said_something(self) -> bool:
        """Whether this step has a message so far that says something new."""
        return not all(map(is_closing, self.messages))

    def say(self, text: str) -> None:
        """One message more."""
        self.messages.append(Message(text))

    def say_in_fewer(self) -> None:
        """Where more messages than three came together (help lines, then a command's own), the last two plain ones that
        stand side by side are said as one."""
        while sum(not is_closing(message) for message in self.messages) > MOST_IN_A_ROW:
            pairs = [place for place, pair in enumerate(pairwise(self.messages)) if all(map(_is_plain, pair))]
            if not pairs:
                return
            first, then = self.messages[pairs[-1] : pairs[-1] + 2]
            both = Message(f"{first.text}\n\n{then.text}", protected=first.protected or then.protected)
            self.messages[pairs[-1] : pairs[-1] + 2] = [both]

    def _line(self, line: Line, place: str, values: Mapping[str, Value]) -> str | None:
        match line:
            case str():
                return fill(line, lambda name: values[name] if name in values else self.read(name))
            case OneOf():
                number = self._variant(len(line.one_of), place)
                return self._line(line.one_of[number], f"{place}.{number}", values)
            case When():
                chosen = line.say if self.holds(line.when) else line.otherwise
                return None if chosen is None else self._line(chosen, place, values)
            case Together():
                parts = [self._line(part, f"{place}.{number}", values) for number, part in enumerate(line.together)]
                return "\n\n".join(part for part in parts if part) or None

    def _variant(self, count: int, place: str) -> int:
        """Which of `count` variants is said: by the seed, and never the one that was said last in this place."""
        chosen = zlib.crc32(f"{self.start.seed} {self.turn} {len(self.messages)} {place}".encode()) % count
        if count > 1 and self._said.get(place) == chosen:
            chosen = (chosen + 1) % count
        self._said.pop(place, None)
        self._said[place] = chosen
        while len(self._said) > _REMEMBERED_VARIANTS:
            del self._said[next(iter(self._said))]
        return chosen

    # Changing, so that "Back" can undo it

    def begin_turn(self, question: Question) -> None:
        """From here on, what changes belongs to the person's answer to `question`, which "Back" takes back."""
        asked = None if question.is_of_an_ability else question
        self._undo = Past(self.state, self.action, asked, answers=len(self.answers))

    def set(self, name: str, value: Value) -> None:
        """Set a variable."""
        if self._undo is not None:
            self._undo.variables.setdefault(name, self._variables.get(name))
        self._variables[name] = value

    def set_from_text(self, values: Mapping[str, str]) -> None:
        """Set variables as a file says it: templates filled in, turned into their declared types."""
        for name, text in values.items():
            self.set(name, converted(fill_argument(text, self.read), self.script.variables[name]))

    def remember(self, ability: str, memory: Any, *, lasting: bool = False) -> None:
        """Keep what an ability wants to remember."""
        if self._undo is not None and not lasting:
            self._undo.memory.setdefault(ability, self._memory.get(ability))
        # As bytes, so that nothing an ability holds on to can change what is remembered.
        self._memory[ability] = msgspec.json.encode(memory)

    def answer(self, answers: tuple[Answer, ...]) -> None:
        """Replace the answers given so far."""
        if answers[: len(self.answers)] != self.answers:
            # Answers went away (a picture was thrown away): there is nothing sensible to go back to.
            self.past.clear()
            self._undo = None
        self.answers = answers

    def keep(self, kind: str, text: str) -> str:
        """Keep a text in the journal; its entry."""
        entry = f"e{self.entries}"
        self.entries += 1
        self.effects.append(Keep(entry, kind, text))
        if self._undo is not None:
            self._undo = msgspec.structs.replace(self._undo, entries=(*self._undo.entries, entry))
        return entry

    def end_turn(self) -> None:
        """The answer has had its effect: it can be taken back from the next question of the same flow."""
        undo, self._undo = self._undo, None
        if undo is None:
            return
        flow = self.script.flow_of(undo.state)
        if flow is None or flow is not self.flow:
            self.past.clear()
            return
        if self.past and _is_one_answer(self.past[-1], undo):
            undo = _both(self.past.pop(), undo)
        self.past.append(undo)
        del self.past[:-_LONGEST_PAST]

    def undo(self, past: Past) -> None:
        """Put back what one answer changed."""
        for name, old in past.variables.items():
            if old is None:
                self._variables.pop(name, None)
            else:
                self._variables[name] = old
        for ability, memory in past.memory.items():
            if memory is None:
                self._memory.pop(ability, None)
            else:
                self._memory[ability] = memory
        self.answers = self.answers[: past.answers]
        self.state, self.action = past.state, past.action

    # Asking

    def open(self, message: Message, kinds: tuple[str, ...], numbers: tuple[int, ...]) -> None:
        """Say `message` and wait for its answer; with "Back" when there is an answer to take back."""
        self.end_turn()
        choices = message.choices
        if self.past:
            choices, kinds, numbers = (*choices, Choice(self.phrase("back"))), (*kinds, "back"), (*numbers, 0)
        self.turn += 1
        message = msgspec.structs.replace(message, choices=choices, question=f"{self.start.tag}.{self.turn}")
        self.question = Question(message, kinds, numbers)
        self.messages.append(message)

    def ask_again(self) -> None:
        """Show the open question once more; the buttons that were shown before stay good."""
        if self.question is not None:
            self.messages.append(self.question.message)

    def protect(self, said: int) -> None:
        """Keep what was said from message number `said` on from being forwarded, where the state wishes it."""
        if self.form.protected is None or not self.holds(self.form.protected):
            return
        for number in range(said, len(self.messages)):
            message = msgspec.structs.replace(self.messages[number], protected=True)
            if self.question is not None and self.question.message is self.messages[number]:
                self.question = msgspec.structs.replace(self.question, message=message)
            self.messages[number] = message

    def show_in_place(self) -> None:
        """Let the new question take the place of the one that was tapped, where both of their states wish it."""
        before = self.script.states.get(self.start.state)
        if before is None or not before.in_place or not self.exists or not self.form.in_place:
            return
        match self.messages:
            case [Message(choices=(), replaces=old), Message(picture=None) as new] if old and new.choices:
                self.messages = [msgspec.structs.replace(new, replaces=old, chosen=self.chosen)]

    def step_back(self) -> None:
        """Back to the place that was interrupted, without a word."""
        self.state, self.action, self.question = BEGINNING, 0, None
        self.past.clear()
        if self.stack and not self.stack[-1].resume:
            frame = self.stack.pop()
            self.state, self.action = frame.state, frame.action
            self.question, self.past = frame.question, list(frame.past)

    def stop(self) -> None:
        """From now on nothing unasked, and nothing that was still on its way."""
        self.stopped, self.stop_told, self.question = True, False, None
        self.past.clear()
        self.effects += [DropUndelivered(), Schedule(None)]
        self.schedules.clear()

    def close(self, *, was_here: bool = True) -> Step:
        """The outcome of the step. was_here: whether it was the person's doing."""
        messages, effects = tuple(self.messages), tuple(self.effects)
        if self.discreet:
            messages = tuple(msgspec.structs.replace(message, fleeting=True) for message in messages)
        if self.erased:
            return Step(None, messages, effects)
        self._keep_or_forget_the_crisis(was_here=was_here)
        conversation = msgspec.structs.replace(
            self.start,
            script=self.script.version,
            state=self.state,
            action=self.action,
            variables=self._variables,
            stack=tuple(self.stack),
            answers=self.answers,
            question=self.question,
            turn=self.turn,
            past=tuple(self.past),
            joinable=self.joinable,
            said=self._said,
            memory=self._memory,
            pressed=self.pressed,
            recent=self.recent,
            noticed=self.noticed,
            crisis_at=self.crisis_at,
            bad_hour_on=self.bad_hour_on,
            asked_at=self.asked_at,
            held_until=self.held_until,
            entries=self.entries,
            stopped=self.stopped,
            agreed_to=self.agreed_to,
            stop_told=self.stop_told,
            on_break=self.on_break,
            discreet=self.discreet,
            covered=self.covered,
            fading_at=None if was_here else self.fading_at,
            unseen=self.unseen,
            shown_again=self.shown_again,
            pace=self.pace,
            patience_told=self.patience_told,
            latest=self.latest,
            last_at=self.now if was_here else self.start.last_at,
        )
        return Step(conversation, messages, effects)

    def _keep_or_forget_the_crisis(self, *, was_here: bool) -> None:
        """While a crisis is talked about, its place is kept; afterwards the day on which it was, and nothing else."""
        for name in _NOTICED:
            self._variables.pop(name, None)
        if self.asked_at is not None and self.now - self.asked_at > _CHECK_IN_COUNTS:
            self.asked_at = None
        if self.is_in_crisis and self.question is not None:
            if was_here:
                self.crisis_at, self.held_until = self.now, self.now + HELD_FOR
        elif self.crisis_at is not None and not any(map(self.is_about_crisis, self.stack)):
            self.forget_crisis()

    def is_about_crisis(self, frame: Frame) -> bool:
        """Whether a place to come back to is one of a conversation about a crisis."""
        return frame.state.partition(".")[0] in self.script.crisis.flows

    def forget_crisis(self) -> None:
        """Of a conversation about a crisis nothing is kept but the day."""
        if self.crisis_at is not None:
            self.bad_hour_on = self.crisis_at.date()
        self.crisis_at, self.noticed = None, ""
        self.stack = [frame for frame in self.stack if not self.is_about_crisis(frame)]
        for name in self.script.crisis.variables:
            self._variables.pop(name, None)
        for place in [place for place in self._said if place.partition(".")[0] in self.script.crisis.flows]:
            del self._said[place]


def _is_plain(message: Message) -> bool:
    """Whether a message is its text and no more."""
    return message == Message(message.text, protected=message.protected)


def _is_one_answer(first: Past, then: Past) -> bool:
    """Words at an ability's question, and the choice that came nearest to them, are one answer and one way back."""
    place = (first.state, first.action, first.answers, first.question)
    return first.question is None and place == (then.state, then.action, then.answers, then.question)


def _both(first: Past, then: Past) -> Past:
    return msgspec.structs.replace(
        first,
        variables=then.variables | first.variables,
        memory=then.memory | first.memory,
        entries=(*first.entries, *then.entries),
    )


def _decoded(memory: bytes | None) -> Any:
    return None if memory is None else msgspec.json.decode(memory)
