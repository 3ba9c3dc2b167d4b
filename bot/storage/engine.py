"""Setting up the database's driver.

Rule: every connection is prepared here and nowhere else. On SQLite a transaction says at its beginning whether it will
write: one that reads first and writes later fails beside another writer, whatever the time-out.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from bot.errors import SettingsError, StoreError
from bot.storage.driver import connect

_DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg", "postgres": "postgresql+asyncpg"}
_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON")
# Writers of this process take turns, so only a foreign program (a backup) is ever waited for. Seconds.
_PATIENCE = 1


def database_url(url: str | None, data_dir: Path) -> URL:
    """`url` with the asynchronous driver; a path is a SQLite file; without one it is `data_dir`/securebase.db.

    Raises SettingsError, which never repeats the address since it may hold a password.
    """
    if not url:
        return URL.create("sqlite+aiosqlite", database=str(data_dir / "securebase.db"))
    if "://" not in url:
        return URL.create("sqlite+aiosqlite", database=url)
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):
        raise SettingsError("DATABASE_URL is no address of a database.") from None
    name = address.drivername.partition("+")[0]
    if name not in _DRIVERS:
        raise SettingsError("DATABASE_URL must begin with sqlite:/// or postgresql://.")
    if name == "sqlite" and address.database in (None, "", ":memory:"):
        raise SettingsError("DATABASE_URL must name a file after sqlite:///.")
    address = address.set(drivername=_DRIVERS[name])
    if (mode := address.query.get("sslmode")) is not None:
        # libpq's name for it, which hosters print; asyncpg takes the same words under another.
        address = address.difference_update_query(["sslmode"]).update_query_dict({"ssl": mode})
    return address


def existing(url: str | None, data_dir: Path) -> URL:
    """The address, as `database_url`. A file that is not there is not made by looking for it. Raises StoreError."""
    address = database_url(url, data_dir)
    if address.get_backend_name() == "sqlite" and not Path(str(address.database)).exists():
        raise StoreError(f"There is no database at {address.database} yet.")
    return address


def create_engine(address: URL) -> AsyncEngine:
    """The engine for `address`, with nothing connected yet."""
    if address.get_backend_name() != "sqlite":
        return create_async_engine(address, hide_parameters=True)
    engine = create_async_engine(
        address,
        hide_parameters=True,
        connect_args={"isolation_level": None, "timeout": _PATIENCE, "async_creator_fn": connect},
    )
    event.listen(engine.sync_engine, "connect", _prepare)
    event.listen(engine.sync_engine, "begin", _begin)
    return engine


def _prepare(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    reads = connection.get_execution_options().get("read_only")
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")
