"""All zones, one after another: 400 days of each, and every jump of its clock, with wishes drawn from a seed."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from zoneinfo import ZoneInfo

from bot.reflection.rhythm import EVERY_DAY, Quiet, Rhythm
from bot.reflection.schedule import due_on
from tests.reflection.by_the_minute import FIRST_YEAR, LAST_YEAR, is_quiet, jumps, wished_on
from tests.reflection.living import Life, broken_laws, utc

DAYS = 400
_DAY = timedelta(days=1)


def any_rhythm(zone: str, chance: Random, near: int | None = None) -> Rhythm:
    """Wishes by chance; near: a time of day (a jump's) that the wished time and the quiet hours lie around."""

    def minute() -> int:
        return chance.randrange(1440) if near is None else (near + chance.randrange(-90, 91)) % 1440

    quiet: Quiet | None = chance.choice((None, (minute(), minute()), (22 * 60, 7 * 60)))
    days = tuple(day for day in EVERY_DAY if near is not None or chance.random() < 0.8) or EVERY_DAY
    return Rhythm(zone, minute(), chance.choice((None, minute())), days, quiet)


def days_in(zone: str, chance: Random) -> tuple[int, list[str]]:
    """400 days from a year of chance on; how many dates had a prompt, and faults.

    Of the wanted dates without one, three are looked at the slow way: they must have no moment.
    """
    begin = utc(chance.randrange(FIRST_YEAR, LAST_YEAR), 1, 1) + timedelta(minutes=chance.randrange(365 * 1440))
    life = Life(any_rhythm(zone, chance), timedelta(seconds=chance.randrange(600)), begin)
    life.runs(timedelta(days=DAYS))
    served = {row.due.date for row in life.rows}
    between = [begin.date() + count * _DAY for count in range(2, DAYS - 2)]
    without = [day for day in between if day.weekday() in life.rhythm.days and day not in served]
    looked_at = chance.sample(without, min(3, len(without)))
    lost = [f"{life.rhythm}: {day} was lost" for day in looked_at if wished_on(life.rhythm, day) is not None]
    return len(life.rows), [*broken_laws(life), *lost]


def jumps_in(zone: str, begin: date, days: int, chance: Random) -> tuple[int, list[str]]:
    """Every date on which the clock jumps, with wishes around the jump: as the slow way says; how many, and faults."""
    found = [_at_jump(any_rhythm(zone, chance, minute), day, chance) for day, minute in jumps(zone, begin, days)]
    return len(found), [fault for faults in found for fault in faults]


def _at_jump(rhythm: Rhythm, day: date, chance: Random) -> list[str]:
    due, wished = due_on(rhythm, day, timedelta(seconds=chance.randrange(1200))), wished_on(rhythm, day)
    if due is None or wished is None:
        return [] if due is None and wished is None else [f"{rhythm}, {day}: {due} instead of {wished}"]
    local = due.at.astimezone(ZoneInfo(rhythm.zone))
    right = due.wished == wished and due.at >= wished and local.date() == day and not is_quiet(rhythm, local)
    return [] if right else [f"{rhythm}, {day}: {due} instead of {wished}"]
