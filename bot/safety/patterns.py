"""What a phrase has become after reading: words, choices between words, gaps; and how it is found among words.

Rule: phrases are matched against words as normalise.py writes them. All ways through a phrase are followed at once, a
word at a time, so no text however hostile takes more than its length times the phrase's (Thompson 1968): nothing is
compiled, and nothing is tried twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from bot.safety.normalise import MARKS

Gaps = tuple[int, ...]
"""Positions of the words that a way through a phrase passed over in its gaps."""

Paths = dict[int, Gaps]
"""Where the ways through a phrase have come to -> what each passed over. Of two that meet the first one stays."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word."""

    word: str

    def follow(self, words: Sequence[str], paths: Paths) -> Paths:
        return {at + 1: gaps for at, gaps in paths.items() if at < len(words) and words[at] == self.word}


@dataclass(frozen=True, eq=False)
class Either:
    """One of several sequences; `needed` says whether one must be there. Groups are shared, so what is worked out from
    one is kept."""

    options: tuple[Sequence[Item], ...]
    needed: bool = True

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word that is named."""
        found: set[str] = set()
        for item in (item for option in self.options for item in option):
            if isinstance(item, Word):
                found.add(item.word)
            elif isinstance(item, Either):
                found |= item.words
        return frozenset(found)

    @cached_property
    def _by_first(self) -> Mapping[str, Sequence[Sequence[Item]]]:
        found: dict[str, list[Sequence[Item]]] = {}
        for option in self.options:
            if option and isinstance(option[0], Word):
                found.setdefault(option[0].word, []).append(option[1:])
        return found

    @cached_property
    def _others(self) -> Sequence[Sequence[Item]]:
        return [option for option in self.options if not option or not isinstance(option[0], Word)]

    def make_ready(self) -> None:
        """Work out now what is worked out when a text first needs it."""
        if "_by_first" in self.__dict__:
            return
        _ = self._by_first, self._others
        for option in self.options:
            make_ready(option)

    def follow(self, words: Sequence[str], paths: Paths) -> Paths:
        found: Paths = {}
        for at, gaps in paths.items():
            for rest in self._by_first.get(words[at], ()) if at < len(words) else ():
                _join(found, followed(rest, words, {at + 1: gaps}))
            for option in self._others:
                _join(found, followed(option, words, {at: gaps}))
            if not self.needed:
                found.setdefault(at, gaps)
        return found


@dataclass(frozen=True, slots=True)
class Gap:
    """Up to so many other words; not across `stops`."""

    most: int
    stops: frozenset[str]

    def follow(self, words: Sequence[str], paths: Paths) -> Paths:
        found: Paths = {}
        for start, before in paths.items():
            gaps = before
            found.setdefault(start, gaps)
            for at in range(start, min(start + self.most, len(words))):
                if words[at] in self.stops:
                    break
                gaps = (*gaps, at)
                found.setdefault(at + 1, gaps)
        return found


@dataclass(frozen=True, slots=True)
class Shape:
    """A word of this form."""

    form: str

    def follow(self, words: Sequence[str], paths: Paths) -> Paths:
        form = _compiled(self.form)
        return {at + 1: gaps for at, gaps in paths.items() if at < len(words) and form.fullmatch(words[at])}


@dataclass(frozen=True, slots=True)
class Not:
    """What follows is none of these."""

    options: tuple[Sequence[Item], ...]

    def follow(self, words: Sequence[str], paths: Paths) -> Paths:
        return {
            at: gaps
            for at, gaps in paths.items()
            if not any(followed(option, words, {at: ()}) for option in self.options)
        }


@dataclass(frozen=True, slots=True)
class End:
    """The clause ends here, or goes on with one of `joints`."""

    joints: frozenset[str]

    def follow(self, words: Sequence[str], paths: Paths) -> Paths:
        return {
            at: gaps for at, gaps in paths.items() if at >= len(words) or words[at] in MARKS or words[at] in self.joints
        }


Item = Word | Either | Gap | Shape | Not | End


@dataclass(frozen=True, slots=True)
class Match:
    """Where a phrase was found: words[start:end], and the positions of the words in its gaps."""

    start: int
    end: int
    gaps: Gaps


@dataclass(frozen=True)
class Phrase:
    """A phrase that was read. alone: only as a whole clause."""

    items: tuple[Item, ...]
    alone: bool = False

    def matches(self, words: Sequence[str]) -> Iterator[Match]:
        """Where the phrase is found in `words`: one match at most for each place where one begins."""
        for start in range(len(words)):
            if self._begins is not None and words[start] not in self._begins:
                continue
            if self.alone and start and words[start - 1] not in MARKS:
                continue
            for end, gaps in followed(self.items, words, {start: ()}).items():
                if not self.alone or end == len(words) or words[end] in MARKS:
                    yield Match(start, end, gaps)
                    break

    def found(self, words: Sequence[str]) -> bool:
        """Whether the phrase is there."""
        return next(self.matches(words), None) is not None

    def make_ready(self) -> None:
        """Work out now what is worked out when a text first needs it."""
        _ = self._begins
        make_ready(self.items)

    @cached_property
    def _begins(self) -> frozenset[str] | None:
        return _first_words(self.items)


def make_ready(items: Iterable[Item]) -> None:
    """Make the groups among `items` ready."""
    for item in items:
        if isinstance(item, Either):
            item.make_ready()


def followed(items: Sequence[Item], words: Sequence[str], paths: Paths) -> Paths:
    """Where `paths` lead through all of `items`."""
    for item in items:
        if not paths:
            break
        paths = item.follow(words, paths)
    return paths


def _join(found: Paths, others: Paths) -> None:
    for end, gaps in others.items():
        found.setdefault(end, gaps)


def _first_words(items: Sequence[Item]) -> frozenset[str] | None:
    """The words with which a sequence may begin; None when any word may."""
    found: set[str] = set()
    for item in items:
        if isinstance(item, Word):
            return frozenset((*found, item.word))
        if isinstance(item, Either):
            for option in item.options:
                begins = _first_words(option)
                if begins is None:
                    return None
                found |= begins
            if item.needed:
                return frozenset(found)
        elif isinstance(item, Gap | Shape):
            return None
    return None


@cache
def _compiled(form: str) -> re.Pattern[str]:
    return re.compile(form)
