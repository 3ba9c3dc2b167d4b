"""Our engine beside catsim: `python -m tests.benchmarks.beside_catsim`, and a part of `make bench`.

Rule: the same people, answers and items for both. catsim knows items with two answers on one dimension only, so seven
options are cut at their middle threshold, and our plane is asked about one dimension at a time.

A standard error is a claim. catsim's is one over the root of the information at its own estimate, which after few
questions is far from where the person stands; ours is the spread of the belief. So what counts is the error there is,
the root mean square distance of the estimates from the truth. What each claims after 8 questions stands beside it.
"""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.attachment.bank import Stack
from bot.attachment.items import Item
from bot.attachment.plane import DIMENSIONS, Floats
from bot.attachment.responses import Answers
from bot.attachment.selection import Sitting, next_item
from tests.attachment.synthetic import drawn, open_statement, true_items

RIVAL = Path(".venv-rivals/bin/python")
_ITEMS, _PEOPLE, _MOST = 40, 400, 30
_ERROR = 0.4
"""The standard error to reach."""
Curve = tuple[list[float], list[float], float]
"""Of one person: the estimate and its claimed standard error after each question, and the seconds of all of them."""
Tell = Callable[[str, float, str, str], None]


def cut(item: Item) -> Item:
    """The item with two answers: below its middle threshold, or above."""
    middle = item.offsets[len(item.offsets) // 2 : len(item.offsets) // 2 + 1]
    return replace(item, options=("below", "above"), offsets=middle)


def ours(stack: Stack, answers: Answers, dimension: int, seed: int) -> Curve:
    """One person at our engine."""
    asked: tuple[int, ...] = ()
    places, errors = [], []
    begun = time.perf_counter()
    belief = stack.belief(())
    while len(asked) < _MOST:
        place = next_item(stack, belief, Sitting(asked), seed)
        assert place is not None
        asked = (*asked, place)
        belief = stack.belief(tuple((stack.items[one].id, int(answers[one])) for one in asked))
        places.append(belief.mean[dimension])
        errors.append(belief.standard_errors[dimension])
    return places, errors, time.perf_counter() - begun


def rival(stack: Stack, answers: Answers, dimension: int) -> list[Curve]:
    """Everyone at catsim."""
    items = [[float(item.slopes[dimension]), float(item.offsets[0])] for item in stack.items]
    run = subprocess.run(
        [RIVAL, Path(__file__).with_name("catsim_rival.py")],
        input=json.dumps({"items": items, "answers": answers.tolist(), "most": _MOST}),
        capture_output=True,
        text=True,
        check=True,
    )
    found: list[Curve] = json.loads(run.stdout)
    return found


def _figures(curves: Sequence[Curve], truth: Floats) -> dict[str, float]:
    """What is told of one engine."""
    places, claimed = np.array([one[0] for one in curves]), np.array([one[1] for one in curves])
    errors = np.sqrt(((places - truth[:, None]) ** 2).mean(axis=0))
    reached = np.flatnonzero(errors <= _ERROR)
    return {
        f"questions until a standard error of {_ERROR}": float(reached[0] + 1) if len(reached) else float(_MOST),
        "standard error after 8 questions": float(errors[7]),
        "standard error it claims after 8 questions": float(np.sqrt((claimed[:, 7] ** 2).mean())),
        f"questions until it claims a standard error of {_ERROR}": float(_first(claimed <= _ERROR).mean()),
        "microseconds a question": sum(one[2] for one in curves) / places.size * 1e6,
    }


def _first(reached: NDArray[np.bool_]) -> Floats:
    """(people,): the first question after which each reached it, or the last one asked."""
    return np.where(reached.any(axis=1), reached.argmax(axis=1) + 1.0, float(_MOST))


def beside_catsim(tell: Tell) -> None:
    """Tell every figure of both; the goal of ours is the rival's."""
    free = float("nan")
    for dimension, name in enumerate(DIMENSIONS):
        unknown = [open_statement(f"i{n}", *((free, 0) if dimension == 0 else (0, free))) for n in range(_ITEMS)]
        stack = Stack(tuple(cut(item) for item in true_items(unknown, seed=70 + dimension)))
        answers, places = drawn(stack.items, _PEOPLE, seed=80 + dimension)
        ours(stack, answers[0], dimension, 0)  # tables are made once
        own = _figures(
            [ours(stack, row, dimension, number) for number, row in enumerate(answers)], places[:, dimension]
        )
        other = _figures(rival(stack, answers, dimension), places[:, dimension])
        for what, value in own.items():
            unit = "SD" if what.startswith("standard") else what.split()[0]
            tell(f"{name}, items cut in two: {what}", value, unit, f"{other[what]:.2f}")
            tell(f"{name}, items cut in two: {what}: catsim", other[what], unit, "")


def main() -> None:
    """Print the figures alone."""

    def tell(name: str, value: float, unit: str, goal: str) -> None:
        print(json.dumps({"name": name, "value": round(value, 2), "unit": unit, "goal": goal}), flush=True)

    beside_catsim(tell)


if __name__ == "__main__":
    main()
