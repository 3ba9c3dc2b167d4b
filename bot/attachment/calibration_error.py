"""How far chances are from what they are the chances of: the expected calibration error, with its uncertainty.

Rule: pure arithmetic; chance comes from a seed.
Chances are sorted into eight bins of equal count; in each, the mean chance is compared with the mean reference. With
few people a bin's difference is never 0, so its sampling variance is taken off its square (Kumar, Liang and Ma 2019).
The error is the root of the mean square over the bins, which is never smaller than the mean of the differences.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from bot.attachment.plane import Floats

BINS: Final = 8
_DRAWN = 200
_PERCENT_90 = (5.0, 95.0)


@dataclass(frozen=True, slots=True)
class CalibrationError:
    """value: corrected for bias; low, high: a 90 % bootstrap interval over people; uncorrected: the mean of the bins'
    differences as they are."""

    value: float
    low: float
    high: float
    uncorrected: float


def calibration_error(chances: Floats, references: Floats, seed: int) -> CalibrationError:
    """Over all columns of chances and references (people, tendencies), which are binned each by itself."""
    square, uncorrected = _corrected_square(chances, references)
    drawn = np.random.default_rng(seed).integers(len(chances), size=(_DRAWN, len(chances)))
    squares = np.array([_corrected_square(chances[some], references[some])[0] for some in drawn])
    # Drawing again adds the sampling variance once more, which is taken off by centring on what was found.
    low, high = np.percentile(squares - squares.mean() + square, _PERCENT_90)
    value, least, most = (float(np.sqrt(max(one, 0.0))) for one in (square, low, high))
    return CalibrationError(value, least, most, uncorrected)


def _corrected_square(chances: Floats, references: Floats) -> tuple[float, float]:
    """The mean square of the bins' differences less their sampling variance, and the mean of their sizes."""
    order = np.argsort(chances, axis=0, kind="stable")
    differences = np.take_along_axis(chances - references, order, axis=0)
    squares, sizes = 0.0, 0.0
    for some in np.array_split(differences, min(BINS, len(chances))):
        mean, share = some.mean(axis=0), len(some) / len(chances)
        noise = some.var(axis=0, ddof=1) / len(some) if len(some) > 1 else np.zeros_like(mean)
        squares += share * float((mean**2 - noise).mean())
        sizes += share * float(np.abs(mean).mean())
    return squares, sizes
