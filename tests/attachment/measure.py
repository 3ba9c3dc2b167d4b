"""The figures in docs/inference.md: `python -m tests.attachment.measure` prints them.

Rule: nothing is judged here; the tests do that. Seeds are fixed, so the figures come out the same; times do not.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import numpy as np
import yaml

from bot.attachment import selection
from bot.attachment.bank import ItemBank, Stack
from bot.attachment.forms import RELATIONSHIPS
from bot.attachment.items import ItemsFile
from bot.attachment.selection import Sitting, Until, next_item
from bot.dialogue.abilities import Answer, Chose
from tests.attachment.builders import NOON, ROOT, usual_abilities, view
from tests.attachment.people import recover
from tests.attachment.real_answers import FOLDER, MISSING, agreement, read, stack_from

_PEOPLE = 1000
_ROUNDS = 300


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


def real_stacks() -> dict[str, Stack]:
    """What can be asked about each relationship, as our files have it."""
    files = [
        ItemsFile.model_validate(yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader))  # noqa: S506
        for path in sorted((ROOT / "dialogues" / "items").glob("*.yaml"))
    ]
    stacks = ItemBank.of(files).stacks
    return {name: stacks[name] for name in RELATIONSHIPS if name in stacks}


def _simulated() -> None:
    _say(
        f"Simulated people ({_PEOPLE} each): questions, correlation with the truth, standard error (on each dimension)"
    )
    for name, stack in real_stacks().items():
        for label, until, adaptive in (
            ("until 0.45, 8 to 12", Until(0.45, 8, 12), True),
            ("8 adaptive", Until(0.01, 8, 8), True),
            ("8 at random", Until(0.01, 8, 8), False),
            ("all", Until(0.01, len(stack.items), len(stack.items)), False),
        ):
            found = recover(stack, until, count=_PEOPLE, seed=1, adaptive=adaptive)
            (first, second), (one, two) = found.correlations, found.standard_errors
            _say(f"  {name:12}{label:22}{found.questions:5.1f}   {first:.3f} {second:.3f}   {one:.2f} {two:.2f}")


def _real() -> None:
    if not FOLDER.exists():
        _say(MISSING)
        return
    halves = read()
    stack = stack_from(halves.to_learn_from)
    _say(f"Real answers ({len(halves.to_judge_by)} people, parameters from {len(halves.to_learn_from)} others):")
    for questions in (6, 8, 10, 12, 16, 18):
        adaptive = agreement(stack, halves.to_judge_by, questions)
        shuffled = agreement(stack, halves.to_judge_by, questions, adaptive=False)
        both = "  ".join(f"{one:.3f} {two:.3f}" for one, two in (adaptive, shuffled))
        _say(f"  {questions:2} questions, adaptive and at random, beside all 36: {both}")


def _times() -> None:
    stack = real_stacks()["friendship"]
    marks = tuple((item.id, 1) for item in stack.items[:6])
    belief = stack.belief(marks)
    sitting = Sitting((0, 1, 2, 3, 4, 5))
    choosing = _microseconds(lambda: next_item(stack, belief, sitting, 3))
    _say(f"Choosing one of {len(stack.items)} items: {choosing:.0f} us")
    times = sorted(taken for seed in range(_ROUNDS) for taken in _one_sitting(seed))
    _say(f"One call of `assess`, over {_ROUNDS} sittings: {times[len(times) // 2] * 1e6:.0f} us (median)")


def _one_sitting(seed: int) -> list[float]:
    """How long each call of `assess` took, in seconds, with answers by chance."""
    assess, chance = usual_abilities()["assess"], np.random.default_rng(seed)
    arguments = {"relationship": "friendship", "until": {"standard_error": "0.45"}}
    answers: tuple[Answer, ...] = ()
    memory, event, taken = None, None, []
    while True:
        seen = view(answers, memory, seed=seed)
        begun = time.perf_counter()
        outcome = assess(arguments, seen, event, NOON)
        taken.append(time.perf_counter() - begun)
        if not outcome.waiting:
            return taken
        answers = outcome.answers or answers
        memory, event = outcome.memory, Chose(int(chance.integers(4)))


def _microseconds(call: Callable[[], object]) -> float:
    """The median time of a call."""
    times = []
    for _ in range(_ROUNDS):
        begun = time.perf_counter()
        call()
        times.append(time.perf_counter() - begun)
    return sorted(times)[_ROUNDS // 2] * 1e6


def main() -> None:
    """Print every figure."""
    _say(f"A tie is {selection.TIE} squared standard deviations.")
    _simulated()
    _real()
    _times()


if __name__ == "__main__":
    main()
