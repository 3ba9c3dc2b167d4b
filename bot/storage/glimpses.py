"""A look into a database that a running companion may be using: without its lock, its key, or a change.

Rule: read-only, and only columns that may hold plain text; whatever is sealed stays sealed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import ColumnElement, Table, func, select

from bot.errors import StoreError
from bot.storage.engine import create_engine, existing
from bot.storage.faults import translated
from bot.storage.schema import journal, outbox, people, set_aside, subscriptions
from bot.storage.versions import look

FEWEST = 20
"""Sums are shown from so many people upwards: of fewer they would tell about someone."""


@dataclass(frozen=True, slots=True)
class Failed:
    """An event that was set aside. id: the log names it too. fault: the type of the exception, never its message."""

    id: str
    at: datetime
    fault: str


async def failed_events(url: str | None, data_dir: Path) -> list[Failed]:
    """The events that were set aside, oldest first.

    Raises StoreError when there is no database, or when it was written by a newer version.
    """
    address = existing(url, data_dir)
    engine = create_engine(address)
    try:
        if (await look(engine)).version is None:
            return []
        with translated():
            async with engine.connect() as connection:
                await connection.execution_options(read_only=True)
                wanted = select(set_aside.c.id, set_aside.c.at, set_aside.c.fault).order_by(set_aside.c.at)
                return [Failed(row.id, row.at, row.fault) for row in await connection.execute(wanted)]
    finally:
        await engine.dispose()


@dataclass(frozen=True, slots=True)
class Counts:
    """How much there is, and nothing about anyone. The last two are sums over what people do, None where fewer than
    `FEWEST` people make them up."""

    people: int
    waiting: int
    given_up: int
    set_aside: int
    daily_questions: int | None
    journal_entries: int | None


async def counts(url: str | None, data_dir: Path) -> Counts:
    """Count. Raises StoreError as `failed_events` does."""
    engine = create_engine(existing(url, data_dir))
    try:
        if (await look(engine)).is_due:
            raise StoreError("The database has an older form: start Secure Base once, which brings it up to date.")
        with translated():
            async with engine.connect() as connection:
                await connection.execution_options(read_only=True)

                async def number(table: Table, *conditions: ColumnElement[bool]) -> int:
                    wanted = select(func.count()).select_from(table).where(*conditions)
                    return int((await connection.execute(wanted)).scalar_one())

                found = await number(people)
                return Counts(
                    found,
                    await number(outbox, ~outbox.c.failed),
                    await number(outbox, outbox.c.failed),
                    await number(set_aside),
                    await number(subscriptions) if found >= FEWEST else None,
                    await number(journal) if found >= FEWEST else None,
                )
    finally:
        await engine.dispose()
