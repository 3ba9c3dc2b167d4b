"""Whatever the network and the database do: nothing is lost, nothing overtakes, and only a lost answer repeats."""

from __future__ import annotations

from itertools import groupby

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.dialogue.messages import Message
from tests.channels.telegram.test_sender import delivered
from tests.channels.telegram.virtual import run
from tests.channels.telegram.world import Fate, House, Network

PASSING = [Fate.OK, Fate.OK, Fate.LOST, Fate.ANSWER_LOST, Fate.BROKEN, Fate.PROXY, Fate.LIMITED, Fate.UNPARSABLE]
CHATS = st.dictionaries(
    st.integers(1, 6),
    st.tuples(st.integers(1, 4), st.lists(st.sampled_from(PASSING), max_size=8)),
    min_size=1,
)


@settings(derandomize=True, deadline=None, max_examples=150)
@given(CHATS, st.lists(st.booleans(), max_size=25))
def test_every_message_arrives_in_order_and_only_a_lost_answer_repeats_one(
    chats: dict[int, tuple[int, list[Fate]]], away: list[bool]
) -> None:
    house, network = House(), Network(fates={"": []})
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
