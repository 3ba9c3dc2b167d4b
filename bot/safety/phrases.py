"""The small language of phrases in which rules are written, and its translation into regular expressions.

    want to die              these words, one after the other
    (hope|pray) i die        either of them; `[just]`: may be there or not; `<anymore>`: any word of that group
    i ... want to die        up to four other words of the same clause; `~`: up to eight, across commas
    scared of him $          the clause ends here; `live !(with|in)`: what follows is none of these
    (leaving|*ing)           `*` stands for any letters

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
        texts = [_regular(option) for option in self.options if len(option) != 1 or not isinstance(option[0], Word)]
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
        text = _regular(self.items)
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


class Grammar:
    """Reads phrases. groups: lists of words by name. spell: writes a word as texts are normalised."""

    def __init__(self, groups: Mapping[str, Sequence[str]], spell: Callable[[str], Sequence[str]]) -> None:
        self._groups, self._known, self._open = groups, dict[str, Item](), set[str]()
        self._spell = spell
        self._spelled: dict[str, tuple[Item, ...]] = {}
        self._anchors = Anchors({})

    def read(self, text: str, *, alone: bool = False) -> Phrase:
        """Read a phrase. Raises PhraseError."""
        phrase = Phrase(self._items(text), alone)
        if not self._anchors.of(phrase):
            raise PhraseError(f"nothing in {text!r} must be there; every phrase needs a word")
        return phrase

    def words(self, token: str) -> tuple[Item, ...]:
        """A word of a phrase, as texts are normalised: "don't" is two. Raises PhraseError."""
        if token not in self._spelled:
            spelled = (token,) if "*" in token else tuple(self._spell(token))
            if not spelled or any(not any(letter.isalnum() or letter == "*" for letter in word) for word in spelled):
                raise PhraseError(f"{token!r} has no meaning in a phrase")
            self._spelled[token] = tuple(
                Pattern(f"{_starred(word)} ") if "*" in word else Word(word) for word in spelled
            )
        return self._spelled[token]

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
            yield from self._grammar.words(token)
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
        return Not(tuple(map(_regular, self._options(")"))))


def _regular(items: Sequence[Item]) -> str:
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


def _starred(word: str) -> str:
    return re.escape(word).replace(r"\*", "[^ .,/]*")


def _words(items: Sequence[Item]) -> Iterator[str]:
    for item in items:
        if isinstance(item, Word):
            yield item.word
        elif isinstance(item, Either):
            yield from item.words
