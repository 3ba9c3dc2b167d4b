"""When a person wishes to be written to: plain data, as it is stored.

Rule: wishes only. Local time and zone are what is kept; every moment in UTC is derived from them (`schedule.py`), so a
change of a zone's rules moves nobody's hour.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec

Pace = Literal["day", "week", "fortnight", "silent"]
"""How often a prompt comes; "silent": not until the person says a word."""

Quiet = tuple[int, int]
"""Quiet hours (from, to) in minutes after midnight: `from` is quiet, `to` no longer; they may run over midnight."""

SATURDAY = 5
DAY = 24 * 60
"""Minutes."""

EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)


class Rhythm(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """What one person wishes.

    zone: an IANA name. minute: local time, in minutes after midnight; weekend_minute: another one for Saturday and
    Sunday. days: the wanted weekdays, Monday is 0. every: the pace that holds now (`silence.py` may have slowed it).
    break_until: no prompt before this local date; `date.max`: until told otherwise.
    """

    zone: str
    minute: int
    weekend_minute: int | None = None
    days: tuple[int, ...] = EVERY_DAY
    quiet: Quiet | None = None
    every: Pace = "day"
    break_until: date | None = None


def minute_on(rhythm: Rhythm, weekday: int) -> int:
    """The wished local time on this weekday."""
    if rhythm.weekend_minute is None or weekday < SATURDAY:
        return rhythm.minute
    return rhythm.weekend_minute


def is_quiet(quiet: Quiet | None, minute: int) -> bool:
    """Whether this local time lies in the quiet hours. Hours that end where they begin are none."""
    if quiet is None:
        return False
    begin, end = quiet
    return begin <= minute < end if begin <= end else minute >= begin or minute < end


def clashes(rhythm: Rhythm) -> bool:
    """Whether some wanted weekday has no room: the wished time is quiet, and stays so until midnight.

    Such a day never gets a prompt, so this is the moment to ask the person which of the two should move.
    """
    return any(_is_quiet_until_midnight(rhythm.quiet, minute_on(rhythm, weekday)) for weekday in rhythm.days)


def waits(rhythm: Rhythm) -> bool:
    """Whether on some wanted weekday the wished time is quiet, and the prompt comes when the quiet ends."""
    minutes = [minute_on(rhythm, weekday) for weekday in rhythm.days]
    return any(is_quiet(rhythm.quiet, one) and not _is_quiet_until_midnight(rhythm.quiet, one) for one in minutes)


def _is_quiet_until_midnight(quiet: Quiet | None, minute: int) -> bool:
    return quiet is not None and is_quiet(quiet, minute) and not minute < quiet[1] < DAY
