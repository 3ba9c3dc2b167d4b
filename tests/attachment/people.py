"""Simulated people: they stand somewhere on the plane and answer by the model, with chance from a seed.

Rule: chance comes from the generator that is handed in, so every figure here can be had again.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bot.attachment.answering import answer
from bot.attachment.bank import Stack
from bot.attachment.belief import Belief
from bot.attachment.plane import CORRELATION, REACH, Floats
from bot.attachment.selection import Sitting, Until, is_enough, next_item


def places(count: int, chance: np.random.Generator) -> Floats:
    """(count, 2): where people stand, drawn from the prior."""
    covariance = np.array([[1.0, CORRELATION], [CORRELATION, 1.0]])
    drawn: Floats = chance.multivariate_normal(np.zeros(2), covariance, size=count)
    return np.clip(drawn, -REACH, REACH)


@dataclass(frozen=True)
class Sat:
    """What came of one sitting."""

    belief: Belief
    asked: tuple[int, ...]


def sit(stack: Stack, place: Floats, until: Until, chance: np.random.Generator, *, adaptive: bool = True) -> Sat:
    """Ask one simulated person at `place`; without `adaptive` the items come in random order."""
    order = chance.permutation(len(stack.items))
    seed = int(chance.integers(2**31))
    asked: tuple[int, ...] = ()
    marks: tuple[tuple[str, int], ...] = ()
    belief = stack.belief(marks)
    while not is_enough(belief, len(asked), until) and len(asked) < len(stack.items):
        chosen = next_item(stack, belief, Sitting(asked), seed) if adaptive else int(order[len(asked)])
        assert chosen is not None
        item = stack.items[chosen]
        asked, marks = (*asked, chosen), (*marks, (item.id, answer(item, place, chance)))
        belief = stack.belief(marks)
    return Sat(belief, asked)


@dataclass(frozen=True)
class Recovery:
    """How well simulated people are found again: correlations of the mean with the truth, errors, questions asked."""

    correlations: tuple[float, float]
    standard_errors: tuple[float, float]
    questions: float


def recover(stack: Stack, until: Until, *, count: int, seed: int, adaptive: bool = True) -> Recovery:
    """Ask `count` simulated people."""
    chance = np.random.default_rng(seed)
    truth = places(count, chance)
    sat = [sit(stack, place, until, chance, adaptive=adaptive) for place in truth]
    means = np.array([one.belief.mean for one in sat])
    errors = np.array([one.belief.standard_errors for one in sat]).mean(axis=0)
    return Recovery(
        correlations=correlations(truth, means),
        standard_errors=(float(errors[0]), float(errors[1])),
        questions=float(np.mean([len(one.asked) for one in sat])),
    )


def correlations(first: Floats, second: Floats) -> tuple[float, float]:
    """The correlation of two arrays (N, 2) on each dimension."""
    anxiety, avoidance = (float(np.corrcoef(first[:, one], second[:, one])[0, 1]) for one in range(2))
    return anxiety, avoidance
