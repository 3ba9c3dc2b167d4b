"""Rule: nothing is lost, a chat's order is kept, and one chat's trouble is not another's."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from itertools import pairwise

from bot.channels.telegram.delivery import Delivery
from bot.channels.telegram.sender import AT_ONCE, Rates, Sender
from bot.companion import Incoming
from bot.dialogue.events import Blocked, Undelivered
from bot.dialogue.messages import Choice, Message
from bot.errors import StoreUnavailable
from tests.channels.telegram.virtual import now, run
from tests.channels.telegram.world import NOON, RETRY_AFTER, Fate, House, Network, Pencil, nothing, texts
from tests.logged import logged

UNLIMITED = Rates(unasked=0, chat=0)


async def delivered(house: House, network: Network, rates: Rates = UNLIMITED, longest: float = 3_000) -> float:
    """Run a sender until its outbox is empty; the seconds that took."""
    stop, start = asyncio.Event(), now()
    sender = sender_of(house, network, rates)
    running = asyncio.create_task(sender.run(stop))
    while house.store.rows:
        await asyncio.sleep(0.05)
        assert not running.done(), running.exception()
        assert now() - start < longest, "the outbox never gets empty"
    stop.set()
    await running
    return now() - start


def sender_of(house: House, network: Network, rates: Rates = UNLIMITED) -> Sender:
    delivery = Delivery(network.bot(), Pencil(), lambda _: None, nothing)
    return Sender(house, delivery, rates=rates, clock=lambda: NOON, beat=lambda: None)


def test_messages_arrive_in_order() -> None:
    house, network = House(), Network()
    house.store.put(7, *texts(["one", "two", "three"]))
    run(delivered(house, network))
    assert network.sent_to(7) == ["one", "two", "three"]


def test_chats_are_delivered_to_side_by_side_and_each_one_message_at_a_time() -> None:
    house, network = House(), Network()
    for person in range(1, 101):
        house.store.put(person, *texts(["one", "two"]))
    run(delivered(house, network))
    assert all(network.sent_to(person) == ["one", "two"] for person in range(1, 101))
    assert (network.most_in_a_chat, network.most_at_once) == (1, AT_ONCE)


def test_what_nobody_asked_for_is_let_go_by_when_it_would_come_too_late() -> None:
    house, network = House(), Network()
    choices = (Choice("Yes"),)
    for person, until in ((7, NOON), (8, NOON + timedelta(seconds=1))):
        house.store.put(person, Message("A question?", choices, f"k3fz.{person}", unasked=True, until=until))
    run(delivered(house, network))
    assert network.sent_to(7) == []
    assert network.sent_to(8) == ["A question?"]
    assert [incoming.event for incoming in house.companion.incoming] == [Undelivered("k3fz.7")]


def test_marks_of_many_chats_share_a_commit() -> None:
    house, network = House(), Network()
    for person in range(1, 31):
        house.store.put(person, Message("hello"))
    run(delivered(house, network))
    assert house.store.commits < 5


def test_the_next_message_waits_for_the_mark_of_the_last() -> None:
    house, network = House(), Network()
    house.store.put(7, *texts(["one", "two"]))
    house.store.away = [False, True, True, False]  # the first look, then two tries at the first mark
    run(delivered(house, network))
    first, second = network.made("sendMessage")
    assert network.sent_to(7) == ["one", "two"]
    assert second.at - first.at > 1.5


def test_a_database_that_is_away_is_said_once_and_costs_nothing() -> None:
    house, network = House(), Network()
    house.store.put(7, Message("hello"))
    house.store.away = [True] * 5
    with logged() as lines:
        run(delivered(house, network))
    assert network.sent_to(7) == ["hello"]
    assert [line["log_level"] for line in lines] == ["warning", "info"]


def test_a_network_that_fails_is_tried_again_and_said_once() -> None:
    house, network = House(), Network(fates={7: [Fate.LOST, Fate.BROKEN, Fate.PROXY, Fate.BROKEN]})
    house.store.put(7, *texts(["one", "two"]))
    with logged() as lines:
        seconds = run(delivered(house, network))
    assert network.sent_to(7) == ["one", "two"]
    assert 7.5 * 3 / 4 < seconds < 10
    assert [line["log_level"] for line in lines] == ["warning", "info"]


def test_one_chats_trouble_is_not_anothers() -> None:
    house, network = House(), Network(fates={7: [Fate.BROKEN] * 6})
    house.store.put(7, Message("late"))
    house.store.put(8, *texts(["one", "two"]))
    run(delivered(house, network))
    late = next(call for call in network.calls if call.chat == 7)
    assert all(call.at < 1 for call in network.calls if call.chat == 8)
    assert late.at > 31.5 * 3 / 4


def test_a_429_stops_its_chat_for_as_long_as_it_says() -> None:
    house, network = House(), Network(fates={7: [Fate.LIMITED]})
    house.store.put(7, Message("limited"))
    house.store.put(8, Message("free"))
    run(delivered(house, network))
    at = {call.chat: call.at for call in network.calls}
    assert at[8] < 1
    assert RETRY_AFTER <= at[7] < RETRY_AFTER + 1


def test_a_429_in_a_second_chat_stops_everything() -> None:
    house, network = House(), Network(fates={7: [Fate.LIMITED], 8: [Fate.LIMITED]})
    for person in (7, 8):
        house.store.put(person, Message("limited"))
    house.store.put(9, *texts(["before", "after"]))
    run(delivered(house, network))
    before, after = (call.at for call in network.calls if call.chat == 9)
    assert before < 1
    assert RETRY_AFTER <= after < RETRY_AFTER + 1


def test_whoever_blocked_us_is_reported_and_nothing_more_is_tried() -> None:
    house, network = House(), Network(fates={7: [Fate.BLOCKED], 8: [Fate.NO_CHAT]})
    house.store.put(7, Message("hello"))
    house.store.put(8, Message("hello"))
    run(delivered(house, network))
    assert house.companion.incoming == [Incoming(7, Blocked(), NOON), Incoming(8, Blocked(), NOON)]
    assert sorted(house.store.failed) == [1, 2]
    assert len(network.asked) == 2


def test_a_block_is_reported_until_the_companion_has_taken_it_in() -> None:
    house, network = House(), Network(fates={7: [Fate.BLOCKED]})
    house.store.put(7, Message("hello"))
    house.companion.faults = [StoreUnavailable("away"), StoreUnavailable("away")]
    run(delivered(house, network))
    assert house.companion.incoming == [Incoming(7, Blocked(), NOON)]
    assert house.store.failed == [1]


def test_a_message_that_telegram_refuses_is_given_up_without_a_word_of_it_in_the_log() -> None:
    house, network = House(), Network(fates={7: [Fate.REFUSED]})
    house.store.put(7, *texts(["a marked secret", "two"]))
    with logged() as lines:
        run(delivered(house, network))
    assert network.sent_to(7) == ["two"]
    assert house.store.failed == [1]
    assert len(lines) == 1
    assert "marked" not in str(lines)


def test_an_unreadable_row_is_given_up_and_the_next_one_arrives() -> None:
    house, network = House(), Network()
    house.store.put_bytes(7, b"no JSON")
    house.store.put(7, Message("two"))
    run(delivered(house, network))
    assert (network.sent_to(7), house.store.failed) == (["two"], [1])


def test_a_chat_gets_three_messages_at_once_and_then_one_a_second() -> None:
    house, network = House(), Network()
    house.store.put(7, *texts("abcdef"))
    run(delivered(house, network, Rates(unasked=30, chat=1)))
    times = [call.at for call in network.calls]
    assert times[2] < 1
    assert [round(later - earlier) for earlier, later in pairwise(times[3:])] == [1, 1]


def test_unasked_messages_keep_to_their_rate_and_replies_do_not_wait_for_them() -> None:
    house, network = House(), Network()
    for person in range(1, 101):
        house.store.put(person, Message("a prompt", unasked=True))
    house.store.put(200, Message("a reply"))
    seconds = run(delivered(house, network, Rates(unasked=10, chat=1)))
    assert next(call.at for call in network.calls if call.chat == 200) < 0.1
    assert 9.5 < seconds < 11


def test_a_stop_finishes_what_is_in_flight_and_leaves_the_rest() -> None:
    house, network = House(), Network(seconds=3)
    house.store.put(7, *texts(["in flight", "left"]))

    async def stopped_in_mid_flight() -> None:
        stop = asyncio.Event()
        running = asyncio.create_task(sender_of(house, network).run(stop))
        await asyncio.sleep(1)
        stop.set()
        await running

    run(stopped_in_mid_flight())
    assert network.sent_to(7) == ["in flight"]
    assert [row.id for row in house.store.rows] == [2]
    assert len(house.store.marks) == 1


def test_a_stop_does_not_wait_for_ever() -> None:
    house, network = House(), Network(seconds=3600)
    house.store.put(7, Message("hello"))

    async def stopped() -> float:
        stop = asyncio.Event()
        running = asyncio.create_task(sender_of(house, network).run(stop))
        await asyncio.sleep(1)
        stop.set()
        await running
        return now()

    assert run(stopped()) < 10
    assert len(house.store.rows) == 1


def test_a_stop_while_the_database_is_away_ends_all_the_same() -> None:
    house, network = House(), Network()
    house.store.put(7, Message("hello"))

    async def stopped() -> float:
        stop = asyncio.Event()
        running = asyncio.create_task(sender_of(house, network).run(stop))
        await asyncio.sleep(0.05)
        house.store.away = [True] * 99
        await asyncio.sleep(1)
        stop.set()
        await running
        return now()

    with logged() as lines:
        assert run(stopped()) < 10
    assert network.sent_to(7) == ["hello"]
    assert not house.store.marks
    assert [line["log_level"] for line in lines] == ["warning", "warning"]


def test_a_sender_that_is_woken_looks_at_once_and_an_idle_one_from_time_to_time() -> None:
    house, network = House(), Network()

    async def woken() -> None:
        stop = asyncio.Event()
        sender = sender_of(house, network)
        running = asyncio.create_task(sender.run(stop))
        await asyncio.sleep(1)
        house.store.put(7, Message("woken"))
        sender.wake()
        await asyncio.sleep(1)
        house.store.put(8, Message("found"))
        await asyncio.sleep(20)
        stop.set()
        await running

    run(woken())
    woken_at, found_at = (call.at for call in network.calls)
    assert woken_at < 1.1
    assert 2 < found_at < 13


def test_a_choice_made_replaces_the_question_that_was_shown() -> None:
    house, network = House(), Network()
    question = Message("A favour?", (Choice("Partly"), Choice("Mostly")), question="k3fz.1")
    house.store.put(7, question, Message("A favour?\n\n\u203a _Partly_", replaces="k3fz.1"), Message("Thank you."))
    run(delivered(house, network))
    shown, edit, thanks = network.calls
    assert (edit.method, edit.parameters["message_id"], edit.words) == (
        "editMessageText",
        1,
        "A favour?\n\n\u203a <i>Partly</i>",
    )
    assert "reply_markup" in shown.parameters
    assert "reply_markup" not in edit.parameters
    assert thanks.words == "Thank you."


def test_a_choice_of_a_question_that_nobody_remembers_counts_as_delivered() -> None:
    house, network = House(), Network()
    house.store.put(7, Message("Old?\n\n\u203a _Yes_", replaces="gone.1"), Message("Next."))
    run(delivered(house, network))
    assert [call.words for call in network.calls] == ["Next."]


def test_edits_do_not_use_up_a_chats_bucket() -> None:
    house, network = House(), Network()
    house.store.showing[7, "k3fz.1"] = (5, False)
    house.store.put(7, *[Message(f"{number}", replaces="k3fz.1") for number in range(20)])
    assert run(delivered(house, network, Rates(unasked=30, chat=1))) < 5


def test_after_an_hour_of_trying_what_nobody_asked_for_is_given_up_and_a_reply_is_kept() -> None:
    house, network = House(), Network(fates={7: [Fate.BROKEN] * 200, 8: [Fate.BROKEN] * 140})
    house.store.put(7, Message("a reminder", unasked=True))
    house.store.put(8, Message("a reply"))
    run(delivered(house, network, longest=10_000))
    assert (network.sent_to(7), network.sent_to(8)) == ([], ["a reply"])
    assert house.store.failed == [1]
    tries = [call.at for call in network.asked if call.chat == 7]
    assert 3_600 <= tries[-1] < 3_640


def test_the_companion_learns_which_question_nobody_saw() -> None:
    house, network = House(), Network(fates={7: [Fate.REFUSED], 8: [Fate.REFUSED]})
    house.store.put(7, Message("a question", (Choice("Yes"),), "k3fz.1"))
    house.store.put(8, Message("no question"))
    run(delivered(house, network))
    assert house.companion.incoming == [Incoming(7, Undelivered("k3fz.1"), NOON)]
