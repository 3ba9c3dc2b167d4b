"""What a person takes along, and what puts them back where they were: everything that is kept of them, as open data.

Rule: left out are the place in a conversation about a crisis and what was noticed of one, which are in no export, and
what is on its way to the person, which arrives before this; nothing is put back that was not checked first.
docs/export.md describes it, and its schema there is made from `Export`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Literal
from zoneinfo import ZoneInfo

import msgspec

from bot.attachment.ability import Assess
from bot.dialogue.bad_hours import out_of_crisis
from bot.dialogue.conversation import Conversation
from bot.dialogue.cursor import Cursor
from bot.dialogue.forms import Line, OneOf, Together, When
from bot.dialogue.messages import Picture
from bot.dialogue.script import Script
from bot.errors import StoreError
from bot.journal.pages import Writing, pages
from bot.ledger import CONVERSATION_DECODER, CONVERSATION_ENCODER
from bot.reflection.ability import Daily
from bot.storage.records import Changes, Entry, Subscription
from bot.storage.whole import Whole

VERSION: Final = 1

_OF_A_CRISIS: Final = ("Noticed(", "Unread(")
"""How a set-aside event begins that may have been one."""

_BRACES: Final = "{"


class Place(Conversation, frozen=True, omit_defaults=True, gc=False):
    """A conversation whose abilities' memories can be read."""

    memory: dict[str, Any] = {}  # noqa: RUF012 (msgspec gives each its own)


class Written(msgspec.Struct, frozen=True, gc=False):
    """A part of a journal entry: what was added to an entry later has no kind."""

    entry: str
    kind: str
    text: str
    at: datetime


class Coming(msgspec.Struct, frozen=True, gc=False):
    """When the companion next speaks by itself, and from when on that is too late."""

    due_at: datetime
    until_at: datetime


class Day(msgspec.Struct, frozen=True, gc=False):
    """A date that had its daily question, or let it go by."""

    day: date
    skipped: bool


class Asked(msgspec.Struct, frozen=True, gc=False):
    """Which message in the chat shows a question."""

    question: str
    message_id: int
    at: datetime


class Failed(msgspec.Struct, frozen=True, gc=False):
    """An event that could not be handled. event: what it was ("" where it may have been about a crisis)."""

    id: str
    at: datetime
    fault: str
    event: str


class Export(msgspec.Struct, frozen=True, gc=False):
    """Everything that is kept of one person. person: their number in Telegram. since, last_here: when they first came,
    and were last here. place: where they stand, what they chose and set. journal: what they wrote. coming, days: the
    daily question. asked: which messages show questions. failed: what went wrong."""

    format: Literal["securebase"]
    version: int
    made_at: datetime
    person: int
    since: datetime
    last_here: datetime
    place: Place | None
    journal: tuple[Written, ...]
    coming: Coming | None
    days: tuple[Day, ...]
    asked: tuple[Asked, ...]
    failed: tuple[Failed, ...]


_DECODER: Final = msgspec.json.Decoder(Export)


class _Head(msgspec.Struct, frozen=True):
    format: Literal["securebase"]
    version: int


@dataclass(frozen=True, slots=True)
class Luggage:
    """The parts of the file. data: an `Export` in JSON. journal: to read. pictures: by file name."""

    data: bytes
    journal: str
    pictures: Mapping[str, Picture]


def luggage(script: Script, whole: Whole, now: datetime) -> Luggage:
    """What one person takes along."""
    stored = None if whole.conversation is None else CONVERSATION_DECODER.decode(whole.conversation)
    conversation = None if stored is None else _without_signs(out_of_crisis(script, stored, now))
    data = msgspec.json.format(msgspec.json.encode(exported(whole, conversation, now)), indent=1)
    written = pages(_writings(script, whole.journal), _zone(conversation))
    return Luggage(data, written, {} if conversation is None else _pictures(script, conversation, now))


def exported(whole: Whole, conversation: Conversation | None, now: datetime) -> Export:
    """The data of one person; `conversation` is the place to name."""
    due = whole.subscription
    return Export(
        "securebase",
        VERSION,
        now,
        whole.person,
        whole.since,
        whole.last_seen_at,
        None if conversation is None else _readable(conversation),
        tuple(Written(one.entry, one.kind, _clean(one.text), one.at) for one in whole.journal),
        None if due is None else Coming(due.due_at, due.until_at),
        tuple(Day(date.fromordinal(day), skipped) for day, skipped in whole.days),
        tuple(Asked(*one) for one in whole.shown),
        tuple(Failed(one.id, one.at, one.fault, _event(one.payload)) for one in whole.set_aside),
    )


