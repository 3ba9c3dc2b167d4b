"""A step of chance on the plane: from a position to one that lies a Gaussian away, and back.

Rule: arithmetic on the grid only; what is tied to what, and what drifts, is relationships.py.
The deviation has the covariance `variance` times [[1, .4], [.4, 1]]: the two dimensions go together as in the prior.
Such a Gaussian is the sum of three one-dimensional ones: along each axis (the part that is not shared) and along the
diagonal (the shared part), so a step costs three small products of matrices instead of one of 841 x 841.
Shapes: G = grid points; every array in and out is (G,).
"""

from __future__ import annotations

from functools import cached_property

import numpy as np

from bot.attachment.plane import CORRELATION, SIDE, STEPS, Floats

_APART = STEPS[:, None] - STEPS[None, :]
_ROWS, _COLUMNS = np.indices((SIDE, SIDE))
_DIAGONAL = (_ROWS - _COLUMNS + SIDE - 1) * SIDE + _ROWS
"""Where each grid point stands when every diagonal of the plane is a row of its own."""


def _bell(variance: float) -> Floats:
    """(29, 29): how likely a step along one line of the grid is, from column to row, up to a factor."""
    bell: Floats = np.exp(-(_APART**2) / (2 * variance))
    return bell


class Spread:
    """Positions that lie a Gaussian deviation of this variance (on each dimension) away.

    Every position has a chance of 1 to be somewhere on the grid afterwards, so that beliefs stay distributions.
    """

    def __init__(self, variance: float) -> None:
        """variance: of the deviation, in squared standard deviations of the population; more than 0."""
        self._alone = _bell((1 - CORRELATION) * variance)
        self._together = _bell(CORRELATION * variance)

    def onward(self, chances: Floats) -> Floats:
        """The distribution after the step, from the one before it."""
        square = (chances / self._reached).reshape(SIDE, SIDE)
        return self._along_diagonals(self._alone @ square @ self._alone).reshape(-1)

    def back(self, likelihood: Floats) -> Floats:
        """How likely, seen from before the step, is what is `likelihood` after it."""
        return self._backward(likelihood) / self._reached

    def _backward(self, values: Floats) -> Floats:
        square = self._along_diagonals(values.reshape(SIDE, SIDE))
        return (self._alone @ square @ self._alone).reshape(-1)

    @cached_property
    def _reached(self) -> Floats:
        """(G,): what comes from each position in all, before it is brought to 1."""
        return self._backward(np.ones(SIDE * SIDE))

    def _along_diagonals(self, square: Floats) -> Floats:
        rows = np.zeros((2 * SIDE - 1) * SIDE)
        rows[_DIAGONAL] = square
        moved: Floats = (rows.reshape(-1, SIDE) @ self._together).reshape(-1)[_DIAGONAL]
        return moved
