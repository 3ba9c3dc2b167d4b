"""Opening the store: whatever stops a start is one sentence, and nothing was changed."""

from __future__ import annotations

import asyncio
import base64
import os
import signal
import subprocess
import sys
import tempfile
from asyncio.subprocess import PIPE
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.errors import StoreError, StoreUnavailable
from bot.storage.opening import open_store
from bot.storage.store import Changes
from tests.storage.databases import Database, conversation, save

_STARTS = """
import asyncio, os, signal, sys
from pathlib import Path
from sqlalchemy import Engine, event
from bot.storage.opening import open_store

async def main():
    store = await open_store(None, Path(sys.argv[1]), Path(sys.argv[2]))
    {then}

{before}
asyncio.run(main())
"""
# Kills itself at the n-th statement that builds something.
_KILLED = """
left = int(sys.argv[3])
def count(connection, cursor, statement, *rest):
    global left
    left -= statement.lstrip().startswith(("CREATE", "INSERT INTO alembic_version"))
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
event.listen(Engine, "after_cursor_execute", count)
"""
_HELD = "print('open', flush=True); sys.stdin.read(); await store.close()"


def _started(database: Database, *arguments: str, before: str = "", then: str = "await store.close()") -> list[str]:
    script = _STARTS.format(before=before, then=then)
    return [sys.executable, "-c", script, str(database.folder), str(database.key_file), *arguments]


async def _fill(database: Database) -> None:
    async with database.opened() as store:
        await save(store, Changes(conversations={7: b"here"}))


async def test_a_wrong_key_stops_the_start_and_changes_nothing(database: Database) -> None:
    await _fill(database)
    before = await database.everything()
    database.key_file.write_bytes(base64.b64encode(b"k" * 32))
    with pytest.raises(StoreError, match=r"is not the one that .* SECRET_KEY_FILE\.$"):
        async with database.opened():
            pass
    assert await database.everything() == before


async def test_a_missing_key_stops_the_start_and_none_is_made(database: Database) -> None:
    await _fill(database)
    key = database.key_file.read_bytes()
    database.key_file.unlink()
    with pytest.raises(StoreError, match="is missing"):
        async with database.opened():
            pass
    assert not database.key_file.exists()
    database.key_file.write_bytes(key)
    async with database.opened() as store:
        assert await conversation(store, 7) == b"here"


async def test_a_new_key_is_made_when_everybody_was_erased(database: Database) -> None:
    await _fill(database)
    async with database.opened() as store:
        await save(store, Changes(erased={7}))
    database.key_file.unlink()
    await _fill(database)


async def test_a_database_from_a_newer_version_is_refused_and_left_alone(database: Database) -> None:
    await _fill(database)
    await database.execute("UPDATE alembic_version SET version_num = 'r9000'")
    before = await database.everything()
    with pytest.raises(StoreError, match=r"written by a newer Secure Base \(version r9000; this one knows"):
        async with database.opened():
            pass
    assert await database.everything() == before


async def test_the_files_of_the_database_are_for_their_owner_only(sqlite: Database) -> None:
    async with sqlite.opened() as store:
        await save(store, Changes(conversations={7: b"here"}))
        modes = {path.name: path.stat().st_mode & 0o777 for path in sqlite.folder.iterdir()}
    assert modes.keys() >= {"securebase.db", "securebase.db-wal", "securebase.db-shm"}
    assert set(modes.values()) == {0o600}
    assert sqlite.folder.stat().st_mode & 0o777 == 0o700


async def test_a_second_store_on_the_same_file_is_refused_in_this_process(sqlite: Database) -> None:
    async with sqlite.opened():
        with pytest.raises(StoreError, match=r"^Another Secure Base is using .*securebase\.db"):
            async with sqlite.opened():
                pass
    await _fill(sqlite)


async def test_a_second_process_on_the_same_file_is_refused_and_let_in_after_a_kill(sqlite: Database) -> None:
    first = await asyncio.create_subprocess_exec(*_started(sqlite, then=_HELD), stdin=PIPE, stdout=PIPE)
    assert first.stdout is not None
    assert await first.stdout.readline() == b"open\n"
    with pytest.raises(StoreError, match=r"^Another Secure Base is using"):
        async with sqlite.opened():
            pass
    first.kill()
    await first.communicate()
    await _fill(sqlite)


@pytest.fixture
def read_only_folder() -> Iterator[Path]:
    """A folder that this process cannot write; as root it lays its rights down meanwhile."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o555)
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)
    try:
        yield folder
    finally:
        os.seteuid(user)
        folder.rmdir()


@pytest.mark.parametrize("inside", ["", "data"])
async def test_a_folder_that_cannot_be_written_is_named(read_only_folder: Path, inside: str) -> None:
    data = read_only_folder / inside
    with pytest.raises(StoreError, match=r"securebase\.db cannot be written \(Permission denied\): .* DATA_DIR"):
        await open_store(None, data, data / "key")


async def test_a_file_that_is_no_database_is_refused(sqlite: Database) -> None:
    sqlite.folder.mkdir()
    (sqlite.folder / "securebase.db").write_bytes(b"Dear diary, " * 100)
    with pytest.raises(StoreError, match="is no database"):
        async with sqlite.opened():
            pass


async def test_a_server_that_does_not_answer_is_unavailable(sqlite: Database) -> None:
    nowhere = replace(sqlite, url="postgresql://someone:secret@127.0.0.1:1/nowhere")
    with pytest.raises(StoreUnavailable, match="out of reach") as refusal:
        async with nowhere.opened():
            pass
    assert "secret" not in str(refusal.value)


async def test_a_database_that_the_server_does_not_have_is_a_fault(postgresql: Database) -> None:
    assert postgresql.url is not None
    elsewhere = replace(postgresql, url=postgresql.url.replace("/of_test", "/not_of_test"))
    with pytest.raises(StoreError, match="does not exist"):
        async with elsewhere.opened():
            pass


@pytest.mark.parametrize("statement", [1, 4, 13])
async def test_a_first_start_that_is_killed_leaves_no_table_behind(sqlite: Database, statement: int) -> None:
    start = await asyncio.create_subprocess_exec(*_started(sqlite, str(statement), before=_KILLED))
    assert await start.wait() == -signal.SIGKILL
    with pytest.raises(StoreError):
        await sqlite.rows("people")
    await _fill(sqlite)


def test_an_up_to_date_sqlite_database_opens_without_alembic_or_a_postgresql_driver(sqlite: Database) -> None:
    names = "print(sorted({'alembic', 'asyncpg', 'mako'} & sys.modules.keys())); await store.close()"
    for loaded in ("['alembic', 'mako']\n", "[]\n"):
        start = subprocess.run(_started(sqlite, then=names), check=True, capture_output=True, text=True)
        assert start.stdout == loaded
