"""The long run of the schedule: every zone many times over, and every jump of a clock in 88 years.

Rule: the same checks as in the suite, only more of them. `python -m tests.reflection.prove_schedule` runs it alone.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date
from random import Random

from tests.reflection.by_the_minute import FIRST_YEAR, LAST_YEAR, ZONES
from tests.reflection.every_zone import DAYS, days_in, jumps_in

ROUNDS = 10


def prove_schedule(seed: int, rounds: int = ROUNDS) -> Iterator[tuple[str, str, str]]:
    """What was looked at, the figure, and what was wrong, empty when nothing was."""
    chance = Random(seed)  # noqa: S311 - chance for examples
    found = [days_in(zone, chance) for zone in ZONES for _ in range(rounds)]
    yield f"{len(ZONES)} zones, {rounds} times {DAYS} days: prompts, each on its date, in time, once", *_summed(found)
    begin = date(FIRST_YEAR, 1, 1)
    found = [jumps_in(zone, begin, (date(LAST_YEAR, 12, 31) - begin).days, chance) for zone in ZONES]
    yield f"jumps of clocks, {FIRST_YEAR} to {LAST_YEAR}, as looking at every minute finds them", *_summed(found)


def _summed(found: list[tuple[int, list[str]]]) -> tuple[str, str]:
    faults = [fault for _, faults in found for fault in faults]
    return f"{sum(count for count, _ in found):,}, {len(faults)} wrong", "\n".join(faults[:20])


def main() -> int:
    """Print each line; 1 when something was wrong."""
    wrong = False
    for what, figure, fault in prove_schedule(int(sys.argv[1]) if len(sys.argv) > 1 else 50):
        sys.stdout.write(f"{what}: {figure}\n{fault}\n" if fault else f"{what}: {figure}\n")
        wrong = wrong or bool(fault)
    return int(wrong)


if __name__ == "__main__":
    sys.exit(main())
