"""What goes wrong in a database comes out as one of our two errors, without a word of what was stored."""

from __future__ import annotations

import asyncio
import resource
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import asyncpg  # type: ignore[import-untyped]
import pytest

from bot.errors import StoreError, StoreUnavailable
from bot.storage.store import Changes, SetAside, Store
from tests.storage.databases import NOON, Database, conversation, save


@contextmanager
def _files_of_at_most(size: int) -> Iterator[None]:
    """No file of this process can grow beyond `size` bytes meanwhile."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


def _path(database: Database) -> Path:
    return Path(str(database.address.database))


async def test_a_file_that_another_program_writes_is_unavailable_and_then_free(sqlite: Database) -> None:
    async with sqlite.opened() as store:
        with closing(sqlite3.connect(_path(sqlite), isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(StoreUnavailable, match="SQLITE_BUSY"):
                await save(store, Changes(conversations={7: b"here"}))
            assert await store.due(10, ()) == []  # readers are not held up
            other.execute("ROLLBACK")
        await save(store, Changes(conversations={7: b"here"}))
        assert await conversation(store, 7) == b"here"


async def test_a_batch_that_is_cancelled_while_it_waits_leaves_the_store_in_order(sqlite: Database) -> None:
    async with sqlite.opened() as store:
        await save(store, Changes(conversations={7: b"before"}))
        with closing(sqlite3.connect(_path(sqlite), isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.05):
                    await save(store, Changes(conversations={7: b"cancelled"}))
            other.execute("ROLLBACK")
        assert await conversation(store, 7) == b"before"
        await save(store, Changes(conversations={7: b"after"}))
        assert await conversation(store, 7) == b"after"


@pytest.mark.parametrize(("room", "size"), [(1, 10), (100_000, 500_000)], ids=["at the commit", "before it"])
async def test_a_full_disk_is_unavailable_and_nothing_is_half_written(sqlite: Database, room: int, size: int) -> None:
    async with sqlite.opened() as store:
        await save(store, Changes(conversations={7: b"before"}))
        with _files_of_at_most(room), pytest.raises(StoreUnavailable, match=r"SQLITE_(FULL|IOERR)"):
            await save(store, Changes(conversations={7: b"x" * size}))
        assert await conversation(store, 7) == b"before"
        await save(store, Changes(conversations={7: b"after"}))
        assert await conversation(store, 7) == b"after"


async def test_a_lost_connection_is_unavailable_and_the_next_batch_has_a_new_one(postgresql: Database) -> None:
    async with postgresql.opened() as store:
        with pytest.raises(StoreUnavailable):
            async with store.batch([7], []) as batch:
                await _close_all_connections(postgresql)
                await batch.save(Changes(conversations={7: b"half"}))
        assert await conversation(store, 7) is None


async def test_connections_that_were_lost_in_between_are_replaced(postgresql: Database) -> None:
    async with postgresql.opened() as store:
        await save(store, Changes(conversations={7: b"here"}))
        await _close_all_connections(postgresql)
        with suppress(StoreUnavailable):  # the first one may notice it
            await store.due(1, ())
        assert await conversation(store, 7) == b"here"


async def test_a_deadlock_is_unavailable_and_the_batch_succeeds_afterwards(postgresql: Database) -> None:
    # The server looks for a deadlock once, so long after a session began to wait, and ends that session: the batch.
    await postgresql.execute(f"ALTER DATABASE {postgresql.address.database} SET deadlock_timeout = '3s'")
    async with postgresql.opened() as store:
        other = await _connected(postgresql)
        async with other.transaction():
            await other.execute("SET LOCAL deadlock_timeout = '1min'")
            await other.execute("SELECT pg_advisory_xact_lock(2)")
            batch = asyncio.create_task(save(store, Changes(conversations={1: b"x", 2: b"y"})))
            # Only the server knows when the batch waits.
            while not await other.fetchval("SELECT count(*) FROM pg_locks WHERE NOT granted"):  # noqa: ASYNC110
                await asyncio.sleep(0)
            await other.execute("SELECT pg_advisory_xact_lock(1)")
            with pytest.raises(StoreUnavailable, match="40P01"):
                await batch
        await other.close()
        await save(store, Changes(conversations={1: b"x", 2: b"y"}))
        assert await conversation(store, 2) == b"y"


async def test_an_error_never_quotes_what_was_to_be_stored(store: Store) -> None:
    event = SetAside("id of the event", 7, NOON, b"words", "ValueError")
    with pytest.raises(StoreError, match=r"^The database refused what was asked of it") as refusal:
        await save(store, Changes(set_aside=[event, event]))
    assert not isinstance(refusal.value, StoreUnavailable)
    assert "id of" not in str(refusal.value)
    assert refusal.value.__cause__ is None
    assert refusal.value.__suppress_context__


async def test_a_conversation_that_was_moved_to_another_person_is_refused(database: Database) -> None:
    async with database.opened() as store:
        await save(store, Changes(conversations={7: b"mine", 8: b"theirs"}))
        await database.execute(
            "UPDATE conversations SET payload = (SELECT payload FROM conversations WHERE person = 7) WHERE person = 8"
        )
        with pytest.raises(StoreError, match=r"conversations\.payload does not open"):
            await conversation(store, 8)
        assert await conversation(store, 7) == b"mine"


async def _connected(database: Database) -> Any:
    address = database.address
    return await asyncpg.connect(user=address.username, database=address.database, host=str(address.query["host"]))


async def _close_all_connections(database: Database) -> None:
    other = await _connected(database)
    await other.execute(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    await other.close()
