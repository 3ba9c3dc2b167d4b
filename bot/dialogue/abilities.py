"""How a state calls on another room: the protocol of abilities.

A room that wants to be called from a dialogue file writes one file, `ability.py`, which imports this module and
`messages` and nothing else of `dialogue`. An ability is a pure function of its arguments, the conversation as it
stands, what the person has just done, and the time.

Rule: this module imports nothing of ours but `messages`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, Protocol

import msgspec
from pydantic import BaseModel

from bot.dialogue.messages import Message

Value = str | float | bool
"""What a variable holds: text, a number, or yes/no."""

ValueType = Literal["text", "number", "yes/no"]

Arguments = str | Mapping[str, Any] | Sequence[Any]
"""What stands behind the ability's key in the file, templates already filled in; every leaf is text."""


class Answer(msgspec.Struct, frozen=True, gc=False):
    """An answer to an item. `option` is the number of the response option (from 0); None is "rather not say"."""

    item: str
    relationship: str
    option: int | None
    at: datetime


class Chose(msgspec.Struct, frozen=True, gc=False):
    """The person chose choice number `choice` of the last message this ability sent (a press, or words read as one)."""

    choice: int


class Wrote(msgspec.Struct, frozen=True, gc=False):
    """The person wrote something that is none of the choices of the last message this ability sent."""

    text: str


class Schedule(msgspec.Struct, frozen=True, tag=True, gc=False):
    """When an ability next speaks by itself. It takes the place of whatever this ability had scheduled before; when
    several have, the person's row is the earliest of them (`unasked.py`).

    at: None for not until it is told otherwise. room: those who wished for one hour are spread over some minutes, but
        not beyond this; None: just then. until: from when on it must not speak any more, where that comes sooner than
        its being too late.
    """

    at: datetime | None
    room: datetime | None = None
    until: datetime | None = None


class Turn(msgspec.Struct, frozen=True, tag=True, gc=False):
    """A local date has had its turn; it gets no other. skipped: the turn was let go by. amends: a turn that was taken
    before turns out to have been skipped."""

    day: date
    skipped: bool = False
    amends: bool = False


@dataclass(frozen=True, slots=True)
class View:
    """The conversation as an ability may see it: read-only.

    memory: what this ability kept in `Outcome.memory` the last time (None at first).
    held_until: until then nothing unasked is said, whatever is planned (None: nothing holds it back).
    served: whether the person was already given, directly, the help that this event calls for (no storage was there).
    say: a sentence from dialogues/phrases.yaml by its name, varied, with its values filled in and escaped:
        `view.say("nearest", label="Partly")`.
    """

    variables: Mapping[str, Value]
    answers: Sequence[Answer]
    seed: int
    turn: int
    memory: Any
    say: Callable[..., str]
    served: bool = False
    held_until: datetime | None = None


class Outcome(msgspec.Struct, frozen=True, gc=False):
    """What an ability answers.

    messages: in order; the last one may carry choices. The step gives it its question id and adds "Back".
    answers: the whole list of answers from now on, when it changed (added to, or taken from).
    variables: variables to set (declared in `Ability.sets`).
    memory: what to remember, JSON-like and small (None keeps what was remembered). lasting: "Back" does not undo it.
    journal: a text of the person to keep in the journal, as (entry's kind, words).
    schedule: when the companion next speaks by itself, when that changed. turn: the local date that has had its turn.
    noted: what the person wrote is kept, and a quiet sign at it says so.
    waiting: True when the ability must hear from the person before it is done; the last message then has choices.
    """

    messages: tuple[Message, ...] = ()
    answers: tuple[Answer, ...] | None = None
    variables: Mapping[str, Value] = {}
    memory: Any = None
    lasting: bool = False
    journal: tuple[str, str] | None = None
    schedule: Schedule | None = None
    turn: Turn | None = None
    noted: bool = False
    waiting: bool = False


class Ability(Protocol):
    """One thing a state can do beyond talking; its name is its key in the file."""

    @property
    def values(self) -> Mapping[str, ValueType]:
        """Names that conditions and sentences may read, with their types (`certainty: number`)."""

    @property
    def sets(self) -> Mapping[str, ValueType]:
        """Variables that this ability sets by itself."""

    def value(self, name: str, view: View, now: datetime) -> Value:
        """The present value of one of `values`."""

    def problems(self, arguments: Arguments) -> Sequence[str]:
        """What is wrong with `arguments` as the author wrote them (templates not filled in): sentences for `check`."""

    def __call__(self, arguments: Arguments, view: View, event: Chose | Wrote | None, now: datetime) -> Outcome:
        """Do it. `event` is None when the state is entered, afterwards what the person did while this was waiting."""


class WithoutValues:
    """What most abilities have in common: they give no names to conditions and set no variables."""

    @property
    def values(self) -> Mapping[str, ValueType]:
        """None."""
        return {}

    @property
    def sets(self) -> Mapping[str, ValueType]:
        """None."""
        return {}

    def value(self, name: str, view: View, now: datetime) -> Value:
        """Only asked of abilities that have values."""
        raise KeyError(name)


class Shelf(Protocol):
    """Content of one room: which folders of `dialogues/` it reads, in which form, and the abilities made from it.

    The loader reads every YAML file of each folder into its model and hands all of them over, by folder.
    """

    @property
    def folders(self) -> Mapping[str, type[BaseModel]]:
        """Folder below `dialogues/` -> model of one file in it."""

    def problems(self, contents: Mapping[str, Sequence[BaseModel]]) -> Sequence[Problem]:
        """What is wrong across files (duplicate ids, a region without a text ...)."""

    def abilities(self, contents: Mapping[str, Sequence[BaseModel]]) -> Mapping[str, Ability]:
        """The abilities made from the content, by name."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault in content: the model it is in, the way to the place inside it (keys and positions), and the sentence."""

    file: BaseModel
    where: tuple[str | int, ...]
    message: str
