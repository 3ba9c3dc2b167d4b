"""Many people's answers to many items, as calibrating and measuring read them.

Rule: numbers only; the file they come from is read at the door.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

MISSING = -1

Answers = NDArray[np.int64]
"""(people, items): the number of the option from 0 on, or MISSING."""


@dataclass(frozen=True, eq=False)
class Responses:
    """items: ids; answers: (people, items)."""

    items: tuple[str, ...]
    answers: Answers

    def of(self, items: Sequence[str]) -> Answers:
        """(people, len(items)): the answers to these items; MISSING throughout for an item without a column."""
        places = {name: place for place, name in enumerate(self.items)}
        found = np.full((len(self.answers), len(items)), MISSING, dtype=np.int64)
        for column, name in enumerate(items):
            if name in places:
                found[:, column] = self.answers[:, places[name]]
        return found


def scores(answers: Answers, options: Sequence[int]) -> NDArray[np.float64]:
    """(people, items): answers as shares of their scale, 0 for the first option and 1 for the last; NaN for missing."""
    shares = answers / (np.array(options) - 1.0)
    return np.where(answers == MISSING, np.nan, shares)


def correlations(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """(items, items): correlations over the people who gave both values; 0 where fewer than three did."""
    known = ~np.isnan(values)
    weight = known.astype(np.float64)
    filled = np.where(known, values - np.nanmean(values, axis=0), 0.0)
    both = weight.T @ weight
    enough = both > 2  # noqa: PLR2004 (two points always lie on a line)
    count = np.where(enough, both, 1.0)
    mean = (filled.T @ weight) / count
    square = (filled**2).T @ weight / count - mean**2
    shared = filled.T @ filled / count - mean * mean.T
    spread = np.sqrt(np.maximum(square * square.T, 0))
    found = np.divide(shared, spread, out=np.zeros_like(shared), where=enough & (spread > 0))
    return np.clip(found, -1.0, 1.0)