def imported(data: bytes) -> tuple[int, Changes]:
    """Whose export `data` is, and what puts them back.

    Raises StoreError, in a sentence, when it is no export, a damaged one, or one of a newer version.
    """
    try:
        if msgspec.json.decode(data, type=_Head).version > VERSION:
            raise StoreError(
                "This export was made by a newer version of Secure Base: import it there, or update this one."
            )
        export = _DECODER.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise StoreError("This is no export of Secure Base, or it is damaged: nothing was imported.") from None
    changes = Changes()
    if export.place is not None:
        changes.conversations[export.person] = CONVERSATION_ENCODER.encode(_stored(export.place))
    for one in export.journal:
        if one.kind:
            changes.kept.append(Entry(export.person, one.entry, one.kind, one.text, one.at))
        else:
            changes.joined.append((export.person, one.entry, one.text, one.at))
    if export.coming is not None:
        due = Subscription(export.person, export.coming.due_at, export.coming.until_at)
        changes.subscriptions[export.person] = due
    changes.turns.extend((export.person, one.day.toordinal(), one.skipped) for one in export.days)
    return export.person, changes


def _readable(conversation: Conversation) -> Place:
    fields = msgspec.structs.asdict(conversation)
    return Place(**fields | {"memory": {name: msgspec.json.decode(kept) for name, kept in fields["memory"].items()}})


def _stored(place: Place) -> Conversation:
    fields = msgspec.structs.asdict(place)
    return Conversation(
        **fields | {"memory": {name: msgspec.json.encode(kept) for name, kept in fields["memory"].items()}}
    )


def _without_signs(conversation: Conversation) -> Conversation:
    return msgspec.structs.replace(conversation, recent=())


def _clean(text: str) -> str:
    """Half of a character is no text that a file can hold."""
    return text.encode("utf-8", "replace").decode()


def _event(payload: bytes) -> str:
    text = payload.decode("utf-8", "replace")
    return "" if text.startswith(_OF_A_CRISIS) else text


def _zone(conversation: Conversation | None) -> ZoneInfo:
    name = "" if conversation is None else str(conversation.variables.get("time_zone", ""))
    try:
        return ZoneInfo(name or "UTC")
    except (ValueError, OSError, LookupError):
        return ZoneInfo("UTC")


# The journal


def _writings(script: Script, parts: Iterable[Entry]) -> Iterator[Writing]:
    questions = _questions(script)
    entries: dict[str, Writing] = {}
    for part in parts:
        first = entries.get(part.entry)
        entries[part.entry] = (
            Writing(part.at, questions.get(part.kind, ""), part.text)
            if first is None
            else Writing(first.at, first.question, f"{first.words}\n{part.text}")
        )
    yield from entries.values()


def _questions(script: Script) -> Mapping[str, str]:
    """What was asked, by the kind of the entry that answers it."""
    found = {
        state.reply.journal: _sentence(state.ask)
        for state in script.states.values()
        if state.reply is not None and state.reply.journal is not None and state.ask is not None
    }
    for ability in script.abilities.values():
        if isinstance(ability, Daily):
            found |= {f"prompt:{one.id}": one.text for one in ability.bank.prompts}
        if isinstance(ability, Assess):
            stacks = ability.library.bank.stacks.values()
            found |= {f"item:{item.id}": item.text for stack in stacks for item in stack.items}
    return found


def _sentence(line: Line) -> str:
    """The first sentence that a line can say; nothing where it has values of the moment in it."""
    match line:
        case str():
            return "" if _BRACES in line else line
        case OneOf():
            return _sentence(line.one_of[0])
        case When():
            return _sentence(line.say)
        case Together():
            return _sentence(line.together[-1])


# The pictures


def _pictures(script: Script, conversation: Conversation, now: datetime) -> Mapping[str, Picture]:
    draw = script.abilities.get("picture")
    if draw is None:
        return {}
    view = Cursor(script, conversation, now).view("picture")
    found: dict[str, Picture] = {}
    for relationship in dict.fromkeys(answer.relationship for answer in conversation.answers):
        outcome = draw({"name": "attachment_map", "relationship": relationship}, view, None, now)
        found |= {f"{relationship}.png": one.picture for one in outcome.messages if one.picture is not None}
    return found
