"""Rule: in no stretch of time do more messages leave than the rate and the burst allow."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.telegram.buckets import Buckets
from bot.channels.telegram.rests import Rests

LAWS = settings(derandomize=True, deadline=None)


@LAWS
@given(st.lists(st.floats(0, 5), max_size=40), st.sampled_from([0.5, 1, 3, 30]), st.integers(1, 5))
def test_who_waits_as_told_never_exceeds_the_rate(pauses: list[float], rate: float, burst: int) -> None:
    buckets, now, taken = Buckets(rate, burst), 0.0, list[float]()
    for pause in pauses:
        now += pause
        now += buckets.wait(1, now)
        buckets.take(1, now)
        taken.append(now)
    for first, begin in enumerate(taken):
        for last, end in enumerate(taken[first:], first):
            assert last - first + 1 <= burst + rate * (end - begin) + 1e-6


def test_a_burst_leaves_at_once_and_then_one_a_second() -> None:
    buckets = Buckets(1, 3)
    waits = []
    for _ in range(4):
        waits.append(buckets.wait(1, 10.0))
        buckets.take(1, 10.0)
    assert waits == [0.0, 0.0, 0.0, 1.0]


def test_one_chat_does_not_slow_another() -> None:
    buckets = Buckets(1, 1)
    buckets.take(1, 0.0)
    assert (buckets.wait(1, 0.0), buckets.wait(2, 0.0)) == (1.0, 0.0)


def test_a_debt_is_paid_by_the_next_wait() -> None:
    buckets = Buckets(1, 1)
    for _ in range(4):
        buckets.take(1, 0.0)
    assert buckets.wait(1, 0.0) == 4.0


def test_a_rate_of_nought_is_no_limit() -> None:
    buckets = Buckets(0, 3)
    for _ in range(100):
        buckets.take(1, 0.0)
    assert buckets.wait(1, 0.0) == 0.0


def test_full_buckets_are_forgotten_and_others_are_not() -> None:
    buckets = Buckets(1, 1)
    for chat in range(1, 10_001):
        buckets.take(chat, 0.0)
    buckets.take(0, 100.0)
    buckets.take(1, 100.0)
    assert (buckets.wait(0, 100.0), buckets.wait(1, 100.0), buckets.wait(2, 100.0)) == (1.0, 1.0, 0.0)


def test_the_first_429_stops_its_chat_and_a_second_one_stops_everything() -> None:
    rests = Rests()
    rests.after_limit(1, 30.0, 0.0)
    rests.after_limit(1, 30.0, 5.0)
    assert (set(rests.resting(6.0)), rests.everyone(6.0)) == ({1}, 0.0)
    rests.after_limit(2, 10.0, 20.0)
    assert rests.everyone(20.0) == 10.0
    assert rests.everyone(30.0) == 0.0


def test_429s_that_do_not_meet_stop_one_chat_each() -> None:
    rests = Rests()
    rests.after_limit(1, 10.0, 0.0)
    rests.after_limit(2, 10.0, 11.0)
    assert rests.everyone(11.0) == 0.0


def test_a_chat_rests_longer_after_each_failure_until_one_message_arrives() -> None:
    rests = Rests()

    def rest_after_a_failure(at: float) -> float:
        rests.after_failure(1, at)
        return rests.next_end(at)

    rested = [rest_after_a_failure(40.0 * number) for number in range(8)]
    # A little less for each chat, so that those that failed together do not come back together.
    assert all(
        longest * 3 / 4 <= rest <= longest for rest, longest in zip(rested, [0.5, 1, 2, 4, 8, 16, 30, 30], strict=True)
    )
    assert rests.failing_for(1, 300.0) == 300.0
    rests.after_success(1)
    assert rests.are_well()
    assert rests.failing_for(1, 300.0) == 0.0
    assert rest_after_a_failure(1000.0) <= 0.5


def test_nobody_who_rests_means_no_end_to_wait_for() -> None:
    assert Rests().next_end(0.0) == float("inf")
