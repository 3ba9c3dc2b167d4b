"""Patience. Rule: whoever rests is answered again; whoever pours is answered a few times and no more."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.dialogue.pace import COST, hurried, paced

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def too_fast(gaps: list[float], pace: datetime | None = None) -> list[bool]:
    at, found = NOON, []
    for gap in gaps:
        at += timedelta(seconds=gap)
        pace, is_too_fast = paced(pace, at)
        found.append(is_too_fast)
    return found


def test_three_at_once_are_answered_and_a_fourth_is_too_many() -> None:
    assert too_fast([0, 0, 0, 0, 0]) == [False, False, False, True, True]


def test_who_was_hurried_gets_one_answer() -> None:
    assert too_fast([0, 0, 0], hurried(NOON)) == [False, True, True]


@given(st.lists(st.floats(min_value=1.5, max_value=1e6), max_size=40))
def test_who_leaves_time_to_read_is_never_too_fast(gaps: list[float]) -> None:
    assert not any(too_fast(gaps))


@given(st.lists(st.floats(min_value=0, max_value=1), max_size=200))
def test_six_seconds_of_rest_are_always_enough(gaps: list[float]) -> None:
    assert too_fast([*gaps, 6])[-1] is False


@given(st.floats(min_value=0.05, max_value=0.5))
def test_a_steady_flood_is_answered_no_more_than_a_few_times(gap: float) -> None:
    assert too_fast([gap] * 50).count(False) <= 5


def test_a_clock_that_went_back_is_never_longer_than_a_rest() -> None:
    pace, _ = paced(NOON + timedelta(days=1), NOON)
    assert pace - NOON <= 4 * COST
