"""What a belief says: the level on each dimension, how sure that is, and the chance of each tendency.

Rule: numbers only; the words for them stand in `dialogues/explanations/words.yaml`.

Borders (in standard deviations of the assumed population, 0 = its middle). Low ends at -0.5 and high begins at +0.5:
thirds, nearly, of a normal population. A corner of the plane begins at +0.5 as well: in large samples the middle of
the answer scale lies about half a standard deviation above the average answer on anxiety, and further on avoidance,
so a border at 0 would call three people in ten "pulled both ways". The corners' borders are soft (a logistic of scale
0.5): within half a standard deviation of a border stand six people in ten (Fraley and others 2015), and a sharp one
would change a name without a change in the person. The four names: Bartholomew and Horowitz (1991).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from bot.attachment.belief import Belief
from bot.attachment.plane import LEVELS, POINTS, Dimension, Floats, Level

Tendency = Literal["secure", "anxious", "avoidant", "disorganized"]
Sureness = Literal["clear", "leaning", "mixed"]

TENDENCIES: Final[tuple[Tendency, ...]] = ("secure", "anxious", "avoidant", "disorganized")

BORDER: Final = 0.5
SOFTNESS: Final = 0.5
CLEAR: Final = 0.75
LEANING: Final = 0.55
"""From here on a level is clear (said as "4 in 5" or more), or a leaning ("3 in 5" or more); below, it is mixed."""
OPPOSITE: Final = 0.2
"""From this chance of the opposite level on, texts are chosen as for the middle: nobody gets their opposite's text."""
FEWEST_ANSWERS: Final = 4
"""With fewer scored answers it is too early to say anything."""


def _corners() -> Floats:
    high = 1 / (1 + np.exp(-(POINTS - BORDER) / SOFTNESS))
    anxiety, avoidance = high.T
    return np.stack(
        [(1 - anxiety) * (1 - avoidance), anxiety * (1 - avoidance), (1 - anxiety) * avoidance, anxiety * avoidance]
    )


_CORNERS: Final = _corners()
"""(4, G): how much of each grid point belongs to each tendency; every column sums to 1."""


@dataclass(frozen=True, slots=True)
class Lean:
    """Where one dimension stands: chances of low, middle and high, summing to 1."""

    chances: tuple[float, float, float]

    @property
    def level(self) -> Level:
        """The likeliest level."""
        return LEVELS[self.chances.index(max(self.chances))]

    @property
    def chance(self) -> float:
        """How likely that level is."""
        return max(self.chances)

    @property
    def sureness(self) -> Sureness:
        """How sure the level is, in one word."""
        if self.chance >= CLEAR:
            return "clear"
        return "leaning" if self.chance >= LEANING else "mixed"

    @property
    def for_texts(self) -> Level:
        """The level that texts are chosen by: the middle when the opposite end is not unlikely."""
        low, _, high = self.chances
        return "middle" if min(low, high) >= OPPOSITE else self.level


@dataclass(frozen=True, slots=True)
class Reading:
    """What a belief says about both dimensions."""

    anxiety: Lean
    avoidance: Lean

    @property
    def certainty(self) -> float:
        """How likely the level named is, on the dimension that is less sure: 0 to 1."""
        return min(self.anxiety.chance, self.avoidance.chance)

    def on(self, dimension: Dimension) -> Lean:
        """One dimension."""
        return self.anxiety if dimension == "anxiety" else self.avoidance


def read(belief: Belief) -> Reading:
    """The reading of a belief."""
    lows, below_high = belief.below(-BORDER), belief.below(BORDER)
    anxiety, avoidance = (
        Lean((low, max(high - low, 0.0), max(1.0 - high, 0.0))) for low, high in zip(lows, below_high, strict=True)
    )
    return Reading(anxiety, avoidance)


def tendencies(belief: Belief) -> Mapping[Tendency, float]:
    """The chance of each tendency: the belief summed over the four soft corners."""
    chances = _CORNERS @ belief.weights
    return {name: float(chance) for name, chance in zip(TENDENCIES, chances, strict=True)}


def tenths(chance: float) -> int:
    """`chance` in people's numbers: 0 to 10 tenths; 0 and 10 are kept for below 1 in 20 and above 19 in 20."""
    return min(max(round(chance * 10), 0), 10)
