"""Phrases ready to be looked up by a sentence's words, and rules with what must stand beside their phrases.

Rule: this finds; what a finding weighs is language.py's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from bot.safety.anchors import Anchors
from bot.safety.patterns import Either, Match, Phrase, Word
from bot.safety.phrases import Grammar
from bot.safety.rules import Rule

T = TypeVar("T")

NEAR = 18
"""Words on either side of a match within which something stands beside it."""


class Message:
    """A whole message, looked through once for a thing however often rules ask about it."""

    def __init__(self, words: Sequence[str]) -> None:
        self.words = words
        self._known: dict[int, bool] = {}

    def has(self, what: Phrase | Lookup[Any]) -> bool:
        """Whether `what`, which must outlive the message, is anywhere in it."""
        known = self._known.get(id(what))
        if known is None:
            known = self._known[id(what)] = what.found(self.words)
        return known


@dataclass(frozen=True, slots=True)
class Ruled:
    """A rule with what must stand beside one of its phrases, and what must be anywhere in the message."""

    rule: Rule
    beside: tuple[Phrase, ...] = ()
    anywhere: tuple[Phrase, ...] = ()
    needed: tuple[frozenset[str], ...] = ()
    """Words of which one each must be in the sentence, or what stands beside cannot be there."""

    def holds(self, sentence: Sequence[str], match: Match, message: Message) -> bool:
        near = sentence[max(0, match.start - NEAR) : match.end + NEAR] if self.beside else ()
        return all(phrase.found(near) for phrase in self.beside) and all(map(message.has, self.anywhere))


class Lookup(Generic[T]):
    """Phrases with what they stand for; only those whose anchors are among a sentence's words are tried."""

    def __init__(self, phrases: Sequence[tuple[Phrase, T]], anchors: Anchors | None = None) -> None:
        anchors = anchors or Anchors(named(phrase for phrase, _ in phrases))
        self._phrases = phrases
        self._needs = [anchors.needs(phrase) for phrase, _ in phrases]
        self._by_word: dict[str, list[int]] = {}
        for number, needs in enumerate(self._needs):
            for word in anchors.cheapest(needs):
                self._by_word.setdefault(word, []).append(number)

    def __iter__(self) -> Iterator[tuple[Phrase, T]]:
        return iter(self._phrases)

    def candidates(self, words: frozenset[str]) -> Iterator[tuple[Phrase, T]]:
        numbers = {number for word in words for number in self._by_word.get(word, ())}
        for number in sorted(numbers):
            if not any(map(words.isdisjoint, self._needs[number])):
                yield self._phrases[number]

    def found(self, words: Sequence[str]) -> bool:
        return any(phrase.found(words) for phrase, _ in self.candidates(frozenset(words)))


def named(phrases: Iterable[Phrase]) -> Counter[str]:
    """Every word that phrases name, and how often. Groups are shared, so each is opened once."""
    items = [item for phrase in phrases for item in phrase.items]
    found = Counter(item.word for item in items if isinstance(item, Word))
    for choice, times in Counter(item for item in items if isinstance(item, Either)).items():
        for word in choice.words:
            found[word] += times
    return found


def phrases_of(rule: Rule, grammar: Grammar) -> Iterator[tuple[Phrase, Ruled]]:
    for text in rule.phrases:
        yield grammar.read(text), Ruled(rule)
    for text in rule.alone:
        yield grammar.read(text, alone=True), Ruled(rule)
    for text in rule.together:
        near, *far = text.split("&&")
        first, *beside = near.split("&")
        near_by, anywhere = (tuple(grammar.read(part, part=True) for part in parts) for parts in (beside, far))
        needed = tuple(filter(None, map(grammar.anchors, near_by)))
        yield grammar.read(first), Ruled(rule, near_by, anywhere, needed)


def excuses(grammar: Grammar, texts: Mapping[str, Sequence[str]]) -> Mapping[str, Lookup[None]]:
    """What takes each rule back, by the rule's id."""
    anchors = Anchors({})  # How common a word is matters little here, and one set of anchors for all is found faster.
    return {
        name: Lookup([(grammar.read(text), None) for text in said], anchors) for name, said in texts.items() if said
    }
