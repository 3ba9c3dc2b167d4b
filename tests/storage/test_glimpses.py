"""What an operator may see while the companion runs."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.errors import StoreError
from bot.storage.glimpses import Failed, failed_events
from bot.storage.records import Changes, SetAside
from tests.storage.databases import Database

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


async def test_events_that_failed_are_listed_without_their_content_while_the_store_is_open(database: Database) -> None:
    async with database.opened() as store:
        assert await failed_events(database.url, database.folder) == []
        async with store.batch([7], []) as rows:
            await rows.save(Changes(set_aside=[SetAside("ab12", 7, NOON, b"marked words", "KeyError")]))
        assert await failed_events(database.url, database.folder) == [Failed("ab12", NOON, "KeyError")]


async def test_where_there_is_no_database_none_is_made(tmp_path: Path) -> None:
    for _ in range(2):
        with pytest.raises(StoreError, match="no database"):
            await failed_events(None, tmp_path)
