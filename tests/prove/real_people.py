"""How far what is measured on real answers depends on who was calibrated on: random halves, and whole sites left out.

Rule: the same pipeline as `securebase attachment calibrate` and `evaluate`. Nothing is tuned here, only told.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from bot.attachment.evaluation import Figures, Plan, evaluate
from bot.attachment.plane import DIMENSIONS
from bot.attachment.responses import Answers
from tests.attachment.real_answers import FOLDER, MISSING, calibrated_stack, read_all

HALVES = 10
ENGLISH = frozenset({"Oxford", "SMU", "Southampton", "UCSB", "VCU"})
_QUESTIONS = 8
Told = tuple[str, str]


def real_people(seed: int) -> Iterator[Told]:
    """What is measured, and its figure, after eight adaptive questions; nothing where the real answers are not."""
    if not FOLDER.exists():
        yield MISSING, "-"
        return
    answers, sites = read_all()
    chance = np.random.default_rng(seed)
    halves = [_halved(len(answers), chance) for _ in range(HALVES)]
    yield from _told(f"{HALVES} random halves", [_judged(answers, own) for own in halves])
    english = np.array([site in ENGLISH for site in sites])
    yield from _told("parameters from English sites, judged on the others", [_judged(answers, english)])
    yield from _told("parameters from other sites, judged on the English", [_judged(answers, ~english)])
    names = np.array(sites)
    large = [site for site in sorted(set(sites)) if (names == site).sum() >= 40]
    yield from _told(f"each of {len(large)} large sites left out", [_judged(answers, names != site) for site in large])


def _halved(people: int, chance: np.random.Generator) -> NDArray[np.bool_]:
    own = np.zeros(people, dtype=np.bool_)
    own[chance.permutation(people)[: people // 2]] = True
    return own


def _judged(answers: Answers, own: NDArray[np.bool_]) -> Figures:
    """Parameters from `own`, figures from the others."""
    stack, calibration = calibrated_stack(answers[own])
    ticks = itertools.count()
    plan = Plan((_QUESTIONS,))
    return evaluate(stack, answers[~own], calibration.misfit, lambda: float(next(ticks)), plan).orders["adaptive"][0]


def _told(whom: str, found: list[Figures]) -> Iterator[Told]:
    for name in DIMENSIONS:
        yield f"{whom}: correlation with all items, {name}", _spread([one.with_all[name] or 0 for one in found])
    for name in DIMENSIONS:
        yield f"{whom}: 90 % intervals that hold, {name}", _spread([one.covered[name] or 0 for one in found])
    yield f"{whom}: 90 % intervals that hold, both", _spread([one.covered_in_all or 0 for one in found])
    errors = [one.calibration_error.value for one in found if one.calibration_error is not None]
    yield f"{whom}: calibration error", _spread(errors)


def _spread(values: list[float]) -> str:
    if len(values) == 1:
        return f"{values[0]:.3f}"
    return f"{np.mean(values):.3f} ({min(values):.3f} to {max(values):.3f})"
