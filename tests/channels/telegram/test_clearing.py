"""Taking messages away: the confirmation first, then all that can go, within ten minutes, whatever happens."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot.channels.telegram.clearing import LASTING, TRIED_FOR, Clearing
from bot.storage.records import Farewell, Letter
from tests.channels.telegram.virtual import run
from tests.channels.telegram.world import NOON, Fate, Network, Outbox

ANA = 7


def cleared(network: Network, chats: Outbox, at: datetime = NOON, times: int = 1) -> list[list[int]]:
    """The messages that were deleted, call by call."""

    async def clear() -> None:
        for _ in range(times):
            await Clearing(network.bot(), chats, lambda: at).clear()

    run(clear())
    return [call.parameters["message_ids"] for call in network.made("deleteMessages")]


def leaving(*letters: int, is_said: bool = True) -> Outbox:
    return Outbox(leaving=[Farewell(1, ANA, NOON, letters, is_said)])


def test_what_can_go_goes_a_hundred_at_a_time_and_the_farewell_is_over() -> None:
    chats = leaving(*range(1, 251))
    assert [len(some) for some in cleared(Network(), chats)] == [100, 100, 50]
    assert chats.leaving == []
    assert chats.silenced == []


def test_the_confirmation_comes_first() -> None:
    chats = leaving(1, 2, is_said=False)
    assert cleared(Network(), chats, NOON + TRIED_FOR - timedelta(seconds=1)) == []
    assert len(chats.leaving) == 1


@pytest.mark.parametrize("fate", [Fate.BROKEN, Fate.LIMITED])
def test_it_is_tried_again_until_ten_minutes_are_over(fate: Fate) -> None:
    chats = leaving(1, 2)
    network = Network(fates={"deleteMessages": [fate, fate]})
    assert cleared(network, chats, times=3) == [[1, 2]]
    assert chats.leaving == []


def test_after_ten_minutes_it_is_over_whatever_came_of_it() -> None:
    chats = leaving(1, 2, is_said=False)
    network = Network(fates={"deleteMessages": [Fate.BROKEN] * 5})
    assert cleared(network, chats, NOON + TRIED_FOR) == []
    assert chats.leaving == []
    assert chats.silenced == [ANA]


@pytest.mark.parametrize("fate", [Fate.REFUSED, Fate.BLOCKED])
def test_what_telegram_refuses_stays(fate: Fate) -> None:
    chats = leaving(1, 2)
    assert cleared(Network(fates={"deleteMessages": [fate]}), chats) == []
    assert chats.leaving == []


def test_what_is_fleeting_goes_after_a_day_and_only_that() -> None:
    chats = Outbox(
        letters=[Letter(ANA, 1, NOON, fleeting=True), Letter(ANA, 2, NOON), Letter(8, 3, NOON, fleeting=True)]
    )
    assert cleared(Network(), chats, NOON + LASTING) == []
    assert cleared(Network(), chats, NOON + LASTING + timedelta(seconds=1)) == [[1], [3]]
    assert [one.message_id for one in chats.letters] == [2]


def test_what_could_not_go_is_tried_again() -> None:
    chats = Outbox(letters=[Letter(ANA, 1, NOON, fleeting=True)])
    network = Network(fates={"deleteMessages": [Fate.BROKEN]})
    assert cleared(network, chats, NOON + LASTING * 1.5, times=2) == [[1]]
    assert chats.letters == []
