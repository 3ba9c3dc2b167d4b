"""`make prove`: many kills, many people at once, and the laws with many examples; prints one table in Markdown.

Rule: the same checks as in the suite, only longer; a fault is named below the table and is exit code 1. The seed of
everything is an argument.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.operations.simulation.running import simulated, stage_of
from bot.operations.simulation.telling import is_grave
from bot.operations.simulation.telling import plain as figures_of
from tests.attachment.measure import real_stacks
from tests.attachment.unsure import judged
from tests.end_to_end.crowd import crowd
from tests.end_to_end.kill_points import Point
from tests.end_to_end.kill_run import killed
from tests.end_to_end.month import month
from tests.end_to_end.running import running
from tests.end_to_end.storm import storm
from tests.prove.real_people import real_people
from tests.reflection.prove_schedule import prove_schedule
from tests.setup import ROOT

ROOMS = ("attachment", "dialogue", "reflection", "storage", "channels")
"""Folders of tests whose laws are tried with many examples."""

_SIMULATED = 3000
_TALKING = 2000
_DAYS, _KILLS_IN_A_MONTH = 30, 60

_EXAMPLES = re.compile(r"(\d+) passing, ")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. fault: what was wrong, empty when nothing was."""

    what: str
    figure: str
    seed: int
    fault: str = ""


def kills(folder: Path, number: int, seed: int) -> Iterator[Row]:
    """The bot killed so often while twelve people talk."""
    run = killed(folder, number, seed, people=12, most_before=4)
    for point in Point:
        yield Row(f"kills: {point}", str(run.counts[point]), seed)
    verdict = run.verdict
    yield Row("kills: in all", str(run.counts.total()), seed)
    yield Row("kills: updates sent by twelve people", str(verdict.updates), seed)
    yield Row("kills: messages received, of these repeated", f"{verdict.messages}, {len(verdict.repeats)}", seed)
    yield Row(
        "lost, doubled, out of order, or repeated without a kill", str(len(run.faults)), seed, "\n".join(run.faults)
    )


def people(folder: Path, number: int, seed: int) -> Iterator[Row]:
    """So many people talk at once."""
    with running(folder) as run:
        found = crowd(run, number, acts=12, seed=seed)
    verdict = found.verdict
    faults = [*verdict.faults, *map(str, verdict.repeats), *["refused by Telegram"] * found.refused]
    yield Row(f"{number} people at once: updates answered", str(verdict.updates), seed)
    yield Row(f"{number} people at once: messages received", str(verdict.messages), seed)
    yield Row(
        "lost, doubled, out of order, refused, or sent to another person", str(len(faults)), seed, "\n".join(faults)
    )


def bad_weather(folder: Path, number: int, seed: int, *, webhook: bool) -> Iterator[Row]:
    """So many people talk while everything goes wrong a little."""
    way = "webhook" if webhook else "polling"
    found = storm(folder, webhook=webhook, people=number, acts=8, seed=seed)
    verdict = found.crowd.verdict
    spread = ", ".join(f"{count} {name}" for name, count in sorted(found.spread.items()))
    faults = [*verdict.faults, *map(str, found.unexplained), *["a button spins on"] * found.unanswered]
    yield Row(f"bad weather by {way}, {number} people: updates answered", str(verdict.updates), seed)
    yield Row(f"bad weather by {way}: faults on purpose", spread, seed)
    yield Row(f"bad weather by {way}: messages that came twice, each cut off before", str(len(verdict.repeats)), seed)
    yield Row("lost, doubled, out of order, or left spinning", str(len(faults)), seed, "\n".join(faults))


def daily_questions(folder: Path, number: int, seed: int) -> Iterator[Row]:
    """So many people get a question a day for a month, while the bot is killed sixty times."""
    found = month(folder, number, _DAYS, _KILLS_IN_A_MONTH, seed)
    yield Row(f"{_DAYS} days, {number} people: daily questions, each on its date", str(found.prompts), seed)
    yield Row("daily questions: answered", str(found.answered), seed)
    yield Row("daily questions: kills, questions repeated by them", f"{found.kills}, {found.repeats}", seed)
    faults = "\n".join(found.faults)
    yield Row("lost, doubled on a date, or repeated without a kill", str(len(found.faults)), seed, faults)


