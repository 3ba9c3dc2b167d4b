"""What the answers can tell about the parameters, and what they cannot.

Rule: each reason is a sentence for the psychologist, with the remedy; nothing is estimated here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from bot.attachment.open_items import OpenItem
from bot.attachment.plane import DIMENSIONS, Floats
from bot.attachment.responses import MISSING, Answers, correlations, scores

FEWEST_PEOPLE: Final = 50
"""With fewer, a loading's standard error is about half of the loading."""
FEWEST_ANSWERS: Final = 30
_FEWEST_ITEMS: Final = 3
"""Two items have one correlation, which cannot be shared out between two loadings."""
_TWINS: Final = 0.995
_NAMED: Final = 4


def reasons_against(items: Sequence[OpenItem], answers: Answers) -> Iterator[str]:
    """Why the open parameters of these items cannot be had from these answers; nothing when they can."""
    if not any(item.is_open for item in items):
        yield "nothing in this bank is to be estimated: mark loadings 'free', or leave thresholds out"
        return
    people = int((answers != MISSING).any(axis=1).sum())
    if people < FEWEST_PEOPLE:
        yield f"{people} people answered; at least {FEWEST_PEOPLE} are needed, and several hundred are good"
        return
    found = [*_thin_items(items, answers), *_too_few_items(items), *_turning_plane(items)]
    yield from found
    if not found:
        yield from _twins(items, answers)
        yield from _nothing_in_common(items, answers)


def unused_options(items: Sequence[OpenItem], answers: Answers) -> Iterator[str]:
    """Options of open items that nobody chose: their thresholds are what a weak prior makes of them."""
    for item, column in zip(items, answers.T, strict=True):
        unused = [str(option + 1) for option in range(len(item.options)) if not (column == option).any()]
        if unused and item.is_open:
            which = f"option {unused[0]}" if len(unused) == 1 else f"options {', '.join(unused)}"
            yield f"nobody chose {which} of '{item.id}', so its thresholds there rest on next to nothing"


def _thin_items(items: Sequence[OpenItem], answers: Answers) -> Iterator[str]:
    for item, column in zip(items, answers.T, strict=True):
        given = column[column != MISSING]
        if not item.is_open:
            continue
        if not len(given):
            yield f"'{item.id}' has no answers: it needs a column, or numbers in the bank"
        elif len(given) < FEWEST_ANSWERS:
            yield f"'{item.id}' has {len(given)} answers; at least {FEWEST_ANSWERS} are needed"
        elif (given == given[0]).all():
            yield f"everyone gave '{item.id}' the same answer ({given[0] + 1}), which says nothing about its parameters"


def _too_few_items(items: Sequence[OpenItem]) -> Iterator[str]:
    for place, name in enumerate(DIMENSIONS):
        speaking = [item for item in items if item.reach[place]]
        open_here = [item for item in speaking if np.isnan(item.slopes.reshape(-1, 2)[:, place]).any()]
        held = len(speaking) > len(open_here)
        if open_here and not held and len(speaking) < _FEWEST_ITEMS:
            yield (
                f"only {len(speaking)} of the items speak of {name}; {_FEWEST_ITEMS} are the fewest from which "
                "their loadings can be told apart (or hold a loading at a number)"
            )


def _turning_plane(items: Sequence[OpenItem]) -> Iterator[str]:
    """Items free on both dimensions leave the plane's direction open, unless others are tied to one dimension."""
    both = [item for item in items if np.isnan(item.slopes.reshape(-1, 2)).any(axis=0).all()]
    if not both:
        return
    for place, name in enumerate(DIMENSIONS):
        other = DIMENSIONS[1 - place]
        anchors = [
            item for item in items if item.reach[place] and not np.isnan(item.slopes.reshape(-1, 2)[:, 1 - place]).any()
        ]
        if not anchors:
            yield (
                f"nothing says which way {name} points: every item that speaks of it is free on {other} too, and the "
                f"plane can be turned without changing the fit; hold {other} at 0 for one that speaks of {name} alone"
            )


def _twins(items: Sequence[OpenItem], answers: Answers) -> Iterator[str]:
    together = np.abs(correlations(scores(answers, [len(item.options) for item in items])))
    for first, second in np.argwhere(np.triu(together > _TWINS, 1)):
        pair = items[first], items[second]
        if all(one.kind == "statement" and one.is_open for one in pair):
            yield f"'{pair[0].id}' and '{pair[1].id}' have the same answers: is one a copy of the other?"


def _nothing_in_common(items: Sequence[OpenItem], answers: Answers) -> Iterator[str]:
    """A dimension whose statements are no more alike than chance makes them has no loadings to be found.

    The largest eigenvalue of a correlation matrix of n unrelated items and P people stays below (1 + sqrt(n / P))^2.
    """
    for place, name in enumerate(DIMENSIONS):
        own = [n for n, item in enumerate(items) if item.kind == "statement" and item.reach[place] and item.free_slopes]
        if len(own) < _FEWEST_ITEMS:
            continue
        values = scores(answers[:, own], [len(items[n].options) for n in own])
        fewest = int((~np.isnan(values)).sum(axis=0).min())
        if largest_eigenvalue(correlations(values)) <= by_chance(len(own), fewest):
            listed = ", ".join(items[n].id for n in own[:_NAMED]) + (" ..." if len(own) > _NAMED else "")
            yield f"the answers on {name} have no more in common than chance gives ({listed})"


def largest_eigenvalue(matrix: Floats) -> float:
    """Of a symmetric matrix."""
    return float(np.linalg.eigvalsh(matrix)[-1])


def by_chance(items: int, people: int) -> float:
    """The largest eigenvalue that unrelated items have (Marchenko and Pastur 1967)."""
    return float((1 + np.sqrt(items / people)) ** 2)
