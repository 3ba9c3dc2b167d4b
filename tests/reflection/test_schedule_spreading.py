"""How far from the wished time each person's prompt lies."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reflection.spreading import SENDS_A_SECOND, spread_of, width_of

seeds = st.integers(-(2**63), 2**64)
subscribers = st.integers(0, 2_000_000)


@given(seeds, subscribers)
def test_a_spread_is_never_early_and_lies_within_the_width(seed: int, number: int) -> None:
    assert timedelta(0) <= spread_of(seed, number) <= width_of(number)
    assert spread_of(seed, number).microseconds == 0


@given(seeds, subscribers, subscribers)
def test_everyone_keeps_their_place_when_the_hour_fills(seed: int, one: int, other: int) -> None:
    fewer, more = sorted((one, other))
    assert spread_of(seed, fewer) <= spread_of(seed, more)


@given(subscribers)
def test_the_width_holds_what_telegram_lets_through(number: int) -> None:
    assert width_of(number).total_seconds() * SENDS_A_SECOND >= number - 1e-3


@pytest.mark.parametrize(
    ("number", "width"),
    [(0, 0), (1, 2 / 3), (30, 20), (900, 600), (18_000, 600), (100_000, 100_000 / 30), (1_000_000, 1_000_000 / 30)],
)
def test_the_width_is_small_for_few_then_ten_minutes_then_what_is_needed(number: int, width: float) -> None:
    assert width_of(number).total_seconds() == pytest.approx(width, abs=1e-5)


@pytest.mark.parametrize("first", [0, 10_000_000, 7_123_456_789])
@pytest.mark.parametrize("number", [2_000, 20_000, 60_000])
def test_no_second_holds_many_more_than_its_share_when_seeds_follow_each_other(first: int, number: int) -> None:
    in_second = Counter(spread_of(seed, number) for seed in range(first, first + number))
    share = number / width_of(number).total_seconds()
    assert max(in_second.values()) <= share + 4
