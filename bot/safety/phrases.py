"""The small language of phrases in which rules are written, and how it is read.

    want to die              these words, one after the other
    (hope|pray) i die        either of them; `[just]`: may be there or not; `<anymore>`: any word of that group
    i ... want to die        up to four other words of the same clause; `~`: up to eight, across commas
    scared of him $          the clause ends here; `live !(with|in)`: what follows is none of these
    (leaving|*ing)           `*` stands for any letters

Rule: reading only; what is read is patterns.py's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from bot.safety.anchors import Anchors
from bot.safety.normalise import MARKS, SENTENCE
from bot.safety.patterns import Either, End, Gap, Item, Not, Phrase, Shape, Word

_TOKEN = re.compile(
    r"(?P<choice>\([^()\[\]<>~$!.*]+\)|\[[^()\[\]<>~$!.*]+\])|<(?P<group>\w+)>|(?P<gap>\.\.\.)|(?P<sign>[()\[\]|~$!])"
    r"|(?P<word>[^\s()\[\]|<>~$!]+)|(?P<odd>\S)"
)
"""A `choice` is a bracket that holds nothing but words. Most do, and are read at once: it makes the start faster."""

_GAP = {"...": Gap(4, MARKS), "~": Gap(8, frozenset((SENTENCE,)))}
_NUMBERS = {"number": Shape(r"\d+"), "many": Shape(r"[89]|[1-9]\d+")}
"""Groups that digits belong to; a language adds its words for them."""


class PhraseError(ValueError):
    """A phrase that cannot be read; the message says what is wrong with it."""


class Grammar:
    """Reads phrases. groups: lists of words by name. spell: writes a word as texts are normalised. ends: words that
    begin another clause."""

    def __init__(
        self, groups: Mapping[str, Sequence[str]], spell: Callable[[str], Sequence[str]], ends: Sequence[str] = ()
    ) -> None:
        self._groups, self._known, self._open = groups, dict[str, Item](), set[str]()
        self._spell = spell
        self.end = End(frozenset(ends))
        self._spelled: dict[str, tuple[Item, ...]] = {}
        self._anchors = Anchors({})
        self._choices: dict[str, Either] = {}

    def read(self, text: str, *, alone: bool = False, part: bool = False) -> Phrase:
        """Read a phrase; `part` of several that stand together may do without a word. Raises PhraseError."""
        phrase = Phrase(self._items(text), alone)
        if not part and not any(map(_must_be, phrase.items)):
            raise PhraseError(f"nothing in {text!r} must be there; every phrase needs a word")
        return phrase

    def anchors(self, phrase: Phrase) -> frozenset[str]:
        """Words of which one must be where `phrase` is; empty when there are none."""
        return self._anchors.of(phrase)

    def choice(self, token: str) -> Either:
        """A bracket of words. Raises PhraseError."""
        if token not in self._choices:
            options = tuple(self._spelled.get(option) or self._plain(option) for option in token[1:-1].split("|"))
            self._choices[token] = Either(options, needed=token[0] == "(")
        return self._choices[token]

    def _plain(self, option: str) -> tuple[Item, ...]:
        return tuple(item for word in option.split() for item in self.words(word))

    def words(self, token: str) -> tuple[Item, ...]:
        """A word of a phrase, as texts are normalised: "don't" is two. Raises PhraseError."""
        if token not in self._spelled:
            spelled = (token,) if "*" in token else tuple(self._spell(token))
            if not spelled or not all(map(_says_something, spelled)):
                raise PhraseError(f"{token!r} has no meaning in a phrase")
            self._spelled[token] = tuple(Shape(_starred(word)) if "*" in word else Word(word) for word in spelled)
        return self._spelled[token]

    def group(self, name: str) -> Item:
        """The words of a group as one item. Raises PhraseError."""
        if name not in self._groups and name not in _NUMBERS:
            raise PhraseError(f"there is no group named {name!r}")
        if name in self._open:
            raise PhraseError(f"the group {name!r} contains itself")
        if name not in self._known:
            self._open.add(name)
            digits = ((_NUMBERS[name],),) if name in _NUMBERS else ()
            self._known[name] = Either((*digits, *map(self._items, self._groups.get(name, ()))))
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
        self._tokens = [(found.lastgroup, found.group(found.lastgroup or 0)) for found in _TOKEN.finditer(text)]
        self._at = 0

    def peek(self) -> str:
        return self._tokens[self._at][1] if self._at < len(self._tokens) else ""

    def sequence(self) -> tuple[Item, ...]:
        items: list[Item] = []
        while self._at < len(self._tokens) and self.peek() not in (")", "]", "|"):
            items.extend(self._item())
        return tuple(items)

    def _item(self) -> Iterator[Item]:
        form, sign = self._tokens[self._at]
        self._at += 1
        if form == "choice":
            yield self._grammar.choice(sign)
        elif form == "group":
            yield self._grammar.group(sign)
        elif sign in _GAP:
            yield _GAP[sign]
        elif sign == "$":
            yield self._grammar.end
        elif sign == "(":
            yield Either(self._options(")"))
        elif sign == "[":
            yield Either(self._options("]"), needed=False)
        elif sign == "!":
            yield self._not()
        elif form == "word":
            yield from self._grammar.words(sign)
        else:
            raise PhraseError(f"{sign!r} has no meaning in {self._text!r}")

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
        if self._at < len(self._tokens) and self._tokens[self._at][0] == "choice" and self.peek()[0] == "(":
            self._at += 1
            return Not(self._grammar.choice(self._tokens[self._at - 1][1]).options)
        if self.peek() != "(":
            raise PhraseError(f"'!' needs words in brackets in {self._text!r}")
        self._at += 1
        return Not(self._options(")"))


def _must_be(item: Item) -> bool:
    """Whether a word of the item must be there."""
    match item:
        case Word():
            return True
        case Either(options, needed):
            return needed and all(any(map(_must_be, option)) for option in options)
        case _:
            return False


def _says_something(word: str) -> bool:
    return word.isalpha() or any(letter.isalnum() or letter == "*" for letter in word)


def _starred(word: str) -> str:
    return re.escape(word).replace(r"\*", "[^ .,/]*")
