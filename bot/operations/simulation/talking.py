"""One invented person's life with the companion: the first visit, the days after it, until they stay away.

Rule: pure but for the counting: time and chance are the person's own, nothing is stored, and of each life a few figures
are left (`Life`). A fault ends the life and is counted; the others go on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

import msgspec
import numpy as np

from bot.dialogue.conversation import Acknowledge, Conversation, Step
from bot.dialogue.cursor import FIRST_AGREEMENT
from bot.dialogue.events import Commanded, Due, Event, Fading, Pressed, Said
from bot.dialogue.messages import MOST_IN_A_ROW, Message, is_closing, plain, whole_text
from bot.dialogue.recording import Playback
from bot.dialogue.step import begin
from bot.forgetting import FADING_FOR
from bot.noticing import alphabet_of
from bot.operations.simulation import phrasebook
from bot.operations.simulation.choosing import Chooser
from bot.operations.simulation.fitting import Fit, Told
from bot.operations.simulation.people import Person, region_of
from bot.operations.simulation.what_was_seen import Seen, Trouble
from bot.reflection.ability import Daily
from bot.reflection.memory import recalled, stored

WORDS_A_MINUTE: Final = 200
"""How fast people read. Silent reading of English comes to 238 words a minute over 190 studies (Brysbaert, 2019,
Journal of Memory and Language 109); on a telephone, with a decision after each message, we count with less. What counts
are the messages with the answers in them; buttons do not, because the same few stand under most questions."""

_START: Final = datetime(2026, 4, 6, 17, 0, tzinfo=UTC)
_FIRST_VISIT, _VISIT, _SHORT_VISIT = 130, 24, 8
_COMES_BACK, _ANSWERS_WHAT_CAME, _STAYS_AWAY, _WAKES, _WRITES_MORE = 0.3, 0.85, 0.03, 0.3, 0.15
_GOES_ON, _POURS, _STAYS_LONG = 0.4, 0.02, 0.2
_STARTS_AGAIN, _RARELY = 0.5, 0.004
_AT_ONCE, _SILENT, _A_WEEK = 0.5, 0.015, (4, 8)
_AGREED_BEFORE = 0.002
_HAD_THEM_ALL, _THESE_MONTHS = 0.003, 100
_TOLD_AFTER: Final = timedelta(days=365) - FADING_FOR
_AWAY, _LONG_AWAY, _MONTHS = (4, 30), (50, 90), (60, 364)
_SUGGESTIONS = "suggestions"


@dataclass
class Life:
    """What is left of one person's life here. Turns and words are counted until the first picture and suggestion."""

    person: Person
    turns: int = 0
    words: int = 0
    turns_to_picture: int | None = None
    words_to_picture: int | None = None
    turns_to_suggestion: int | None = None
    words_to_suggestion: int | None = None
    left_at: str = ""
    told: list[Told] = field(default_factory=list)


