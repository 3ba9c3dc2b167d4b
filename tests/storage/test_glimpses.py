"""What an operator may see while the companion runs."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.errors import StoreError
from bot.storage.glimpses import FEWEST, Counts, Failed, counts, failed_events
from bot.storage.records import Changes, SetAside, Subscription
from tests.storage.databases import Database, save

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


async def test_counts_are_told_and_sums_over_few_people_are_not(database: Database) -> None:
    async with database.opened() as store:
        changes = Changes(conversations=dict.fromkeys(range(1, FEWEST), b"here"))
        changes.messages = [(1, b"hello", False, NOON), (2, b"hello", False, NOON)]
        changes.subscriptions = {1: Subscription(1, NOON, NOON)}
        await save(store, changes)
        await store.mark((), failed=[(await store.due(1, ()))[0].id])
        assert await counts(database.url, database.folder) == Counts(FEWEST - 1, 1, 1, 0, None, None)
        await save(store, Changes(conversations={FEWEST: b"here"}))
        assert await counts(database.url, database.folder) == Counts(FEWEST, 1, 1, 0, 1, 0)


async def test_a_database_of_an_older_form_is_not_counted(sqlite: Database) -> None:
    async with sqlite.opened():
        pass
    await sqlite.execute("UPDATE alembic_version SET version_num = 'r0001'")
    with pytest.raises(StoreError, match="start Secure Base once"):
        await counts(None, sqlite.folder)
