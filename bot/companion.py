"""The hallway: a batch of events in, one transaction, messages into the outbox.

Rule: this is the only place where the rooms meet. `Incoming -> screen -> step -> rows and outbox -> commit`, in a
straight line; what a person is told, and when, is the rooms' matter.

A step that fails harms nobody else: its event is set aside, its person gets one honest sentence, their conversation
stays where it was. A transaction that fails is halved until the one event that fails stands alone.
"""

from __future__ import annotations

import secrets
import traceback
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import msgspec
import structlog

from bot.crowding import Crowding
from bot.dialogue.abilities import Schedule
from bot.dialogue.conversation import Acknowledge, Conversation
from bot.dialogue.cursor import Cursor
from bot.dialogue.events import NOT_THEIR_DOING, Due, Edited, Event, Noticed, Pressed, Said
from bot.dialogue.messages import Message
from bot.dialogue.pace import hurried
from bot.dialogue.recent import lately
from bot.dialogue.script import Script
from bot.dialogue.step import begin, step
from bot.errors import StoreError, StoreUnavailable
from bot.ledger import Ledger, Reply
from bot.noticing import Screen, alphabet_of, help_lines, screened, served
from bot.storage.batch import Batch
from bot.storage.schema import milliseconds
from bot.storage.store import SetAside, Store

__all__ = ["Companion", "Incoming", "Screen", "screened"]

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Incoming:
    """One event of one person, as a door hands it over.

    person: Telegram's user id, or a negative number made from a name in the terminal. at: the event's own time, not the
    time of handling it. id: the update's id, for recognising it when it comes again (None: it cannot come again).
    place: the channel's own number of what the person wrote, for a quiet sign at it. reply_to: that of the message to
    which they wrote it as a reply.
    served: help lines were sent directly for it, while there was no storage (bot/outage.py).
    """

    person: int
    event: Event
    at: datetime
    id: int | None = None
    first_name: str = ""
    language: str = ""
    place: int | None = None
    reply_to: int | None = None
    served: bool = False

    @property
    def trace(self) -> str:
        """What the lines of the log, and the messages that answer this event, have in common."""
        return "" if self.id is None else f"u{self.id}"


_MOST_AT_ONCE = 4

_PUT_OFF = timedelta(days=1)
"""What fell due and failed is tried again so much later."""


