"""Replacing the operator's key: killed anywhere and done again, while the companion runs, without losing a word."""

from __future__ import annotations

import asyncio
import base64
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bot.errors import StoreError
from bot.storage.keyfile import held, operator_keys, read_keys
from bot.storage.rotation import Rotated, rotate_key
from bot.storage.store import Changes, Entry, Letter, Store
from tests.storage.databases import NOON, Database, conversation, save, waiting

# Kills itself at the n-th thing that leaves a trace: a batch that is committed, or a file that takes its place.
_KILLED = """
import asyncio, os, signal, sys
from pathlib import Path
from sqlalchemy import Engine, event
import bot.storage.rotation as rotation

rotation._AT_A_TIME = 3
left = int(sys.argv[4])

def count(*_):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)

event.listen(Engine, "commit", count)
sys.addaudithook(lambda what, with_: count() if what == "os.rename" else None)
asyncio.run(rotation.rotate_key(sys.argv[1] or None, Path(sys.argv[2]), Path(sys.argv[3])))
print("done")
"""
_WITHOUT_SPACE = """
import asyncio, resource, signal, sys
from pathlib import Path
from bot.errors import StoreError
from bot.storage.rotation import rotate_key
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), resource.RLIM_INFINITY))
try:
    asyncio.run(rotate_key(None, Path(sys.argv[1]), Path(sys.argv[2])))
except StoreError as error:
    print(error)
"""
PEOPLE = range(-2, 6)


def _words(person: int) -> bytes:
    return f"words of {person}".encode()


async def _fill(database: Database) -> None:
    async with database.opened() as store:
        changes = Changes(conversations={person: _words(person) for person in PEOPLE})
        changes.kept = [Entry(3, "k3fz.1", "own_question", "Why?", NOON)]
        changes.farewells = [(90, b"All gone.", NOON)]
        await save(store, changes)


async def _all_is_there(store: Store) -> bool:
    there = [await conversation(store, person) == _words(person) for person in PEOPLE]
    return all(there) and (await store.journal(3))[0].text == "Why?" and await waiting(store) == [b"All gone."]


async def test_everything_opens_with_the_new_key_and_nothing_with_the_old_one(database: Database) -> None:
    await _fill(database)
    old = database.key_file.read_bytes()
    assert await rotate_key(database.url, database.folder, database.key_file) == Rotated(len(PEOPLE), 0)
    new = database.key_file.read_bytes()
    assert new != old
    assert len(new.split()) == 1
    assert os.listdir(database.key_file.parent) == ["operator.key"]  # noqa: PTH208  # the names are what is compared
    async with database.opened() as store:
        assert await _all_is_there(store)
    database.key_file.write_bytes(old)
    with pytest.raises(StoreError, match="is not the one"):
        async with database.opened():
            pass


async def test_the_letters_of_somebody_who_was_erased_can_still_be_cleared_afterwards(database: Database) -> None:
    async with database.opened() as store:
        await save(store, Changes(conversations={90: b"words"}, letters=[Letter(90, 600, NOON)]))
        await save(store, Changes(erased={90}, farewells=[(90, b"All gone.", NOON)]))
        (before,) = await store.farewells(10)
    await rotate_key(database.url, database.folder, database.key_file)
    async with database.opened() as store:
        (after,) = await store.farewells(10)
    assert (before.letters, after.letters) == ((600,), (600,))


async def test_the_old_key_stands_in_no_block_of_the_file_that_held_it(sqlite: Database) -> None:
    await _fill(sqlite)
    with sqlite.key_file.open("rb") as old:
        assert read_keys(sqlite.key_file) is not None
        await rotate_key(sqlite.url, sqlite.folder, sqlite.key_file)
        assert set(old.read()) == {0}


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
async def test_killed_anywhere_both_keys_open_and_the_same_command_ends_it(
    kind: str, request: pytest.FixtureRequest
) -> None:
    database: Database = request.getfixturevalue(kind)
    await _fill(database)
    killed, moment = True, 0
    seen = set()
    while killed:
        moment += 1 if database.is_sqlite else 4
        command = [
            sys.executable,
            "-c",
            _KILLED,
            database.url or "",
            *map(str, (database.folder, database.key_file, moment)),
        ]
        done = await asyncio.to_thread(subprocess.run, command, check=False, capture_output=True, text=True)
        killed = done.returncode == -signal.SIGKILL
        assert killed or done.stdout == "done\n", done.stderr
        seen.add(len(operator_keys(database.key_file, create=False)))
        async with database.opened() as store:
            assert await _all_is_there(store)
    assert moment > 5
    assert seen == {1, 2}
    assert len(operator_keys(database.key_file, create=False)) == 1


async def test_a_store_that_stays_open_meanwhile_goes_on_with_both_keys(database: Database) -> None:
    await _fill(database)
    async with database.opened() as store:
        for round_ in range(3):
            rotation = asyncio.create_task(rotate_key(database.url, database.folder, database.key_file))
            new = 1000 * (round_ + 1)
            while not rotation.done():
                new += 1
                await save(store, Changes(conversations={new: _words(new), 3: _words(3)}))
                assert await conversation(store, 2) == _words(2)
                assert await waiting(store) == [b"All gone."]
            await rotation
            await save(store, Changes(conversations={new + 1: _words(new + 1)}))
            assert await _all_is_there(store)
    # Only the last key is left now, and it opens what was wrapped before, during and after.
    async with database.opened() as store:
        assert await _all_is_there(store)
        for person, *_rest in await database.rows("people"):
            assert await conversation(store, person) == _words(person)


