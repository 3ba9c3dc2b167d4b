"""From a date and a time on the wall to the one moment it means.

Rule: no wishes here, only how clocks on walls behave: they jump ahead, fall back, and sometimes lose a whole date.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

_MINUTE = timedelta(minutes=1)
_SECOND = timedelta(seconds=1)


@cache
def zone_of(name: str) -> ZoneInfo:
    """The zone of this name, kept: the library itself remembers eight, and reading one again costs 100 times as much.

    Raises ZoneInfoNotFoundError when there is none.
    """
    return ZoneInfo(name)


def minute_of(wall: datetime) -> int:
    """What the clock on the wall shows, in whole minutes after midnight."""
    return wall.hour * 60 + wall.minute


def instant_of(day: date, minute: int, zone: ZoneInfo) -> datetime | None:
    """The moment (in UTC) of this local time on this date; exactly one for each date that exists.

    A time that comes twice is meant the first time. A time that is jumped over is the first moment after the jump; when
    that is the next date already (Nuuk goes from 23:00 to midnight), it is the minute before the jump, since nothing of
    the date is left. None: the whole date is jumped over (Apia, 2011-12-30).
    """
    wall = datetime(day.year, day.month, day.day, minute // 60, minute % 60, tzinfo=zone)
    before, after = _offset(wall), _offset(wall.replace(fold=1))
    if before >= after:
        return wall.astimezone(UTC)
    jump = _jump(wall.replace(tzinfo=UTC) - after, wall.replace(tzinfo=UTC) - before, zone)
    return next((moment for moment in (jump, jump - _MINUTE) if moment.astimezone(zone).date() == day), None)


def _offset(wall: datetime) -> timedelta:
    offset = wall.utcoffset()
    assert offset is not None  # noqa: S101 - a ZoneInfo always has one; this is for the type
    return offset


def _jump(early: datetime, late: datetime, zone: ZoneInfo) -> datetime:
    """When the offset changes after `early` and not after `late`, to the second."""
    before = _offset(early.astimezone(zone))
    while late - early > _SECOND:
        middle = early + (late - early) // _SECOND // 2 * _SECOND
        if _offset(middle.astimezone(zone)) == before:
            early = middle
        else:
            late = middle
    return late
