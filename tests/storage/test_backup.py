"""A backup is made while the companion runs, and brought back after the disk was lost; it brings nobody back."""

from __future__ import annotations

import asyncio
import base64
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.errors import StoreError
from bot.storage.backup import Places, Restored, back_up, restore
from bot.storage.erased import ErasedList
from bot.storage.keyfile import held
from bot.storage.rotation import rotate_key
from bot.storage.store import Changes, Entry
from tests.storage.databases import NOON, Database, conversation, save

_WITHOUT_SPACE = """
import asyncio, resource, signal, sys
from pathlib import Path
from bot.errors import StoreError
from bot.storage.backup import Places, back_up, restore
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), resource.RLIM_INFINITY))
places = Places(None, *map(Path, sys.argv[2:5]))
try:
    if sys.argv[6] == "backup":
        back_up(places, Path(sys.argv[5]))
    else:
        asyncio.run(restore(places, Path(sys.argv[5]), list_is_lost=False))
except StoreError as error:
    print(error)
"""


@pytest.fixture
def backups(tmp_path: Path) -> Path:
    """Another disk."""
    folder = tmp_path / "backups"
    folder.mkdir()
    return folder


@pytest.fixture
def places(sqlite: Database, backups: Path) -> Places:
    """The erasure list stands where the backups are."""
    return Places(None, sqlite.folder, sqlite.key_file, backups / "erased.list")


def _database(places: Places) -> Database:
    return replace(Database(None, places.data_dir, places.key_file), erased_list=places.erased_list)


def _life(*people: int) -> Changes:
    changes = Changes(conversations={person: f"{person} stands here".encode() for person in people})
    changes.kept = [Entry(person, "k3fz.1", "own_question", f"Why, {person}?", NOON) for person in people]
    return changes


def _lose_the_disk(places: Places) -> None:
    shutil.rmtree(places.data_dir)


async def test_what_was_there_is_there_again_after_the_disk_was_lost(places: Places, backups: Path) -> None:
    database = _database(places)
    async with database.opened() as store:
        await save(store, _life(*range(1, 30)))
        back_up(places, backups / "monday.db")  # while it is open
        await save(store, _life(99))
        before = await database.everything()
    _lose_the_disk(places)
    assert await restore(places, backups / "monday.db", list_is_lost=False) == Restored(29, 0, 0)
    assert sorted(os.listdir(places.data_dir)) == ["securebase.db", "securebase.db.lock"]  # noqa: PTH208
    async with database.opened() as store:
        for person in range(1, 30):
            assert await conversation(store, person) == f"{person} stands here".encode()
            assert [entry.text for entry in await store.journal(person)] == [f"Why, {person}?"]
        after = await database.everything()
        for table in ("people", "conversations", "journal"):
            assert after[table] == [row for row in before[table] if row[0] != 99 and 99 not in row[:2]]


async def test_a_backup_brings_nobody_back_who_was_erased_since(places: Places, backups: Path) -> None:
    database = _database(places)
    async with database.opened() as store:
        await save(store, _life(1, 2, 3))
        back_up(places, backups / "monday.db")
        theirs = [row[1] for row in await database.rows("people") if row[0] in (2, 3)]
        await save(store, Changes(erased={2, 3}))
        await save(store, _life(3))  # came back, and is somebody new
        back_up(places, backups / "tuesday.db")
    _lose_the_disk(places)
    assert await restore(places, backups / "monday.db", list_is_lost=False) == Restored(1, 2, 0)
    assert not any(key in path.read_bytes() for path in places.data_dir.iterdir() for key in theirs)
    async with database.opened() as store:
        assert [row[0] for row in await database.rows("people")] == [1]
        assert await store.journal(2) == []
    _lose_the_disk(places)
    # The later backup holds the new life of 3, which nobody erased.
    assert await restore(places, backups / "tuesday.db", list_is_lost=False) == Restored(2, 0, 0)


async def test_rows_that_were_put_back_by_hand_are_erased_at_the_next_start(database: Database) -> None:
    async with database.opened() as store:
        await save(store, _life(1, 2))
        rows = await database.everything()
        await save(store, Changes(erased={2}))
    key = next(row[1] for row in rows["people"] if row[0] == 2)
    sealed = next(row[1] for row in rows["conversations"] if row[0] == 2)
    await database.execute("INSERT INTO people VALUES (2, :key, 1, 1)", key=key)
    await database.execute("INSERT INTO conversations VALUES (2, :sealed)", sealed=sealed)
    async with database.opened():
        assert [row[0] for row in await database.rows("people")] == [1]
        assert [row[0] for row in await database.rows("conversations")] == [1]
        if database.is_sqlite:
            assert not any(key in path.read_bytes() for path in database.folder.iterdir())


