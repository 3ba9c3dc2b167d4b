"""The erasure list: written before the commit, settled after it, and true after a crash at any moment."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import StoreError, StoreUnavailable
from bot.storage.erased import ErasedList, Marks, joined
from bot.storage.store import Changes
from tests.storage.databases import Database, conversation, save

_ERASES_AND_IS_KILLED = """
import asyncio, os, signal, sys
from pathlib import Path
from bot.storage.erased import ErasedList
from bot.storage.opening import open_store
from bot.storage.store import Changes

intend = ErasedList.intend

def kill(self, marks):
    if sys.argv[3] == "intend":
        intend(self, marks)
    os.kill(os.getpid(), signal.SIGKILL)

setattr(ErasedList, sys.argv[3], kill)

async def main():
    store = await open_store(None, Path(sys.argv[1]), Path(sys.argv[2]))
    async with store.batch([7], []) as batch:
        await batch.save(Changes(erased={7}))

asyncio.run(main())
"""
MARKS = st.sets(st.binary(min_size=16, max_size=16), max_size=4)


async def _fill(database: Database) -> None:
    async with database.opened() as store:
        await save(store, Changes(conversations={7: b"here", 8: b"there"}))


def _list(database: Database) -> Marks:
    marks = ErasedList(database.folder / "erased.list").read()
    assert marks is not None
    return marks


@pytest.mark.parametrize(("moment", "is_erased"), [("intend", False), ("confirm", True)])
async def test_a_crash_brings_nobody_back_and_erases_nobody(sqlite: Database, moment: str, is_erased: bool) -> None:
    await _fill(sqlite)
    command = [sys.executable, "-c", _ERASES_AND_IS_KILLED, str(sqlite.folder), str(sqlite.key_file), moment]
    killed = await asyncio.to_thread(subprocess.run, command, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert (len(_list(sqlite).open), len(_list(sqlite).erased)) == (1, 0)
    async with sqlite.opened() as store:
        assert await conversation(store, 7) == (None if is_erased else b"here")
    assert (len(_list(sqlite).open), len(_list(sqlite).erased)) == (0, int(is_erased))


async def test_who_is_erased_stands_on_the_list_and_nobody_can_tell_who_it_is(database: Database) -> None:
    await _fill(database)
    keys = {row[0]: row[1] for row in await database.rows("people")}
    async with database.opened() as store:
        await save(store, Changes(erased={7, 404}))
        await save(store, Changes(conversations={7: b"anew"}))
        await save(store, Changes(erased={7}))
    content = (database.folder / "erased.list").read_bytes()
    assert len(_list(database).erased) == 2, "two lives of one person are two marks"
    assert not any(word in content for word in (b"404", keys[7], keys[7].hex().encode()))
    assert (database.folder / "erased.list").stat().st_mode & 0o777 == 0o600


async def test_where_the_list_cannot_be_written_nobody_is_erased(database: Database) -> None:
    await _fill(database)
    before = await database.everything()
    async with database.opened() as store:
        erased = database.folder / "erased.list"
        erased.rename(database.folder / "elsewhere")
        with pytest.raises(StoreError, match=r"cannot be written \(No such file or directory\)") as refusal:
            await save(store, Changes(erased={7}))
        assert not isinstance(refusal.value, StoreUnavailable), "everybody else would wait for it"
        (database.folder / "elsewhere").rename(erased)
        assert await database.everything() == before
        await save(store, Changes(erased={7}))
        assert await conversation(store, 7) is None


async def test_an_erasure_that_is_not_committed_is_taken_off_the_list(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _fill(database)
    async with database.opened() as store:
        whole = store._writing

        @asynccontextmanager
        async def failing(people: Any) -> Any:
            async with whole(people) as connection:
                yield connection
                raise StoreUnavailable("The disk is full.")

        monkeypatch.setattr(store, "_writing", failing)
        with pytest.raises(StoreUnavailable):
            await save(store, Changes(erased={7}))
        monkeypatch.undo()
        assert await conversation(store, 7) == b"here"
    async with database.opened() as store:
        assert await conversation(store, 7) == b"here"
    assert _list(database) == Marks(_list(database).name)


async def test_where_the_list_is_damaged_or_no_list_the_start_says_so(sqlite: Database) -> None:
    await _fill(sqlite)
    erased = sqlite.folder / "erased.list"
    whole = erased.read_text("ascii")
    for content in ("", "my people\n", whole + "+nonsense\n", whole + "7\n", "\xff"):
        erased.write_text(content, "latin-1")
        with pytest.raises(StoreError, match=r"^The erasure list .* ERASED_LIST\.$"):
            async with sqlite.opened():
                pass


async def test_a_list_that_belongs_to_somebody_else_is_named_at_the_start(sqlite: Database) -> None:
    sqlite.folder.mkdir()
    (sqlite.folder / "erased.list").mkdir()
    with pytest.raises(StoreError, match=r"cannot be written \(Is a directory\)"):
        async with sqlite.opened():
            pass


async def test_no_list_is_begun_where_a_disk_is_not_mounted(sqlite: Database) -> None:
    elsewhere = replace(sqlite, erased_list=sqlite.folder.parent / "not mounted" / "erased.list")
    with pytest.raises(StoreError, match=r"cannot be written \(No such file or directory\)"):
        async with elsewhere.opened():
            pass


@contextmanager
def _a_list() -> Iterator[ErasedList]:
    """A list in a folder of its own, for one example of a law."""
    with tempfile.TemporaryDirectory() as folder:
        yield ErasedList(Path(folder, "erased.list"))


@settings(max_examples=30)
@given(st.lists(st.tuples(st.sampled_from(["intend", "confirm", "withdraw"]), MARKS), max_size=8), st.integers(2, 33))
def test_a_line_that_a_power_cut_tore_spoils_no_other(told: list[tuple[str, set[bytes]]], cut: int) -> None:
    with _a_list() as whole, _a_list() as torn:
        for erased in (whole, torn):
            erased.begin()
            for how, marks in told:
                getattr(erased, how)(marks)
        torn.intend({b"never committed."})
        os.truncate(torn.path, torn.path.stat().st_size - cut)
        assert _without_name(torn.read()) == _without_name(whole.read())
        later = b"sixteen bytes ok"
        for erased in (whole, torn):
            erased.intend({later})
            erased.confirm({later})
        assert _without_name(torn.read()) == _without_name(whole.read())


@given(MARKS, MARKS, MARKS)
def test_what_was_erased_stays_erased_whatever_is_said_later(
    one: set[bytes], two: set[bytes], three: set[bytes]
) -> None:
    with _a_list() as erased:
        erased.begin()
        erased.intend(one | two)
        erased.confirm(one)
        erased.withdraw(two)
        erased.intend(one | three)
        erased.withdraw(one)
        found = erased.read()
        assert found is not None
        assert (found.erased, found.open) == (one, three - one)
        other = Marks("other", two, one)
        both = joined(found, other)
        assert (both.name, both.erased, both.open) == (found.name, one | two, three - one - two)
        erased.put(both)
        assert erased.read() == both


def _without_name(marks: Marks | None) -> Iterable[set[bytes]]:
    assert marks is not None
    return marks.erased, marks.open


async def test_a_store_of_many_erased_people_opens_with_all_the_others(database: Database) -> None:
    async with database.opened() as store:
        await save(store, Changes(conversations=dict.fromkeys(range(-5, 2500), b"x")))
        await save(store, Changes(erased=set(range(-5, 2500, 2))))
    async with database.opened():
        assert {row[0] for row in await database.rows("people")} == set(range(-4, 2500, 2))
