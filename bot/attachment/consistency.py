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
from bot.attachment.belief import Belief
from bot.attachment.plane import REACH, SIDE

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


def fit_of(stack: Stack, marks: Marks) -> Fit:
    """The fit of these answers, by themselves."""
    return Fit(_l_z(stack, marks), _is_straight(stack, marks))


def _l_z(stack: Stack, marks: Marks) -> float:
    if len(marks) < FEWEST:
        return 0.0
    point = _nearest(stack.belief(marks))
    places = [stack.places[item] for item, _ in marks]
    likelihood = float(stack.log_likelihood[list(stack.rows(marks)), point].sum())
    expected, variance = stack.expected_fit
    spread = math.sqrt(variance[places, point].sum())
    return (likelihood - float(expected[places, point].sum())) / spread


def _nearest(belief: Belief) -> int:
    """The grid point nearest to the belief's mean."""
    across, up = (round((one + REACH) / (2 * REACH) * (SIDE - 1)) for one in belief.mean)
    return across * SIDE + up


def _is_straight(stack: Stack, marks: Marks) -> bool:
    """The same option of every statement, though agreeing speaks for more in some and for less in others."""
    answered = [(stack.items[stack.places[item]], option) for item, option in marks]
    statements = [(item, option) for item, option in answered if item.kind == "statement"]
    if len(statements) < FEWEST_STRAIGHT or len({option for _, option in statements}) > 1:
        return False
    ways = {bool(np.sum(item.slopes) > 0) for item, _ in statements}
    middle = all(2 * option + 1 == len(item.options) for item, option in statements)
    return len(ways) > 1 and not middle
