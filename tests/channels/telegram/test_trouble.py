"""Rule: trouble is said once, in one sentence, and once more when it is over."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from bot.channels.telegram.trouble import SILENCE, Trouble
from tests.channels.telegram.virtual import run
from tests.logged import logged


def said(course: Callable[[Trouble], None], *, times: int, seconds: float) -> list[str]:
    """What is said when `course` happens again and again."""

    async def happens() -> None:
        trouble = Trouble("well again")
        for _ in range(times):
            course(trouble)
            await asyncio.sleep(seconds)

    with logged() as lines:
        run(happens())
    return [line["event"] for line in lines]


def test_trouble_that_lasts_is_said_once() -> None:
    assert said(lambda trouble: trouble.say("away"), times=1000, seconds=30) == ["away"]


def test_trouble_that_comes_and_goes_is_said_once_in_a_while() -> None:
    assert said(_comes_and_goes, times=100, seconds=30) == ["away", "well again"]
    assert said(_comes_and_goes, times=2, seconds=SILENCE) == ["away", "well again"] * 2


def test_another_trouble_is_another_sentence() -> None:
    def course(trouble: Trouble) -> None:
        trouble.say("away")
        trouble.say("refused")

    assert said(course, times=2, seconds=1) == ["away", "refused"]


def test_nothing_is_said_when_all_is_well() -> None:
    assert said(lambda trouble: trouble.over(), times=3, seconds=1) == []


def _comes_and_goes(trouble: Trouble) -> None:
    trouble.say("away")
    trouble.over()