async def test_who_comes_in_a_transaction_that_began_before_is_waited_for(database: Database) -> None:
    await _fill(database)
    async with database.opened() as store:
        async with store.batch([50], []) as batch:
            await batch.save(Changes(conversations={50: b"early"}))
            rotation = asyncio.create_task(rotate_key(database.url, database.folder, database.key_file))
            while len(operator_keys(database.key_file, create=False)) == 1:  # noqa: ASYNC110  # a file is waited for
                await asyncio.sleep(0)
        await rotation
    async with database.opened() as store:
        assert await conversation(store, 50) == b"early"


async def test_an_open_store_that_may_not_read_the_new_key_waits_and_loses_nothing(sqlite: Database) -> None:
    await _fill(sqlite)
    async with sqlite.opened() as store:
        await rotate_key(sqlite.url, sqlite.folder, sqlite.key_file)
        new = sqlite.key_file.read_bytes()
        sqlite.key_file.write_bytes(b"half")
        with pytest.raises(StoreError, match="was replaced and cannot be read"):
            await save(store, Changes(conversations={70: b"new"}))
        with pytest.raises(StoreError, match="was replaced and cannot be read"):
            await waiting(store)
        sqlite.key_file.write_bytes(new)
        await save(store, Changes(conversations={70: b"new"}))
        assert await _all_is_there(store)


async def test_another_key_that_is_put_in_its_place_by_hand_seals_nobody(database: Database) -> None:
    await _fill(database)
    right = database.key_file.read_bytes()
    async with database.opened() as store:
        await save(store, Changes(conversations={60: b"new"}))
        before = await database.everything()
        for changes in (Changes(conversations={70: b"new"}), Changes(farewells=[(91, b"Bye.", NOON)])):
            database.key_file.write_bytes(base64.b64encode(b"w" * 32) + b"\n")
            with pytest.raises(StoreError, match="opens nothing here"):
                await save(store, changes)
            database.key_file.write_bytes(right)
            assert await _all_is_there(store)
        database.key_file.write_bytes(base64.b64encode(b"w" * 32) + b"\n")
        assert await database.everything() == before
        assert await _all_is_there(store)
        database.key_file.write_bytes(right)
        await save(store, Changes(conversations={70: b"new"}))
    async with database.opened() as store:
        assert await conversation(store, 70) == b"new"


async def test_a_rotation_that_an_idle_store_missed_is_taken_in_when_it_fits(database: Database) -> None:
    await _fill(database)
    async with database.opened() as store:
        for person in (70, 71):
            await rotate_key(database.url, database.folder, database.key_file)
            await save(store, Changes(conversations={person: b"new"}))
    async with database.opened() as store:
        assert [await conversation(store, person) for person in (70, 71)] == [b"new", b"new"]


@pytest.mark.parametrize("room", [0, 60])
async def test_a_full_disk_is_one_sentence_and_nothing_is_lost(sqlite: Database, room: int) -> None:
    await _fill(sqlite)
    command = [sys.executable, "-c", _WITHOUT_SPACE, str(sqlite.folder), str(sqlite.key_file), str(room)]
    done = await asyncio.to_thread(subprocess.run, command, check=True, capture_output=True, text=True)
    assert done.stdout.count("\n") == 1, done.stdout
    assert done.stdout.startswith(("The operator's key", "The database"))
    async with sqlite.opened() as store:
        assert await _all_is_there(store)
    await rotate_key(sqlite.url, sqlite.folder, sqlite.key_file)
    async with sqlite.opened() as store:
        assert await _all_is_there(store)


async def test_a_wrong_key_is_not_replaced(database: Database) -> None:
    await _fill(database)
    before = await database.everything()
    wrong = base64.b64encode(b"w" * 32)
    database.key_file.write_bytes(wrong)
    with pytest.raises(StoreError, match="put the right key back first"):
        await rotate_key(database.url, database.folder, database.key_file)
    assert database.key_file.read_bytes() == wrong
    assert await database.everything() == before


async def test_a_missing_key_or_database_is_said(sqlite: Database) -> None:
    with pytest.raises(StoreError, match="no database"):
        await rotate_key(sqlite.url, sqlite.folder, sqlite.key_file)
    await _fill(sqlite)
    sqlite.key_file.unlink()
    with pytest.raises(StoreError, match="is missing"):
        await rotate_key(sqlite.url, sqlite.folder, sqlite.key_file)


async def test_a_damaged_data_key_holds_nothing_up_and_is_counted(sqlite: Database) -> None:
    await _fill(sqlite)
    await sqlite.execute("UPDATE people SET wrapped_key = x'00' WHERE person = 2")
    assert await rotate_key(sqlite.url, sqlite.folder, sqlite.key_file) == Rotated(len(PEOPLE) - 1, 1)


async def test_two_rotations_do_not_meet(sqlite: Database) -> None:
    await _fill(sqlite)
    with held(sqlite.key_file), pytest.raises(StoreError, match=r"wait until that is done\.$"):
        await rotate_key(sqlite.url, sqlite.folder, sqlite.key_file)


async def test_the_new_file_is_for_the_readers_of_the_old_one(sqlite: Database, tmp_path: Path) -> None:
    await _fill(sqlite)
    elsewhere = tmp_path / "elsewhere"
    sqlite.key_file.rename(elsewhere)
    elsewhere.chmod(0o640)
    sqlite.key_file.symlink_to(elsewhere)
    await rotate_key(sqlite.url, sqlite.folder, sqlite.key_file)
    assert sqlite.key_file.is_symlink()
    assert elsewhere.stat().st_mode & 0o777 == 0o640
