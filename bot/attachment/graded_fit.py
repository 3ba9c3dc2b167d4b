"""One step of estimating statements: Fisher scoring of the graded response model on expected counts.

Rule: pure arithmetic; what is held, and what a person is, is not known here.
Shapes: I = items with the same number of options K, G = grid points. Inside, a threshold is written as the intercept
d = |a| b, in which the model is smooth; `response.py` has it as b.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.attachment.plane import POINTS, Floats

_SMALLEST = 1e-9
_CLOSEST = 1e-3
"""Thresholds stay at least so far apart."""
_LONGEST_STEP = 1.0
_HALVINGS = 6
RIDGE = 0.1
"""A normal prior of standard deviation 3 on every loading: it keeps a loading finite and moves no other (a loading's
standard error is a twentieth of that with 300 people)."""


@dataclass(frozen=True, eq=False)
class Graded:
    """Statements' parameters: slopes (I, 2), intercepts (I, K - 1) ascending; held: (I, K + 1), which stay."""

    slopes: Floats
    intercepts: Floats
    held: NDArray[np.bool_]

    @property
    def parameters(self) -> Floats:
        """(I, K + 1): slopes, then intercepts."""
        return np.concatenate([self.slopes, self.intercepts], axis=1)

    def probabilities(self) -> Floats:
        """(I, K, G)."""
        return _options(self._at_least())

    def _at_least(self) -> Floats:
        lean = (self.slopes @ POINTS.T)[:, None, :] - self.intercepts[:, :, None]
        at_least: Floats = 1 / (1 + np.exp(-lean))
        return at_least

    def step(self, counts: Floats) -> Graded:
        """The parameters after one step towards the counts (I, K, G)."""
        at_least = self._at_least()
        gradient, information = _derivatives(at_least, counts, self.slopes)
        gradient[self.held] = 0
        information[self.held] = 0
        information.transpose(0, 2, 1)[self.held] = 0
        item, parameter = np.nonzero(self.held)
        information[item, parameter, parameter] = 1
        change = np.clip(np.linalg.solve(information, gradient[..., None])[..., 0], -_LONGEST_STEP, _LONGEST_STEP)
        change *= _shortened(self.intercepts, change[:, 2:])[:, None]
        return Graded(self.slopes + change[:, :2], self.intercepts + change[:, 2:], self.held)


def _options(at_least: Floats) -> Floats:
    """(I, K, G): the chance of each option, from the chances of answering at least so high."""
    edge = np.ones_like(at_least[:, :1])
    bounds = np.concatenate([edge, at_least, 0 * edge], axis=1)
    chances: Floats = np.maximum(bounds[:, :-1] - bounds[:, 1:], _SMALLEST)
    return chances


def _shortened(intercepts: Floats, change: Floats) -> Floats:
    """(I,): how much of the change leaves every item's thresholds in order."""
    share = np.ones(len(intercepts))
    for _ in range(_HALVINGS):
        crossed = (np.diff(intercepts + share[:, None] * change, axis=1) <= _CLOSEST).any(axis=1)
        share[crossed] /= 2
    crossed = (np.diff(intercepts + share[:, None] * change, axis=1) <= _CLOSEST).any(axis=1)
    share[crossed] = 0
    return share


def _derivatives(at_least: Floats, counts: Floats, slopes: Floats) -> tuple[Floats, Floats]:
    """Gradient (I, K + 1) and expected information (I, K + 1, K + 1) of the expected log-likelihood.

    With w = P(1 - P) of each border k between options, the log-likelihood changes with the border's logit by
    w_k (r_k / p_k - r_(k-1) / p_(k-1)), and its expected curvature is tridiagonal in the borders.
    """
    chance = _options(at_least)
    people = counts.sum(axis=1)
    weight = at_least * (1 - at_least)
    ratio = counts / chance
    by_border = weight * (ratio[:, 1:] - ratio[:, :-1])
    per_chance = people[:, None, :] / chance
    nothing = np.zeros_like(weight[:, :1])
    by_lean = np.diff(np.concatenate([nothing, -weight, nothing], axis=1), axis=1) * per_chance
    in_row = weight * (by_lean[:, 1:] - by_lean[:, :-1])
    gradient = np.concatenate([by_border.sum(axis=1) @ POINTS - RIDGE * slopes, -by_border.sum(axis=2)], axis=1)
    own = (weight**2 * (per_chance[:, 1:] + per_chance[:, :-1])).sum(axis=2)
    beside = -(weight[:, :-1] * weight[:, 1:] * per_chance[:, 1:-1]).sum(axis=2)
    return gradient, _information(in_row, own, beside)


def _information(in_row: Floats, own: Floats, beside: Floats) -> Floats:
    """(I, K + 1, K + 1): loadings first. in_row: (I, K - 1, G), the sums of the borders' curvature along its rows."""
    items, borders = own.shape
    information = np.zeros((items, borders + 2, borders + 2))
    squares = POINTS[:, :, None] * POINTS[:, None, :]
    information[:, :2, :2] = np.tensordot(in_row.sum(axis=1), squares, axes=1) + RIDGE * np.eye(2)
    across = -(in_row @ POINTS)
    information[:, 2:, :2] = across
    information[:, :2, 2:] = across.transpose(0, 2, 1)
    place = np.arange(2, borders + 2)
    information[:, place, place] = own
    information[:, place[:-1], place[1:]] = beside
    information[:, place[1:], place[:-1]] = beside
    return information
