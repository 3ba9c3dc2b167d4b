"""What holds for any zone, any wish, and anything that happens meanwhile, over 400 days."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from bot.reflection.rhythm import Pace, Rhythm
from bot.reflection.schedule import APART, LATENESS, due_on, leaves_before, next_due, since_change
from tests.reflection.by_the_minute import MINUTE, is_quiet, minutes_of
from tests.reflection.living import DELAY, Life, Row, broken_laws
from tests.reflection.random_lives import (
    Act,
    any_life,
    calm_life,
    daily,
    lived,
    minutes,
    plain,
    spreads,
    starts,
)

DAY = timedelta(days=1)


@given(daily, spreads, starts, any_life)
def test_whatever_happens_no_date_is_served_twice_and_none_at_a_wrong_time(
    rhythm: Rhythm, spread: timedelta, start: datetime, acts: list[Act]
) -> None:
    assert broken_laws(lived(rhythm, spread, start, acts)) == []


@given(daily, spreads, starts, calm_life)
def test_every_wanted_date_has_exactly_one_while_outages_stay_under_three_hours(
    rhythm: Rhythm, spread: timedelta, start: datetime, acts: list[Act]
) -> None:
    life = lived(rhythm, spread, start, acts)
    assert broken_laws(life) == []
    assert [row.due.date for row in life.rows] == wanted_dates(life)
    assert [row for row in life.rows if not row.sent and not quiet_hours_began(row)] == []


def wanted_dates(life: Life) -> list[date]:
    """Every wanted date with room whose moment lies within this life. That rooms are right is a law of its own."""
    zone = ZoneInfo(life.rhythm.zone)
    first, end = life.begun.astimezone(zone).date(), life.now.astimezone(zone).date()
    dates = [first + count * DAY for count in range((end - first).days + 1)]
    dues = [due_on(life.rhythm, day, life.spread) for day in dates if day.weekday() in life.rhythm.days]
    return [due.date for due in dues if due is not None and life.begun < due.at <= life.now - DELAY]


def quiet_hours_began(row: Row) -> bool:
    """While the process was down: then quiet was the promise."""
    zone = ZoneInfo(row.rhythm.zone)
    moments = [row.due.at + count * MINUTE for count in range(180) if row.due.at + count * MINUTE < row.left]
    return any(is_quiet(row.rhythm, moment.astimezone(zone)) for moment in [*moments, row.left])


@given(plain, plain, spreads, starts, st.integers(0, 72 * 60))
def test_a_new_zone_and_hour_cost_at_most_the_date_that_is_today(
    old: Rhythm, new: Rhythm, spread: timedelta, start: datetime, later: int
) -> None:
    life = Life(old, spread, start)
    life.runs(timedelta(minutes=later))
    assert life.pending is not None
    last_at = life.rows[-1].due.at if life.rows else None
    today = since_change(life.now, life.pending.wished, last_at).astimezone(ZoneInfo(new.zone)).date()
    life.wishes(new)
    assert life.pending is not None
    assert life.pending.date <= max([today + DAY, *[row.due.date + DAY for row in life.rows]]) + missing_dates(life)
    assert last_at is None or life.pending.at - last_at > APART


def missing_dates(life: Life) -> timedelta:
    """A zone that leaves out a date leaves it out here, too."""
    assert life.pending is not None
    before = [life.pending.date - count * DAY for count in (1, 2)]
    return sum((DAY for day in before if not minutes_of(day, life.rhythm.zone)), timedelta(0))


@given(daily, spreads, starts, st.sampled_from((("week", 7), ("fortnight", 14))))
def test_a_slower_pace_keeps_its_weekday_and_its_distance(
    rhythm: Rhythm, spread: timedelta, start: datetime, pace: tuple[Pace, int]
) -> None:
    every, days = pace
    slow = msgspec.structs.replace(rhythm, every=every)
    dates = [row.due.date for row in lived(slow, spread, start, []).rows]
    assert len({day.weekday() for day in dates}) <= 1
    assert all((after - before).days >= days for before, after in pairwise(dates))


@given(daily, spreads, starts, st.none() | st.integers(-3, 40))
def test_the_next_one_is_later_and_on_a_later_date(
    rhythm: Rhythm, spread: timedelta, after: datetime, served: int | None
) -> None:
    last = None if served is None else after.date() + served * DAY
    due = next_due(rhythm, after, last, spread)
    if due is not None:
        assert due.at > after
        assert last is None or due.date > last
        assert due == due_on(rhythm, due.date, spread)


@given(plain, st.integers(1, 300), minutes, spreads, starts)
def test_a_late_prompt_may_leave_until_three_hours_or_the_first_quiet_minute(
    wish: Rhythm, until_quiet: int, end: int, spread: timedelta, start: datetime
) -> None:
    rhythm = msgspec.structs.replace(wish, quiet=((wish.minute + until_quiet) % (24 * 60), end))
    due = due_on(rhythm, start.date(), spread)
    if due is not None:
        whole = due.at.replace(second=0)
        quiet_minutes = [
            moment
            for moment in (whole + count * MINUTE for count in range(1, 181))
            if is_quiet(rhythm, moment.astimezone(ZoneInfo(rhythm.zone)))
        ]
        assert leaves_before(rhythm, due.at) == min([due.at + LATENESS, *quiet_minutes])