class Companion:
    """Answers events. `new_seed` gives the seed of a new conversation: chance comes in here and nowhere else."""

    def __init__(self, script: Script, screen: Screen, store: Store, new_seed: Callable[[], int]) -> None:
        self._script = script
        self._screen = screen
        self._store = store
        self._new_seed = new_seed
        self._crowding = Crowding()

    async def respond(self, batch: Sequence[Incoming]) -> Sequence[Incoming]:
        """Answer `batch` in one transaction; the replies are in the outbox afterwards.

        Returns what was kept without a reply: a door may show that with a quiet sign.
        Raises StoreUnavailable when the database cannot be used for the moment: nothing was done, try the batch again.
        """
        if not batch:
            return ()
        try:
            return await self._transact(batch)
        except StoreUnavailable:
            raise
        except Exception as error:  # whatever makes a transaction fail, only the event that does so may suffer
            if len(batch) == 1:
                await self._stand_alone(batch[0], error)
                return ()
            middle = len(batch) // 2
            return (*await self.respond(batch[:middle]), *await self.respond(batch[middle:]))

    async def _transact(self, batch: Sequence[Incoming]) -> Sequence[Incoming]:
        people = {incoming.person for incoming in batch}
        updates = [incoming.id for incoming in batch if incoming.id is not None]
        due = {incoming.person for incoming in batch if isinstance(incoming.event, Due)}
        replies = {(incoming.person, incoming.reply_to) for incoming in batch if incoming.reply_to is not None}
        async with self._store.batch(people, updates, due, replies) as rows:
            ledger = Ledger(rows.conversations)
            handled = set(rows.handled)
            pouring, acknowledged = _pouring(batch), []
            for incoming in batch:
                if incoming.id in handled or _is_past(incoming.event, rows.due.get(incoming.person)):
                    continue
                is_pouring = incoming.person in pouring
                pouring.discard(incoming.person)
                if self._move(ledger, _about(incoming, rows.asked), is_pouring=is_pouring):
                    acknowledged.append(incoming)
                if incoming.id is not None:
                    handled.add(incoming.id)
                    ledger.changes.handled[incoming.id] = incoming.at
            await self._save(rows, ledger)
        return acknowledged

    async def _save(self, rows: Batch, ledger: Ledger) -> None:
        ledger.changes.subscriptions = await self._crowding.placed(rows, ledger.scheduled, ledger.seeds())
        await rows.save(ledger.written())

    def _move(self, ledger: Ledger, incoming: Incoming, *, is_pouring: bool) -> bool:
        """Make one step; whether what the person wrote was kept without a reply."""
        try:
            known = ledger.conversation(incoming.person)
            event = self._read(incoming, known)
            if known is None and isinstance(event, (*NOT_THEIR_DOING, Edited)):
                return False  # nobody we know: someone erased, or a chat that never began
            conversation = self._introduced(known, incoming)
            if is_pouring:
                conversation = msgspec.structs.replace(conversation, pace=hurried(incoming.at))
            outcome = step(self._script, conversation, event, incoming.at)
        except Exception as error:  # a script, an ability or a template may fail in any way: only this event suffers
            self._set_aside(ledger, incoming, error)
            return False
        reply = Reply(
            incoming.trace,
            to_words=not isinstance(incoming.event, Pressed),
            is_visit=not isinstance(event, NOT_THEIR_DOING),
        )
        ledger.apply(incoming.person, incoming.at, outcome, reply)
        if incoming.place is not None:
            ledger.receive(incoming.person, incoming.at, incoming.place)
        return Acknowledge() in outcome.effects

    def _read(self, incoming: Incoming, known: Conversation | None) -> Event:
        """What the person did, screened: with the short texts just before it, and with a name that is new."""
        earlier = () if known is None else lately(known.recent, incoming.at)
        is_new = known is None or known.variables.get("first_name") != incoming.first_name
        event = screened(incoming.event, self._screen, earlier, incoming.first_name if is_new else "")
        if isinstance(event, Noticed):
            # All that is ever counted of a crisis: never whose, never what was written.
            log.info("a sign of a crisis was noticed", kind=event.kind, tier=event.tier)
        return served(event) if incoming.served else event

    def _introduced(self, conversation: Conversation | None, incoming: Incoming) -> Conversation:
        """The conversation with the name and language that the person has today; a new one for someone new.

        alphabet: of the last words, for /sos to say so when screening cannot read them.
        """
        if conversation is None:
            return begin(self._script, self._new_seed(), incoming.first_name, incoming.language)
        alphabet = alphabet_of(incoming.event)
        today = {"first_name": incoming.first_name, "language": incoming.language, "alphabet": alphabet}
        given = {name: value for name, value in today.items() if value and conversation.variables.get(name) != value}
        if not given:
            return conversation
        return msgspec.structs.replace(conversation, variables=conversation.variables | given)

    async def _stand_alone(self, incoming: Incoming, error: Exception) -> None:
        """The one event that fails: set aside with an apology, or, when even that cannot be stored, said in the log."""
        try:
            await self._apologise(incoming, error)
        except StoreUnavailable:
            raise
        except StoreError as worse:
            # This person's rows cannot be read (a damaged database). Nobody else's events may wait for that.
            fault = type(worse).__name__
            log.error("an event could not be set aside", fault=fault, person=incoming.person, trace=incoming.trace)
            if isinstance(incoming.event, Due):
                await self._store.put_off(incoming.person, _PUT_OFF)

    async def _apologise(self, incoming: Incoming, error: Exception) -> None:
        async with self._store.batch([incoming.person], [] if incoming.id is None else [incoming.id]) as rows:
            ledger = Ledger({})
            if incoming.id is not None:
                if incoming.id in rows.handled:
                    return
                ledger.changes.handled[incoming.id] = incoming.at
            self._set_aside(ledger, incoming, error)
            await self._save(rows, ledger)

    def _set_aside(self, ledger: Ledger, incoming: Incoming, error: Exception) -> None:
        """Keep the event for the engineer, without a word of it in the log, and tell its person."""
        fault = secrets.token_hex(4)
        log.error(
            "an event failed and was set aside",
            id=fault,
            fault=type(error).__name__,
            place=_place(error),
            person=incoming.person,
            trace=incoming.trace,
        )
        # Not as JSON: what failed may be words that cannot be encoded.
        payload = repr(incoming.event).encode("utf-8", "backslashreplace")
        ledger.changes.set_aside.append(SetAside(fault, incoming.person, incoming.at, payload, type(error).__name__))
        if isinstance(incoming.event, Due):
            # Nobody waits for it, so nobody is told; it must not fall due again at once.
            ledger.scheduled[incoming.person] = Schedule(incoming.event.at + _PUT_OFF)
            return
        speaker = Cursor(self._script, begin(self._script, self._new_seed()), incoming.at)
        ledger.say(incoming.person, incoming.at, Message(speaker.phrase("fault"), trace=incoming.trace))
        # Whatever failed: a call for help is not answered with an apology alone.
        for message in help_lines(self._script, screened(incoming.event, self._screen), incoming.at):
            ledger.say(incoming.person, incoming.at, message)


def _pouring(batch: Sequence[Incoming]) -> set[int]:
    """Who wrote so much of this batch that no answer can have been read in between."""
    counts = Counter(incoming.person for incoming in batch if isinstance(incoming.event, Said))
    return {person for person, count in counts.items() if count > _MOST_AT_ONCE}


def _about(incoming: Incoming, asked: Mapping[tuple[int, int], str]) -> Incoming:
    """The same, and a text that was written as a reply knows to which question."""
    question = asked.get((incoming.person, incoming.reply_to)) if incoming.reply_to is not None else None
    if question is None or not isinstance(incoming.event, Said):
        return incoming
    return replace(incoming, event=msgspec.structs.replace(incoming.event, about=question))


def _is_past(event: Event, due: int | None) -> bool:
    """Whether what was due has been seen to already, or was put off: the row says another time by now."""
    return isinstance(event, Due) and due != milliseconds(event.at)


def _place(error: Exception) -> str:
    """Where an error was raised, as file:line; its message may quote a person and is never logged."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"{frames[-1].filename.rpartition('/')[2]}:{frames[-1].lineno}" if frames else "?"
