"""Anchors of a phrase: words of which one must be there, so that most phrases need not be tried at all.

Rule: this looks at phrases only, never at a text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.safety.patterns import Either, Item, Phrase, Word


class Anchors:
    """Finds a phrase's anchors: words of which at least one is in every text that the phrase is found in. Of several
    such sets it is the one that costs least; `cost` says how common a word is."""

    def __init__(self, cost: Mapping[str, int]) -> None:
        self._cost = cost
        self._known: dict[Either, frozenset[str]] = {}

    def of(self, phrase: Phrase) -> frozenset[str]:
        return self._of_sequence(phrase.items)

    def needs(self, phrase: Phrase) -> tuple[frozenset[str], ...]:
        """One set for each piece that must be there: a text without a word of one of them has the phrase nowhere."""
        return tuple({anchors for anchors in map(self._of_item, phrase.items) if anchors})

    def _of_sequence(self, items: Sequence[Item]) -> frozenset[str]:
        if len(items) == 1:
            return self._of_item(items[0])
        found = [anchors for anchors in map(self._of_item, items) if anchors]
        return min(found, key=lambda words: sum(self._cost.get(word, 1) for word in words), default=frozenset())

    def _of_item(self, item: Item) -> frozenset[str]:
        if isinstance(item, Word):
            return frozenset((item.word,))
        if not isinstance(item, Either) or not item.needed:
            return frozenset()
        if item not in self._known:
            options = [self._of_sequence(option) for option in item.options]
            self._known[item] = frozenset().union(*options) if all(options) else frozenset()
        return self._known[item]
