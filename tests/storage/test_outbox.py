"""The outbox: each person's messages leave one after the other, in the order in which they were written."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.storage.store import Changes, Mark, Outgoing, Store
from tests.storage.databases import NOON, Database, replies, save, waiting


async def test_a_message_comes_out_as_it_went_in(store: Store) -> None:
    await save(store, Changes(messages=[(7, b"hello", True, NOON)]))
    (message,) = await store.due(10, ())
    assert message == Outgoing(message.id, 7, b"hello", NOON, unasked=True, attempts=0)


async def test_each_person_has_one_message_due_and_the_next_after_its_delivery(store: Store) -> None:
    await save(store, replies(1, b"1a", b"1b", b"1c"))
    await save(store, replies(2, b"2a"))
    left: list[list[bytes]] = []
    while due := await store.due(10, ()):
        left.append([message.payload for message in due])
        await store.mark([Mark(message.id, message.person) for message in due])
    assert left == [[b"1a", b"2a"], [b"1b"], [b"1c"]]


async def test_people_who_are_excluded_wait(store: Store) -> None:
    await save(store, Changes(messages=[(person, b"%d" % person, False, NOON) for person in (1, -2, 3)]))
    assert await waiting(store, excluding=[1, -2]) == [b"3"]


async def test_at_most_so_many_people_are_due_the_oldest_first(store: Store) -> None:
    await save(store, Changes(messages=[(person, b"%d" % person, False, NOON) for person in (5, 1, 3, 5)]))
    assert await waiting(store, limit=2) == [b"5", b"1"]


async def test_replies_are_due_before_what_nobody_asked_for(store: Store) -> None:
    await save(store, Changes(messages=[(person, b"prompt", True, NOON) for person in range(1, 20)]))
    await save(store, replies(30, b"reply"))
    assert await waiting(store, limit=1) == [b"reply"]


async def test_a_reply_does_not_overtake_what_the_same_person_is_told_before(store: Store) -> None:
    await save(store, Changes(messages=[(1, b"prompt", True, NOON), (1, b"reply", False, NOON)]))
    assert await waiting(store) == [b"prompt"]


async def test_a_failed_message_leaves_the_line_and_the_next_goes_on(store: Store) -> None:
    await save(store, replies(1, b"refused", b"next"))
    (message,) = await store.due(10, ())
    await store.mark((), failed=[message.id])
    assert await waiting(store) == [b"next"]


async def test_attempts_are_counted_and_the_message_stays_first(store: Store) -> None:
    await save(store, replies(1, b"slow", b"next"))
    for _ in range(2):
        (message,) = await store.due(10, ())
        await store.mark((), tried=[message.id])
    (message,) = await store.due(10, ())
    assert (message.payload, message.attempts) == (b"slow", 2)


async def test_one_mark_serves_many_chats(store: Store) -> None:
    await save(store, Changes(messages=[(person, b"x", False, NOON) for person in range(1, 301)]))
    due = await store.due(1000, ())
    await store.mark([Mark(message.id, message.person) for message in due[100:]], [due[0].id], [due[1].id])
    assert sorted(message.person for message in await store.due(1000, ())) == list(range(2, 101))


async def test_dropped_messages_are_gone_and_those_of_the_same_batch_stay(store: Store) -> None:
    await save(store, Changes(messages=[(1, b"before", False, NOON), (2, b"another's", False, NOON)]))
    await save(store, Changes(dropped={1}, messages=[(1, b"You have stopped.", False, NOON)]))
    assert await waiting(store) == [b"another's", b"You have stopped."]


async def test_an_id_is_never_used_again(store: Store) -> None:
    await save(store, replies(1, b"a", b"b"))
    ids = []
    for _ in range(3):
        (message,) = await store.due(1, ())
        ids.append(message.id)
        await store.mark([Mark(message.id, 1)])
        await save(store, Changes(dropped={1}, messages=[(1, b"c", False, NOON)]))
    assert ids == sorted(set(ids))


async def test_a_shown_question_is_found_by_person_and_question(store: Store) -> None:
    await save(store, Changes(messages=[(1, b"q", False, NOON), (2, b"q", False, NOON)]))
    first, second = await store.due(10, ())
    await store.mark([Mark(first.id, 1, "k3fz.1", 501), Mark(second.id, 2, "k3fz.1", 2**40, captioned=True)])
    wanted = [(1, "k3fz.1"), (2, "k3fz.1"), (2, "k3fz.2"), (3, "k3fz.1")]
    assert await store.shown(wanted) == {(1, "k3fz.1"): (501, False), (2, "k3fz.1"): (2**40, True)}


async def test_a_question_that_is_shown_again_is_found_where_it_was_shown_last(store: Store) -> None:
    for shown_as in (501, 502):
        await save(store, replies(1, b"q"))
        (message,) = await store.due(10, ())
        await store.mark([Mark(message.id, 1, "k3fz.1", shown_as)])
    assert await store.shown([(1, "k3fz.1")]) == {(1, "k3fz.1"): (502, False)}


async def test_a_message_that_was_dropped_on_its_way_leaves_no_trace(store: Store) -> None:
    await save(store, replies(1, b"q"))
    (message,) = await store.due(10, ())
    await save(store, Changes(dropped={1}))
    await store.mark([Mark(message.id, 1, "k3fz.1", 501)])
    assert await store.shown([(1, "k3fz.1")]) == {}


async def test_a_message_that_does_not_open_holds_nothing_up(database: Database) -> None:
    async with database.opened() as store:
        await save(store, replies(1, b"spoilt", b"next"))
        (message,) = await store.due(10, ())
        await database.execute("UPDATE outbox SET payload = :noise WHERE id = :id", noise=b"x" * 40, id=message.id)
        assert await waiting(store) == [b"next"]


async def test_old_rows_are_forgotten_and_young_ones_kept(database: Database) -> None:
    async with database.opened() as store:
        for number, days in ((1, 0), (2, 8)):
            at = database.clock.now = NOON + timedelta(days=days)
            await save(store, Changes(messages=[(1, b"q", False, at), (9, b"no", False, at)], handled={number: at}))
            first, second = await store.due(10, ())
            await store.mark([Mark(first.id, 1, f"k3fz.{number}", number)], failed=[second.id])
        await store.forget_old(NOON + timedelta(days=1))
        # A question of the past can be answered by a reply to it for some weeks longer.
        assert set(await store.shown([(1, "k3fz.1"), (1, "k3fz.2")])) == {(1, "k3fz.1"), (1, "k3fz.2")}
        assert len(await database.rows("outbox")) == 1
        async with store.batch([], [1, 2]) as batch:
            assert batch.handled == {2}
        await store.forget_old(NOON + timedelta(days=31))
        assert set(await store.shown([(1, "k3fz.1"), (1, "k3fz.2")])) == {(1, "k3fz.2")}


# The database is empty again at the end of each example: everything was delivered or refused.
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(1, 3), st.booleans()), max_size=12), st.data())
def test_order_within_a_chat_is_kept_whatever_is_delivered_or_refused_when(
    database: Database, written: list[tuple[int, bool]], data: st.DataObject
) -> None:
    messages = [(person, b"%d" % number, unasked, NOON) for number, (person, unasked) in enumerate(written)]

    async def deliver_in_any_order() -> list[tuple[int, bytes]]:
        left = []
        async with database.opened() as store:
            await save(store, Changes(messages=messages))
            while due := await store.due(10, ()):
                message = data.draw(st.sampled_from(due))
                left.append((message.person, message.payload))
                is_refused = data.draw(st.booleans())
                await store.mark([] if is_refused else [Mark(message.id, 1)], [message.id] if is_refused else [])
        return left

    left = asyncio.run(deliver_in_any_order())
    for person in (1, 2, 3):
        assert [row for row in left if row[0] == person] == [row[:2] for row in messages if row[0] == person]
