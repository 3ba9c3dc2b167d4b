"""One batch of events as the database sees it: rows in, rows out, one transaction.

Rule: nothing is committed here, and a person's rows are only touched when the batch was opened for that person; on
PostgreSQL that is what holds two workers apart.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.base import Executable

from bot.errors import StoreError
from bot.storage import statements
from bot.storage.faults import translated
from bot.storage.records import Changes
from bot.storage.schema import TABLES_OF_A_PERSON, outbox
from bot.storage.vault import Seal, Vault

_SEEN_EXACT_TO = timedelta(days=1)

Row = dict[str, Any]


class Batch:
    """The rows of the people of one batch, loaded.

    conversations: the stored conversation of each person who has one. handled: which of the updates were handled
    before. has_erased: whether a person was erased, so that their bytes must leave the database's log as well.
    """

    def __init__(
        self, connection: AsyncConnection, vault: Vault, collisions: statements.Collisions, now: datetime
    ) -> None:
        self.conversations: Mapping[int, bytes] = {}
        self.handled: frozenset[int] = frozenset()
        self.has_erased = False
        self._connection = connection
        self._vault = vault
        self._collisions = collisions
        self._now = now
        self._people: frozenset[int] = frozenset()
        self._seals: dict[int, Seal] = {}
        self._wrapped: dict[int, bytes] = {}
        self._not_seen_today: set[int] = set()

    async def load(self, people: Collection[int], updates: Collection[int]) -> None:
        """Read what the store knows of `people` and `updates`."""
        self._people = frozenset(people)
        with translated():
            rows = await self._connection.execute(statements.LOAD_PEOPLE, {"people": list(self._people)})
            found = rows.all()
            if updates:
                ids = await self._connection.execute(statements.LOAD_HANDLED, {"updates": list(updates)})
                self.handled = frozenset(ids.scalars())
        conversations = {}
        for person, wrapped, last_seen_at, payload in found:
            seal = self._seals[person] = self._vault.seal(person, wrapped)
            self._wrapped[person] = wrapped
            if self._now - last_seen_at >= _SEEN_EXACT_TO:
                self._not_seen_today.add(person)
            if payload is not None:
                conversations[person] = seal.open("conversations.payload", payload)
        self.conversations = conversations

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
            await self._erase(changes.erased)
        if changes.dropped:
            await self._connection.execute(statements.erase_from(outbox), {"people": list(changes.dropped)})
        await self._many(
            statements.TAKE_BACK,
            ({"of_person": person, "of_entry": entry} for person, entry in changes.taken_back),
        )

    async def _erase(self, erased: set[int]) -> None:
        for table in TABLES_OF_A_PERSON:
            await self._connection.execute(statements.erase_from(table), {"people": list(erased)})
        for person in erased & self._seals.keys():
            del self._seals[person]
            self._vault.forget(person, self._wrapped.pop(person))
        self._not_seen_today -= erased
        self.has_erased = True

    async def _meet(self, changes: Changes) -> None:
        """Give everyone a data key who has none, and note who was here."""
        new = sorted(_people_with_words(changes) - self._seals.keys())
        for person in new:
            self._wrapped[person], self._seals[person] = self._vault.new(person)
        await self._many(
            statements.ADD_PEOPLE,
            (
                {
                    "person": person,
                    "wrapped_key": self._wrapped[person],
                    "created_at": self._now,
                    "last_seen_at": self._now,
                }
                for person in new
            ),
        )
        here = sorted(self._not_seen_today & changes.conversations.keys())
        await self._many(statements.SEE_PEOPLE, ({"of_person": person, "now": self._now} for person in here))

    async def _add(self, changes: Changes) -> None:
        await self._many(self._collisions.put_conversations, self._conversations(changes))
        await self._many(statements.ADD_ENTRIES, self._entries(changes))
        await self._many(statements.ADD_MESSAGES, self._messages(changes))
        await self._many(statements.ADD_SET_ASIDE, self._set_aside(changes))
        await self._many(self._collisions.put_handled, ({"id": id_, "at": at} for id_, at in changes.handled.items()))

    def _conversations(self, changes: Changes) -> Iterator[Row]:
        for person, payload in changes.conversations.items():
            yield {"person": person, "payload": self._seals[person].close("conversations.payload", payload)}

    def _entries(self, changes: Changes) -> Iterator[Row]:
        parts = [(entry.person, entry.entry, entry.kind, entry.text, entry.at) for entry in changes.kept]
        parts += [(person, entry, "", text, at) for person, entry, text, at in changes.joined]
        for person, entry, kind, text, at in parts:
            sealed = self._seals[person].close("journal.text", text.encode("utf-8", "surrogatepass"), entry)
            yield {"person": person, "entry": entry, "kind": kind, "at": at, "text": sealed}

    def _messages(self, changes: Changes) -> Iterator[Row]:
        farewells = [(self._vault.house(person), payload, False, at) for person, payload, at in changes.farewells]
        others = [(self._seals[person], payload, unasked, at) for person, payload, unasked, at in changes.messages]
        for number, (seal, payload, unasked, at) in enumerate(farewells + others):
            yield {
                "person": seal.person,
                "created_at": at,
                "unasked": unasked,
                "of_house": number < len(farewells),
                "payload": seal.close("outbox.payload", payload),
            }

    def _set_aside(self, changes: Changes) -> Iterator[Row]:
        for event in changes.set_aside:
            sealed = self._seals[event.person].close("set_aside.payload", event.payload, event.id)
            yield {"id": event.id, "person": event.person, "at": event.at, "fault": event.fault, "payload": sealed}

    async def _many(self, statement: Executable, rows: Iterable[Row]) -> None:
        if parameters := list(rows):
            await self._connection.execute(statement, parameters)


def _people_with_words(changes: Changes) -> set[int]:
    """Who has something to be sealed with a key of their own."""
    return (
        changes.conversations.keys()
        | {entry.person for entry in changes.kept}
        | {row[0] for row in changes.joined}
        | {row[0] for row in changes.messages}
        | {event.person for event in changes.set_aside}
    )