async def test_a_backup_from_before_a_rotation_opens_when_the_old_key_is_added(places: Places, backups: Path) -> None:
    database = _database(places)
    async with database.opened() as store:
        await save(store, _life(1, 2))
        back_up(places, backups / "monday.db")
        await save(store, Changes(erased={2}))
    old = places.key_file.read_bytes()
    await rotate_key(None, places.data_dir, places.key_file)
    _lose_the_disk(places)
    with pytest.raises(StoreError, match="add it as a second line"):
        await restore(places, backups / "monday.db", list_is_lost=False)
    assert not (places.data_dir / "securebase.db").exists()
    places.key_file.write_bytes(places.key_file.read_bytes() + old)
    assert await restore(places, backups / "monday.db", list_is_lost=False) == Restored(1, 1, 0)
    await rotate_key(None, places.data_dir, places.key_file)
    async with database.opened() as store:
        assert await conversation(store, 1) == b"1 stands here"


async def test_a_lost_erasure_list_is_not_passed_over(places: Places, backups: Path) -> None:
    elsewhere = replace(places, erased_list=places.data_dir / "erased.list")
    database = _database(elsewhere)
    async with database.opened() as store:
        await save(store, _life(1, 2))
        await save(store, Changes(erased={2}))
        back_up(elsewhere, backups / "monday.db")
    _lose_the_disk(places)
    with pytest.raises(StoreError, match=r"erased\.list is missing, .* say --list-is-lost\.$"):
        await restore(elsewhere, backups / "monday.db", list_is_lost=False)
    async with database.opened():  # a start makes a new list, which knows nothing
        pass
    with pytest.raises(StoreError, match="is not the one of this backup"):
        await restore(elsewhere, backups / "monday.db", list_is_lost=False)
    assert await restore(elsewhere, backups / "monday.db", list_is_lost=True) == Restored(1, 0, 0)
    beside, ours = ErasedList(backups / "erased.list").read(), ErasedList(elsewhere.erased_list).read()
    assert beside == ours
    assert ours is not None
    assert len(ours.erased) == 1


async def test_nothing_is_written_over_people_or_beneath_a_running_companion(places: Places, backups: Path) -> None:
    database = _database(places)
    async with database.opened() as store:
        await save(store, _life(1))
        back_up(places, backups / "monday.db")
        with pytest.raises(StoreError, match="Another Secure Base is using"):
            await restore(places, backups / "monday.db", list_is_lost=False)
        with pytest.raises(StoreError, match="never writes over one"):
            back_up(places, backups / "monday.db")
    before = await database.everything()
    with pytest.raises(StoreError, match=r"holds people, .* move it away first\.$"):
        await restore(places, backups / "monday.db", list_is_lost=False)
    assert await database.everything() == before
    assert not list(places.data_dir.glob("*.partial*"))


async def _backup_of(places: Places, file: Path) -> None:
    async with _database(places).opened() as store:
        await save(store, _life(1, 2))
    back_up(places, file)
    _lose_the_disk(places)


async def test_a_damaged_backup_is_refused_whichever_byte_it_is(places: Places, backups: Path) -> None:
    await _backup_of(places, backups / "monday.db")
    whole = (backups / "monday.db").read_bytes()
    tried = 0

    @settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.integers(0, len(whole) - 1) | st.integers(len(whole) - 120, len(whole) - 1), st.integers(1, 255))
    def refuses(place: int, change: int) -> None:
        nonlocal tried
        tried += 1
        damaged = bytearray(whole)
        damaged[place] ^= change
        (backups / "damaged.db").write_bytes(damaged)
        with pytest.raises(StoreError, match=r"^The (file|database)[^\n]*(damaged|newer|older)[^\n]*\.$"):
            asyncio.run(restore(places, backups / "damaged.db", list_is_lost=False))
        assert os.listdir(places.data_dir) == ["securebase.db.lock"]  # noqa: PTH208

    await asyncio.to_thread(refuses)
    assert tried >= 40


@pytest.mark.parametrize("length", [0, 15, 100, 4096, 20_000, -1, -100])
async def test_a_backup_that_was_cut_or_is_none_is_refused(places: Places, backups: Path, length: int) -> None:
    await _backup_of(places, backups / "monday.db")
    (backups / "cut.db").write_bytes((backups / "monday.db").read_bytes()[:length])
    with pytest.raises(StoreError, match="is no backup of Secure Base, or it is damaged: nothing was changed"):
        await restore(places, backups / "cut.db", list_is_lost=False)
    assert os.listdir(places.data_dir) == ["securebase.db.lock"]  # noqa: PTH208
    with pytest.raises(StoreError, match="could not be brought back"):
        await restore(places, backups / "nowhere.db", list_is_lost=False)


