"""One step of estimating scenes: Newton's step of the nominal response model on expected counts.

Rule: pure arithmetic, as in `graded_fit.py`. Only differences between options count; a weak prior, which pulls all of
them to 0, makes each option's slopes and intercepts sum to 0 over the options where all are free.
Shapes: I = scenes with the same number of options K, G = grid points; an option has three parameters.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.attachment.plane import POINTS, Floats

_RIDGE = np.array([0.1, 0.1, 0.01])
"""Precision of the prior on slopes and intercepts: standard deviations of 3 and of 10."""
_LONGEST_STEP = 1.0
_BASIS = np.column_stack([POINTS, np.ones(len(POINTS))])
"""(G, 3): what an option's three parameters are multiplied by."""


@dataclass(frozen=True, eq=False)
class Nominal:
    """Scenes' parameters (I, K, 3): two slopes and the intercept of each option; held: (I, K, 3), which stay."""

    parameters: Floats
    held: NDArray[np.bool_]

    def probabilities(self) -> Floats:
        """(I, K, G)."""
        gains = self.parameters @ _BASIS.T
        likely = np.exp(gains - gains.max(axis=1, keepdims=True))
        chances: Floats = likely / likely.sum(axis=1, keepdims=True)
        return chances

    def step(self, counts: Floats) -> Nominal:
        """The parameters after one step towards the counts (I, K, G)."""
        chance, people = self.probabilities(), counts.sum(axis=1)
        gradient = (counts - people[:, None] * chance) @ _BASIS - _RIDGE * self.parameters
        information = _information(chance, people)
        items, options, _ = gradient.shape
        gradient, held = gradient.reshape(items, -1), self.held.reshape(items, -1)
        gradient[held] = 0
        information[held] = 0
        information.transpose(0, 2, 1)[held] = 0
        item, parameter = np.nonzero(held)
        information[item, parameter, parameter] = 1
        change = np.clip(np.linalg.solve(information, gradient[..., None])[..., 0], -_LONGEST_STEP, _LONGEST_STEP)
        return Nominal(self.parameters + change.reshape(items, options, 3), self.held)


def _information(chance: Floats, people: Floats) -> Floats:
    """(I, 3 K, 3 K): for options j and k the sum of N p_j ((j = k) - p_k) times the products of the basis."""
    items, options, _ = chance.shape
    products = (_BASIS[:, :, None] * _BASIS[:, None, :]).reshape(-1, 9)
    weight = -people[:, None, None] * chance[:, :, None] * chance[:, None, :]
    own = np.arange(options)
    weight[:, own, own] += people[:, None] * chance
    blocks = (weight @ products).reshape(items, options, options, 3, 3)
    information: Floats = blocks.transpose(0, 1, 3, 2, 4).reshape(items, 3 * options, 3 * options).copy()
    place = np.arange(3 * options)
    information[:, place, place] += np.tile(_RIDGE, options)
    return information
