"""The plane of the two dimensions as numbers: a fixed grid over (anxiety, avoidance), and the prior on it.

Rule: constants only; everything here is read-only and the same for everyone.
Shapes: G = grid points (29 * 29), anxiety varies slowest. Units: standard deviations of the assumed population, 0 = its
middle. The correlation of .4 is that of the two dimensions in large samples (.41 in the data of docs/inference.md).
"""

from __future__ import annotations

from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Dimension = Literal["anxiety", "avoidance"]
Level = Literal["low", "middle", "high"]

DIMENSIONS: Final[tuple[Dimension, Dimension]] = ("anxiety", "avoidance")
LEVELS: Final[tuple[Level, Level, Level]] = ("low", "middle", "high")

SIDE: Final = 29
REACH: Final = 3.5
"""The grid runs from -REACH to REACH on both dimensions: beyond lies one person in two thousand."""

CORRELATION: Final = 0.4
"""Of the two dimensions in the prior."""


def _frozen(values: Floats) -> Floats:
    values.setflags(write=False)
    return values


STEPS: Final = _frozen(np.linspace(-REACH, REACH, SIDE))
POINTS: Final = _frozen(np.stack(np.meshgrid(STEPS, STEPS, indexing="ij"), axis=-1).reshape(SIDE * SIDE, 2))
"""(G, 2): every grid point as (anxiety, avoidance)."""


def _log_prior() -> Floats:
    anxiety, avoidance = POINTS.T
    squares = anxiety**2 - 2 * CORRELATION * anxiety * avoidance + avoidance**2
    logs: Floats = -squares / (2 * (1 - CORRELATION**2))
    logs -= np.log(np.exp(logs).sum())
    return logs


LOG_PRIOR: Final = _frozen(_log_prior())
"""(G,): log of the bivariate normal prior, summing to 1 on the grid."""
