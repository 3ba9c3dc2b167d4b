"""The item bank: all items, and for each relationship one table of everything its items could be answered.

Rule: immutable after it is made; tables are made when first needed and kept, because they depend on content only.
Shapes: R = all options of all items of a relationship (rows of its table), G = grid points.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from bot.attachment.belief import Belief, belief_from
from bot.attachment.items import Item, ItemsFile, items_of
from bot.attachment.plane import Floats

_BELIEFS_KEPT = 256
"""One step reads the same belief several times (what leans, the region, the picture). 256 of them are 1.7 MB."""

Marks = tuple[tuple[str, int], ...]
"""Scored answers as (item's id, number of the option)."""


@dataclass(frozen=True, eq=False)
class Stack:
    """The items that ask about one relationship, with their tables below one another."""

    items: tuple[Item, ...]

    @cached_property
    def log_likelihood(self) -> Floats:
        """(R, G): the log-likelihood rows of every item, in order."""
        return np.concatenate([item.log_likelihood for item in self.items])

    @cached_property
    def likelihood(self) -> Floats:
        """(R, G): the same as probabilities."""
        likelihood: Floats = np.exp(self.log_likelihood)
        return likelihood

    @cached_property
    def expected_fit(self) -> tuple[Floats, Floats]:
        """(items, G) twice: mean and variance of the log-likelihood of an answer to each item, at every point."""
        told = self.likelihood * self.log_likelihood
        mean: Floats = np.add.reduceat(told, self.first_rows)
        square: Floats = np.add.reduceat(told * self.log_likelihood, self.first_rows)
        return mean, square - mean**2

    @cached_property
    def first_rows(self) -> NDArray[np.intp]:
        """(items,): where each item's rows begin."""
        return np.array([0, *accumulate(len(item.options) for item in self.items[:-1])], dtype=np.intp)

    @cached_property
    def places(self) -> dict[str, int]:
        """An item's id -> its place in `items`."""
        return {item.id: place for place, item in enumerate(self.items)}

    @cached_property
    def scenes(self) -> NDArray[np.bool_]:
        """(items,): which of them are scenes."""
        return np.array([item.kind == "scene" for item in self.items])

    @cached_property
    def touches(self) -> NDArray[np.bool_]:
        """(items, 2): which dimensions each tells something about."""
        return np.array([item.touches for item in self.items])

    @cached_property
    def families(self) -> dict[str, NDArray[np.bool_]]:
        """For each family, (items,): which of them belong to it."""
        names = {item.family for item in self.items}
        return {name: np.array([item.family == name for item in self.items]) for name in names}

    @cached_property
    def _options(self) -> dict[str, tuple[int, int]]:
        """An item's id -> its first row, and the number of its options."""
        firsts = self.first_rows.tolist()
        return {item.id: (first, len(item.options)) for item, first in zip(self.items, firsts, strict=True)}

    def knows(self, item: str, option: int) -> bool:
        """Whether the bank (still) has this item with this option."""
        return 0 <= option < self._options.get(item, (0, 0))[1]

    def rows(self, marks: Marks) -> tuple[int, ...]:
        """The rows of scored answers, ascending, so that the order of answers changes not even the last bit.

        Answers to items or options that the bank no longer has are passed over.
        """
        options = self._options
        return tuple(sorted(options[item][0] + option for item, option in marks if self.knows(item, option)))

    def belief(self, marks: Marks) -> Belief:
        """The belief after scored answers."""
        return self._belief(self.rows(marks))

    @cached_property
    def _belief(self) -> Callable[[tuple[int, ...]], Belief]:
        return lru_cache(maxsize=_BELIEFS_KEPT)(lambda rows: belief_from(self.log_likelihood[list(rows)]))


NOTHING_TO_ASK = Stack(())
"""For a relationship that the bank does not know."""


@dataclass(frozen=True, eq=False)
class ItemBank:
    """All items, by relationship."""

    stacks: dict[str, Stack]

    @classmethod
    def of(cls, files: Iterable[ItemsFile]) -> ItemBank:
        """The bank of these files; they have been checked (`checks.py`)."""
        return cls.of_items([item for file in files for item in items_of(file)])

    @classmethod
    def of_items(cls, items: Sequence[Item]) -> ItemBank:
        """The bank of these items."""
        names = {name for item in items for name in item.relationships}
        return cls({name: Stack(tuple(item for item in items if name in item.relationships)) for name in sorted(names)})
