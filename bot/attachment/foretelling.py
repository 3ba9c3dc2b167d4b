"""What a belief foretells about the items that were not asked: their mean, and how likely a mean is.

Rule: pure arithmetic on beliefs. Only statements have a mean; one that points the other way is turned round, so that a
higher mean is always more of its dimension. Answers count as shares of their scale, 0 to 1.
Shapes: P = people, I = items of the stack, G = grid points.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from bot.attachment.balancing import main_dimension
from bot.attachment.bank import Stack
from bot.attachment.crowd import expected_scores
from bot.attachment.plane import Floats
from bot.attachment.replay import Asked
from bot.attachment.responses import Answers, scores

_NEGLIGIBLE = 1e-6
COVERED = (0.05, 0.95)
"""An interval of 90 %."""


@dataclass(frozen=True, eq=False)
class Rest:
    """Means over the items not asked, on one dimension, of the people (`who`: P, bool) who left any.

    found: (P,) what people answered; expected, variance: (P, G) what the model says at each point of the plane.
    """

    who: NDArray[np.bool_]
    found: Floats
    expected: Floats
    variance: Floats

    def chance_below(self, beliefs: Floats, misfit: float) -> Floats:
        """(P,): the chance, by these beliefs (P, G), of a mean below the one that was found."""
        person, point = np.nonzero(beliefs > _NEGLIGIBLE)
        spread = np.sqrt(self.variance[person, point] + misfit**2)
        away = (self.found[person] - self.expected[person, point]) / np.maximum(spread, _NEGLIGIBLE)
        below = np.zeros(len(beliefs))
        np.add.at(below, person, beliefs[person, point] * _normal(away))
        return below

    def covered(self, beliefs: Floats, misfit: float) -> float:
        """The share of people whose mean falls into its interval of 90 %."""
        below = self.chance_below(beliefs, misfit)
        return float(((below >= COVERED[0]) & (below <= COVERED[1])).mean())


@dataclass(frozen=True, eq=False)
class Foretelling:
    """The answers of many people to the items of a stack."""

    stack: Stack
    answers: Answers

    @cached_property
    def _turned(self) -> tuple[Floats, Floats, Floats]:
        """Answers (P, I) as shares, their expectation and variance (I, G), all in the direction of the dimension."""
        means, variances = expected_scores(self.stack.items)
        values = scores(self.answers, [len(item.options) for item in self.stack.items])
        turned = [item.kind == "statement" and item.slopes[main_dimension(item)] < 0 for item in self.stack.items]
        return np.where(turned, 1 - values, values), np.where(np.array(turned)[:, None], 1 - means, means), variances

    @cached_property
    def _of_dimension(self) -> NDArray[np.bool_]:
        """(2, I): the statements that speak of each dimension most."""
        return np.array(
            [
                [item.kind == "statement" and main_dimension(item) == dimension for item in self.stack.items]
                for dimension in range(2)
            ]
        )

    def rest(self, asked: list[Asked], dimension: int) -> Rest:
        """Everything about the items of one dimension that were answered and not asked."""
        values, means, variances = self._turned
        left = ~np.isnan(values) & self._of_dimension[dimension]
        for person, places in enumerate(asked):
            left[person, list(places)] = False
        count = left.sum(axis=1)
        who = count > 0
        share = left[who] / count[who, None]
        return Rest(who, (share * np.nan_to_num(values[who])).sum(axis=1), share @ means, share**2 @ variances)


def _normal(value: Floats) -> Floats:
    """The normal distribution function, to 1.5e-7 (Abramowitz and Stegun 7.1.26)."""
    size = np.abs(value) / np.sqrt(2)
    step = 1 / (1 + 0.3275911 * size)
    series = step * (
        0.254829592 + step * (-0.284496736 + step * (1.421413741 + step * (-1.453152027 + step * 1.061405429)))
    )
    within: Floats = 1 - series * np.exp(-(size**2))
    return (1 + np.sign(value) * within) / 2
