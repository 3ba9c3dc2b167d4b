"""How far the people who were calibrated on stray from the model: the figures of `misfit.py`.

Rule: arithmetic on a replay of their answers; chance comes from a seed.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from bot.attachment.bank import Stack
from bot.attachment.crowd import beliefs
from bot.attachment.foretelling import COVERED, Foretelling, Rest
from bot.attachment.misfit import Misfit
from bot.attachment.plane import Floats
from bot.attachment.replay import Asked, adaptive
from bot.attachment.responses import MISSING, Answers

QUESTIONS: Final = (4, 6, 8, 10, 12, 16, 20)
_ANOTHER_SAMPLE: Final = 0.025
"""Other people, of other countries, stray further than those calibrated on, whose own thresholds these are: so much is
added, as a variance (docs/inference.md has the figures by site)."""
_MOST_PEOPLE = 500
_WIDEST = 0.5
_HALVINGS = 12


def misfit_of(stack: Stack, answers: Answers, seed: int) -> Misfit:
    """The smallest spread that makes 90 % intervals hold 90 % of these people, smoothed over neighbouring numbers."""
    some = answers[:: max(1, len(answers) // _MOST_PEOPLE)]
    numbers = [number for number in QUESTIONS if number < len(stack.items)]
    asked = adaptive(stack, some, max(numbers, default=0), seed)
    foretelling = Foretelling(stack, some)
    found = np.array([[_spread(foretelling, asked, number, one) for one in range(2)] for number in numbers])
    if not numbers:
        return Misfit()
    around = np.concatenate([found[:1], found, found[-1:]])
    smooth = np.hypot((around[:-2] + 2 * around[1:-1] + around[2:]) / 4, _ANOTHER_SAMPLE)
    first, second = (tuple(round(float(value), 4) for value in column) for column in smooth.T)
    return Misfit(questions=tuple(numbers), anxiety=first, avoidance=second)


def only_asked(answers: Answers, asked: list[Asked]) -> Answers:
    """The answers with everything missing that was not asked."""
    kept = np.full_like(answers, MISSING)
    for person, places in enumerate(asked):
        kept[person, list(places)] = answers[person, list(places)]
    return kept


def _spread(foretelling: Foretelling, asked: list[Asked], number: int, dimension: int) -> float:
    begun = [places[:number] for places in asked]
    rest = foretelling.rest(begun, dimension)
    if not rest.who.any():
        return 0.0
    weights = beliefs(foretelling.stack, only_asked(foretelling.answers, begun))[rest.who]
    return _least(rest, weights)


def _least(rest: Rest, weights: Floats) -> float:
    goal = COVERED[1] - COVERED[0]
    if rest.covered(weights, 0.0) >= goal:
        return 0.0
    low, high = 0.0, _WIDEST
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if rest.covered(weights, middle) >= goal else (middle, high)
    return high
