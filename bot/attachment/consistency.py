"""Whether someone's answers hang together.

Rule: numbers only. What follows from it (claiming less) is evidence.py's; the words stand in words.yaml.
Person fit: l_z of Drasgow, Levine and Williams (1985) for items with several options: the log-likelihood of the
answers at the estimated place, minus what is expected there, in standard deviations. At an estimate it is
cautious (mean 0.5, spread 0.8 after a sitting), so the border stands where one simulated person in twenty falls below.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from bot.attachment.bank import Marks, Stack
from bot.attachment.belief import Belief, belief_of
from bot.attachment.plane import LOG_PRIOR, REACH, SIDE, Floats

FEWEST: Final = 8
"""Fewer answers cannot be judged: one odd one would decide."""
BORDER: Final = -0.9
"""Below this l_z the answers do not hang together (docs/inference.md: how often that is wrong, and how often right)."""
FEWEST_STRAIGHT: Final = 6
"""So many statements, all answered alike although some point the other way, make a straight line."""


@dataclass(frozen=True, slots=True)
class Fit:
    """How well answers hang together. l_z: 0 with too few of them. straight: the same button throughout."""

    l_z: float = 0.0
    straight: bool = False

    @property
    def holds(self) -> bool:
        """Whether they do."""
        return self.l_z >= BORDER and not self.straight


def fit_of(stack: Stack, marks: Marks, summed: Floats) -> Fit:
    """The fit of these answers, by themselves. summed: (G,), the sum of their log-likelihoods."""
    return Fit(_l_z(stack, marks, summed), _is_straight(stack, marks))


def _l_z(stack: Stack, marks: Marks, summed: Floats) -> float:
    if len(marks) < FEWEST:
        return 0.0
    point = _nearest(belief_of(summed + LOG_PRIOR))
    places = [stack.places[item] for item, _ in marks]
    likelihood = float(summed[point])
    expected, variance = stack.expected_fit
    spread = math.sqrt(variance[places, point].sum())
    return (likelihood - float(expected[places, point].sum())) / spread


def _nearest(belief: Belief) -> int:
    """The grid point nearest to the belief's mean."""
    across, up = (round((one + REACH) / (2 * REACH) * (SIDE - 1)) for one in belief.mean)
    return across * SIDE + up


def _is_straight(stack: Stack, marks: Marks) -> bool:
    """The same option of every statement, though agreeing speaks for more in some and for less in others."""
    items, places = stack.items, stack.places
    statements = [(items[places[item]], option) for item, option in marks if items[places[item]].kind == "statement"]
    if len(statements) < FEWEST_STRAIGHT or any(option != statements[0][1] for _, option in statements):
        return False
    ways = {bool(np.sum(item.slopes) > 0) for item, _ in statements}
    middle = all(2 * option + 1 == len(item.options) for item, option in statements)
    return len(ways) > 1 and not middle
