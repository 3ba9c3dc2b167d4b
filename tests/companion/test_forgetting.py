"""Who stays away for long is told, and erased two weeks later; whoever comes back keeps everything."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.house import House
from tests.companion.test_companion import ANA, BEN, OPENING, START, Chats
from tests.opening import house_in
from tests.storage.databases import Clock

DAY = timedelta(days=1)
YEAR = timedelta(days=365)
NOTICE = timedelta(days=14)


class Life:
    """A house, its clock, and the sweeping that comes four times a day."""

    def __init__(self, house: House, clock: Clock) -> None:
        self.house = house
        self.clock = clock
        self.chats = Chats(house)

    async def passes(self, until: timedelta, every: timedelta = DAY) -> None:
        while self.clock.now < START + until:
            self.clock.now += every
            await self.house.forgetting.forget(self.clock.now)

    async def knows(self, person: int) -> bool:
        return await self.house.store.whole(person) is not None


@pytest.fixture
async def life(tmp_path: Path) -> AsyncIterator[Life]:
    clock = Clock(START)
    async with house_in(tmp_path, clock=clock) as house:
        life = Life(house, clock)
        for person in (ANA, BEN):
            await life.chats.say(person, *OPENING)
        yield life


async def test_they_are_told_once_two_weeks_before(life: Life) -> None:
    await life.passes(YEAR - NOTICE - DAY)
    assert await life.chats.delivered(ANA) == []
    await life.passes(YEAR - DAY)
    (notice,) = await life.chats.delivered(ANA)
    assert "will be erased on 24 November 2027" in notice
    assert await life.knows(ANA)
    await life.passes(YEAR + 2 * DAY)
    assert not await life.knows(ANA)
    assert await life.chats.delivered(ANA) == []


async def test_who_comes_back_keeps_everything(life: Life) -> None:
    await life.passes(YEAR - 5 * DAY)
    life.chats.update += int((life.clock.now - START).total_seconds())
    await life.chats.say(ANA, "hello")
    await life.passes(YEAR + 30 * DAY)
    assert await life.knows(ANA)
    assert not await life.knows(BEN)


async def test_who_stopped_is_erased_without_a_word(life: Life) -> None:
    await life.chats.say(ANA, "/stop")
    await life.passes(YEAR + 2 * DAY)
    assert await life.chats.delivered(ANA) == []
    assert not await life.knows(ANA)


async def test_a_clock_that_is_wrong_for_a_day_erases_nobody(life: Life) -> None:
    await life.house.forgetting.forget(START + 20 * YEAR)
    assert await life.knows(ANA)
    await life.house.forgetting.forget(START + DAY)
    await life.passes(30 * DAY)
    assert await life.knows(ANA)


async def test_a_companion_that_was_off_for_a_year_tells_people_first(life: Life) -> None:
    life.clock.now = START + 2 * YEAR
    await life.house.forgetting.forget(life.clock.now)
    assert await life.knows(ANA)
    assert len(await life.chats.delivered(ANA)) == 1
    life.clock.now += NOTICE
    await life.house.forgetting.forget(life.clock.now)
    assert not await life.knows(ANA)
