"""When the next prompt is due: arithmetic from a rhythm, a moment, and the last date that had one.

Rules:
- A local date has at most one prompt, because the next date is always later than `last`, the last local date with a
  prompt or a skipped row, whatever happened to zone, hour, days or clock meanwhile.
- A prompt lies within its own local date, outside quiet hours, and never before the wished time. A wished time within
  quiet hours means their end, on the same date; a date without such a moment has no prompt (`rhythm.clashes` asks).
- What is late by less than three hours is still sent, unless quiet hours began meanwhile; anything else is skipped.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.reflection.rhythm import DAY, Rhythm, is_quiet, minute_on
from bot.reflection.wall_clock import instant_of, minute_of, zone_of

LATENESS = timedelta(hours=3)
"""From so late on a prompt is skipped."""

APART = timedelta(hours=8)
"""Between two prompts when zone or hour changed: a morning may follow an evening, but a night lies between them."""

_DAYS_OF = {"day": 1, "week": 7, "fortnight": 14}
_MINUTE = timedelta(minutes=1)
_SECOND = timedelta(seconds=1)
_WEEK = 7
_SEARCHED = 4 * _WEEK
"""Days in which a rhythm that has room at all finds a date: one may have passed, one be missing, one lose its hour."""


@dataclass(frozen=True, slots=True)
class Due:
    """at: the exact moment, in UTC, with the person's spread. date: the local date it belongs to. wished: in UTC,
    without the spread."""

    at: datetime
    date: date
    wished: datetime


def next_due(rhythm: Rhythm, after: datetime, last: date | None, spread: timedelta) -> Due | None:
    """The first prompt later than `after`, on a wanted local date later than `last`.

    A slower pace keeps the weekday of `last` while it is wanted, and leaves at least 7 or 14 days. None: silent, on a
    break without an end, or no wanted date has room.
    """
    if rhythm.every == "silent" or rhythm.break_until == date.max:
        return None
    first = after.astimezone(zone_of(rhythm.zone)).toordinal()
    if rhythm.break_until is not None:
        first = max(first, rhythm.break_until.toordinal())
    for day in _wanted_days(rhythm, first, last):
        due = due_on(rhythm, day, spread)
        if due is not None and due.at > after:
            return due
    return None


def due_on(rhythm: Rhythm, day: date, spread: timedelta) -> Due | None:
    """The prompt of this local date, wanted or not; None when the date has no room for one."""
    zone = zone_of(rhythm.zone)
    wished = _wished_on(rhythm, day, zone)
    return None if wished is None else Due(_spread_out(rhythm, wished, spread, zone), day, wished)


def since_claim(due_at: datetime, now: datetime) -> datetime:
    """The `after` for `next_due` when the row due at `due_at` was claimed at `now`, sent or skipped.

    After a long outage that is one skipped row and not one for each date, and today's prompt is found while it is in
    time, although its moment has passed.
    """
    return max(due_at, now - LATENESS)


def since_change(now: datetime, unclaimed: datetime | None, last_at: datetime | None) -> datetime:
    """The `after` for `next_due` when zone, hour, days, quiet hours or pace were changed at `now`.

    unclaimed: the wished moment of the row that stood there; if it had passed without being claimed, its date must not
    be lost. last_at: when the last prompt was due, given when the zone or an hour changed (None otherwise, since a
    Saturday morning soon after a Friday night can be a wish): the next is at least eight hours away from it, so that
    neither a flight nor a new hour brings two within one evening. One date may go without a prompt by that, never two.
    """
    since = now if unclaimed is None else min(now, unclaimed - _SECOND)
    return since if last_at is None else max(since, last_at + APART)


def leaves_before(rhythm: Rhythm, at: datetime) -> datetime:
    """The moment from which a prompt due at `at` is skipped: it is late, or quiet hours began."""
    late = at + LATENESS
    if rhythm.quiet is None or rhythm.quiet[0] == rhythm.quiet[1]:
        return late
    zone = zone_of(rhythm.zone)
    wall = at.astimezone(zone)
    if wall.utcoffset() == late.astimezone(zone).utcoffset():
        until_quiet = (rhythm.quiet[0] - minute_of(wall)) % DAY * _MINUTE - timedelta(seconds=wall.second)
        return min(late, at + until_quiet)
    # Twice a year the clock on the wall jumps meanwhile, perhaps into the quiet hours, perhaps back before them.
    minutes = (at.replace(second=0) + count * _MINUTE for count in range(1, LATENESS // _MINUTE + 1))
    return next((moment for moment in minutes if is_quiet(rhythm.quiet, minute_of(moment.astimezone(zone)))), late)


def _wanted_days(rhythm: Rhythm, first: int, last: date | None) -> Iterator[date]:
    """The dates to try, from the proleptic ordinal `first` on."""
    days: tuple[int, ...] = rhythm.days
    if last is not None:
        first = max(first, last.toordinal() + _DAYS_OF[rhythm.every])
        if rhythm.every != "day" and last.weekday() in days:
            days = (last.weekday(),)
    for ordinal in range(first, min(first + _SEARCHED, date.max.toordinal())):
        # Ordinal 1, the first of January of the year 1, is a Monday.
        if (ordinal - 1) % _WEEK in days:
            yield date.fromordinal(ordinal)


def _wished_on(rhythm: Rhythm, day: date, zone: ZoneInfo) -> datetime | None:
    """The wished moment, or the end of the quiet hours it lies in, if that is the same date."""
    wished = instant_of(day, minute_on(rhythm, day.weekday()), zone)
    if wished is None or rhythm.quiet is None:
        return wished
    minute, end = minute_of(wished.astimezone(zone)), rhythm.quiet[1]
    if not is_quiet(rhythm.quiet, minute):
        return wished
    moved = instant_of(day, end, zone) if minute < end < DAY else None
    return None if moved is None or is_quiet(rhythm.quiet, minute_of(moved.astimezone(zone))) else moved


def _spread_out(rhythm: Rhythm, wished: datetime, spread: timedelta, zone: ZoneInfo) -> datetime:
    """`spread` later, and still on the same date and outside quiet hours: a spread longer than the room is folded into
    it, so that those who wish for the last minutes are spread over these."""
    wall = wished.astimezone(zone)
    room = _room(rhythm, minute_of(wall)) * _MINUTE - timedelta(seconds=wall.second)
    at = wished + (spread if spread < room else spread % room)
    there = at.astimezone(zone)
    # The clock on the wall may fall back meanwhile, into quiet hours that were over.
    is_right = there.date() == wall.date() and not is_quiet(rhythm.quiet, minute_of(there))
    return at.astimezone(UTC) if is_right else wished


def _room(rhythm: Rhythm, minute: int) -> int:
    """Minutes from this local time until quiet hours or midnight."""
    if rhythm.quiet is None or rhythm.quiet[0] == rhythm.quiet[1] or rhythm.quiet[0] <= minute:
        return DAY - minute
    return rhythm.quiet[0] - minute


def room_for(rhythm: Rhythm, at: datetime) -> datetime:
    """Until when a prompt wished at `at` may be spread out: the same local date, and no quiet hours."""
    zone = zone_of(rhythm.zone)
    wall = at.astimezone(zone)
    return at + _room(rhythm, minute_of(wall)) * _MINUTE - timedelta(seconds=wall.second)
