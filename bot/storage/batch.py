"""One batch of events as the database sees it: rows in, rows out, one transaction.

Rule: nothing is committed here, and a person's rows are only touched when the batch was opened for that person; on
PostgreSQL that is what holds two workers apart.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from itertools import chain
from typing import Any

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import StoreError, StoreUnavailable
from bot.storage.faults import translated
from bot.storage.records import Changes, Letter
from bot.storage.schema import TABLES_OF_A_PERSON, milliseconds, outbox, subscriptions
from bot.storage.statements import PERSON, Statements
from bot.storage.vault import Seal, Vault

log = structlog.get_logger(__name__)

_DAY = 24 * 60 * 60 * 1000

DELETABLE = timedelta(hours=48)
"""So old a message of a private chat may be for a bot to delete it (https://core.telegram.org/bots/api#deletemessage)."""

Row = tuple[Any, ...]


class Batch:
    """The rows of the people of one batch, loaded.

    conversations: the stored conversation of each person who has one. handled: which of the updates were handled
    before. due: when the companion is to speak to those of them who were asked about, in milliseconds. asked: which
    question a message shows, by person and message id, where a reply asked for it. has_erased: whether a person was
    erased, so that their bytes must leave the database's log as well. marks: what stands for the erased on the erasure
    list; it is written there before this is committed.
    """

    def __init__(self, connection: AsyncConnection, vault: Vault, statements: Statements, now: datetime) -> None:
        self.conversations: Mapping[int, bytes] = {}
        self.handled: frozenset[int] = frozenset()
        self.due: Mapping[int, int] = {}
        self.asked: Mapping[tuple[int, int], str] = {}
        self.has_erased = False
        self.marks: list[bytes] = []
        self._connection = connection
        self._vault = vault
        self._statements = statements
        self._now = now
        self._people: frozenset[int] = frozenset()
        self._seals: dict[int, Seal] = {}
        self._wrapped: dict[int, bytes] = {}
        self._not_seen_today: set[int] = set()

    async def load(
        self,
        people: Collection[int],
        updates: Collection[int],
        due: Collection[int] = (),
        replies: Collection[tuple[int, int]] = (),
    ) -> None:
        """Read what the store knows of `people` and `updates`, when those in `due` are due, and which questions the
        messages in `replies` show."""
        self._people = frozenset(people)
        with translated():
            found = await self._connection.execute(self._statements.load_people, {"people": list(self._people)})
            if updates:
                ids = await self._connection.execute(self._statements.load_handled, {"updates": list(updates)})
                self.handled = frozenset(ids.scalars())
            if due:
                rows = await self._connection.execute(self._statements.load_due, {"people": list(due)})
                self.due = {row[0]: row[1] for row in rows}
            if replies:
                places = {
                    "people": list({reply[0] for reply in replies}),
                    "places": list({reply[1] for reply in replies}),
                }
                shows = await self._connection.execute(self._statements.find_asked, places)
                self.asked = {(row.person, row.message_id): row.question for row in shows}
        yesterday = milliseconds(self._now) - _DAY
        conversations = {}
        for person, wrapped, last_seen_at, payload in found.all():
            seal = self._seals[person] = self._vault.seal(person, wrapped)
            self._wrapped[person] = wrapped
            if last_seen_at <= yesterday:
                self._not_seen_today.add(person)
            if payload is not None:
                conversations[person] = seal.open(b"conversations.payload", payload)
        self.conversations = conversations

    async def crowd(self, at: datetime) -> int:
        """How many are due in the hour from `at` on: those whose time today is still to come, and those who have been
        given tomorrow's already."""
        with translated():
            counts = [await self._count(at - timedelta(days=days)) for days in (0, 1)]
        return sum(counts)

    async def _count(self, first: datetime) -> int:
        hour = {"first": first, "last": first + timedelta(hours=1)}
        return int((await self._connection.execute(self._statements.count_due, hour)).scalar_one())

    async def save(self, changes: Changes) -> None:
        """Write `changes`, in the order that their fields have. Raises StoreError; the transaction is spoilt then."""
        if strangers := changes.people() - self._people:
            raise StoreError(
                f"A batch may not change what belongs to people it was not opened for: {sorted(strangers)}."
            )
        with translated():
            await self._take_away(changes)
            await self._meet(changes)
            await self._add(changes)

    async def _take_away(self, changes: Changes) -> None:
        if changes.erased:
            await self._erase(changes.erased, changes.letters)
        if changes.dropped:
            await self._connection.execute(self._statements.erase(outbox), {"people": list(changes.dropped)})
        if ended := [person for person, one in changes.subscriptions.items() if one is None]:
            await self._connection.execute(self._statements.erase(subscriptions), {"people": ended})
        if changes.taken_back:
            entries = [{PERSON: person, "of_entry": entry} for person, entry in changes.taken_back]
            await self._connection.execute(self._statements.take_back, entries)

    async def _erase(self, erased: set[int], letters: Iterable[Letter]) -> None:
        await self._take_leave(erased, letters)
        for table in TABLES_OF_A_PERSON:
            await self._connection.execute(self._statements.erase(table), {"people": list(erased)})
        for person in erased & self._seals.keys():
            del self._seals[person]
            wrapped = self._wrapped.pop(person)
            self.marks.append(self._vault.mark(person, wrapped))
            self._vault.forget(person, wrapped)
        self._not_seen_today -= erased
        self.has_erased = True

    async def _take_leave(self, erased: set[int], letters: Iterable[Letter]) -> None:
        """Before their rows go: which messages of their chats can be taken away."""
        wanted = {"people": list(erased), "after": self._now - DELETABLE}
        ids: dict[int, list[int]] = {}
        for row in await self._connection.execute(self._statements.find_letters, wanted):
            ids.setdefault(row.person, []).append(row.message_id)
        for letter in letters:
            if letter.person in erased:
                ids.setdefault(letter.person, []).append(letter.message_id)
        await self._many(self._statements.add_farewells, (self._farewell(person, some) for person, some in ids.items()))

    def _farewell(self, person: int, ids: list[int]) -> Row:
        sealed = self._vault.house(person).close(b"farewells.payload", json.dumps(ids).encode())
        return person, milliseconds(self._now), sealed

    async def _catch_up(self) -> None:
        """Before the operator's key seals anything: it is the one of the key file, and fits what is here already."""
        self._vault.catch_up()
        if not self._vault.is_unproven:
            return
        witness = (await self._connection.execute(self._statements.find_keys, {"past": -(2**63), "most": 1})).first()
        if witness is not None and not self._vault.proves(*witness):
            log.error("the file of the operator's key holds another key: new people wait until the right one is back")
            raise StoreUnavailable("The operator's key was replaced by one that opens nothing here.")

    async def _meet(self, changes: Changes) -> None:
        """Give everyone a data key who has none, and note who was here: exactly to a day, so rarely."""
        new = sorted(_people_with_words(changes) - self._seals.keys())
        if new or changes.farewells:
            await self._catch_up()
        for person in new:
            self._wrapped[person], self._seals[person] = self._vault.new(person)
        now = milliseconds(self._now)
        await self._many(self._statements.add_people, ((person, self._wrapped[person], now, now) for person in new))
        if here := (self._not_seen_today & changes.conversations.keys()) - changes.absent:
            await self._connection.execute(self._statements.see_people, {"people": list(here), "now": self._now})

    async def _add(self, changes: Changes) -> None:
        statements = self._statements
        await self._many(statements.put_conversations, self._conversations(changes))
        await self._many(statements.add_entries, self._entries(changes))
        await self._many(statements.add_messages, chain(self._farewells(changes), self._messages(changes)))
        await self._many(statements.put_subscriptions, self._subscriptions(changes))
        await self._many(statements.add_turns, changes.turns)
        if amended := [{PERSON: person, "of_day": day} for person, day in changes.amended]:
            await self._connection.execute(statements.amend_turns, amended)
        await self._many(statements.add_set_aside, self._set_aside(changes))
        await self._many(statements.add_letters, letter_rows(changes.letters, changes.erased))
        await self._many(statements.add_handled, ((id_, milliseconds(at)) for id_, at in changes.handled.items()))

    def _conversations(self, changes: Changes) -> Iterator[Row]:
        for person, payload in changes.conversations.items():
            yield person, self._seals[person].close(b"conversations.payload", payload)

    def _entries(self, changes: Changes) -> Iterator[Row]:
        parts = [(entry.person, entry.entry, entry.kind, entry.text, entry.at) for entry in changes.kept]
        parts += [(person, entry, "", text, at) for person, entry, text, at in changes.joined]
        for person, entry, kind, text, at in parts:
            sealed = self._seals[person].close(b"journal.text", text.encode("utf-8", "surrogatepass"), entry)
            yield person, entry, kind, milliseconds(at), sealed

    def _farewells(self, changes: Changes) -> Iterator[Row]:
        for person, payload, at in changes.farewells:
            yield person, milliseconds(at), False, True, self._vault.house(person).close(b"outbox.payload", payload)

    def _messages(self, changes: Changes) -> Iterator[Row]:
        for person, payload, unasked, at in changes.messages:
            yield person, milliseconds(at), unasked, False, self._seals[person].close(b"outbox.payload", payload)

    def _subscriptions(self, changes: Changes) -> Iterator[Row]:
        for person, one in changes.subscriptions.items():
            if one is not None:
                yield person, milliseconds(one.due_at), milliseconds(one.until_at)

    def _set_aside(self, changes: Changes) -> Iterator[Row]:
        for event in changes.set_aside:
            sealed = self._seals[event.person].close(b"set_aside.payload", event.payload, event.id)
            yield event.id, event.person, milliseconds(event.at), event.fault, sealed

    async def _many(self, statement: str, rows: Iterable[Row]) -> None:
        if parameters := list(rows):
            await self._connection.exec_driver_sql(statement, parameters)


def letter_rows(letters: Iterable[Letter], erased: Collection[int] = ()) -> Iterator[Row]:
    """The rows of messages in a chat; none for who was erased."""
    for one in letters:
        if one.person not in erased:
            yield one.person, one.message_id, milliseconds(one.at), one.fleeting


def _people_with_words(changes: Changes) -> set[int]:
    """Who has something to be sealed with a key of their own."""
    return (
        changes.conversations.keys()
        | {entry.person for entry in changes.kept}
        | {row[0] for row in changes.joined}
        | {row[0] for row in changes.messages}
        | {event.person for event in changes.set_aside}
    )
