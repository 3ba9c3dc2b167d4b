"""Wishes, outages and changes by chance, for Hypothesis."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import msgspec
from hypothesis import strategies as st

from bot.reflection.rhythm import EVERY_DAY, Rhythm
from tests.reflection.by_the_minute import FIRST_YEAR, LAST_YEAR, ZONES
from tests.reflection.living import Life, utc

DAYS = 400

Act = tuple[str, Any]

zones = st.sampled_from(ZONES)
minutes = st.integers(0, 24 * 60 - 1)
some_days = st.just(EVERY_DAY) | st.sets(st.integers(0, 6), min_size=1).map(lambda days: tuple(sorted(days)))
quiet_hours = st.none() | st.tuples(minutes, minutes) | st.just((22 * 60, 7 * 60))
spreads = st.integers(0, 600).map(lambda seconds: timedelta(seconds=seconds))
starts = st.builds(
    lambda year, minute: utc(year, 1, 1) + timedelta(minutes=minute),
    st.integers(FIRST_YEAR, LAST_YEAR),
    st.integers(0, 365 * 24 * 60),
)
daily = st.builds(Rhythm, zones, minutes, st.none() | minutes, some_days, quiet_hours)
plain = st.builds(Rhythm, zones, minutes)

short = st.timedeltas(timedelta(0), timedelta(hours=3) - timedelta(seconds=3))
long = st.timedeltas(timedelta(hours=3), timedelta(days=20))
outages = st.tuples(st.just("down"), short | short | long)
short_outages = st.tuples(st.just("down"), short)
runs = st.tuples(st.just("runs"), st.timedeltas(timedelta(minutes=10), timedelta(days=40)))
jumps = st.tuples(st.just("jumps"), st.timedeltas(timedelta(days=-3), timedelta(days=3)))
breaks = st.tuples(st.just("break"), st.none() | st.just(date.max) | st.integers(0, 40))
wishes = st.tuples(
    st.just("wishes"),
    st.one_of(
        st.fixed_dictionaries({"zone": zones}),
        st.fixed_dictionaries({"minute": minutes}),
        st.fixed_dictionaries({"zone": zones, "minute": minutes}),
        st.fixed_dictionaries({"weekend_minute": st.none() | minutes}),
        st.fixed_dictionaries({"days": some_days}),
        st.fixed_dictionaries({"quiet": quiet_hours}),
        st.fixed_dictionaries({"every": st.sampled_from(("day", "week", "fortnight", "silent"))}),
    ),
)

any_life = st.lists(st.one_of(runs, outages, jumps, breaks, wishes, wishes), max_size=30)
calm_life = st.lists(st.one_of(runs, short_outages), max_size=40)


def lived(rhythm: Rhythm, spread: timedelta, start: datetime, acts: list[Act]) -> Life:
    """The life, made of these acts one after another; then it runs on until 400 days are over."""
    life = Life(rhythm, spread, start)
    for kind, value in acts:
        _does(life, kind, value)
    life.runs(max(start + timedelta(days=DAYS) - life.now, timedelta(0)))
    return life


def _does(life: Life, kind: str, value: Any) -> None:
    match kind:
        case "runs":
            life.runs(value)
        case "down":
            life.is_down(value)
            life.runs(timedelta(minutes=1))
        case "jumps":
            life.clock_jumps(value)
        case "break":
            until = life.now.date() + timedelta(days=value) if isinstance(value, int) else value
            life.wishes(msgspec.structs.replace(life.rhythm, break_until=until))
        case _:
            life.wishes(msgspec.structs.replace(life.rhythm, **value))
