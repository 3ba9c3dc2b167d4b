"""Small signs. Rule: nobody waits for them, nothing is tried twice, and a failure of one is nobody's trouble."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from telegram.constants import ReactionEmoji

from bot.channels.telegram.courtesies import AT_ONCE, NOTED, Courtesies
from tests.channels.telegram.virtual import run
from tests.channels.telegram.world import Call, Fate, Network

BAD_FATES = [Fate.LOST, Fate.ODD, Fate.PROXY, Fate.REFUSED, Fate.BLOCKED, Fate.LIMITED, Fate.UNAUTHORIZED]


def shown(network: Network, show: Callable[[Courtesies], None], seconds: float = 60) -> list[Call]:
    """The calls that were tried."""

    async def showing() -> None:
        courtesies = Courtesies(network.bot(), "Only in private.")
        show(courtesies)
        await asyncio.sleep(seconds)
        await courtesies.close()

    run(showing())
    return network.asked


@pytest.mark.parametrize("fate", [Fate.OK, *BAD_FATES])
def test_a_press_is_answered_whatever_becomes_of_it_and_again_when_the_network_failed(fate: Fate) -> None:
    network = Network(fates={"answerCallbackQuery": [fate]})
    calls = shown(network, lambda signs: signs.answer("press5"))
    tries = 2 if fate is Fate.LOST else 1
    assert [call.parameters for call in calls] == [{"callback_query_id": "press5"}] * tries


def test_a_press_that_is_seen_again_is_not_answered_again() -> None:
    def twice(signs: Courtesies) -> None:
        signs.answer("press5")
        signs.answer("press5")

    assert len(shown(Network(), twice)) == 1


def test_a_note_is_a_reaction_that_bots_may_give() -> None:
    (call,) = shown(Network(), lambda signs: signs.note(7, 41))
    assert call.method == "setMessageReaction"
    assert (call.parameters["chat_id"], call.parameters["message_id"]) == (7, 41)
    assert call.parameters["reaction"] == [{"type": "emoji", "emoji": NOTED}]
    assert NOTED in set(ReactionEmoji)


def test_an_announcement_is_typing() -> None:
    (call,) = shown(Network(), lambda signs: signs.announce(7))
    assert (call.method, call.parameters) == ("sendChatAction", {"chat_id": 7, "action": "typing"})


@pytest.mark.parametrize("fate", [Fate.OK, *BAD_FATES])
def test_a_group_is_left_with_a_word_or_without(fate: Fate) -> None:
    network = Network(fates={"sendMessage": [fate]})
    word, leaving = shown(network, lambda signs: signs.leave(-5))
    assert (word.parameters["text"], word.parameters["chat_id"]) == ("Only in private.", -5)
    assert (leaving.method, leaving.parameters) == ("leaveChat", {"chat_id": -5})


def test_many_at_once_wait_for_their_turn_and_all_are_made() -> None:
    network = Network(seconds=0.2)

    def many(signs: Courtesies) -> None:
        for number in range(300):
            signs.answer(f"press{number}")

    assert len(shown(network, many)) == 300
    assert network.most_at_once == AT_ONCE


def test_what_would_come_too_late_is_left_out_and_a_close_gives_up_the_rest() -> None:
    network = Network(seconds=25)

    def many(signs: Courtesies) -> None:
        for number in range(AT_ONCE * 3):
            signs.answer(f"press{number}")

    assert len(shown(network, many, seconds=30)) == AT_ONCE
    hanging = Network(seconds=1000)
    assert len(shown(hanging, many, seconds=5)) == AT_ONCE
    assert not hanging.calls
