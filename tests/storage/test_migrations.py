"""The migrations build what `schema.py` says, on both databases."""

from __future__ import annotations

from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from bot.storage.engine import create_engine
from bot.storage.schema import metadata
from bot.storage.versions import REVISIONS
from tests.storage.databases import Database


def _differences(connection: Connection) -> list[Any]:
    context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
    return list(compare_metadata(context, metadata))


async def test_a_migrated_database_is_what_the_schema_says(database: Database) -> None:
    async with database.opened():
        engine = create_engine(database.address)
        async with engine.connect() as connection:
            assert await connection.run_sync(_differences) == []
        await engine.dispose()


async def test_a_difference_would_be_noticed(database: Database) -> None:
    async with database.opened():
        await database.execute("ALTER TABLE shown ADD COLUMN colour INTEGER")
        engine = create_engine(database.address)
        async with engine.connect() as connection:
            assert [difference[0] for difference in await connection.run_sync(_differences)] == ["remove_column"]
        await engine.dispose()


async def test_opening_again_migrates_nothing(database: Database) -> None:
    for _ in range(2):
        async with database.opened():
            pass
    assert all(rows == [] for rows in (await database.everything()).values())


def test_the_list_of_revisions_is_alembics() -> None:
    config = Config()
    config.set_main_option("script_location", "bot.storage:migrations")
    walked = [revision.revision for revision in ScriptDirectory.from_config(config).walk_revisions()]
    assert tuple(reversed(walked)) == REVISIONS
