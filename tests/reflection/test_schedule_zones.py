"""Every zone there is: a year and more of prompts in each, and each jump of its clock, beside the slow way."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date
from random import Random

from tests.long import long
from tests.reflection.by_the_minute import ZONES
from tests.reflection.every_zone import days_in, jumps_in

pytestmark = long


def test_in_every_zone_each_wanted_date_of_400_days_has_exactly_one_prompt() -> None:
    found = [days_in(zone, Random(f"days {zone}")) for zone in ZONES]  # noqa: S311 - chance for examples
    assert [fault for _, faults in found for fault in faults] == []
    assert sum(dates for dates, _ in found) > 300 * len(ZONES) / 2


def test_at_the_jumps_of_these_years_the_moment_is_what_looking_at_every_minute_finds() -> None:
    chance = Random(7)  # noqa: S311 - chance for examples
    found = [jumps_in(zone, date(2026, 1, 1), 400, chance) for zone in ZONES]
    assert [fault for _, faults in found for fault in faults] == []
    assert sum(jumps for jumps, _ in found) > 500


def test_at_dates_that_were_left_out_or_came_twice_too() -> None:
    chance = Random(8)  # noqa: S311 - chance for examples
    places = {"Pacific/Apia": 2011, "Pacific/Kiritimati": 1994, "Pacific/Kwajalein": 1993, "America/St_Johns": 2010}
    found = [jumps_in(zone, date(year, 1, 1), 420, chance) for zone, year in places.items() for _ in range(5)]
    assert [fault for _, faults in found for fault in faults] == []


def test_zones_are_there_where_the_system_has_none() -> None:
    """As in a bare container: PYTHONTZPATH empty means that only the package is looked at."""
    program = "from bot.reflection.wall_clock import zone_of; print(zone_of('Asia/Kolkata'), zone_of('US/Eastern'))"
    bare = {**os.environ, "PYTHONTZPATH": ""}
    run = subprocess.run([sys.executable, "-c", program], env=bare, capture_output=True, text=True, check=False)
    assert (run.stdout.strip(), run.stderr) == ("Asia/Kolkata US/Eastern", "")
