"""A month with one person, then /delete: afterwards no byte of them is in any file, nor in any row of PostgreSQL.

Rule: what is looked for was there before, sealed or as a number, so that a search which finds nothing has looked.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, event

from bot.companion import Companion, Incoming
from bot.dialogue.events import Commanded, Event, Located, Said
from bot.dispatching import Dispatcher
from bot.ledger import MESSAGE_DECODER
from bot.storage.backup import Places, back_up
from bot.storage.schema import TABLES_OF_A_PERSON
from bot.storage.store import Mark, Store
from tests.opening import SEED, the_dialogues
from tests.storage.conftest import new_postgresql_database, postgresql, sqlite
from tests.storage.databases import Database

__all__ = ["new_postgresql_database", "postgresql", "sqlite"]

PERSON = 7_210_438_265
OTHER = 6_104_221_877
NAME = "Zephyrine"
QUESTION = "why does marmalade frighten the lighthouse"
WORDS = "a crocus under the tram whispers of tangerines"
TOKENS = ("Zephyrine", "marmalade", "lighthouse", "crocus", "tangerines", "Ljubljana")
_PIECE = 24
"""A long row lies in several pages: it is looked for in pieces."""

MONDAY = datetime(2026, 5, 4, 17, 0, tzinfo=UTC)


class Month:
    """Two people and a clock; the first of them writes something every day."""

    def __init__(self, store: Store, now: datetime = MONDAY) -> None:
        self.store = store
        self.now = now
        dialogues = the_dialogues()
        self.companion = Companion(dialogues.script, dialogues.screen, store, lambda: SEED)
        self._dispatcher = Dispatcher(store, self.companion, lambda: self.now, lambda: None)
        self._numbers = iter(range(500, 10**9))
        self._updates = iter(range(int(now.timestamp()), 2**40))

    async def does(self, person: int, *events: Event) -> list[str]:
        for one in events:
            self.now += timedelta(seconds=30)
            name = NAME if person == PERSON else "Ana"
            await self.companion.respond([Incoming(person, one, self.now, next(self._updates), first_name=name)])
        return await self.delivered()

    async def says(self, person: int, *texts: str) -> list[str]:
        return await self.does(person, *[Commanded(one[1:]) if one[0] == "/" else Said(one) for one in texts])

    async def delivered(self) -> list[str]:
        """Deliver all that waits, each at the second attempt; the labels of the last message."""
        labels: list[str] = []
        while waiting := await self.store.due(100, ()):
            await self.store.mark((), tried=[row.id for row in waiting])
            for row in waiting:
                message = MESSAGE_DECODER.decode(row.payload)
                labels = [choice.label for choice in message.choices]
                await self.store.mark([Mark(row.id, row.person, message.question, next(self._numbers))])
        return labels

    async def begins(self, person: int) -> None:
        """The first conversation, with words of their own where there is room for them."""
        await self.says(person, "/start", "Let's begin", "Yes, both", QUESTION)
        labels = await self.says(person, "A friend")
        while "Skip" not in labels:
            labels = await self.says(person, labels[0])
        await self.says(person, WORDS)

    async def wishes_for_questions(self, person: int) -> None:
        await self.says(person, "/settings", "Daily question", "Turn them on", "8pm")
        await self.does(person, Located("Europe/Ljubljana"))

    async def lives(self, days: int) -> int:
        """So many days of daily questions; how many were answered in the person's own words."""
        answered = 0
        for _ in range(days):
            self.now = (self.now + timedelta(days=1)).replace(hour=18, minute=30, second=0)
            while await self._dispatcher.claim():
                pass
            if "Write my own" in await self.delivered():
                await self.says(PERSON, "Write my own", f"{WORDS}, day {answered}")
                answered += 1
        return answered

    async def leaves(self) -> None:
        await self.says(PERSON, "/delete", "Yes, erase everything")


def _forms(person: int) -> Iterator[bytes]:
    """The number as text, and as it is packed in either order, without the zeros in front."""
    packed = person.to_bytes(8, "big").lstrip(b"\0")
    yield from (str(person).encode(), str(person).encode("utf-16-le"), packed, packed[::-1])


def _files(*folders: Path) -> Iterator[bytes]:
    for folder in folders:
        yield from (path.read_bytes() for path in folder.rglob("*") if path.is_file())


def _found(contents: Iterable[bytes], wanted: Iterable[bytes]) -> set[bytes]:
    lower = [content.lower() for content in contents]
    return {one for one in wanted if any(one.lower() in content for content in lower)}


def _words() -> set[bytes]:
    return {token.encode(code) for token in TOKENS for code in ("utf-8", "utf-16-le")}


