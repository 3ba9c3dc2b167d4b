"""Zones by what their clocks show: the rule of a zone, and the common zones with a certain offset.

Rule: pure, but for what `zoneinfo` reads. Two zones have one rule when they agree through the year that begins now.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

Rule = tuple[int, ...]

QUARTER = 15
"""Minutes between any two offsets in use."""

_HOUR = 60
_DAY = 24 * _HOUR
_EARLIEST, _LATEST = -12 * _HOUR, 14 * _HOUR
_STEP = timedelta(days=10)
"""Short enough to tell apart countries that change their clocks two or three weeks from each other."""

_STEPS = 37


def offset_at(zone: str, now: datetime) -> int:
    """Minutes that the clocks of a zone are ahead of UTC."""
    offset = now.astimezone(ZoneInfo(zone)).utcoffset()
    return 0 if offset is None else round(offset.total_seconds() / _HOUR)


def rule_of(zone: str, now: datetime) -> Rule:
    """What the clocks of a zone show through the year from `now`."""
    return _rule(zone, now.astimezone(UTC).date())


@lru_cache(maxsize=2_000)
def _rule(zone: str, day: date) -> Rule:
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    return tuple(offset_at(zone, noon + step * _STEP) for step in range(_STEPS))


def without_repeats(zones: Iterable[str], now: datetime) -> Iterator[str]:
    """The first zone of each rule."""
    seen: set[Rule] = set()
    for zone in zones:
        rule = rule_of(zone, now)
        if rule not in seen:
            seen.add(rule)
            yield zone


def with_offset(minutes: int, common: Mapping[str, str], now: datetime) -> Iterator[str]:
    """Common zones whose clocks are `minutes` ahead of UTC now, then those where they are in winter or in summer."""
    at_present = [zone for zone in common if offset_at(zone, now) == minutes]
    at_times = [zone for zone in common if minutes in rule_of(zone, now)]
    yield from without_repeats(dict.fromkeys([*at_present, *at_times]), now)


def shown_by(minute: int, now: datetime) -> Iterator[int]:
    """The offsets with which a clock shows `minute` of the day now, to the quarter of an hour."""
    utc = now.astimezone(UTC)
    ahead = minute - (utc.hour * _HOUR + utc.minute)
    nearest = (ahead + QUARTER // 2) // QUARTER * QUARTER
    yield from (offset for offset in range(nearest - 2 * _DAY, _LATEST + 1, _DAY) if offset >= _EARLIEST)


def fixed(minutes: int) -> str | None:
    """The zone that is always so far ahead of UTC, where there is one. Its name has the sign turned, by POSIX."""
    hours, rest = divmod(minutes, _HOUR)
    if rest or not _EARLIEST <= minutes <= _LATEST:
        return None
    return f"Etc/GMT{-hours:+d}" if hours else "Etc/UTC"
