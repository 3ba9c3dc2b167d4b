"""The small language of phrases in which rules are written, and its translation into regular expressions.

    want to die              these words, one after the other
    (hope|pray) i die        either of them; `[just]`: may be there or not; `<anymore>`: any word of that group
    i ... want to die        up to four other words of the same clause; `~`: up to eight, across commas
    scared of him $          the clause ends here; `live !(with|in)`: the next word is none of these (`*ing`: ends in ing)

Rule: phrases are matched against words as normalise.py writes them, one space between two, and a space at both ends.
Every phrase has anchors: words of which one must be there, so that most phrases need not be tried at all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

_TOKEN = re.compile(r"<(\w+)>|(\.\.\.)|([()\[\]|~$!])|([^\s()\[\]|<>~$!]+)|(\S)")
_GAP = {"...": r"((?:[^ .,/]+ ){0,4}?)", "~": r"((?:[^ .]+ ){0,8}?)"}
_END = r"(?=[.,/] |$|(?:and|but|because|when|so|if|or|since|cause|as|he|she|they|i) )"
_NUMBERS = {
    "number": r"(?:\d+|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|thirty|forty|fifty|sixty|hundred)",
    "many": r"(?:[89]|[1-9]\d+|eight|nine|ten|twelve|fifteen|twenty|thirty|forty|fifty|sixty|hundred)",
}


class PhraseError(ValueError):
    """A phrase that cannot be read; the message says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word."""

    word: str


@dataclass(frozen=True, slots=True)
class Either:
    """One of several sequences; `needed` says whether one must be there."""

    options: tuple[Sequence[Item], ...]
    needed: bool = True


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
        text = _regular(self.items)
        return re.compile(rf"(?:(?<=^ )|(?<=[.,/] )){text}(?=[.,/] |$)" if self.alone else f"(?<= ){text}")

    def words(self) -> Iterator[str]:
        """Every word that the phrase names."""
        yield from _words(self.items)

    def anchors(self, cost: Mapping[str, int]) -> frozenset[str]:
        """Words of which at least one is in every text that the phrase is found in: the set that is cheapest."""
        return _anchors(self.items, cost) or frozenset()


class Grammar:
    """Reads phrases. groups: lists of words by name. spell: writes a word as texts are normalised."""

    def __init__(self, groups: Mapping[str, Sequence[str]], spell: Callable[[str], Sequence[str]]) -> None:
        self._groups, self._known, self._open = groups, dict[str, Item](), set[str]()
        self.spell = spell

    def read(self, text: str, *, alone: bool = False) -> Phrase:
        """Read a phrase. Raises PhraseError."""
        phrase = Phrase(self._items(text), alone)
        if not phrase.anchors({}):
            raise PhraseError(f"nothing in {text!r} must be there; every phrase needs a word")
        return phrase

    def group(self, name: str) -> Item:
        """The words of a group as one item. Raises PhraseError."""
        if name in _NUMBERS:
            return Pattern(f"{_NUMBERS[name]} ")
        if name not in self._groups:
            raise PhraseError(f"there is no group named {name!r}")
        if name in self._open:
            raise PhraseError(f"the group {name!r} contains itself")
        if name not in self._known:
            self._open.add(name)
            self._known[name] = Either(tuple(self._items(words) for words in self._groups[name]))
            self._open.discard(name)
        return self._known[name]

    def _items(self, text: str) -> tuple[Item, ...]:
        reader = _Reader(text, self)
        items = reader.sequence()
        if reader.peek():
            raise PhraseError(f"there is a {reader.peek()!r} too many in {text!r}")
        return items


class _Reader:
    def __init__(self, text: str, grammar: Grammar) -> None:
        self._text, self._grammar = text, grammar
        self._tokens = [(found.lastindex or 0, found.group(found.lastindex or 0)) for found in _TOKEN.finditer(text)]
        self._at = 0

    def peek(self) -> str:
        return self._tokens[self._at][1] if self._at < len(self._tokens) else ""

    def sequence(self) -> tuple[Item, ...]:
        items: list[Item] = []
        while self._at < len(self._tokens) and self.peek() not in (")", "]", "|"):
            items.extend(self._item())
        return tuple(items)

    def _item(self) -> Iterator[Item]:
        form, token = self._tokens[self._at]
        self._at += 1
        if form == 1:
            yield self._grammar.group(token)
        elif token in _GAP:
            yield Pattern(_GAP[token])
        elif token == "$":
            yield Pattern(_END)
        elif token == "(":
            yield Either(self._options(")"))
        elif token == "[":
            yield Either(self._options("]"), needed=False)
        elif token == "!":
            yield self._not()
        elif form == 4:  # noqa: PLR2004  (the fourth group of _TOKEN: a word)
            yield from map(Word, self._grammar.spell(token))
        else:
            raise PhraseError(f"{token!r} has no meaning in {self._text!r}")

    def _options(self, closing: str) -> tuple[Sequence[Item], ...]:
        options: list[Sequence[Item]] = [self.sequence()]
        while self.peek() == "|":
            self._at += 1
            options.append(self.sequence())
        if self.peek() != closing:
            raise PhraseError(f"a {closing!r} is missing in {self._text!r}")
        self._at += 1
        return tuple(options)

    def _not(self) -> Item:
        if self.peek() != "(":
            raise PhraseError(f"'!' needs words in brackets in {self._text!r}")
        self._at += 1
        return Not(tuple(word for option in self._options(")") for word in _words(option)))


def _regular(items: Sequence[Item]) -> str:
    return "".join(map(_piece, items))


def _piece(item: Item) -> str:
    match item:
        case Word(word):
            return rf"{re.escape(word)} (?:/ )?"
        case Either(options, needed):
            return f"(?:{'|'.join(map(_regular, options))}){'' if needed else '?'}"
        case Not(words):
            return "(?!(?:{}) )".format("|".join(re.escape(word).replace(r"\*", r"[^ ]*") for word in words))
        case Pattern(text):
            return text


def _words(items: Sequence[Item]) -> Iterator[str]:
    for item in items:
        if isinstance(item, Word):
            yield item.word
        elif isinstance(item, Either):
            for option in item.options:
                yield from _words(option)


def _anchors(items: Sequence[Item], cost: Mapping[str, int]) -> frozenset[str] | None:
    found = [anchors for anchors in (_anchors_of(item, cost) for item in items) if anchors]
    return min(found, key=lambda words: sum(cost.get(word, 1) for word in words), default=None)


def _anchors_of(item: Item, cost: Mapping[str, int]) -> frozenset[str] | None:
    if isinstance(item, Word):
        return frozenset((item.word,))
    if not isinstance(item, Either) or not item.needed:
        return None
    options = [_anchors(option, cost) for option in item.options]
    return frozenset().union(*(words for words in options if words)) if all(options) else None
