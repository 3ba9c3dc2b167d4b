"""Which item comes next, and when there were enough.

Rule: the next item is the one after which the belief is expected to be narrowest, among those that the rules allow. The
rules stand below as data, in the order of their weight: one that would leave nothing to ask is passed over, except the
first ones, which always hold.
Shapes: I = items of the relationship, R = all their options, G = grid points.
Source: expected posterior variance as in Bayesian adaptive testing (van der Linden 1998), summed over both dimensions.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bot.attachment.bank import Stack
from bot.attachment.belief import Belief
from bot.attachment.plane import POINTS, Floats

Allowed = NDArray[np.bool_]

AGAIN_AFTER: Final = timedelta(days=27)
"""An item is not asked again sooner: an answer that is remembered is not a new answer."""

TIE: Final = 0.005
"""Items whose expected variance lies this near the best (in squared standard deviations) count as equally good, and the
seed decides among them: about a hundredth of what one answer tells at the start (docs/inference.md has the cost)."""

_TOUCHED_WITHIN: Final = 3
"""By then both dimensions have been asked about."""

_LONGEST_RUN: Final = {"scene": 1, "statement": 3}
"""So many of one kind may follow each other."""


_MOMENTS: Final = np.vstack([np.ones(len(POINTS)), POINTS.T])
"""(3, G): 1, anxiety and avoidance at every grid point."""


@dataclass(frozen=True, slots=True)
class Sitting:
    """What has been asked so far: `asked`, places in the stack, in order; `barred`: places that were answered or
    declined too lately."""

    asked: tuple[int, ...] = ()
    barred: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Until:
    """When to stop: both standard errors at most `standard_error` after `at_least` questions, or `at_most` of them."""

    standard_error: float
    at_least: int
    at_most: int


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: which items it allows, None when it has nothing to say. `always`: it holds even if nothing is left."""

    name: str
    allows: Callable[[Stack, Sitting], Allowed | None]
    always: bool = False


def is_enough(belief: Belief, asked: int, until: Until) -> bool:
    """Whether to stop asking."""
    if asked >= until.at_most:
        return True
    return asked >= until.at_least and max(belief.standard_errors) <= until.standard_error


def next_item(stack: Stack, belief: Belief, sitting: Sitting, seed: int) -> int | None:
    """The place of the next item in the stack; None when there is nothing left to ask.

    The same arguments give the same item.
    """
    allowed = _allowed(stack, sitting)
    if not allowed.any():
        return None
    variance = expected_variance(stack, belief)
    variance[~allowed] = np.inf
    best = np.flatnonzero(variance <= variance.min() + TIE)
    draw = zlib.crc32(f"{seed} {len(sitting.asked)}".encode())
    return int(best[draw % len(best)])


def expected_variance(stack: Stack, belief: Belief) -> Floats:
    """(I,): the variance, summed over both dimensions, that the belief is expected to have after each item.

    For each option k with chance p_k and mean m_k after it, the expectation is E|x|^2 - sum p_k |m_k|^2: one product of
    the table (R, G) with three columns gives every p_k and p_k m_k.
    """
    chance, anxiety, avoidance = (belief.weights * _MOMENTS) @ stack.likelihood.T
    told = (anxiety**2 + avoidance**2) / chance
    variance: Floats = belief.mean_square - np.add.reduceat(told, stack.first_rows)
    return variance


def _allowed(stack: Stack, sitting: Sitting) -> Allowed:
    allowed = np.ones(len(stack.items), dtype=np.bool_)
    for rule in RULES:
        one = rule.allows(stack, sitting)
        if one is None:
            continue
        narrowed = allowed & one
        if rule.always or narrowed.any():
            allowed = narrowed
    return allowed


def _not_again(stack: Stack, sitting: Sitting) -> Allowed | None:
    return _all_but(stack, [*sitting.asked, *sitting.barred])


def _scene_first(stack: Stack, sitting: Sitting) -> Allowed | None:
    return None if sitting.asked else stack.scenes


def _no_family_twice(stack: Stack, sitting: Sitting) -> Allowed | None:
    family = stack.items[sitting.asked[-1]].family if sitting.asked else ""
    return ~stack.families[family] if family else None


def _both_dimensions_early(stack: Stack, sitting: Sitting) -> Allowed | None:
    if not 0 < len(sitting.asked) < _TOUCHED_WITHIN:
        return None
    touched = stack.touches[list(sitting.asked)].any(axis=0)
    return None if touched.all() else stack.touches[:, int(np.argmin(touched))]


def _kinds_mixed(stack: Stack, sitting: Sitting) -> Allowed | None:
    if not sitting.asked:
        return None
    last = stack.items[sitting.asked[-1]].kind
    run = _LONGEST_RUN[last]
    lately = sitting.asked[-run:]
    if len(lately) < run or any(stack.items[place].kind != last for place in lately):
        return None
    return stack.scenes if last == "statement" else ~stack.scenes


def _all_but(stack: Stack, places: Sequence[int]) -> Allowed:
    allowed = np.ones(len(stack.items), dtype=np.bool_)
    allowed[list(places)] = False
    return allowed


RULES: Final = (
    Rule("nothing that was asked in this sitting or lately", _not_again, always=True),
    Rule("a scene first", _scene_first),
    Rule("no two of one family in a row", _no_family_twice),
    Rule("both dimensions early", _both_dimensions_early),
    Rule("scenes and statements mixed", _kinds_mixed),
)
