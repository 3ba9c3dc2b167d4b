"""What `schedule.py` computes, found the slow way: by looking at the clock on the wall in every minute of a date.

Rule: nothing of ours is used but the rhythm's fields. Offsets are whole minutes since 1973 (Monrovia was the last).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from bot.reflection.rhythm import Rhythm

MINUTE = timedelta(minutes=1)
ZONES = sorted(available_timezones())
FIRST_YEAR, LAST_YEAR = 1973, 2060


def is_quiet(rhythm: Rhythm, wall: datetime) -> bool:
    """Counted from the beginning of the quiet hours, around the clock."""
    if rhythm.quiet is None:
        return False
    begin, end = rhythm.quiet
    return (wall.hour * 60 + wall.minute - begin) % 1440 < (end - begin) % 1440


def wished_minute(rhythm: Rhythm, day: date) -> int:
    weekend = day.isoweekday() in {6, 7} and rhythm.weekend_minute is not None
    return rhythm.weekend_minute or 0 if weekend else rhythm.minute


@lru_cache(64)
def minutes_of(day: date, zone: str) -> tuple[datetime, ...]:
    """Every minute of this local date, in the order in which it passes, with the time on the wall."""
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    moments = (noon + count * MINUTE for count in range(-32 * 60, 32 * 60))
    walls = (moment.astimezone(ZoneInfo(zone)) for moment in moments)
    return tuple(wall for wall in walls if wall.date() == day)


def wished_on(rhythm: Rhythm, day: date) -> datetime | None:
    """The first minute of the date that is late enough and not quiet; the last minute when the rest was jumped over."""
    minutes = minutes_of(day, rhythm.zone)
    wished = wished_minute(rhythm, day)
    late_enough = [wall for wall in minutes if wall.hour * 60 + wall.minute >= wished] or list(minutes[-1:])
    return next((wall.astimezone(UTC) for wall in late_enough if not is_quiet(rhythm, wall)), None)


def jumps(zone: str, begin: date, days: int) -> Iterator[tuple[date, int]]:
    """Each jump of the clock on the wall: the local date and minute just before it, and those just after."""
    moment = datetime(begin.year, begin.month, begin.day, tzinfo=UTC)
    where = ZoneInfo(zone)
    for _ in range(days):
        later = moment + timedelta(days=1)
        if moment.astimezone(where).utcoffset() != later.astimezone(where).utcoffset():
            yield from _jump(moment, where)
        moment = later


def _jump(moment: datetime, where: ZoneInfo) -> Iterator[tuple[date, int]]:
    before = moment.astimezone(where).utcoffset()
    while moment.astimezone(where).utcoffset() == before:
        moment += MINUTE
    for wall in ((moment - MINUTE).astimezone(where), moment.astimezone(where)):
        yield wall.date(), wall.hour * 60 + wall.minute
