"""A database for a test, and a look at it past the store."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.engine import URL

from bot.storage.engine import create_engine, database_url
from bot.storage.faults import translated
from bot.storage.opening import open_store
from bot.storage.schema import metadata
from bot.storage.store import Changes, Store

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@dataclass
class Clock:
    """Says the time that it was set to."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now


@dataclass(frozen=True)
class Database:
    """An empty database. url: None is the SQLite file in `folder`."""

    url: str | None
    folder: Path
    key_file: Path
    clock: Clock = field(default_factory=Clock)
    erased_list: Path | None = None

    @property
    def is_sqlite(self) -> bool:
        return self.url is None

    @property
    def address(self) -> URL:
        return database_url(self.url, self.folder)

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[Store]:
        store = await open_store(self.url, self.folder, self.key_file, self.clock, self.erased_list)
        try:
            yield store
        finally:
            await store.close()

    async def rows(self, table: str) -> list[tuple[Any, ...]]:
        """All rows of a table as they are stored."""
        engine = create_engine(self.address)
        try:
            with translated():
                async with engine.connect() as connection:
                    await connection.execution_options(read_only=True)
                    return [tuple(row) for row in await connection.execute(select(metadata.tables[table]))]
        finally:
            await engine.dispose()

    async def everything(self) -> dict[str, list[tuple[Any, ...]]]:
        """All rows of all tables of ours."""
        return {table: await self.rows(table) for table in metadata.tables}

    async def execute(self, statement: str, **parameters: object) -> None:
        """Change something behind the store's back."""
        engine = create_engine(self.address)
        try:
            async with engine.begin() as connection:
                await connection.execute(text(statement), parameters)
        finally:
            await engine.dispose()


async def save(store: Store, changes: Changes, updates: Iterable[int] = ()) -> None:
    """Save `changes` in a batch of their own."""
    async with store.batch(changes.people(), list(updates)) as batch:
        await batch.save(changes)


async def conversation(store: Store, person: int) -> bytes | None:
    """The stored conversation of one person."""
    async with store.batch([person], []) as batch:
        return batch.conversations.get(person)


def replies(person: int, *payloads: bytes) -> Changes:
    """Messages to one person that answer something."""
    return Changes(messages=[(person, payload, False, NOON) for payload in payloads])


async def waiting(store: Store, limit: int = 100, excluding: Iterable[int] = ()) -> list[bytes]:
    """The payloads that are due, in order."""
    return [message.payload for message in await store.due(limit, list(excluding))]
