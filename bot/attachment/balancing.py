"""The sizes of loadings where answers hang together beyond the two dimensions.

Rule: directions and signs are those of maximum likelihood; only sizes are touched, and only where they have to be.
Maximum likelihood follows the tightest bundle of near-twins, because it takes them for many independent witnesses; the
dimension then means that bundle. Unweighted least squares on the correlations (minres: Harman and Jones 1966) counts
every pair of items once, and each size is the one under which the model implies the correlations that were found.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from bot.attachment.bank import Stack
from bot.attachment.crowd import beliefs, expected_scores
from bot.attachment.identification import by_chance, largest_eigenvalue
from bot.attachment.items import Item
from bot.attachment.plane import CORRELATION, LOG_PRIOR, POINTS, Floats
from bot.attachment.response import graded
from bot.attachment.responses import Answers, correlations, scores
from bot.attachment.starting import widening

BEYOND_CHANCE: Final = 1.2
"""Residual correlations count as a bundle when their largest eigenvalue is so much larger than that of chance: in
simulated answers without bundles it never was (tests/attachment/test_calibration.py)."""
_FEWEST: Final = 5
_ROUNDS: Final = 100
_HALVINGS: Final = 25
_STRONGEST: Final = 8.0
_PRIOR: Final = np.exp(LOG_PRIOR)


def main_dimension(item: Item) -> int:
    """The dimension that a statement speaks of most: 0 or 1."""
    return int(np.argmax(np.abs(item.slopes)))


def residuals(stack: Stack, answers: Answers) -> Floats:
    """(people, items): answers less what the belief about each person expects, as shares of the scale; NaN: missing."""
    means, _ = expected_scores(stack.items)
    values = scores(answers, [len(item.options) for item in stack.items])
    left: Floats = values - beliefs(stack, answers) @ means.T
    return left


def bundled(stack: Stack, answers: Answers, dimension: int) -> tuple[int, ...]:
    """The places of the statements on one dimension, where they hang together beyond it; nothing where they do not."""
    own = [
        place
        for place, item in enumerate(stack.items)
        if item.kind == "statement" and main_dimension(item) == dimension
    ]
    if len(own) < _FEWEST:
        return ()
    left = residuals(stack, answers)[:, own]
    people = int((~np.isnan(left)).sum(axis=0).min())
    beyond = largest_eigenvalue(correlations(left)) > BEYOND_CHANCE * by_chance(len(own), people)
    return tuple(own) if beyond else ()


def balanced_sizes(items: Sequence[Item], answers: Answers) -> Floats:
    """The sizes of these statements' slopes by unweighted least squares. All speak of one dimension."""
    found = correlations(scores(answers, [len(item.options) for item in items]))
    directions = np.array([_unit(item.slopes) for item in items])
    alike = directions @ _COVARIANCE @ directions.T
    strength = np.array([_strength(item, 1.0) for item in items])
    for _ in range(_ROUNDS):
        for place in range(len(items)):
            beside = alike[place] * strength
            beside[place] = 0
            strength[place] = np.clip(beside @ found[place] / (beside @ beside), 0.05, 0.98)
    return np.array([_size(item, wanted) for item, wanted in zip(items, strength, strict=True)])


_COVARIANCE: Final = np.array([[1.0, CORRELATION], [CORRELATION, 1.0]])


def _unit(slopes: Floats) -> Floats:
    """The direction with variance 1 among people."""
    unit: Floats = slopes / np.sqrt(slopes @ _COVARIANCE @ slopes)
    return unit


def _strength(item: Item, factor: float) -> float:
    """The correlation of an answer with its own direction, if its slopes were `factor` times as large and the shares
    of its options stayed."""
    slopes = factor * item.slopes
    likely = np.exp(graded(slopes, item.offsets * _kept(item, factor)))
    share = np.linspace(0, 1, len(item.options))
    mean = share @ likely
    variance = share**2 @ likely @ _PRIOR - (mean @ _PRIOR) ** 2
    return float((mean * (POINTS @ _unit(item.slopes))) @ _PRIOR / np.sqrt(variance))


def _kept(item: Item, factor: float) -> float:
    """What thresholds are multiplied by, so that the shares of the options stay."""
    return widening(factor * item.slopes) / (factor * widening(item.slopes))


def _size(item: Item, wanted: float) -> float:
    """The size of the slopes that gives this strength, by halving."""
    size = float(np.hypot(*item.slopes))
    low, high = 0.02 / size, max(_STRONGEST / size, 1.0)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if _strength(item, middle) < wanted else (low, middle)
    return low * size
