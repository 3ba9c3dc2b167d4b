"""Where one person stands in the script: plain, frozen data that is stored whole after every step.

Rule: no behaviour here. `step.py` makes a new conversation from an old one and never changes one in place.

`gc=False`: these are trees, never rings, so the garbage collector need not walk them (measured: with it, decoding a
conversation takes five times as long in a busy process).
"""

from __future__ import annotations

from datetime import date, datetime

import msgspec

from bot.dialogue.abilities import Answer, Schedule, Turn, Value
from bot.dialogue.messages import Message


class Question(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """The question that is open: the message as it was shown (so that it can be shown again), and how it is answered.

    kinds: for each choice of the message, what a press of it means: "choice", "ability", "beside", "skip" or "back".
    numbers: for each choice, its number in the state's (or the ability's) own list.
    """

    message: Message
    kinds: tuple[str, ...] = ()
    numbers: tuple[int, ...] = ()

    @property
    def is_of_an_ability(self) -> bool:
        """Whether words that are no choice of it are an ability's to read."""
        return "ability" in self.kinds or "beside" in self.kinds


class Frame(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """A place to come back to after a visit to another flow. `resume` is the way on from there: "go" behind a visit, or
    a command that was put off; without it the open question is asked again."""

    state: str
    action: int = 0
    question: Question | None = None
    past: tuple[Past, ...] = ()
    resume: str = ""

    @property
    def put_off(self) -> str:
        """The command that was put off and begins when one comes back here; "" for any other place."""
        kind, _, command = self.resume.partition(".")
        return command if kind == "command" else ""


class Past(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """One turn that "Back" can undo: where it began, the old values of what it changed (None: there was none), how many
    answers there were, and the journal's entries that it made.

    question: as it was asked; None for an ability's, which asks the same again from what it remembered."""

    state: str
    action: int
    question: Question | None
    variables: dict[str, Value | None] = {}
    memory: dict[str, bytes | None] = {}
    answers: int = 0
    entries: tuple[str, ...] = ()


class Joinable(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """The last free answer, to which what is written next may be added: a journal `entry` or a `variable`."""

    at: datetime
    entry: str = ""
    variable: str = ""


class Scrap(msgspec.Struct, frozen=True, gc=False):
    """A short text that was just written: with the next ones it may say what none of them says alone."""

    at: datetime
    text: str


class Covered(msgspec.Struct, frozen=True, gc=False):
    """What came unasked and has not been opened yet. question: the id of the cover that was shown instead."""

    question: str
    messages: tuple[Message, ...]


class Conversation(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """One person's place in the script.

    state: "flow.state"; action: which of the state's actions it stopped at.
    turn: counts the questions shown, so that every question has an id of its own.
    tag: four characters, new for each conversation, part of every question's id: a button from before /delete is no
        button of today.
    said: for each place with variants, the number of the one said last.
    memory: what each ability remembers, by the ability's name, as JSON.
    pressed: the press that was obeyed last, so that a double tap is no second press.
    recent: the last few short texts, for a few minutes.
    noticed: the kind of crisis that is talked about just now; empty again when that conversation is left.
    agreed_to: the version of the agreement that the person said yes to; "" before that.
    discreet: the person shares their phone, or fears a reader: what comes unasked is covered, and what is written goes
        away after a day. fading_at: when they were told that all of it goes, since they have been away for long.
    unseen: the id of a question that the channel could not show; shown_again: the last one shown for that reason.
    pace: see pace.py; patience_told: whether the person was asked for patience since they last rested.
    latest: the command, or the kind of thing that is no text, that came last; "" when it was something else.
    crisis_at: when it was last talked about, while it is open; afterwards only `bad_hour_on`, the day, is left of it.
    asked_at: when a check-in was asked, for a day. No level of risk is computed or kept.
    held_until: nothing unasked is sent before; the gentle question whether to go on, when it is due, ends it.
    """

    seed: int
    tag: str
    script: str
    state: str = ""
    action: int = 0
    variables: dict[str, Value] = {}
    stack: tuple[Frame, ...] = ()
    answers: tuple[Answer, ...] = ()
    question: Question | None = None
    turn: int = 0
    past: tuple[Past, ...] = ()
    joinable: Joinable | None = None
    said: dict[str, int] = {}
    memory: dict[str, bytes] = {}
    pressed: str = ""
    recent: tuple[Scrap, ...] = ()
    noticed: str = ""
    crisis_at: datetime | None = None
    bad_hour_on: date | None = None
    asked_at: datetime | None = None
    held_until: datetime | None = None
    entries: int = 0
    stopped: bool = False
    agreed_to: str = ""
    stop_told: bool = False
    on_break: bool = False
    discreet: bool = False
    covered: Covered | None = None
    fading_at: datetime | None = None
    unseen: str = ""
    shown_again: str = ""
    pace: datetime | None = None
    patience_told: bool = False
    latest: str = ""
    last_at: datetime | None = None


class Keep(msgspec.Struct, frozen=True, omit_defaults=True, tag=True, gc=False):
    """Keep a text in the journal under `entry` (unique in this conversation); `kind` says what it answers."""

    entry: str
    kind: str
    text: str


class Join(msgspec.Struct, frozen=True, tag=True, gc=False):
    """Add a text to an entry that was kept before."""

    entry: str
    text: str


class TakeBack(msgspec.Struct, frozen=True, tag=True, gc=False):
    """Remove entries from the journal: the person took the answer back."""

    entries: tuple[str, ...]


class DropUndelivered(msgspec.Struct, frozen=True, tag=True, gc=False):
    """Remove every message to this person that was not delivered yet (those of this step excepted)."""


class Acknowledge(msgspec.Struct, frozen=True, tag=True, gc=False):
    """What the person wrote was kept, and nothing more is said: a channel shows that with a quiet sign, or not."""


class Erase(msgspec.Struct, frozen=True, tag=True, gc=False):
    """Erase every row of this person. The messages of this step are delivered afterwards and hold no personal word."""


Effect = Keep | Join | TakeBack | DropUndelivered | Acknowledge | Schedule | Turn | Erase


class Step(msgspec.Struct, frozen=True, gc=False):
    """The outcome of one step: the new conversation (None after an erasure), what is said, what is to be done."""

    conversation: Conversation | None
    messages: tuple[Message, ...] = ()
    effects: tuple[Effect, ...] = ()