async def test_a_backup_from_a_newer_version_is_refused(places: Places, backups: Path) -> None:
    async with _database(places).opened() as store:
        await save(store, _life(1))
    await _database(places).execute("UPDATE alembic_version SET version_num = 'r9000'")
    back_up(places, backups / "newer.db")
    _lose_the_disk(places)
    with pytest.raises(StoreError, match="written by a newer Secure Base"):
        await restore(places, backups / "newer.db", list_is_lost=False)
    assert not (places.data_dir / "securebase.db").exists()


async def test_a_copy_that_sqlite_made_is_taken_too(places: Places, backups: Path) -> None:
    async with _database(places).opened() as store:
        await save(store, _life(1))
        with (
            closing(sqlite3.connect(places.data_dir / "securebase.db")) as source,
            closing(sqlite3.connect(backups / "own.db")) as target,
        ):
            source.backup(target)
    _lose_the_disk(places)
    assert await restore(places, backups / "own.db", list_is_lost=False) == Restored(1, 0, 0)


async def test_sqlite_opens_a_backup_and_finds_it_sound(places: Places, backups: Path) -> None:
    await _backup_of(places, backups / "monday.db")
    with closing(sqlite3.connect(backups / "monday.db")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("SELECT count(*) FROM people").fetchone() == (2,)
    assert (backups / "monday.db").stat().st_mode & 0o777 == 0o600


async def test_a_backup_with_another_key_is_refused(places: Places, backups: Path) -> None:
    await _backup_of(places, backups / "monday.db")
    places.key_file.write_bytes(base64.b64encode(b"w" * 32))
    with pytest.raises(StoreError, match=r"is not the one that the people in .* were sealed with"):
        await restore(places, backups / "monday.db", list_is_lost=False)
    places.key_file.unlink()
    with pytest.raises(StoreError, match="is missing"):
        await restore(places, backups / "monday.db", list_is_lost=False)
    assert os.listdir(places.data_dir) == ["securebase.db.lock"]  # noqa: PTH208


async def test_no_backup_is_made_that_needs_two_keys(places: Places, backups: Path) -> None:
    async with _database(places).opened() as store:
        await save(store, _life(1))
    with held(places.key_file), pytest.raises(StoreError, match="wait until that is done"):
        back_up(places, backups / "monday.db")
    places.key_file.write_bytes(base64.b64encode(b"n" * 32) + b"\n" + places.key_file.read_bytes())
    with pytest.raises(StoreError, match="finish that first"):
        back_up(places, backups / "monday.db")
    assert os.listdir(backups) == ["erased.list"]  # noqa: PTH208


async def test_a_full_disk_is_one_sentence_and_leaves_nothing(places: Places, backups: Path) -> None:
    async with _database(places).opened() as store:
        await save(store, _life(*range(1, 300)))
    back_up(places, backups / "whole.db")
    start = [sys.executable, "-c", _WITHOUT_SPACE, "40000", str(places.data_dir), str(places.key_file)]
    ends = [[str(backups / "monday.db"), "backup"], [str(backups / "whole.db"), "restore"]]
    for end in ends:
        if end[1] == "restore":
            _lose_the_disk(places)
        command = [*start, str(places.erased_list), *end]
        done = await asyncio.to_thread(subprocess.run, command, check=True, capture_output=True, text=True)
        assert done.stdout.startswith("The backup"), done.stdout
        assert done.stdout.count("\n") == 1
    assert sorted(os.listdir(backups)) == ["erased.list", "whole.db"]  # noqa: PTH208
    assert os.listdir(places.data_dir) == ["securebase.db.lock"]  # noqa: PTH208
    assert (await restore(places, backups / "whole.db", list_is_lost=False)).people == 299


async def test_what_a_killed_program_left_is_removed_by_the_next_start(sqlite: Database) -> None:
    left = sqlite.folder / "securebase.db.partial"
    sqlite.folder.mkdir()
    left.write_bytes(b"rows of somebody")
    async with sqlite.opened():
        assert not left.exists()


async def test_for_postgresql_there_is_a_sentence(postgresql: Database, backups: Path) -> None:
    places = Places(postgresql.url, postgresql.folder, postgresql.key_file, backups / "erased.list")
    with pytest.raises(StoreError, match="use pg_dump"):
        back_up(places, backups / "monday.db")
    with pytest.raises(StoreError, match=r"use pg_restore, .* erases again"):
        await restore(places, backups / "monday.db", list_is_lost=False)
