"""The store: what everyone else may ask of the database.

Rule: every write goes through `_writing`, one transaction that holds the writers apart; every read goes through
`_reading`, which is marked read-only and always closed, since a forgotten reader would keep the writers out.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, ExitStack, asynccontextmanager, nullcontext, suppress
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import Row
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.errors import StoreError, StoreUnavailable
from bot.storage.batch import DELETABLE, Batch, letter_rows
from bot.storage.erased import ErasedList
from bot.storage.faults import translated
from bot.storage.records import Changes, Entry, Farewell, Letter, Mark, Outgoing, SetAside, Subscription
from bot.storage.schema import milliseconds
from bot.storage.statements import PERSON, Statements
from bot.storage.vault import Vault
from bot.storage.whole import Whole, read_whole

__all__ = ["Batch", "Changes", "Entry", "Farewell", "Letter", "Mark", "Outgoing", "SetAside", "Store", "Subscription"]

log = structlog.get_logger(__name__)

_AT_A_TIME = 500

_SHOWN_KEPT = timedelta(days=30)
"""So much longer a question of the past can be answered by a reply to it."""

_TURNS_KEPT = timedelta(days=130)
"""So long it stays written down which days had their turn; nobody's clock goes back as far."""


class Store:
    """An open database. `opening.open_store` makes one; `closing` holds what is to be let go at the end."""

    def __init__(
        self,
        engine: AsyncEngine,
        vault: Vault,
        erased: ErasedList,
        clock: Callable[[], datetime],
        closing: ExitStack,
    ) -> None:
        self._engine = engine
        self._vault = vault
        self._erased = erased
        self._clock = clock
        self._closing = closing
        self._is_sqlite = engine.dialect.name == "sqlite"
        self._statements = Statements(engine.dialect)
        # SQLite has one writer. Those of this process wait here for their turn and never meet "database is locked".
        self._turn: AbstractAsyncContextManager[object] = asyncio.Lock() if self._is_sqlite else nullcontext()
        # True at first, since a process that was killed may have left it so.
        self._log_holds_erased = True

    async def close(self) -> None:
        """Close every connection, then let the next process in."""
        await self._engine.dispose()
        self._closing.close()

    @asynccontextmanager
    async def batch(
        self,
        people: Collection[int],
        updates: Collection[int],
        due: Collection[int] = (),
        replies: Collection[tuple[int, int]] = (),
    ) -> AsyncIterator[Batch]:
        """One transaction for `people`: load them, save what changed. It is committed at the end of the block, and
        leaves nothing behind when the block raises. PostgreSQL holds a lock for each person meanwhile, and has room for
        some thousands of them.

        due: those of them of whom it is to be known when they are due. replies: messages (person, message id) to which
        something was a reply.
        Raises StoreUnavailable when the same batch may succeed later, StoreError otherwise.
        """
        marks: list[bytes] = []
        try:
            async with self._writing(people) as connection:
                batch = Batch(connection, self._vault, self._statements, self._clock())
                await batch.load(people, updates, due, replies)
                yield batch
                self._log_holds_erased |= batch.has_erased
                if batch.marks:
                    await asyncio.to_thread(self._erased.intend, batch.marks)
                    marks = batch.marks
        except StoreError:
            if self._is_sqlite:  # a server may have committed before the connection was lost; the next start looks
                await self._noted(self._erased.withdraw, marks)
            raise
        await self._noted(self._erased.confirm, marks)

    async def due(self, limit: int, excluding: Collection[int] = ()) -> list[Outgoing]:
        """The first waiting message of each person, for up to `limit` people who are not in `excluding`.

        Replies come before what nobody asked for; within both the oldest comes first. A message that does not open is
        taken out of its line, so that it holds nothing up.
        """
        while True:
            async with self._reading() as connection:
                wanted = {"most": limit, "excluding": list(excluding)}
                rows = (await connection.execute(self._statements.due, wanted)).all()
            opened = {row.id: self._opened(row) for row in rows}
            spoilt = [id_ for id_, message in opened.items() if message is None]
            if not spoilt:
                return [message for message in opened.values() if message is not None]
            log.error("messages in the outbox do not open and are left out", ids=spoilt)
            await self.mark((), failed=spoilt)

    async def subscriptions(self, now: datetime, limit: int) -> list[Subscription]:
        """Up to `limit` people to whom the companion is to speak `now`, those who waited longest first."""
        async with self._reading() as connection:
            rows = await connection.execute(self._statements.find_due, {"now": now, "most": limit})
            return [Subscription(*row) for row in rows]

    async def put_off(self, person: int, by: timedelta) -> None:
        """Speak to `person` so much later, without reading anything of theirs: it may be what cannot be read."""
        async with self._writing([person]) as connection:
            with translated():
                await connection.execute(
                    self._statements.put_off, {PERSON: person, "by": by // timedelta(milliseconds=1)}
                )

    async def mark(self, marks: Sequence[Mark], failed: Sequence[int] = (), tried: Sequence[int] = ()) -> None:
        """Note what became of messages of many chats, in one transaction: `marks` were delivered, the rows `failed`
        leave their line for good, one more attempt was made at the rows `tried`."""
        if not (marks or failed or tried):
            return
        async with self._writing({mark.person for mark in marks}) as connection:
            with translated():
                await self._delivered(connection, marks)
                for statement, ids in ((self._statements.fail, failed), (self._statements.count_attempt, tried)):
                    if ids:
                        await connection.execute(statement, {"messages": list(ids)})

    async def shown(self, wanted: Collection[tuple[int, str]]) -> dict[tuple[int, str], tuple[int, bool]]:
        """Which of the channel's messages shows a question: (person, question) -> (message id, captioned)."""
        if not wanted:
            return {}
        people, questions = ({pair[0] for pair in wanted}, {pair[1] for pair in wanted})
        async with self._reading() as connection:
            rows = await connection.execute(
                self._statements.find_shown, {"people": list(people), "questions": list(questions)}
            )
            found = {(row.person, row.question): (row.message_id, row.captioned) for row in rows}
        return {pair: found[pair] for pair in wanted if pair in found}

    async def farewells(self, limit: int) -> list[Farewell]:
        """What is left to do in the chats of those who were erased, the oldest first. One that does not open (another
        operator's key) has nothing left to delete."""
        async with self._reading() as connection:
            rows = (await connection.execute(self._statements.find_farewells, {"most": limit})).all()
        return [Farewell(row.id, row.chat, row.at, self._letters(row), not row.waits) for row in rows]

    async def end_farewells(self, done: Collection[int], given_up: Collection[int] = ()) -> None:
        """These farewells are done; to the chats `given_up` nothing more is said."""
        async with self._writing(()) as connection:
            with translated():
                await connection.execute(self._statements.end_farewells, {"farewells": list(done)})
                if given_up:
                    await connection.execute(self._statements.drop_confirmations, {"chats": list(given_up)})
            # Their numbers leave the log too.
            self._log_holds_erased = True

    async def fleeting(self, before: datetime, limit: int) -> list[tuple[int, int]]:
        """Messages, as (person, message id), that were written `before` and are to be taken away."""
        async with self._reading() as connection:
            rows = await connection.execute(self._statements.find_fleeting, {"before": before, "most": limit})
            return [(row.person, row.message_id) for row in rows]

    async def drop_letters(self, letters: Collection[tuple[int, int]]) -> None:
        """These messages (person, message id) are gone from their chats."""
        if letters:
            async with self._writing({person for person, _ in letters}) as connection:
                with translated():
                    rows = [{PERSON: person, "of_message": number} for person, number in letters]
                    await connection.execute(self._statements.drop_letters, rows)

    async def journal(self, person: int) -> list[Entry]:
        """What `person` wrote, oldest first; what was added to an entry stands in it on a line of its own."""
        async with self._reading() as connection:
            rows = (await connection.execute(self._statements.read_journal, {PERSON: person})).all()
        entries: dict[str, Entry] = {}
        for wrapped, entry, kind, sealed, at in rows:
            content = self._vault.seal(person, wrapped).open(b"journal.text", sealed, entry)
            text = content.decode("utf-8", "surrogatepass")
            first = entries.get(entry)
            entries[entry] = (
                Entry(person, entry, kind, text, at)
                if first is None
                else Entry(person, entry, first.kind, f"{first.text}\n{text}", first.at)
            )
        return list(entries.values())

    async def whole(self, person: int) -> Whole | None:
        """Everything that is kept of `person`; None when that is nothing. Raises StoreError."""
        async with self._reading() as connection:
            return await read_whole(connection, self._vault, person)

    async def seen_between(self, after: datetime, before: datetime) -> AsyncIterator[Mapping[int, bytes]]:
        """The conversations of everybody who was last seen between the two, some hundred at a time. One that does not
        open is left out."""
        past = -(2**63)
        while True:
            async with self._reading() as connection:
                wanted = {"past": past, "after": after, "before": before, "most": _AT_A_TIME}
                rows = (await connection.execute(self._statements.seen_between, wanted)).all()
            if not rows:
                return
            found: dict[int, bytes] = {}
            for person, wrapped, payload in rows:
                past = person
                with suppress(StoreError):
                    found[person] = self._vault.seal(person, wrapped).open(b"conversations.payload", payload)
            yield found

    async def forget_old(self, before: datetime) -> None:
        """Remove what is needed for a while only: handled ids and failed messages from `before`, and what is kept some
        weeks longer (which message showed a question, which days had their turn)."""
        async with self._writing(()) as connection:
            with translated():
                for statement in self._statements.forget_old:
                    await connection.execute(statement, {"before": before})
                await connection.execute(self._statements.forget_letters, {"before": self._clock() - DELETABLE})
                await connection.execute(self._statements.forget_shown, {"before": before - _SHOWN_KEPT})
                last_day = (before - _TURNS_KEPT).date().toordinal()
                await connection.execute(self._statements.forget_turns, {"before_day": last_day})

    async def _noted(self, how: Callable[[Sequence[bytes]], None], marks: Sequence[bytes]) -> None:
        """Say on the erasure list what became of `marks`. Where it cannot be said the next start finds it out."""
        if marks:
            with suppress(StoreError):
                await asyncio.to_thread(how, marks)

    async def _delivered(self, connection: AsyncConnection, marks: Sequence[Mark]) -> None:
        if not marks:
            return
        rows = await connection.execute(self._statements.delivered, {"messages": [mark.id for mark in marks]})
        # A row that is gone was dropped or erased while it was on its way; an erased person leaves no trace here.
        found = rows.all()
        theirs = {row.id for row in found if not row.of_house}
        # A farewell names whom it goes to; the log may hold it from an attempt before.
        self._log_holds_erased |= len(theirs) < len(found)
        now = milliseconds(self._clock())
        showing = [
            (mark.person, mark.question, mark.shown_as, mark.captioned, now)
            for mark in marks
            if mark.question and mark.shown_as is not None and mark.id in theirs
        ]
        if showing:
            await connection.exec_driver_sql(self._statements.put_shown, showing)
        letters = [
            Letter(mark.person, number, self._clock(), mark.fleeting)
            for mark in marks
            for number in mark.letters
            if mark.id in theirs
        ]
        if letters:
            await connection.exec_driver_sql(self._statements.add_letters, list(letter_rows(letters)))

    def _letters(self, row: Row[*tuple[Any, ...]]) -> tuple[int, ...]:
        try:
            return tuple(json.loads(self._vault.house(row.chat).open(b"farewells.payload", row.payload)))
        except StoreError:
            return ()

    def _opened(self, row: Row[*tuple[Any, ...]]) -> Outgoing | None:
        try:
            seal = self._vault.house(row.person) if row.of_house else self._vault.seal(row.person, row.wrapped_key)
            payload = seal.open(b"outbox.payload", row.payload)
        except StoreUnavailable:
            raise  # it may well open later: the operator's key was replaced and cannot be read for the moment
        except StoreError:
            return None
        return Outgoing(row.id, row.person, payload, row.created_at, row.unasked, row.attempts)

    @asynccontextmanager
    async def _writing(self, people: Collection[int]) -> AsyncIterator[AsyncConnection]:
        async with self._turn:
            connection = self._engine.connect()
            with translated():
                await connection.start()
            try:
                if people and not self._is_sqlite:
                    with translated():
                        await connection.execute(self._statements.lock_people, {"people": sorted(people)})
                yield connection
                with translated():
                    await connection.commit()
                    await self._clear_log(connection)
            finally:
                await asyncio.shield(connection.close())

    @asynccontextmanager
    async def _reading(self) -> AsyncIterator[AsyncConnection]:
        connection = self._engine.connect()
        with translated():
            await connection.start()
        try:
            await connection.execution_options(read_only=True)
            with translated():
                yield connection
        finally:
            await asyncio.shield(connection.close())

    async def _clear_log(self, connection: AsyncConnection) -> None:
        """Empty SQLite's log after an erasure: the erased key and rows stand in it until it is written over."""
        if not (self._is_sqlite and self._log_holds_erased):
            return
        # What was to be written is committed already. A reader may hold this up, or a full disk: the next write tries
        # again.
        with suppress(sqlite3.Error, SQLAlchemyError):
            raw = await connection.get_raw_connection()
            driver: Any = raw.driver_connection  # past SQLAlchemy, which would begin a transaction first
            rows = await driver.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")
            self._log_holds_erased = bool(rows[0][0])
