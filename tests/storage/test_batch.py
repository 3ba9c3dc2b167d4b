"""A batch: what was saved is there afterwards, all of it or nothing."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import pytest

from bot.errors import StoreError
from bot.storage.store import Changes, Entry, SetAside, Store
from tests.storage.databases import NOON, Database, conversation, replies, save, waiting


async def test_a_conversation_comes_back_as_it_was_saved(store: Store) -> None:
    await save(store, Changes(conversations={7: b"here", -8: b"there"}))
    async with store.batch([7, -8, 9], []) as batch:
        assert batch.conversations == {7: b"here", -8: b"there"}


async def test_a_conversation_is_replaced_by_the_next_one(store: Store) -> None:
    await save(store, Changes(conversations={7: b"before"}))
    await save(store, Changes(conversations={7: b"after"}))
    assert await conversation(store, 7) == b"after"


async def test_an_update_that_was_handled_is_recognised(store: Store) -> None:
    await save(store, Changes(handled={11: NOON, 2**40: NOON}))
    async with store.batch([7], [10, 11, 2**40]) as batch:
        assert batch.handled == {11, 2**40}


async def test_an_update_may_be_noted_as_handled_twice(store: Store) -> None:
    await save(store, Changes(handled={11: NOON}))
    await save(store, Changes(handled={11: NOON, 12: NOON}))
    async with store.batch([], [11, 12]) as batch:
        assert batch.handled == {11, 12}


async def test_a_block_that_raises_leaves_nothing_behind(database: Database) -> None:
    async with database.opened() as store:
        await save(store, Changes(conversations={7: b"before"}))
        before = await database.everything()
        with pytest.raises(ZeroDivisionError):
            async with store.batch([7, 8], [1]) as batch:
                await batch.save(_everything_for(7, 8))
                raise ZeroDivisionError
        assert await database.everything() == before
        assert await conversation(store, 7) == b"before"


async def test_an_erasure_that_is_rolled_back_leaves_the_person_readable(store: Store) -> None:
    await save(store, Changes(conversations={7: b"before"}))
    with pytest.raises(ZeroDivisionError):
        async with store.batch([7], []) as batch:
            await batch.save(Changes(erased={7}, conversations={7: b"anew"}))
            raise ZeroDivisionError
    await save(store, replies(7, b"still yours"))
    assert await conversation(store, 7) == b"before"
    assert await waiting(store) == [b"still yours"]


async def test_a_cancelled_batch_leaves_nothing_and_does_not_block_the_next(store: Store) -> None:
    entered = asyncio.Event()

    async def never_ends() -> None:
        async with store.batch([7], []) as batch:
            await batch.save(Changes(conversations={7: b"half"}))
            entered.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(never_ends())
    await entered.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await conversation(store, 7) is None


async def test_a_batch_changes_only_the_people_it_was_opened_for(store: Store) -> None:
    with pytest.raises(StoreError, match=r"not opened for: \[8\]"):
        async with store.batch([7], []) as batch:
            await batch.save(Changes(conversations={7: b"mine", 8: b"not mine"}))
    assert await conversation(store, 7) is None


async def test_the_same_conversation_is_found_after_a_restart(database: Database) -> None:
    async with database.opened() as store:
        await save(store, Changes(conversations={7: b"here"}))
    async with database.opened() as store:
        assert await conversation(store, 7) == b"here"


async def test_two_batches_at_once_on_the_same_people_lose_no_update(store: Store) -> None:
    async def count_up(people: list[int]) -> None:
        async with store.batch(people, []) as batch:
            counts = {person: int(batch.conversations.get(person, b"0")) + 1 for person in people}
            await asyncio.sleep(0)
            await batch.save(Changes(conversations={person: b"%d" % value for person, value in counts.items()}))

    await asyncio.gather(*(count_up([1, 2] if number % 2 else [2, 1]) for number in range(12)))
    assert [await conversation(store, person) for person in (1, 2)] == [b"12", b"12"]


async def test_when_someone_was_here_is_known_to_a_day(database: Database) -> None:
    async with database.opened() as store:
        seen = []
        for hours in (0, 23, 25):
            database.clock.now = NOON + timedelta(hours=hours)
            await save(store, Changes(conversations={7: b"here"}))
            seen.append((await database.rows("people"))[0][2:])
    assert seen == [(NOON, NOON), (NOON, NOON), (NOON, NOON + timedelta(hours=25))]


async def test_a_time_without_its_zone_is_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="without its zone"):
        await save(store, Changes(handled={1: datetime(2026, 11, 23)}))  # noqa: DTZ001  # that is the fault


def _everything_for(*people: int) -> Changes:
    return Changes(
        conversations=dict.fromkeys(people, b"new"),
        kept=[Entry(person, "k3fz.1", "own_question", "Why?", NOON) for person in people],
        joined=[(person, "k3fz.1", "And when?", NOON) for person in people],
        messages=[(person, b"hello", False, NOON) for person in people],
        set_aside=[SetAside(f"id{person}", person, NOON, b"event", "ValueError") for person in people],
        handled=dict.fromkeys(people, NOON),
    )


async def test_conversations_are_found_by_when_their_people_were_last_seen(database: Database) -> None:
    async with database.opened() as store:
        await save(store, Changes(conversations={7: b"first"}))
        database.clock.now = NOON + timedelta(days=5)
        await save(store, Changes(conversations={8: b"second", -9: b"third"}))
        today = database.clock.now = NOON + timedelta(days=10)
        await save(store, Changes(conversations={7: b"absent"}, absent={7}))
        assert await seen_between(store, NOON - timedelta(days=1), NOON + timedelta(days=1)) == {7: b"absent"}
        assert await seen_between(store, NOON + timedelta(days=4), today) == {-9: b"third", 8: b"second"}
        assert await seen_between(store, NOON - timedelta(days=9), NOON - timedelta(days=1)) == {}


async def seen_between(store: Store, after: datetime, before: datetime) -> dict[int, bytes]:
    return {person: payload async for some in store.seen_between(after, before) for person, payload in some.items()}
