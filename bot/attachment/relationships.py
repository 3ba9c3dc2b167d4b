"""How beliefs about several relationships, and about then and now, hang together.

Rule: pure messages on the grid; whose answers they come from is library.py's.
The model: a person stands somewhere overall (O). Where they stand in a relationship (R) is O plus a Gaussian deviation,
and from one round of questions to the next R drifts by another Gaussian. Answers depend on R in their round; those to
general items on O. That is a tree, so the posterior is exact after two passes of messages: from every relationship's
answers up to O, and from O down to the relationship that is spoken of (Pearl 1988).

What is assumed (docs/inference.md has the sources):
TIE_VARIANCE: share of a relationship's own position, so that two relationships correlate .4.
DRIFT_VARIANCE, DRIFT_DAYS: the variance of change in the long run, and how fast it comes about.
Shapes: G = grid points; messages are (G,), not negative, known up to a factor.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import exp
from typing import Final

import numpy as np

from bot.attachment.belief import Belief
from bot.attachment.plane import LOG_PRIOR, POINTS, Floats
from bot.attachment.spreading import Spread

TIE_VARIANCE: Final = 0.6
DRIFT_VARIANCE: Final = 1.0
DRIFT_DAYS: Final = 112

_SPREADS_KEPT = 64
_SMALLEST = 1e-300
_ONES: Final = np.ones(len(POINTS))

TIE: Final = Spread(TIE_VARIANCE)


def _overall() -> Floats:
    weights: Floats = np.exp(LOG_PRIOR / (1 - TIE_VARIANCE))
    weights /= weights.sum()
    weights.setflags(write=False)
    return weights


OVERALL: Final = _overall()
"""(G,): the prior of O; with the deviation it makes the prior of every R."""


@dataclass(frozen=True, eq=False)
class Heard:
    """One round: the log-likelihood of its answers (G,), and the days that passed until the next one, or until now."""

    log_likelihood: Floats
    days: int = 0


def drift(days: int) -> Spread | None:
    """How a position may have moved in so many days; None for no time at all."""
    return _drift(days) if days > 0 else None


@lru_cache(maxsize=_SPREADS_KEPT)
def _drift(days: int) -> Spread:
    return Spread(DRIFT_VARIANCE * (1 - exp(-days / DRIFT_DAYS)))


def likelihood_of(log_likelihood: Floats) -> Floats:
    """The likelihood with its largest value at 1, so that no number of answers leaves the range of a float."""
    likelihood: Floats = np.exp(log_likelihood - log_likelihood.max())
    return likelihood


def upward(rounds: Sequence[Heard]) -> Floats:
    """What a relationship's rounds say about O."""
    return TIE.back(_backward(rounds, [_ONES])[0])


def _backward(rounds: Sequence[Heard], lasts: list[Floats]) -> list[Floats]:
    """What the rounds say about R in the first of them, weighed by each of `lasts` in the last one; on one scale."""
    messages = lasts
    for number, heard in reversed(list(enumerate(rounds))):
        moved = drift(heard.days) if number + 1 < len(rounds) else None
        likelihood = likelihood_of(heard.log_likelihood)
        messages = [likelihood * (moved.back(message) if moved else message) for message in messages]
        scale = messages[0].max()
        messages = [message / scale for message in messages]
    return messages


def at_overall(messages: Iterable[Floats]) -> Floats:
    """What the prior and these messages say about O, as logarithms: (G,)."""
    product = OVERALL
    for message in messages:
        product = product * message
        product = product / product.max()
    return _log(product)


def downward(log_overall: Floats) -> Floats:
    """What is known about R from all but its own answers, as logarithms: (G,)."""
    return _log(TIE.onward(likelihood_of(log_overall)))


def forward(log_prior: Floats, rounds: Sequence[Heard]) -> Floats:
    """What is known about R when the next round begins, from what is known from elsewhere and these rounds, drift
    included; as logarithms: (G,)."""
    logs = log_prior
    for heard in rounds:
        logs = logs + heard.log_likelihood
        moved = drift(heard.days)
        if moved is not None:
            logs = _log(moved.onward(likelihood_of(logs)))
    return logs


def _log(values: Floats) -> Floats:
    logs: Floats = np.log(np.maximum(values, _SMALLEST))
    return logs


@dataclass(frozen=True, slots=True)
class Difference:
    """How much higher one position is than another on a dimension: mean and standard deviation of the difference."""

    mean: float
    deviation: float


def between(
    first: Belief, second: Belief, strands: tuple[Sequence[Heard], Sequence[Heard]], log_rest: Floats
) -> tuple[Difference, Difference]:
    """How much higher the first relationship stands than the second, on both dimensions.

    Given O the two are independent, so their covariance is that of their expectations given O. log_rest: what is known
    about O from all but these two, as logarithms.
    """
    expected = [_given_overall(strand) for strand in strands]
    overall = likelihood_of(log_rest) * upward(strands[0]) * upward(strands[1])
    overall /= overall.sum()
    found = []
    for dimension in range(2):
        one, other = expected[0][dimension], expected[1][dimension]
        together = float(overall @ (one * other) - (overall @ one) * (overall @ other))
        variance = first.standard_errors[dimension] ** 2 + second.standard_errors[dimension] ** 2 - 2 * together
        found.append(Difference(first.mean[dimension] - second.mean[dimension], max(variance, 1e-9) ** 0.5))
    return found[0], found[1]


def _given_overall(rounds: Sequence[Heard]) -> list[Floats]:
    """(G,) for each dimension: the expected R of the last round for every O."""
    even, *weighed = (TIE.back(message) for message in _backward(rounds, [_ONES, *POINTS.T]))
    return [message / even for message in weighed]


def since(log_then: Floats, days: int, now: Belief) -> tuple[Difference, Difference]:
    """How much higher R stands now than in the round before, on both dimensions.

    log_then: what was known about R then, its answers included, as logarithms. now: the belief in the later round.
    """
    before, moved = likelihood_of(log_then), drift(days)
    if moved is None:
        return Difference(0.0, 1e-6), Difference(0.0, 1e-6)
    even = moved.onward(before)
    found = []
    for dimension in range(2):
        place = POINTS[:, dimension]
        mean, square = (moved.onward(before * place**power) / even for power in (1, 2))
        apart = float(now.weights @ (place - mean))
        spread = float(now.weights @ (place**2 - 2 * place * mean + square)) - apart**2
        found.append(Difference(apart, max(spread, 1e-9) ** 0.5))
    return found[0], found[1]
