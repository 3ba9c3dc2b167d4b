"""One long run in which the bot is killed again and again while people talk on.

Rule: half of the kills come at random and half at named points, each of which is hit; what is judged is what Telegram
received.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from random import Random

from bot.storage.versions import REVISIONS
from tests.end_to_end.judging import Verdict, judge, unexplained
from tests.end_to_end.kill_points import RUNNING, STARTING, Killer, Point
from tests.end_to_end.process import COMMAND, PATIENCE, BotProcess
from tests.end_to_end.running import FAST
from tests.end_to_end.talking import Talkers
from tests.telegram_server import Telegram
from tests.telegram_server.moments import Moment

FEWEST = 2 * (len(Point) - 1)
"""With fewer kills than this, half of them are not enough for every named point."""

_FIRST_PERSON = 70_001


@dataclass(frozen=True, slots=True)
class Killed:
    """What a run of kills showed. faults: sentences, empty when nothing was lost, doubled or put out of order."""

    counts: Counter[Point]
    verdict: Verdict
    faults: tuple[str, ...]
    table: str


def killed(folder: Path, kills: int, seed: int, people: int = 8, most_before: int = 3) -> Killed:
    """Kill the bot so often while `people` talk. most_before: how many things each of them does before a kill, at most,
    so that the kills meet every part of a conversation. Raises AssertionError when a point is out of reach."""
    assert kills >= FEWEST, f"{kills} kills cannot hit every point; take {FEWEST}"
    chance = Random(seed)  # noqa: S311 (it guards nothing)
    with Telegram() as telegram:
        process = BotProcess(telegram, folder, FAST, (*COMMAND, "--seed", str(seed)))
        killer = Killer(telegram, process, chance)
        try:
            _begin(telegram, process, killer)
            talkers = Talkers(telegram, range(_FIRST_PERSON, _FIRST_PERSON + people), chance)
            received_at = []
            for point in _plan(kills - len(STARTING), chance):
                talkers.talk_on(chance.randint(0, most_before), PATIENCE)
                killer.at(point, talkers.talk)
                received_at.append(len(telegram.received))
                # What the dead process had written to its sockets is received until the next one speaks.
                telegram.when(_is_first_call, lambda _: received_at.append(len(telegram.received)))
                process.start()
            # While a picture is drawn the bot is as quiet as at the end: wait for the answers themselves.
            talkers.talk_on(0, PATIENCE * 2)
            telegram.quiet(timeout=PATIENCE)
            talkers.look()
        finally:
            if process.is_running:
                process.kill()
        verdict = judge(telegram.received, list(talkers.all.values()))
        return Killed(killer.counts, verdict, _faults(verdict, received_at, killer.counts), killer.table())


def _is_first_call(moment: Moment) -> bool:
    return moment.point == "called" and moment.method.lower() == "getme"


def _begin(telegram: Telegram, process: BotProcess, killer: Killer) -> None:
    """The first starts, killed half-way; what each left behind must do for the next start."""
    for point in STARTING:
        killer.at_first_start(point, REVISIONS[-1])
        process.start()
        telegram.waits_for_poll(PATIENCE)
        if point is not STARTING[-1]:
            assert process.stop() == 0


def _plan(kills: int, chance: Random) -> list[Point]:
    """The points of the kills after the first start, in the order in which they come."""
    named = [point for point in RUNNING if point is not Point.RANDOM]
    at_points = (kills + len(STARTING)) // 2 - len(STARTING)
    plan = [*islice(cycle(named), at_points), *[Point.RANDOM] * (kills - at_points)]
    chance.shuffle(plan)
    return plan


def _faults(verdict: Verdict, received_at: list[int], counts: Counter[Point]) -> tuple[str, ...]:
    repeats = [f"repeated without a kill: {one}" for one in unexplained(verdict.repeats, received_at)]
    missed = [f"never hit: {point}" for point in Point if not counts[point]]
    return (*verdict.faults, *repeats, *missed)
