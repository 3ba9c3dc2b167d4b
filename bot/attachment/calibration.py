"""Calibrating: from people's answers and a bank with unknowns to a bank without.

Rule: pure. What the answers cannot tell is refused with reasons (`identification.py`); what they tell badly is noted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from bot.attachment.balancing import balanced_sizes, bundled
from bot.attachment.bank import Stack
from bot.attachment.estimation import Estimate, Parameters, estimate
from bot.attachment.identification import unused_options
from bot.attachment.items import Item
from bot.attachment.misfit import Calibration
from bot.attachment.open_items import OpenItem
from bot.attachment.plane import DIMENSIONS, Dimension
from bot.attachment.responses import MISSING, Answers
from bot.attachment.straying import misfit_of

_NO_BOUND = 6.0
_SAYS_NOTHING = 0.2


@dataclass(frozen=True, eq=False)
class Calibrated:
    """items: finished, in the order of the bank. calibration: what is noted in the file. log_likelihood, rounds: of
    the maximum. balanced: the dimensions whose loadings' sizes come from least squares. notes: sentences."""

    items: tuple[Item, ...]
    calibration: Calibration
    log_likelihood: float
    rounds: int
    balanced: tuple[Dimension, ...]
    notes: tuple[str, ...]


def calibrate(items: Sequence[OpenItem], start: Sequence[Parameters], answers: Answers, seed: int = 1) -> Calibrated:
    """The bank that these answers (people, items) speak for; `reasons_against` has found no reason."""
    found = estimate(items, start, answers)
    finished = _finished(items, found)
    balanced = {
        name: places for place, name in enumerate(DIMENSIONS) if (places := bundled(Stack(finished), answers, place))
    }
    if balanced:
        finished = _balanced(items, finished, found, answers, list(balanced.values()))
    stack = Stack(finished)
    return Calibrated(
        items=finished,
        calibration=Calibration(
            people=int((answers != MISSING).any(axis=1).sum()), misfit=misfit_of(stack, answers, seed)
        ),
        log_likelihood=found.log_likelihood,
        rounds=found.rounds,
        balanced=tuple(balanced),
        notes=(*_unsettled(found), *unused_options(items, answers), *_odd_loadings(items, finished)),
    )


def _finished(items: Sequence[OpenItem], found: Estimate) -> tuple[Item, ...]:
    finished = []
    for item, (slopes, intercepts) in zip(items, found.parameters, strict=True):
        offsets = intercepts / max(float(np.hypot(*slopes)), 1e-6) if item.kind == "statement" else intercepts
        finished.append(item.item(item.sign * slopes, offsets))
    return tuple(finished)


def _balanced(
    items: Sequence[OpenItem],
    finished: Sequence[Item],
    found: Estimate,
    answers: Answers,
    bundles: Sequence[Sequence[int]],
) -> tuple[Item, ...]:
    """The items with balanced sizes: these are held, and the rest is estimated again."""
    start, held = list(found.parameters), list(items)
    for places in bundles:
        sizes = balanced_sizes([finished[place] for place in places], answers[:, list(places)])
        for place, size in zip(places, sizes, strict=True):
            if _is_free_to_grow(items[place]):
                slopes = finished[place].slopes * size / np.hypot(*finished[place].slopes)
                start[place] = (slopes, start[place][1])
                held[place] = replace(items[place], slopes=items[place].sign * slopes)
    return _finished(items, estimate(held, start, answers))


def _is_free_to_grow(item: OpenItem) -> bool:
    """Whether its slopes may change in size: none of them is held at a number other than 0."""
    return item.free_slopes and bool((np.isnan(item.slopes) | (item.slopes == 0)).all())


def _unsettled(found: Estimate) -> Iterator[str]:
    if not found.settled:
        yield f"the search had not come to rest after {found.rounds} rounds: the last digits are uncertain"


def _odd_loadings(items: Sequence[OpenItem], finished: Sequence[Item]) -> Iterator[str]:
    for item, one in zip(items, finished, strict=True):
        if item.kind != "statement" or not item.free_slopes:
            continue
        size, main = float(np.hypot(*one.slopes)), int(np.argmax(np.abs(one.slopes)))
        if size < _SAYS_NOTHING:
            yield f"'{item.id}' says next to nothing about either dimension (loadings of {size:.2f})"
        elif size > _NO_BOUND:
            yield f"the loading of '{item.id}' ({size:.1f}) is larger than any real one: look at its answers"
        elif item.sign * one.slopes[main] < 0:
            turned = (
                "is 'reversed' in the bank: was its column turned round already?"
                if item.sign < 0
                else ("points the other way: does 'reversed: yes' belong to it?")
            )
            yield f"'{item.id}' {turned}"
