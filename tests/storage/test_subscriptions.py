"""When the companion speaks by itself, on both databases: put, found, counted, ended; and one turn for each date."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.errors import StoreError
from bot.storage.schema import milliseconds
from bot.storage.store import Changes, Mark, Subscription
from tests.storage.databases import NOON, Database, save

LATE = timedelta(hours=3)


def due(person: int, minutes: int) -> Subscription:
    at = NOON + timedelta(minutes=minutes)
    return Subscription(person, at, at + LATE)


def subscribed(*them: Subscription) -> Changes:
    return Changes(subscriptions={one.person: one for one in them})


async def test_who_waited_longest_is_found_first_and_who_is_not_due_is_not(database: Database) -> None:
    async with database.opened() as store:
        await save(store, subscribed(due(1, -1), due(2, -5), due(3, 0), due(4, 1)))
        assert await store.subscriptions(NOON, 10) == [due(2, -5), due(1, -1), due(3, 0)]
        assert await store.subscriptions(NOON, 1) == [due(2, -5)]


async def test_a_new_time_takes_the_place_of_the_old_and_none_ends_it(database: Database) -> None:
    async with database.opened() as store:
        await save(store, subscribed(due(1, -1), due(2, -1)))
        await save(store, Changes(subscriptions={1: due(1, 5), 2: None}))
        assert await store.subscriptions(NOON + timedelta(days=1), 10) == [due(1, 5)]


async def test_who_is_put_off_is_due_so_much_later_and_nobody_else(database: Database) -> None:
    async with database.opened() as store:
        await save(store, subscribed(due(1, -1), due(2, -1)))
        await store.put_off(1, timedelta(days=1))
        assert await store.subscriptions(NOON, 10) == [due(2, -1)]
        assert due(1, 24 * 60 - 1) in await store.subscriptions(NOON + timedelta(days=1), 10)


async def test_a_batch_knows_when_those_are_due_whom_it_asks_about(database: Database) -> None:
    async with database.opened() as store:
        await save(store, subscribed(due(1, -1), due(2, -1)))
        async with store.batch([1, 2, 3], [], [1, 3]) as batch:
            assert batch.due == {1: milliseconds(NOON - timedelta(minutes=1))}


async def test_a_date_has_one_turn(database: Database) -> None:
    async with database.opened() as store:
        await save(store, Changes(turns=[(1, 739_000, False), (2, 739_000, True)]))
        with pytest.raises(StoreError):
            await save(store, Changes(turns=[(1, 739_000, False)]))
        await save(store, Changes(amended=[(1, 739_000)]))
        assert sorted((row[0], row[1], bool(row[2])) for row in await database.rows("turns")) == [
            (1, 739_000, True),
            (2, 739_000, True),
        ]


async def test_turns_are_kept_for_some_months(database: Database) -> None:
    async with database.opened() as store:
        today = NOON.date().toordinal()
        await save(store, Changes(turns=[(1, today - 131, False), (1, today, False)]))
        await store.forget_old(NOON)
        assert [row[1] for row in await database.rows("turns")] == [today]


async def test_a_crowd_is_those_of_the_hour_today_and_those_who_have_tomorrow_s_time_already(
    database: Database,
) -> None:
    async with database.opened() as store:
        at = NOON + timedelta(days=1)
        today, tomorrow = [due(1, 0), due(2, 59), due(3, 60)], [due(4, 24 * 60), due(5, 25 * 60)]
        await save(store, subscribed(*today, *tomorrow))
        async with store.batch([], []) as batch:
            assert await batch.crowd(at) == 3


async def test_which_question_a_message_shows_is_known_for_a_reply_to_it(database: Database) -> None:
    async with database.opened() as store:
        await save(store, Changes(messages=[(1, b"q", True, NOON), (2, b"q", True, NOON)]))
        for row in await store.due(10, ()):
            await store.mark([_mark(row.id, row.person)])
        async with store.batch([1, 2], [], (), [(1, 501), (1, 502), (2, 501)]) as batch:
            assert batch.asked == {(1, 501): "k3fz.1", (2, 502): "k3fz.2"}


def _mark(row: int, person: int) -> Mark:
    return Mark(row, person, f"k3fz.{person}", 500 + person)
