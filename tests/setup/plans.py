"""Transcripts of invented people: what a plan in docs/transcripts/plans/ says they do, and what comes back.

Rule: nothing is written by hand but what the person does, and even the answers to items are drawn from where they
stand. The same plan gives the same transcript, so a test can compare. A press of a button that is not there is an
error: a transcript is never quietly about something else.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import numpy as np
from pydantic import BeforeValidator, Field

from bot.attachment.answering import answer
from bot.dialogue.conversation import Conversation, Question, Step
from bot.dialogue.events import Event, Pressed, typed
from bot.dialogue.forms import Form
from bot.dialogue.messages import Message, plain, whole_text
from bot.dialogue.reading import read_form
from bot.dialogue.recording import Playback
from bot.dialogue.step import begin
from bot.errors import ScriptError
from bot.operations.simulation.choosing import Chooser
from bot.operations.simulation.people import MANNERS, Person
from bot.operations.simulation.running import stage_of
from bot.operations.simulation.stage import Stage
from bot.operations.simulation.what_was_seen import Seen
from tests.setup import ROOT

PLANS = ROOT / "docs" / "transcripts" / "plans"
_MOST_ITEMS = 30


class Press(Form):
    """A press of the newest button with this label."""

    press: str


class Tap(Form):
    """A press of so many's choice of the open question, counted from 1."""

    tap: int


class Wait(Form):
    """So many hours pass."""

    hours: float


class Items(Form):
    """The questions about one relationship, answered from where the person stands there."""

    items: str


Act = str | Press | Tap | Wait | Items
Acts = tuple[Act, ...]


def _a_day(days: object) -> object:
    """`10 to 20` as its two ends."""
    return tuple(days.split(" to ")) if isinstance(days, str) else days


class Plan(Form):
    """One file: a person, and what they do.

    stands: anxiety and avoidance, in every relationship. first: what they do on the first day. days: how many follow;
    at the end of each, what came is answered by the next of `usual` (none of them on an empty one). on: what they do on
    one day instead. away: days, from and to, on which nothing is done.
    """

    plan: str
    about: str
    seed: int
    now: datetime
    first_name: str = "Ana"
    stands: tuple[float, float]
    first: Acts
    days: int = 0
    usual: tuple[Acts, ...] = ()
    on: Mapping[int, Acts] = Field(default_factory=dict)
    away: Annotated[tuple[int, int], BeforeValidator(_a_day)] = (0, 0)


def plans() -> list[str]:
    """The names of all plans."""
    return sorted(path.stem for path in PLANS.glob("*.yaml"))


def document_of(name: str) -> str:
    """The transcript's place in the repository."""
    return f"docs/transcripts/{name}.md"


def transcript_of(name: str) -> str:
    """The whole document."""
    return written(read_plan(PLANS / f"{name}.yaml"), _stage())


@functools.cache
def _stage() -> Stage:
    return stage_of(ROOT / "dialogues")


def read_plan(path: Path) -> Plan:
    """The plan in a file. Raises ScriptError with its faults."""
    source, faults = read_form(path.read_bytes(), path.name, Plan)
    if source is None:
        raise ScriptError("\n".join(map(str, faults)))
    return source.form


def written(plan: Plan, stage: Stage) -> str:
    """The transcript of a plan. Raises ScriptError where a button that is pressed is not there."""
    frame = f"""\
# {plan.plan}

{plan.about.strip()}

Made by the program (`make docs`): `>` is what the person does, a tap in brackets; the rest is said to them, with its
buttons. Days on which nothing happens are left out."""
    return "\n".join([frame, "", "```text", *Living(plan, stage).lines(), "```", ""])


@dataclass
class Living:
    """A plan while it is lived."""

    plan: Plan
    stage: Stage

    def __post_init__(self) -> None:
        """Stand at the beginning."""
        place = np.array(self.plan.stands)
        person = Person(0, self.plan.seed, self.plan.first_name, MANNERS[0], place, {}, 0, has_a_bad_hour=False)
        self._chooser = Chooser(person, np.random.default_rng(self.plan.seed), Seen(self.stage))
        beginning = begin(self.stage.script, self.plan.seed, self.plan.first_name, "en")
        self._playback = Playback(self._move, beginning, self.plan.now)

    def _move(self, conversation: Conversation, event: Event, now: datetime) -> Step:
        return self.stage.move(conversation, event, now)

    def lines(self) -> Iterator[str]:
        """The transcript, a line for each thing that is said or done."""
        yield self._day()
        for act in self.plan.first:
            yield from self._does(act)
        answered = 0
        for day in range(1, self.plan.days + 1):
            came = self._wait(24)
            acts = self.plan.on.get(day, ())
            if not acts and came and not self.plan.away[0] <= day < self.plan.away[1] and self.plan.usual:
                acts = self.plan.usual[answered % len(self.plan.usual)]
                answered += 1
            if came or acts:
                yield from ("", self._day(), *came)
            for act in acts:
                yield from self._does(act)

    def _does(self, act: Act) -> Iterator[str]:
        match act:
            case Items():
                yield from self._items(act.items)
            case Wait():
                came = self._wait(act.hours)
                yield from (f"({act.hours:g} hours later)", *came)
            case Press():
                yield from self._takes(self._press(act.press), f"[{act.press}]")
            case Tap():
                question = self._question
                yield from self._takes(
                    Pressed(question.message.question, act.tap - 1), _label(question.message, act.tap)
                )
            case str():
                yield from self._takes(typed(act), act)

    def _items(self, relationship: str) -> Iterator[str]:
        for _ in range(_MOST_ITEMS):
            conversation = self._playback.conversation
            item, place = self._chooser.open_item(conversation, self.stage.script.states[conversation.state])
            if item is None or relationship not in item.relationships:
                return
            option, message = answer(item, place, self._chooser.chance), self._question.message
            yield from self._takes(Pressed(message.question, option), _label(message, option + 1))

    def _takes(self, event: Event, shown: str) -> Iterator[str]:
        yield f"> {shown}"
        self._playback.take(event)
        if self._playback.is_noted:
            yield "  (a small sign at it: kept)"
        yield from said(self._playback.fresh)

    def _wait(self, hours: float) -> list[str]:
        shown = len(self._playback.messages)
        self._playback.wait(timedelta(hours=hours))
        return list(said(self._playback.messages[shown:]))

    def _press(self, label: str) -> Pressed:
        for message in reversed(self._playback.messages[-3:]):
            for number, choice in enumerate(message.choices):
                if choice.label == label:
                    return Pressed(message.question, number)
        message = self._question.message
        labels = ", ".join(choice.label for choice in message.choices)
        raise ScriptError(
            f"{self.plan.plan}: there is no button '{label}'; under {plain(message.text)!r} stand: {labels}"
        )

    @property
    def _question(self) -> Question:
        question = self._playback.conversation.question
        if question is None:
            raise ScriptError(f"{self.plan.plan}: nothing is asked here")
        return question

    def _day(self) -> str:
        return f"--- {self._playback.now:%A, %d %B}"


def _label(message: Message, number: int) -> str:
    if not 0 < number <= len(message.choices):
        raise ScriptError(f"there is no choice {number} under: {plain(message.text)}")
    return f"[{message.choices[number - 1].label}]"


def said(messages: Sequence[Message]) -> Iterator[str]:
    for message in messages:
        text = plain(whole_text(message)).replace("\n\n", " / ").replace("\n", " / ")
        picture = "(picture) " if message.picture else ""
        yield f"  {picture}{text}"
        if message.choices:
            yield "  " + " ".join(f"[{choice.label}]" for choice in message.choices)
