"""Whatever the network and the database do: nothing is lost, nothing overtakes, and only a lost answer repeats."""

from __future__ import annotations

import asyncio
from copy import deepcopy
from itertools import groupby

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.dialogue.messages import Message
from tests.channels.telegram.test_sender import delivered, sender_of
from tests.channels.telegram.virtual import run
from tests.channels.telegram.world import Call, Fate, House, Network, Outbox

PASSING = [Fate.OK, Fate.OK, Fate.LOST, Fate.ANSWER_LOST, Fate.BROKEN, Fate.PROXY, Fate.LIMITED]
CHATS = st.dictionaries(
    st.integers(1, 6),
    st.tuples(st.integers(1, 4), st.lists(st.sampled_from(PASSING), max_size=8)),
    min_size=1,
)


@settings(derandomize=True, deadline=None, max_examples=100)
@given(CHATS, st.lists(st.booleans(), max_size=25))
def test_every_message_arrives_in_order_and_only_a_lost_answer_repeats_one(
    chats: dict[int, tuple[int, list[Fate]]], away: list[bool]
) -> None:
    house, network = House(), Network()
    for person, (count, fates) in chats.items():
        house.store.put(person, *[Message(f"message {number}") for number in range(count)])
        network.fates[person] = list(fates)
    house.store.away = list(away)
    run(delivered(house, network))
    assert network.most_in_a_chat == 1
    assert not house.store.failed
    for person, (count, fates) in chats.items():
        arrived = network.sent_to(person)
        assert [words for words, _ in groupby(arrived)] == [f"message {number}" for number in range(count)]
        assert len(arrived) - count <= fates.count(Fate.ANSWER_LOST)


async def until_killed(house: House, network: Network, seconds: float) -> tuple[Outbox, list[Call]]:
    """What the database and Telegram hold at the moment at which the process is killed."""
    running = asyncio.create_task(sender_of(house, network).run(asyncio.Event()))
    await asyncio.sleep(seconds)
    left = deepcopy(house.store), list(network.calls)
    running.cancel()
    return left


@settings(derandomize=True, deadline=None, max_examples=60)
@given(st.dictionaries(st.integers(1, 40), st.integers(1, 4), min_size=1), st.floats(0.001, 0.6))
def test_a_kill_loses_nothing_and_repeats_at_most_the_message_in_flight_in_each_chat(
    chats: dict[int, int], seconds: float
) -> None:
    house = House()
    for person, count in chats.items():
        house.store.put(person, *[Message(f"message {number}") for number in range(count)])
    store, calls = run(until_killed(house, Network(), seconds))
    network = Network(calls=calls)
    run(delivered(House(store=store), network))
    for person, count in chats.items():
        arrived = network.sent_to(person)
        assert [words for words, _ in groupby(arrived)] == [f"message {number}" for number in range(count)]
        assert len(arrived) - count <= 1
