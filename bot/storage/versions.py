"""Which form the database has, and bringing it to today's.

Rule: the versions stand here as plain words, so that a start whose database is up to date does not load Alembic.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, column, func, inspect, select, table
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.errors import StoreError
from bot.storage.faults import translated
from bot.storage.schema import people

REVISIONS = ("r0001", "r0002", "r0003")
"""All revisions of `migrations/`, oldest first."""

# A number for PostgreSQL's advisory lock, in a space of its own (two numbers; people have one).
_MIGRATING = (20_417, 1)


@dataclass(frozen=True, slots=True)
class Found:
    """A database as it was found. version: its revision, None when it is empty. witness: any person and their wrapped
    data key, by which the operator's key is known; None when it holds nobody."""

    version: str | None
    witness: tuple[int, bytes] | None

    @property
    def is_due(self) -> bool:
        """Whether it needs migrating."""
        return self.version != REVISIONS[-1]


async def look(engine: AsyncEngine) -> Found:
    """Look without changing anything. Raises StoreError when the database belongs to a newer version of the program."""
    with translated():
        async with engine.connect() as connection:
            await connection.execution_options(read_only=True)
            return await connection.run_sync(_look)


async def migrate(engine: AsyncEngine) -> None:
    """Bring the database to today's form in one transaction: killed in the middle, it leaves nothing behind."""
    with translated():
        async with engine.begin() as connection:
            await connection.run_sync(_migrate)


def _look(connection: Connection) -> Found:
    version = None
    if inspect(connection).has_table("alembic_version"):
        version = connection.scalar(select(column("version_num")).select_from(table("alembic_version")))
    if version is None:
        return Found(None, None)
    if version not in REVISIONS:
        raise StoreError(
            f"The database was written by a newer Secure Base (version {version}; this one knows {REVISIONS[-1]}): "
            "install the newer one, or go back to an older backup."
        )
    witness = connection.execute(select(people.c.person, people.c.wrapped_key).limit(1)).first()
    return Found(version, None if witness is None else (witness.person, witness.wrapped_key))


def _migrate(connection: Connection) -> None:
    from alembic import command  # noqa: PLC0415  # 0.2 s, needed once in the life of a version
    from alembic.config import Config  # noqa: PLC0415

    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(*_MIGRATING)))  # two workers may start at once
    config = Config()
    config.set_main_option("script_location", "bot.storage:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
