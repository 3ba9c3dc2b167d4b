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

from tests.attachment.measure import real_stacks
from tests.attachment.unsure import judged
from tests.end_to_end.crowd import crowd
from tests.end_to_end.kill_points import Point
from tests.end_to_end.kill_run import killed
from tests.end_to_end.running import running
from tests.end_to_end.storm import storm
from tests.prove.real_people import real_people

ROOMS = ("attachment", "dialogue", "storage", "channels")
"""Folders of tests whose laws are tried with many examples."""

_SIMULATED = 3000

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


def main() -> int:
    """Run everything and print the table; 1 when something was wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.prove", description=__doc__)
    parser.add_argument("--seed", type=int, default=50, help="seed of everything (50)")
    parser.add_argument("--kills", type=int, default=50, help="how often the bot is killed (50)")
    parser.add_argument("--people", type=int, default=200, help="how many talk at once (200)")
    wish = parser.parse_args()
    _print("| what | figure | seed |\n|---|---|---|")
    faults = []
    with tempfile.TemporaryDirectory() as folder:
        runs: list[Callable[[], Iterator[Row]]] = [
            lambda: kills(Path(folder, "kills"), wish.kills, wish.seed),
            lambda: people(Path(folder, "people"), wish.people, wish.seed),
            lambda: bad_weather(Path(folder, "polling"), wish.people, wish.seed, webhook=False),
            lambda: bad_weather(Path(folder, "webhook"), wish.people, wish.seed, webhook=True),
            lambda: inference(_SIMULATED, wish.seed),
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
