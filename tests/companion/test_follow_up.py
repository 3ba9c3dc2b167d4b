"""A suggestion that was taken on, two days later: silently, once, and never at the daily question's cost."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.dialogue.events import Pressed
from bot.dialogue.messages import Message, plain
from tests.companion.test_daily import FIRST, MONDAY, Days
from tests.opening import house_in

PORTRAIT = ("/start", "Let's begin", "Yes, both", "Nothing special", "A friend")
WANTED = ("/settings", "Daily question", "Turn them on", "8pm", "Lisbon")
ANSWERS = {"Did it", "Partly", "Not yet", "Not for me"}
TUESDAY = FIRST + timedelta(days=1)
WEDNESDAY = FIRST + timedelta(days=2)


def is_follow_up(message: Message) -> bool:
    return [choice.label for choice in message.choices][:4] == ["Did it", "Partly", "Not yet", "Not for me"]


def is_question(message: Message) -> bool:
    return message.unasked and message.rings


async def take_one_on(days: Days) -> None:
    """The portrait of a friend, and the first of two suggestions."""
    shown = await days.says(*PORTRAIT)
    while not shown or "Last one" not in shown[-1].text:
        shown = await days.says("2")
    await days.says("Skip", "Tell me more", "Yes", "Not now", "I'll try 1", "Not now")


async def test_it_comes_without_a_sound_two_days_later_and_once_across_a_restart(tmp_path: Path) -> None:
    async with house_in(tmp_path) as opened:
        days = Days(opened)
        await take_one_on(days)
        await days.says(*WANTED, "/menu")
        await days.at(FIRST)
        await days.at(TUESDAY)
    async with house_in(tmp_path) as opened:
        days = Days(opened)
        days.now = TUESDAY
        await days.says("1")
        assert await days.at(MONDAY + timedelta(days=2)) == []
        (asked,) = await days.at(MONDAY + timedelta(days=2, minutes=30))
        assert is_follow_up(asked)
        assert asked.unasked
        assert not asked.rings
    async with house_in(tmp_path) as opened:
        days = Days(opened)
        rest = [one for hours in range(2, 24 * 7, 2) for one in await days.at(MONDAY + timedelta(days=2, hours=hours))]
        assert not [one for one in rest if is_follow_up(one)]
        assert is_question(rest[0])


async def test_it_is_no_turn_of_the_day_and_takes_none_away(tmp_path: Path) -> None:
    async with house_in(tmp_path) as opened:
        days = Days(opened)
        await take_one_on(days)
        await days.says(*WANTED, "/menu")
        seen = [one for hours in range(1, 96) for one in await days.at(MONDAY + timedelta(hours=hours))]
        assert len([one for one in seen if is_question(one)]) == 4
        assert await days.turns() == [(date(2026, 5, 4 + number), False) for number in range(4)]


async def test_while_the_days_question_is_open_it_waits_for_its_answer(tmp_path: Path) -> None:
    async with house_in(tmp_path) as opened:
        days = Days(opened)
        await take_one_on(days)
        await days.says(*WANTED, "/menu")
        await days.at(TUESDAY)
        assert await days.at(MONDAY + timedelta(days=2, hours=1)) == []
        answered = await days.says("1")
        assert "Ask how my try went" in [choice.label for choice in answered[-1].choices]
        assert is_follow_up((await days.says("Ask how my try went"))[-1])
        assert await days.due_at() == [WEDNESDAY]


async def test_who_wanted_nothing_sent_is_asked_when_they_come_back_and_no_more_after_that(tmp_path: Path) -> None:
    async with house_in(tmp_path) as opened:
        days = Days(opened)
        await take_one_on(days)
        assert await days.at(MONDAY + timedelta(days=5)) == []
        assert await days.due_at() == []
        assert is_follow_up((await days.says("/menu"))[-1])
        assert not is_follow_up((await days.says("/help", "/menu"))[-1])


@pytest.mark.parametrize("words", ["/stop", "/pause"])
async def test_after_a_stop_and_in_a_break_nothing_is_followed_up(tmp_path: Path, words: str) -> None:
    async with house_in(tmp_path) as opened:
        days = Days(opened)
        await take_one_on(days)
        await days.says(*WANTED, "/menu", words)
        seen = [one for hours in range(1, 24 * 9) for one in await days.at(MONDAY + timedelta(hours=hours))]
        assert seen == []


async def test_a_conversation_from_before_there_were_follow_ups_keeps_its_question(tmp_path: Path) -> None:
    """What it planned stands in the memory of its daily questions, so nothing needs to be moved."""
    async with house_in(tmp_path) as opened:
        days = Days(opened)
        await days.says(*PORTRAIT[:4], *WANTED)
        assert await days.due_at() == [FIRST]
        days.now = datetime(2026, 5, 4, 18, 0, tzinfo=UTC)
        await days.says("/menu")
        shown = await days.says("Begin with a relationship", "A friend")
        while "Last one" not in shown[-1].text:
            shown = await days.says("2")
        await days.says("Skip", "Tell me more", "Yes", "Not now", "I'll try 1")
        assert await days.due_at() == [FIRST]


async def test_its_button_stays_good_while_the_days_question_stands(tmp_path: Path) -> None:
    async with house_in(tmp_path) as opened:
        days = Days(opened)
        await take_one_on(days)
        await days.says(*WANTED, "/menu")
        await days.at(FIRST)
        await days.says("1", "/menu")
        await days.at(TUESDAY)
        await days.says("1", "/menu")
        (asked,) = await days.at(MONDAY + timedelta(days=2, hours=1))
        (question,) = await days.at(WEDNESDAY)
        assert is_question(question)
        said = await days.does(Pressed(asked.question, 0))
        assert len(said) == 1
        assert not said[0].choices
        assert plain(said[0].text)
        await days.says("1")
        assert (date(2026, 5, 6), False) in await days.turns()
