"""How the setting of the daily question is told."""

from __future__ import annotations

from datetime import date

import pytest

from bot.reflection.ability import Daily
from bot.reflection.memory import Memory
from bot.reflection.rhythm import Pace
from bot.reflection.silence import Silence
from bot.reflection.telling import when
from tests.opening import the_dialogues

EVENING, MORNING = 20 * 60, 10 * 60
WANTED = Memory(zone="Europe/Lisbon", place="Lisbon", is_on=True)


def told(memory: Memory) -> str:
    daily = the_dialogues().script.abilities["daily"]
    assert isinstance(daily, Daily)
    return when(daily.words.daily, memory)


@pytest.mark.parametrize(
    ("days", "text"),
    [
        ((0, 1, 2, 3, 4, 5, 6), "every day at about 20:00, or at about 10:00 at the weekend (Lisbon time)"),
        ((0, 1, 2, 3, 4), "on weekdays at about 20:00 (Lisbon time)"),
        ((5, 6), "at the weekend at about 10:00 (Lisbon time)"),
        ((6,), "on Sundays at about 10:00 (Lisbon time)"),
        ((2, 6), "on Wednesdays at about 20:00, on Sundays at about 10:00 (Lisbon time)"),
        ((0, 1, 2, 3, 4, 5), "on weekdays at about 20:00, on Saturdays at about 10:00 (Lisbon time)"),
        ((0, 5, 6), "on Mondays at about 20:00, at the weekend at about 10:00 (Lisbon time)"),
    ],
)
def test_the_weekend_s_hour_is_told_where_it_is_used(days: tuple[int, ...], text: str) -> None:
    assert told(WANTED.changed(minute=EVENING, weekend_minute=MORNING, days=days)) == text


def test_at_a_slower_pace_the_weekend_s_hour_is_told_with_its_day() -> None:
    silence = Silence(date(2026, 5, 1), wished="week")
    memory = WANTED.changed(minute=EVENING, weekend_minute=MORNING, days=(0, 1, 2, 3, 4, 5), silence=silence)
    text = "once a week, on any day except Sundays, at about 20:00, or at about 10:00 on Saturdays (Lisbon time)"
    assert told(memory) == text


def test_of_six_days_the_one_that_is_left_out_is_told() -> None:
    memory = WANTED.changed(minute=EVENING, days=(0, 1, 2, 3, 4, 5))
    assert told(memory) == "every day except Sundays at about 20:00 (Lisbon time)"


def test_one_hour_for_all_days_is_told_once() -> None:
    assert told(WANTED.changed(minute=EVENING)) == "every day at about 20:00 (Lisbon time)"
    assert told(WANTED.changed(minute=EVENING, weekend_minute=EVENING)) == "every day at about 20:00 (Lisbon time)"
    assert told(WANTED.changed(weekend_minute=MORNING, days=(5, 6))) == "at the weekend at about 10:00 (Lisbon time)"


def test_a_place_that_was_told_from_its_namesakes_is_named_without_that() -> None:
    memory = WANTED.changed(minute=EVENING, zone="America/New_York", place="Springfield (New York time)")
    assert told(memory) == "every day at about 20:00 (Springfield time)"


@pytest.mark.parametrize(
    ("pace", "days", "text"),
    [
        ("week", (0, 1, 2, 3, 4, 5, 6), "once a week at about 20:00 (Lisbon time)"),
        ("week", (0, 1, 2, 3, 4), "once a week, on weekdays, at about 20:00 (Lisbon time)"),
        ("fortnight", (0, 3), "once every two weeks, on Mondays or Thursdays, at about 20:00 (Lisbon time)"),
        ("week", (0, 1, 2, 3, 4, 5), "once a week, on any day except Sundays, at about 20:00 (Lisbon time)"),
        (
            "silent",
            (0, 3),
            "none for now; if they start again, they'll come on Mondays and Thursdays at about 20:00 (Lisbon time)",
        ),
    ],
)
def test_the_days_are_told_at_a_slower_pace_too(pace: Pace, days: tuple[int, ...], text: str) -> None:
    silence = Silence(date(2026, 5, 1), wished=pace)
    assert told(WANTED.changed(minute=EVENING, days=days, silence=silence)) == text
