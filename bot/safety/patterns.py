"""What a phrase has become after reading: words, choices between words, gaps; and the regular expression made of them.

Rule: phrases are matched against words as normalise.py writes them, one space between two, and a space at both ends.
Every phrase has anchors: words of which one must be there, so that most phrases need not be tried at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True, slots=True)
class Word:
    """One word."""

    word: str


@dataclass(frozen=True, eq=False)
class Either:
    """One of several sequences; `needed` says whether one must be there. Groups are shared, so what is worked out from
    one is kept."""

    options: tuple[Sequence[Item], ...]
    needed: bool = True

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset(word for option in self.options for word in _words(option))

    @cached_property
    def pattern(self) -> str:
        # Single words stand together and shortest: the expression is compiled, and tried, much faster.
        single = [
            re.escape(option[0].word) for option in self.options if len(option) == 1 and isinstance(option[0], Word)
        ]
        texts = [regular(option) for option in self.options if len(option) != 1 or not isinstance(option[0], Word)]
        if single:
            texts.insert(0, f"(?:{'|'.join(single)}) " if len(single) > 1 else f"{single[0]} ")
        return f"(?:{'|'.join(texts)}){'' if self.needed else '?'}"


@dataclass(frozen=True, slots=True)
class Not:
    """The next word is none of these."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pattern:
    """A piece that is a regular expression already: a gap, a number, a clause's end."""

    text: str


Item = Word | Either | Not | Pattern


@dataclass(frozen=True)
class Phrase:
    """A phrase that was read. It is compiled when it is first tried: most never are."""

    items: tuple[Item, ...]
    alone: bool = False

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What finds the phrase; its groups are the words in its gaps."""
        text = regular(self.items)
        return re.compile(rf"(?:(?<=^ )|(?<=[.,/] )){text}(?=[.,/] |$)" if self.alone else f"(?<= ){text}")

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word that the phrase names."""
        return frozenset(_words(self.items))


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


def is_anchored(items: Sequence[Item]) -> bool:
    """Whether some word must be there."""
    return any(
        isinstance(item, Word) or (isinstance(item, Either) and item.needed and all(map(is_anchored, item.options)))
        for item in items
    )


def regular(items: Sequence[Item]) -> str:
    """The regular expression of a sequence."""
    return "".join(map(_piece, items))


def _piece(item: Item) -> str:
    match item:
        case Word(word):
            return f"{re.escape(word)} "
        case Either():
            return item.pattern
        case Not(words):
            return f"(?!{'|'.join(words)})"
        case Pattern(text):
            return text


def _words(items: Sequence[Item]) -> Iterator[str]:
    for item in items:
        if isinstance(item, Word):
            yield item.word
        elif isinstance(item, Either):
            yield from item.words
