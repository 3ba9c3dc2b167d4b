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
        return self.cheapest(self.needs(phrase))

    def needs(self, phrase: Phrase) -> tuple[frozenset[str], ...]:
        """One set for each piece that must be there: a text without a word of one of them has the phrase nowhere."""
        return tuple(self._of_each(phrase.items))

    def cheapest(self, needs: Sequence[frozenset[str]]) -> frozenset[str]:
        """The set that the fewest texts meet; empty when there is none."""
        if len(needs) == 1:
            return needs[0]
        return min(needs, key=lambda words: sum(self._cost.get(word, 1) for word in words), default=frozenset())

    def _of_each(self, items: Sequence[Item]) -> list[frozenset[str]]:
        return [anchors for anchors in map(self._of_item, items) if anchors]

    def _of_item(self, item: Item) -> frozenset[str]:
        if isinstance(item, Word):
            return frozenset((item.word,))
        if not isinstance(item, Either) or not item.needed:
            return frozenset()
        if item not in self._known:
            self._known[item] = self._of_options(item.options)
        return self._known[item]

    def _of_options(self, options: Sequence[Sequence[Item]]) -> frozenset[str]:
        found: set[str] = set()
        for option in options:
            if len(option) == 1 and isinstance(option[0], Word):
                found.add(option[0].word)
                continue
            anchors = self.cheapest(self._of_each(option))
            if not anchors:
                return frozenset()
            found |= anchors
        return frozenset(found)
