"""A look into a database that a running companion may be using: without its lock, its key, or a change.

Rule: read-only, and only columns that may hold plain text; whatever is sealed stays sealed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.engine import URL

from bot.errors import StoreError
from bot.storage.engine import create_engine, database_url
from bot.storage.faults import translated
from bot.storage.schema import set_aside
from bot.storage.versions import look


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
    address = _existing(url, data_dir)
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


def _existing(url: str | None, data_dir: Path) -> URL:
    """The address. A file that is not there is not made by looking for it."""
    address = database_url(url, data_dir)
    if address.get_backend_name() == "sqlite" and not Path(str(address.database)).exists():
        raise StoreError(f"There is no database at {address.database} yet.")
    return address
