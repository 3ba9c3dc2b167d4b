"""The belief about one person: a posterior over (anxiety, avoidance) on the fixed grid.

Rule: nothing here knows of relationships, of items' wording or of time; answers arrive as rows of log-likelihoods.
Shapes: G = grid points; a belief holds float64 (G,) that sums to 1. Units: standard deviations of the population.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from bot.attachment.plane import LOG_PRIOR, POINTS, SIDE, STEPS, Floats

_SQUARES = POINTS[:, 0] ** 2 + POINTS[:, 1] ** 2
_HALF_STEP = float(STEPS[1] - STEPS[0]) / 2


@dataclass(frozen=True, eq=False)
class Belief:
    """A distribution over the plane. `weights`: (G,), not negative, summing to 1; read-only."""

    weights: Floats

    @cached_property
    def mean(self) -> tuple[float, float]:
        """The posterior mean of (anxiety, avoidance)."""
        anxiety, avoidance = self.weights @ POINTS
        return float(anxiety), float(avoidance)

    @cached_property
    def mean_square(self) -> float:
        """The posterior mean of anxiety squared plus avoidance squared."""
        return float(self.weights @ _SQUARES)

    @cached_property
    def covariance(self) -> Floats:
        """(2, 2): the posterior covariance of the two dimensions."""
        apart = POINTS - np.array(self.mean)
        spread: Floats = (apart * self.weights[:, None]).T @ apart
        return spread

    @cached_property
    def standard_errors(self) -> tuple[float, float]:
        """How unsure the belief is on (anxiety, avoidance): the posterior standard deviations."""
        first, second = (_spread(margin) for margin in self.margins)
        return first, second

    @cached_property
    def margins(self) -> tuple[Floats, Floats]:
        """The distribution of each dimension alone: two arrays (29,)."""
        square = self.weights.reshape(SIDE, SIDE)
        return square.sum(axis=1), square.sum(axis=0)

    def below(self, border: float) -> tuple[float, float]:
        """The probability that each dimension lies below `border`.

        Each grid point stands for the step around it, so a border between two points, or on one, shares that step out.
        """
        share = np.clip((border - STEPS + _HALF_STEP) / (2 * _HALF_STEP), 0.0, 1.0)
        anxiety, avoidance = (float(margin @ share) for margin in self.margins)
        return anxiety, avoidance


def _spread(margin: Floats) -> float:
    """The standard deviation of one dimension's distribution (29,)."""
    mean = float(margin @ STEPS)
    return math.sqrt(margin @ (STEPS - mean) ** 2)


def belief_from(log_likelihoods: Floats) -> Belief:
    """The belief after answers with these log-likelihoods: (N, G), one row an answer; N may be 0 or hundreds."""
    return belief_of(np.add.reduce(log_likelihoods, axis=0) + LOG_PRIOR)


def belief_of(logs: Floats) -> Belief:
    """The belief whose weights have these logarithms, up to a constant: (G,).

    Everything is summed before it is exponentiated and the largest is taken away first, so that no number of answers
    leaves the range of a float.
    """
    weights = np.exp(logs - logs.max())
    weights /= weights.sum()
    weights.setflags(write=False)
    return Belief(weights)


PRIOR = belief_from(np.empty((0, POINTS.shape[0])))
"""The belief about someone who has answered nothing."""