async def _sealed(database: Database) -> set[bytes]:
    """Everything sealed that is theirs."""
    return {
        bytes(value)
        for table in TABLES_OF_A_PERSON
        for row in await database.rows(table.name)
        if row[table.c.keys().index("person")] == PERSON
        for value in row
        if isinstance(value, bytes)
    }


async def _live_and_leave(month: Month, database: Database, backups: Path) -> None:
    """From here on on files: before the erasure only sealed, afterwards nothing."""
    places = Places(None, database.folder, database.key_file, database.folder / "erased.list")
    back_up(places, backups / "before.db")
    before, folders = await _sealed(database), (database.folder, database.key_file.parent, backups)
    assert len(before) > 8
    assert _found(_files(*folders), _words()) == set()
    first = {value[:_PIECE] for value in before}
    assert _found(_files(database.folder), first) == first
    assert _found(_files(database.folder), _forms(PERSON))
    sealed = {value[place : place + _PIECE] for value in before for place in range(0, len(value) - _PIECE, 97)}
    await month.leaves()
    # The store is still open: the promise holds at once, not at the next restart.
    assert _found(_files(database.folder), {*sealed, *_words(), *_forms(PERSON)}) == set()
    back_up(places, database.folder / "after.db")
    assert _found(_files(database.folder), {*sealed, *_words(), *_forms(PERSON)}) == set()
    assert _found(_files(database.folder), _forms(OTHER))


async def test_a_month_leaves_no_byte_of_somebody_who_was_erased(sqlite: Database, tmp_path: Path) -> None:
    (tmp_path / "backups").mkdir()
    async with sqlite.opened() as store:
        month = Month(store)
        for person in (OTHER, PERSON):
            await month.begins(person)
            await month.wishes_for_questions(person)
        assert await month.lives(30) > 20
        assert len(await store.journal(PERSON)) > 20
        await _live_and_leave(month, sqlite, tmp_path / "backups")
    assert _found(_files(sqlite.folder), {*_words(), *_forms(PERSON)}) == set()


async def test_the_same_on_a_database_that_the_first_version_made(sqlite: Database, tmp_path: Path) -> None:
    (tmp_path / "backups").mkdir()
    async with sqlite.opened() as store:
        month = Month(store)
        for person in (OTHER, PERSON):
            await month.begins(person)
        now = month.now
    _as_the_first_version_had_it(sqlite, tmp_path)
    async with sqlite.opened() as store:
        month = Month(store, now)
        assert await store.journal(PERSON) != []
        await month.wishes_for_questions(PERSON)
        assert await month.lives(7) > 3
        await _live_and_leave(month, sqlite, tmp_path / "backups")


async def test_no_row_of_postgresql_tells_of_somebody_who_was_erased(postgresql: Database) -> None:
    async with postgresql.opened() as store:
        month = Month(store)
        for person in (OTHER, PERSON):
            await month.begins(person)
            await month.wishes_for_questions(person)
        assert await month.lives(6) > 3
        before = await _sealed(postgresql)
        assert _found(_rows(await postgresql.everything()), _words()) == set()
        assert _found(_rows(await postgresql.everything()), before) == before
        await month.leaves()
        rows = list(_rows(await postgresql.everything()))
        assert _found(rows, {*before, *_words(), str(PERSON).encode()}) == set()
        assert _found(rows, [str(OTHER).encode()])


def _rows(everything: dict[str, list[tuple[Any, ...]]]) -> Iterator[bytes]:
    for rows in everything.values():
        for row in rows:
            yield from (bytes(value) if isinstance(value, bytes) else str(value).encode() for value in row)


def _as_the_first_version_had_it(database: Database, tmp_path: Path) -> None:
    """The same rows in tables that the first migration built, and only those it knew."""
    old = tmp_path / "first.db"
    engine = create_engine(f"sqlite:///{old}")
    event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA journal_mode=WAL"))
    config = Config()
    config.set_main_option("script_location", "bot.storage:migrations")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "r0001")
    engine.dispose()
    today = database.folder / "securebase.db"
    with closing(sqlite3.connect(old)) as made:
        made.execute("PRAGMA secure_delete=ON")
        made.execute("ATTACH ? AS today", (str(today),))
        tables = [row[0] for row in made.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'")]
        assert "subscriptions" not in tables
        for table in set(tables) - {"alembic_version", "sqlite_sequence"}:
            made.execute(f"INSERT INTO main.{table} SELECT * FROM today.{table}")  # noqa: S608  # our own names
        made.commit()
    shutil.move(old, today)
