"""The journal: entries in the order in which they were written, with what was added to them."""

from __future__ import annotations

from datetime import timedelta

from bot.storage.store import Changes, Entry, Store
from tests.storage.databases import NOON, save

LATER = NOON + timedelta(minutes=1)


async def test_entries_come_back_oldest_first_with_kind_and_time(store: Store) -> None:
    first, second = Entry(7, "k3fz.9", "own_question", "Why?", NOON), Entry(7, "k3fz.10", "quiet_day", "Ä 🙂", LATER)
    await save(store, Changes(kept=[first]))
    await save(store, Changes(kept=[second]))
    assert await store.journal(7) == [first, second]


async def test_what_is_joined_stands_below_in_order(store: Store) -> None:
    await save(
        store, Changes(kept=[Entry(7, "k3fz.1", "quiet_day", "One", NOON)], joined=[(7, "k3fz.1", "two", LATER)])
    )
    await save(store, Changes(kept=[Entry(7, "k3fz.2", "quiet_day", "Other", LATER)]))
    await save(store, Changes(joined=[(7, "k3fz.1", "three", LATER), (7, "k3fz.1", "four", LATER)]))
    assert [entry.text for entry in await store.journal(7)] == ["One\ntwo\nthree\nfour", "Other"]
    assert (await store.journal(7))[0].at == NOON


async def test_an_entry_that_is_taken_back_goes_with_all_its_parts(store: Store) -> None:
    await save(store, Changes(kept=[Entry(7, "a", "x", "One", NOON), Entry(7, "b", "x", "Two", NOON)]))
    await save(store, Changes(joined=[(7, "a", "more", NOON)], kept=[Entry(8, "a", "x", "Another's", NOON)]))
    await save(store, Changes(taken_back=[(7, "a")]))
    assert [entry.text for entry in await store.journal(7)] == ["Two"]
    assert [entry.text for entry in await store.journal(8)] == ["Another's"]


async def test_an_entry_taken_back_and_written_again_in_one_batch_is_the_new_one(store: Store) -> None:
    await save(store, Changes(kept=[Entry(7, "a", "x", "Old", NOON)]))
    await save(store, Changes(taken_back=[(7, "a")], kept=[Entry(7, "a", "x", "New", LATER)]))
    assert await store.journal(7) == [Entry(7, "a", "x", "New", LATER)]


async def test_a_journal_of_nobody_is_empty(store: Store) -> None:
    assert await store.journal(404) == []
