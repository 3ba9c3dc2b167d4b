"""Marginal maximum likelihood by EM (Bock and Aitkin 1981), for statements and scenes together.

Rule: pure arithmetic on start values; what may be estimated at all is judged in `identification.py` before.
The people's distribution is the engine's own prior, on its own grid, so parameters mean the same in both. Where every
loading of a dimension is free, each round also moves and stretches that dimension until the people's mean is 0 and
their standard deviation 1 (parameter expansion, Liu, Rubin and Wu 1998): the same maximum, in a third of the rounds.
Shapes: P = people, I = items, R = options of all items, G = grid points.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.attachment.graded_fit import Graded
from bot.attachment.nominal_fit import Nominal
from bot.attachment.open_items import OpenItem
from bot.attachment.plane import LOG_PRIOR, POINTS, Floats
from bot.attachment.responses import Answers

Singles = NDArray[np.float32]
Parameters = tuple[Floats, Floats]
"""Of one item: slopes with their sign, and intercepts; (2,) and (K - 1,), or (K, 2) and (K,)."""

_MOST_ROUNDS = 200
_STILL = 0.002
"""The rounds end when no parameter moves further than this: a twentieth of a standard error with 1,000 people."""
_AT_ONCE = 4096
"""So many people are handled in one product."""


@dataclass(frozen=True, eq=False)
class _Group:
    """Items of one kind with the same number of options. places: where they stand among all items."""

    places: tuple[int, ...]
    fit: Graded | Nominal


@dataclass(frozen=True, eq=False)
class Estimate:
    """parameters: of every item. log_likelihood: of the answers. rounds: so many it took. settled: they did."""

    parameters: tuple[Parameters, ...]
    log_likelihood: float
    rounds: int
    settled: bool


def estimate(items: Sequence[OpenItem], start: Sequence[Parameters], answers: Answers) -> Estimate:
    """The parameters under which these answers are likeliest; what an item holds stays as it is."""
    groups = list(_groups(items, start))
    chosen = _one_hot(groups, answers)
    movable, stretchable = _movable(items)
    likelihood, moved = -np.inf, np.inf
    rounds = 0
    while rounds < _MOST_ROUNDS and moved > _STILL:
        rounds += 1
        counts, people, likelihood = _expected(groups, chosen)
        before, groups = groups, _recentred(_stepped(groups, counts), people, movable, stretchable)
        moved = max(_distance(one.fit, other.fit) for one, other in zip(before, groups, strict=True))
    found = {place: one for group in groups for place, one in _finished(group)}
    return Estimate(tuple(found[place] for place in range(len(items))), likelihood, rounds, moved <= _STILL)


def _groups(items: Sequence[OpenItem], start: Sequence[Parameters]) -> Iterator[_Group]:
    kinds = sorted({(item.kind, len(item.options)) for item in items})
    for kind, options in kinds:
        places = tuple(n for n, item in enumerate(items) if (item.kind, len(item.options)) == (kind, options))
        slopes = np.array([start[place][0] for place in places])
        intercepts = np.array([start[place][1] for place in places])
        free_slopes = np.isnan(np.array([items[place].slopes for place in places]))
        free_offsets = np.isnan(np.array([items[place].offsets for place in places]))
        if kind == "statement":
            yield _Group(places, Graded(slopes, intercepts, ~np.concatenate([free_slopes, free_offsets], axis=1)))
        else:
            parameters = np.concatenate([slopes, intercepts[..., None]], axis=2)
            held = ~np.concatenate([free_slopes, free_offsets[..., None]], axis=2)
            yield _Group(places, Nominal(parameters, held))


def _options_of(group: _Group) -> int:
    match group.fit:
        case Graded(intercepts=intercepts):
            return int(intercepts.shape[1]) + 1
        case Nominal(parameters=parameters):
            return int(parameters.shape[1])


def _one_hot(groups: Sequence[_Group], answers: Answers) -> Singles:
    """(P, R): 1 where a person chose an option, in the order of the groups."""
    parts = [
        (answers[:, list(group.places), None] == np.arange(_options_of(group))).reshape(len(answers), -1)
        for group in groups
    ]
    return np.concatenate(parts, axis=1).astype(np.float32)


def _expected(groups: Sequence[_Group], chosen: Singles) -> tuple[Floats, Floats, float]:
    """Expected counts (R, G) of each option, (G,) of people, and the log-likelihood of all answers."""
    logs = np.concatenate([np.log(group.fit.probabilities()).reshape(-1, len(POINTS)) for group in groups])
    logs, prior = logs.astype(np.float32), LOG_PRIOR.astype(np.float32)
    counts, people, likelihood = np.zeros(logs.shape), np.zeros(len(POINTS)), 0.0
    for first in range(0, len(chosen), _AT_ONCE):
        some = chosen[first : first + _AT_ONCE]
        weights = some @ logs + prior
        highest = weights.max(axis=1, keepdims=True)
        np.exp(weights - highest, out=weights)
        total = weights.sum(axis=1, keepdims=True)
        weights /= total
        likelihood += float((np.log(total) + highest).sum(dtype=np.float64))
        counts += some.T @ weights
        people += weights.sum(axis=0, dtype=np.float64)
    return counts, people, likelihood


def _stepped(groups: Sequence[_Group], counts: Floats) -> list[_Group]:
    """Every group after one step. One answer in all, spread evenly over each item's options and over the people's
    distribution, is added: an option that nobody chose then stays possible."""
    moved, first = [], 0
    for group in groups:
        options = _options_of(group)
        rows = len(group.places) * options
        own = counts[first : first + rows].reshape(len(group.places), options, -1) + np.exp(LOG_PRIOR) / options
        moved.append(_Group(group.places, group.fit.step(own)))
        first += rows
    return moved


def _distance(one: Graded | Nominal, other: Graded | Nominal) -> float:
    """How far the furthest parameter moved."""
    return float(np.abs(one.parameters - other.parameters).max())


def _movable(items: Sequence[OpenItem]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """(2,) each: the dimensions that may be moved, because no item that speaks of them holds its offsets, and those of
    them that may be stretched, because no item holds a loading other than 0 there."""
    reach = np.array([item.reach for item in items])
    offsets_held = np.array([not np.isnan(item.offsets).all() for item in items])
    loading_held = np.array(
        [(~np.isnan(item.slopes) & (item.slopes != 0)).reshape(-1, 2).any(axis=0) for item in items]
    )
    movable = ~(reach & offsets_held[:, None]).any(axis=0)
    return movable, movable & ~loading_held.any(axis=0)


def _recentred(
    groups: Sequence[_Group], people: Floats, movable: NDArray[np.bool_], stretchable: NDArray[np.bool_]
) -> list[_Group]:
    """The same model with the people's mean at 0 and their spread at 1 on the dimensions where that may be."""
    share = people / people.sum()
    mean = np.where(movable, share @ POINTS, 0.0)
    spread = np.where(stretchable, np.sqrt(share @ POINTS**2 - (share @ POINTS) ** 2), 1.0)
    return [_Group(group.places, _moved(group.fit, mean, spread)) for group in groups]


def _moved(fit: Graded | Nominal, mean: Floats, spread: Floats) -> Graded | Nominal:
    match fit:
        case Graded(slopes, intercepts, held):
            return Graded(slopes * spread, intercepts - (slopes @ mean)[:, None], held)
        case Nominal(parameters, held):
            slopes, intercepts = parameters[..., :2], parameters[..., 2] + parameters[..., :2] @ mean
            return Nominal(np.concatenate([slopes * spread, intercepts[..., None]], axis=2), held)


def _finished(group: _Group) -> Iterator[tuple[int, Parameters]]:
    for number, place in enumerate(group.places):
        match group.fit:
            case Graded(slopes, intercepts):
                yield place, (slopes[number], intercepts[number])
            case Nominal(parameters):
                yield place, (parameters[number, :, :2], parameters[number, :, 2])