class Talk:
    """A person while they talk."""

    def __init__(self, person: Person, seen: Seen, fit: Fit) -> None:
        stage = seen.stage
        self.life = Life(person)
        self._person, self._seen, self._fit = person, seen, fit
        self._chance = np.random.default_rng(person.seed)
        self._chooser = Chooser(person, self._chance, seen)
        self._playback = Playback(self._move, begin(stage.script, person.seed, person.name, "en"), _START)
        self._is_answer = self._is_pouring = False

    def live(self) -> Life:
        """The whole life."""
        try:
            self._first_visit()
            self._days()
        except Exception as error:  # whatever a script does, one person's fault must not end the run: it is reported
            self._trouble(f"a step failed ({type(error).__name__})", self._conversation.state, str(error))
        self.life.left_at = self._conversation.state
        return self.life

    @property
    def _conversation(self) -> Conversation:
        return self._playback.conversation

    def _first_visit(self) -> None:
        self._take(Commanded("start"))
        self._visit(_FIRST_VISIT, day=0)

    def _days(self) -> None:
        person, away, was_away = self._person, 0, False
        if person.manner.quits and self.life.turns_to_picture is None:
            return
        for day in range(1, person.days):
            if self._seen.has_met_its_aim:
                return
            turn = self._conversation.turn
            self._playback.wait(timedelta(hours=24, minutes=float(self._chance.integers(-90, 90))))
            self._playback.messages.clear()
            self._chooser.seeks = self._chooser.happens(person.seeks)
            if self._chooser.happens(_AGREED_BEFORE):
                self._agreed_to_an_earlier_text()
            if person.is_faithful and self._chooser.happens(_HAD_THEM_ALL):
                self._had_every_question()
            was_away = bool(away) or was_away
            away = away - 1 if away else self._begins_to_stay_away()
            if away:
                continue
            if was_away and self._chooser.happens(_STARTS_AGAIN):
                was_away = False
                self._take(Commanded("start"))
                self._visit(_VISIT, day)
                continue
            if self._conversation.stopped and not self._chooser.happens(_WAKES):
                self._writes_though_it_is_stopped()
                continue
            if person.is_faithful and self._chooser.happens(_ANSWERS_WHAT_CAME):
                self._todays_question(day, has_come=self._conversation.turn > turn)
            elif self._conversation.turn > turn and self._chooser.happens(_ANSWERS_WHAT_CAME):
                self._visit(_SHORT_VISIT, day)
            elif self._chooser.happens(_COMES_BACK):
                self._comes_back()
                self._visit(_VISIT, day)

    def _todays_question(self, day: int, *, has_come: bool) -> None:
        """Ask for it where it has not come, answer it, and on some days go on to what nobody has met; who is there to
        meet one thing may begin with that."""
        seeks = self._chooser.seeks
        self._chooser.seeks = seeks and self._seen.aim is not None and self._chooser.happens(_AT_ONCE)
        if not has_come:
            self._take(Said(phrasebook.A_QUESTION))
        self._visit(_SHORT_VISIT, day)
        self._chooser.seeks = seeks
        if seeks:
            self._take(self._chooser.command())
            self._visit(_VISIT, day)

    def _agreed_to_an_earlier_text(self) -> None:
        """As if what they agreed to had read differently then."""
        if self._conversation.agreed_to:
            self._playback.conversation = msgspec.structs.replace(self._conversation, agreed_to=FIRST_AGREEMENT)

    def _had_every_question(self) -> None:
        """As if every daily question had come in these months: so it is for who leaves most of them out."""
        daily, conversation = self._seen.stage.script.abilities.get("daily"), self._conversation
        if not isinstance(daily, Daily) or "daily" not in conversation.memory:
            return
        memory = recalled(msgspec.json.decode(conversation.memory["daily"]))
        today = memory.today(self._playback.now).toordinal()
        seen = {one.id: today - 1 - number % _THESE_MONTHS for number, one in enumerate(daily.bank.prompts)}
        kept = conversation.memory | {"daily": msgspec.json.encode(stored(memory.changed(seen=seen)))}
        self._playback.conversation = msgspec.structs.replace(conversation, memory=kept)

    def _comes_back(self) -> None:
        """By themselves: to what was open, with a command, or with eight messages at once."""
        chooser = self._chooser
        if self._conversation.stopped or self._conversation.turn == 0:
            self._take(Commanded("start"))
        elif chooser.happens(_POURS):
            for _ in range(8):
                self._take(Said(chooser.pick(phrasebook.SMALL_TALK)), at_once=True)
        elif self._conversation.question is None or not chooser.happens(_GOES_ON):
            self._take(chooser.command())

    def _writes_though_it_is_stopped(self) -> None:
        if self._chooser.happens(_WAKES):
            self._take(Said(self._chooser.pick(phrasebook.SMALL_TALK)))

    def _begins_to_stay_away(self) -> int:
        """Mostly for some weeks; sometimes for so long that nothing more is sent."""
        if self._seen.aim is not None and self._chooser.happens(_SILENT):
            return int(self._chance.integers(*_A_WEEK))
        if self._person.is_faithful:
            return self._is_away_for_long() if self._chooser.happens(_RARELY) else 0
        if not self._chooser.happens(_STAYS_AWAY):
            return 0
        return int(self._chance.integers(*(_LONG_AWAY if self._chooser.happens(_STAYS_LONG) else _AWAY)))

    def _is_away_for_long(self) -> int:
        """For months, up to the days before everything is erased; back on the next day."""
        span = timedelta(days=int(self._chance.integers(*_MONTHS)))
        if span > _TOLD_AFTER:
            self._playback.wait(_TOLD_AFTER)
            self._playback.take(Fading((self._playback.now + FADING_FOR).date()))
            span -= _TOLD_AFTER
        self._playback.wait(span)
        self._playback.messages.clear()
        return 1

    def _visit(self, most: int, day: int) -> None:
        for _ in range(most):
            conversation = self._conversation
            question = conversation.question
            if question is None:
                return
            event = self._chooser.next_event(conversation, question, day=day)
            if event is None:
                return
            self._take(event)
            is_more = isinstance(event, Said) and self._chooser.happens(_WRITES_MORE * self._person.manner.wordy)
            if is_more and self._conversation.question is not None:
                self._take(Said(self._chooser.pick(phrasebook.AND_MORE)), at_once=True)

    def _take(self, event: Event, *, at_once: bool = False) -> None:
        before = self._conversation.state
        if not at_once:
            self._playback.now += timedelta(seconds=25 + 60 * float(self._chance.random()))
        self.life.turns += 1
        self._seen.turns += 1
        self._is_answer, self._is_pouring = isinstance(event, Pressed | Said), at_once
        self._playback.take(event)
        self._playback.messages.clear()
        after = self._conversation
        is_elsewhere = any(not source for source, _, _ in self._seen.stage.ways)  # by a command, or a sign of a crisis
        if self._is_answer and not is_elsewhere and before in self._seen.stage.script.states:
            self._seen.went(before, "" if after.question is None else after.state)

    def _move(self, conversation: Conversation, event: Event, now: datetime) -> Step:
        if alphabet := alphabet_of(event):
            known = conversation.variables | {"alphabet": alphabet}
            conversation = msgspec.structs.replace(conversation, variables=known)
        outcome = self._seen.stage.move(conversation, event, now)
        self._seen.passed()
        said = [message for message in outcome.messages if not is_closing(message)]
        self._look(said, outcome, event)
        if isinstance(event, Due):
            self._chooser.earlier.extend(message for message in said if message.choices)
        return outcome

    def _look(self, said: list[Message], outcome: Step, event: Event) -> None:
        life, after = self.life, outcome.conversation
        life.words += sum(len(plain(whole_text(message)).split()) for message in said)
        numbers = self._seen.found(map(_whole, said))
        relationship = "" if after is None else str(after.variables.get("relationship", ""))
        self._seen.shown(numbers, region_of(self._person.place(relationship)))
        if after is not None:
            self._fit.look(
                self._person, after, [self._seen.stage.texts[number] for number in numbers], self._playback.now
            )
            if any(message.picture for message in said):
                life.told += self._fit.told(self._person, after, life.told, self._playback.now)
                if life.turns_to_picture is None:
                    life.turns_to_picture, life.words_to_picture = life.turns, life.words
        if life.turns_to_suggestion is None and any(self._is_suggestion(number) for number in numbers):
            life.turns_to_suggestion, life.words_to_suggestion = life.turns, life.words
        self._judge(said, outcome, event)

    def _judge(self, said: list[Message], outcome: Step, event: Event) -> None:
        """What must not happen in any step."""
        after = outcome.conversation
        where = "" if after is None else after.state
        if len(said) > MOST_IN_A_ROW:
            self._trouble(
                "more than three messages in a row",
                self._came_by(where),
                " / ".join(plain(message.text)[:60] for message in said),
            )
        if len({message.text for message in said}) < len(said):
            self._trouble("the same message twice at once", where, plain(said[-1].text)[:80])
        if after is None or after.stopped or after.patience_told or isinstance(event, Due):
            return
        if after.question is None and isinstance(event, Pressed | Said | Commanded):
            self._trouble("nothing is asked any more: a dead end", where, f"{self._came_by(where)}: {event}")
        elif not said and isinstance(event, Said) and not self._is_pouring and Acknowledge() not in outcome.effects:
            self._trouble("words were met with silence", where, event.text)

    def _came_by(self, state: str) -> str:
        """The way on which the step came first: a command, or the state that was left."""
        source, trigger, _ = self._seen.stage.ways[0] if self._seen.stage.ways else (state, "", "")
        return f"{source} {trigger}".strip()

    def _is_suggestion(self, number: int) -> bool:
        return self._seen.stage.texts[number].place.startswith(_SUGGESTIONS)

    def _trouble(self, what: str, where: str, detail: str = "") -> None:
        self._seen.trouble(Trouble(what, where, self._person.number, self._person.seed, detail))


def _whole(message: Message) -> str:
    """Everything that is read: the text, the answers below it, the labels, and a sentence to copy."""
    parts = [whole_text(message), *(choice.label for choice in message.choices)]
    if message.picture is not None:
        parts += [message.picture.description, *_words_in(message.picture.data.values())]
    return "\n".join([*parts, *(choice.copy for choice in message.choices if choice.copy)])


def _words_in(values: Iterable[object]) -> Iterator[str]:
    for value in values:
        if isinstance(value, str):
            yield value
        elif isinstance(value, list):
            yield from _words_in(value)
