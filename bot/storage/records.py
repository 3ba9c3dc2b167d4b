"""What goes into the store and what comes out of it: plain data in the order in which the store handles it.

Rule: no SQL and no behaviour. Payloads and texts are open here; they are sealed on the way into a row.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message that waits in the outbox, opened. `attempts` counts the deliveries that were tried in vain."""

    id: int
    person: int
    payload: bytes
    created_at: datetime
    unasked: bool
    attempts: int


@dataclass(frozen=True, slots=True)
class Mark:
    """The outbox row `id` is delivered and leaves. When it carries a `question`, the channel's message `shown_as` is
    remembered as showing it; `captioned` says that the text stands below a picture. letters: the numbers of all its
    messages in the chat. fleeting: they are to be taken away after a day."""

    id: int
    person: int
    question: str = ""
    shown_as: int | None = None
    captioned: bool = False
    letters: tuple[int, ...] = ()
    fleeting: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One text in a person's journal. `entry` is its id, `kind` the script's word for what it answers."""

    person: int
    entry: str
    kind: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class SetAside:
    """An event that failed. `fault` is the type name of the exception only: its message may quote the person."""

    id: str
    person: int
    at: datetime
    payload: bytes
    fault: str


@dataclass(frozen=True, slots=True)
class Subscription:
    """Somebody to whom the companion speaks by itself. due_at: when next. until_at: from when on that is too late."""

    person: int
    due_at: datetime
    until_at: datetime


@dataclass(frozen=True, slots=True)
class Letter:
    """One message in a chat, of either side, known by its number."""

    person: int
    message_id: int
    at: datetime
    fleeting: bool = False


@dataclass(frozen=True, slots=True)
class Farewell:
    """What is left to do in the chat of somebody who was erased: these messages can go. is_said: the confirmation has
    left."""

    id: int
    chat: int
    at: datetime
    letters: tuple[int, ...]
    is_said: bool


@dataclass(slots=True)
class Changes:
    """What one batch writes, applied in this order.

    erased: every row of these people goes, their data keys and what was not delivered to them too.
    dropped: their messages that wait in the outbox go.
    taken_back: journal entries to remove, as (person, entry).
    conversations: where people stand now; someone new gets a data key.
    absent: those among them who were not here: what changed is no visit of theirs.
    kept, joined: new journal entries, and texts (person, entry, text, at) added to one.
    farewells: messages (person, payload, at) to people who were erased, sealed with no person's key.
    messages: messages (person, payload, unasked, at) for the outbox, behind the farewells.
    subscriptions: who is spoken to, and when; None where nothing is due any more.
    turns: local dates (person, day's number, skipped) that have had their turn now. That one had it before is a fault.
    amended: turns that turn out to have been skipped, as (person, day's number).
    set_aside: events that failed.
    letters: messages that people wrote. Those of somebody who is erased are left for the farewell.
    handled: the updates' ids and times.

    All but the first three add rows; so what was kept or said before an erasure, a drop or a taking back in the same
    batch is left out by whoever fills this in.
    """

    erased: set[int] = field(default_factory=set)
    dropped: set[int] = field(default_factory=set)
    taken_back: list[tuple[int, str]] = field(default_factory=list)
    conversations: dict[int, bytes] = field(default_factory=dict)
    absent: set[int] = field(default_factory=set)
    kept: list[Entry] = field(default_factory=list)
    joined: list[tuple[int, str, str, datetime]] = field(default_factory=list)
    farewells: list[tuple[int, bytes, datetime]] = field(default_factory=list)
    messages: list[tuple[int, bytes, bool, datetime]] = field(default_factory=list)
    subscriptions: dict[int, Subscription | None] = field(default_factory=dict)
    turns: list[tuple[int, int, bool]] = field(default_factory=list)
    amended: list[tuple[int, int]] = field(default_factory=list)
    set_aside: list[SetAside] = field(default_factory=list)
    letters: list[Letter] = field(default_factory=list)
    handled: dict[int, datetime] = field(default_factory=dict)

    def people(self) -> set[int]:
        """Everybody whose rows this touches."""
        return (
            self.erased
            | self.dropped
            | self.conversations.keys()
            | {person for person, _ in self.taken_back}
            | {entry.person for entry in self.kept}
            | {row[0] for row in self.joined}
            | {row[0] for row in self.farewells}
            | {row[0] for row in self.messages}
            | self.subscriptions.keys()
            | {row[0] for row in self.turns}
            | {row[0] for row in self.amended}
            | {event.person for event in self.set_aside}
            | {letter.person for letter in self.letters}
        )
