"""What the answers of one round say, before anything else is known: a log-likelihood over the plane.

Rule: this is where answers are made to count less. Two things do that, each by halving the logarithm (a likelihood to
the power of one half, as if there were half as many answers): an objection to the picture, for the answers that it
rested on; and answers that do not hang together. So the belief widens and nothing that was said is forgotten.
An objection that names a direction is an answer as well: a logistic of how far the picture stood above the person.
Sources: power likelihoods for answers that a model may not fit, Bissiri, Holmes and Walker (2016).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from bot.attachment.answers import Round, Where
from bot.attachment.bank import Marks, Stack
from bot.attachment.belief import belief_of
from bot.attachment.consistency import Fit, fit_of
from bot.attachment.plane import LOG_PRIOR, POINTS, Floats

SOFTENED: Final = 0.5
"""The power of a likelihood that counts less."""
OBJECTION_SLOPE: Final = 1.5
"""How strongly an objection speaks: as much as one usual statement."""

_DIMENSION: Final[dict[Where, int]] = {"too_anxious": 0, "too_distant": 1}


@dataclass(frozen=True, eq=False)
class Evidence:
    """log_likelihood: (G,). before, since: how much each answer before and since an objection counts in it."""

    log_likelihood: Floats
    before: float
    since: float
    fit: Fit


def evidence_of(stack: Stack, one: Round) -> Evidence:
    """What a round says."""
    since = summed(stack, one.since)
    if one.objection is None:
        fit = fit_of(stack, one.since, since)
        power = 1.0 if fit.holds else SOFTENED
        return Evidence(since if fit.holds else power * since, power, power, fit)
    before = summed(stack, one.before)
    fit = fit_of(stack, one.marks, before + since)
    power = 1.0 if fit.holds else SOFTENED
    logs = power * (SOFTENED * before + since) + _objecting(one.objection, before)
    return Evidence(logs, power * SOFTENED, power, fit)


def without(stack: Stack, evidence: Evidence, one: Round, mark: tuple[str, int]) -> Floats:
    """The log-likelihood as if one answer had not been given: (G,)."""
    weight = evidence.before if mark in one.before else evidence.since
    left: Floats = evidence.log_likelihood - weight * stack.log_likelihood[stack.rows((mark,))[0]]
    return left


def summed(stack: Stack, marks: Marks) -> Floats:
    """(G,): the sum of the log-likelihoods of these answers."""
    # Rows ascend, so that the order of answers changes not even the last bit.
    total: Floats = np.add.reduce(stack.log_likelihood[list(stack.rows(marks))], axis=0)
    return total


def _objecting(where: Where, before: Floats) -> Floats:
    """How likely the objection is, at every point, to the picture that these answers made."""
    dimension = _DIMENSION.get(where)
    if dimension is None:
        return np.zeros(len(POINTS))
    shown = belief_of(before + LOG_PRIOR).mean[dimension]
    logs: Floats = -np.logaddexp(0.0, -OBJECTION_SLOPE * (shown - POINTS[:, dimension]))
    return logs