def laws(room: str, seed: int) -> Iterator[Row]:
    """The laws of one folder of tests, with the examples of the searching profile."""
    command = [sys.executable, "-m", "pytest", "-q", "-n", "2", "-p", "no:cacheprovider", "-m", "hypothesis"]
    command += ["--hypothesis-show-statistics", f"--hypothesis-seed={seed}", f"tests/{room}"]
    environment = {**os.environ, "HYPOTHESIS_PROFILE": "searching"}
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    examples = sum(map(int, _EXAMPLES.findall(run.stdout)))
    passed = re.search(r"(\d+) passed", run.stdout)
    figure = f"{passed[1] if passed else 0} laws hold, {examples} examples"
    yield Row(f"laws of {room}", figure, seed, run.stdout if run.returncode else "")


def inference(number: int, seed: int) -> Iterator[Row]:
    """So many simulated people answer about every relationship."""
    for what, figure, wrong in judged(real_stacks(), number, seed):
        yield Row(f"inference: {what}", figure, seed, wrong)


def conversations(number: int, seed: int) -> Iterator[Row]:
    """So many invented people talk with the dialogues."""
    figures = figures_of(simulated(stage_of(ROOT / "dialogues"), number, seed))
    yield Row(f"dialogues, {number} invented people: turns", f"{figures['turns']:,}", seed)
    for what in ("first picture", "first suggestion"):
        one = figures[what.replace(" ", "_")]
        spread = "; ".join(f"{one[key]['median']:g}, {one[key]['ninetieth']:g}" for key in ("turns", "reading_minutes"))
        yield Row(f"dialogues: turns and minutes of reading to the {what} (median, 90 %)", spread, seed)
    for what, never in (("states", "reached"), ("texts", "shown")):
        missing = len(figures[what][f"never_{never}"])
        yield Row(f"dialogues: {what} never {never}", f"{missing} of {figures[what]['in_all']:,}", seed)
    ends = figures["texts_for_one_end"]
    fault = "the dialogues leak, fail or end somewhere: `securebase dialogues simulate` says where"
    leaks = f"{ends['leaks']} of {ends['shown']:,}"
    yield Row("dialogues: texts for one end shown to the other", leaks, seed, fault if is_grave(figures) else "")


def main() -> int:
    """Run everything and print the table; 1 when something was wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.prove", description=__doc__)
    parser.add_argument("--seed", type=int, default=50, help="seed of everything (50)")
    parser.add_argument("--kills", type=int, default=50, help="how often the bot is killed (50)")
    parser.add_argument("--people", type=int, default=200, help="how many talk at once (200)")
    parser.add_argument("--subscribers", type=int, default=2000, help="how many get a question a day (2000)")
    wish = parser.parse_args()
    _print("| what | figure | seed |\n|---|---|---|")
    faults = []
    with tempfile.TemporaryDirectory() as folder:
        runs: list[Callable[[], Iterator[Row]]] = [
            lambda: kills(Path(folder, "kills"), wish.kills, wish.seed),
            lambda: people(Path(folder, "people"), wish.people, wish.seed),
            lambda: bad_weather(Path(folder, "polling"), wish.people, wish.seed, webhook=False),
            lambda: bad_weather(Path(folder, "webhook"), wish.people, wish.seed, webhook=True),
            lambda: daily_questions(Path(folder, "month"), wish.subscribers, wish.seed),
            lambda: (Row(what, figure, wish.seed, wrong) for what, figure, wrong in prove_schedule(wish.seed)),
            lambda: inference(_SIMULATED, wish.seed),
            lambda: conversations(_TALKING, wish.seed),
            *[lambda room=room: laws(room, wish.seed) for room in ROOMS],
            lambda: (Row(what, figure, wish.seed) for what, figure in real_people(wish.seed)),
        ]
        for run in runs:
            for row in run():
                _print(f"| {row.what} | {row.figure} | {row.seed} |")
                faults += [row.fault] if row.fault else []
    for fault in faults:
        _print(f"\n{fault}")
    return 1 if faults else 0


def _print(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
