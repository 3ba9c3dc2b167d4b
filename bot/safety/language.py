"""One language's rules, ready to be asked: spelling, phrases by the words they need, idioms, what softens a sign.

Rule: this finds signs sentence by sentence and says how heavy each is; what they mean together is screening.py.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.safety.normalise import BREAK, MARKS, SENTENCE, Spelling, folded
from bot.safety.patterns import Anchors, Phrase
from bot.safety.phrases import Grammar
from bot.safety.rules import Idiom, Rule, RulesFile, Softening, Weight

T = TypeVar("T")

LONGEST = 60
"""Words of a sentence that are looked at together. One without an end is read in pieces that overlap."""

STEP = 40
_LOOK_BACK = 6
_AROUND = 12
_NEAR = 18
_CLAUSES = re.compile(r" [.,/](?= )|^[.,/](?= )")
_SET_ASIDE = "_ "


@dataclass(frozen=True, slots=True)
class Sign:
    """A rule that was met. `softened`: denied, laughed about or long ago. `place`: the sentence, and from which of its
    characters to which."""

    rule: Rule
    weight: Weight
    softened: bool = False
    place: tuple[int, int, int] = (0, 0, 0)

    def overlaps(self, other: Sign) -> bool:
        """Whether both stand on the same words."""
        return self.place[0] == other.place[0] and self.place[1] < other.place[2] and other.place[1] < self.place[2]


@dataclass(frozen=True, slots=True)
class _Ruled:
    """A rule with what must stand beside one of its phrases, and what must be anywhere in the message."""

    rule: Rule
    beside: tuple[Phrase, ...] = ()
    anywhere: tuple[Phrase, ...] = ()

    def holds(self, text: str, match: re.Match[str], message: str) -> bool:
        if not all(phrase.pattern.search(message) for phrase in self.anywhere):
            return False
        if not self.beside:
            return True
        before, after = text[: match.start()].split()[-_NEAR:], text[match.end() :].split()[:_NEAR]
        near = f" {' '.join([*before, *match.group().split(), *after])} "
        return all(phrase.pattern.search(near) for phrase in self.beside)


class _Lookup(Generic[T]):
    """Phrases with what they stand for; only those whose anchors are among a sentence's words are tried."""

    def __init__(self, phrases: Sequence[tuple[Phrase, T]]) -> None:
        anchors = Anchors(Counter(word for phrase, _ in phrases for word in phrase.words))
        self._phrases = phrases
        self._needs = [anchors.needs(phrase) for phrase, _ in phrases]
        self._by_word: dict[str, list[int]] = {}
        for number, (phrase, _) in enumerate(phrases):
            for word in anchors.of(phrase):
                self._by_word.setdefault(word, []).append(number)

    def candidates(self, words: frozenset[str]) -> Iterator[tuple[Phrase, T]]:
        numbers = {number for word in words for number in self._by_word.get(word, ())}
        for number in sorted(numbers):
            if not any(map(words.isdisjoint, self._needs[number])):
                yield self._phrases[number]

    def found(self, words: frozenset[str], text: str) -> bool:
        return any(phrase.pattern.search(text) for phrase, _ in self.candidates(words))


class Language:
    """The rules of all files of one language. Raises PhraseError when a phrase cannot be read."""

    def __init__(self, files: Sequence[RulesFile]) -> None:
        spellings: dict[str, list[str]] = {}
        for file in files:
            for meant, ways in file.spellings.items():
                spellings.setdefault(meant, []).extend(ways)
        groups = {name: words for file in files for name, words in file.groups.items()}
        plain = Spelling(spellings)
        ends = [word for file in files for word in file.ends]
        grammar = Grammar(groups, lambda word: plain.words(folded(word)), ends)
        self._softening = _softening(files)
        self._idioms: _Lookup[Idiom] = _Lookup(
            [(grammar.read(text), idiom) for file in files for idiom in file.idioms for text in idiom.phrases]
        )
        ruled = [entry for file in files for rule in file.rules for entry in _phrases(rule, grammar)]
        self._rules: _Lookup[_Ruled] = _Lookup(ruled)
        rules = [rule for file in files for rule in file.rules]
        self._unless = _excuses(grammar, {rule.id: rule.unless for rule in rules})
        self._unless_anywhere = _excuses(grammar, {rule.id: rule.unless_anywhere for rule in rules})
        self._earnest = _Lookup([(grammar.read(text), True) for text in self._softening.earnest])
        self._past = _Lookup([(grammar.read(text), True) for text in self._softening.past])
        named = {word for phrase, it in ruled for word in _named(phrase, it)}
        self._spelling = Spelling(
            spellings,
            vocabulary=named,
            disguised=[word for file in files for word in file.disguised],
            guessed=[word for file in files for word in file.guessed],
            glued=[phrase for file in files for phrase in file.glued],
        )
        # A text without a letter of this language's alphabets has nothing to be read for.
        written = "".join([*(way for ways in spellings.values() for way in ways), *named])
        self._letters = frozenset(filter(str.isalpha, folded(written)))

    def signs(self, text: str) -> list[Sign]:
        """Every rule that `text` (folded) meets, each once, at its heaviest."""
        if self._letters.isdisjoint(text):
            return []
        words = self._spelling.words(text)
        sentences, message = list(_sentences(words)), f" {' '.join(words)} "
        heaviest: dict[str, Sign] = {}
        for number, sentence in enumerate(sentences):
            following = sentences[number + 1] if number + 1 < len(sentences) else []
            for sign in self._signs(sentence, number, message, laughed=self._is_laughter(following)):
                before = heaviest.get(sign.rule.id)
                if before is None or (before.softened and not sign.softened):
                    heaviest[sign.rule.id] = sign
        return list(heaviest.values())

    def _signs(self, sentence: Sequence[str], number: int, message: str, *, laughed: bool) -> Iterator[Sign]:
        # A line may break a sentence or end it ("I want⏎to die", "I'm scared of him⏎We had soup"): both are read.
        words = frozenset(sentence)
        candidates = list(self._rules.candidates(words))
        if not candidates:
            return
        whole = f" {' '.join(sentence)} "
        unbroken = whole.replace(f" {BREAK} ", " ")
        readings = [self._without_idioms(text, words) for text in dict.fromkeys((unbroken, whole))]
        light = self._is_past(words, whole) or self._is_joked(words, message, laughed=laughed)
        for phrase, it in candidates:
            matches = [
                (text, match)
                for text in readings
                for match in phrase.pattern.finditer(text)
                if it.holds(text, match, message) and not self._is_excused(it.rule, text, match, message)
            ]
            if not matches:
                continue
            denied = all(self._is_denied(text, match) for text, match in matches)
            sign = _weighed(it.rule, (number, *matches[0][1].span()), denied=denied, light=light)
            if sign is not None:
                yield sign

    def _is_joked(self, words: frozenset[str], message: str, *, laughed: bool) -> bool:
        """Whether it is laughed about, and nothing says that it is none the less meant."""
        has_laughter = laughed or not words.isdisjoint(self._softening.laughter)
        return has_laughter and not self._earnest.found(frozenset(message.split()), message)

    def _is_excused(self, rule: Rule, text: str, match: re.Match[str], message: str) -> bool:
        """Whether the clause around the match takes the rule back. A word far away does so only where a rule says it:
        it may be about something else altogether, and what it would hide is a life."""
        anywhere = self._unless_anywhere.get(rule.id)
        if anywhere is not None and anywhere.found(frozenset(message.split()), message):
            return True
        if rule.id not in self._unless:
            return False
        before = _CLAUSES.split(text[: match.start()])[-1]
        after = _CLAUSES.split(text[match.end() :])[0]
        clause = " ".join([*before.split()[-_AROUND:], *match.group().split(), *after.split()[:_AROUND]])
        return self._unless[rule.id].found(frozenset(clause.split()), f" {clause} ")

    def _without_idioms(self, text: str, words: frozenset[str]) -> str:
        for phrase, _ in self._idioms.candidates(words):
            text = phrase.pattern.sub(_SET_ASIDE, text)
        return text

    def _is_denied(self, text: str, match: re.Match[str]) -> bool:
        """Whether a denial reaches the match, from before it or from one of its gaps."""
        before = text[: match.start()].split()[-_LOOK_BACK:]
        inside = [word for gap in match.groups() if gap for word in gap.split()]
        rules = self._softening
        denied = asked = False
        words = [*before, *inside]
        for number, word in enumerate(words):
            following = words[number + 1] if number + 1 < len(words) else match.group().split(maxsplit=1)[0]
            if word in MARKS or word in rules.joints or word in rules.upheld:
                denied = False
            elif word in rules.askers:
                asked = True
            elif word in rules.negations:
                denied = not (number and words[number - 1] in rules.unable)
            elif word == rules.none:
                denied = denied or following in rules.denied
        return denied and not asked

    def _is_laughter(self, sentence: Sequence[str]) -> bool:
        words = [word for word in sentence if word not in MARKS]
        return bool(words) and all(word in self._softening.laughter for word in words)

    def _is_past(self, words: frozenset[str], text: str) -> bool:
        return self._past.found(words, text) and not any(word in words for word in self._softening.present)


def _excuses(grammar: Grammar, texts: Mapping[str, Sequence[str]]) -> Mapping[str, _Lookup[None]]:
    return {name: _Lookup([(grammar.read(text), None) for text in said]) for name, said in texts.items() if said}


def _phrases(rule: Rule, grammar: Grammar) -> Iterator[tuple[Phrase, _Ruled]]:
    for text in rule.phrases:
        yield grammar.read(text), _Ruled(rule)
    for text in rule.alone:
        yield grammar.read(text, alone=True), _Ruled(rule)
    for text in rule.together:
        near, *far = text.split("&&")
        first, *beside = near.split("&")
        parts = [tuple(grammar.read(part, part=True) for part in some) for some in (beside, far)]
        yield grammar.read(first), _Ruled(rule, *parts)


def _named(phrase: Phrase, it: _Ruled) -> Iterator[str]:
    for one in (phrase, *it.beside, *it.anywhere):
        yield from one.words


def _weighed(rule: Rule, place: tuple[int, int, int], *, denied: bool, light: bool) -> Sign | None:
    # A pause is lowered and stays; what was only a check-in is gone when it is denied ("I'm not scared of him").
    if rule.tier == "pause":
        return Sign(rule, "check-in" if denied or light else "pause", denied or light, place)
    if denied or (light and rule.tier == "hint"):
        return None
    return Sign(rule, rule.tier, light, place)


def _softening(files: Sequence[RulesFile]) -> Softening:
    """The softening of all files as one: lists joined, single words from the file that has them."""
    parts = [file.softening for file in files]
    joined = {
        name: tuple(word for part in parts for word in getattr(part, name))
        for name in Softening.model_fields
        if name != "none"
    }
    return Softening(**joined, none=next((part.none for part in parts if part.none), ""))


def _sentences(words: Sequence[str]) -> Iterator[Sequence[str]]:
    start = 0
    for end in [*(number for number, word in enumerate(words) if word == SENTENCE), len(words)]:
        yield from _pieces(words[start:end])
        start = end + 1


def _pieces(sentence: Sequence[str]) -> Iterator[Sequence[str]]:
    if len(sentence) <= LONGEST:
        if any(word != BREAK for word in sentence):
            yield sentence
        return
    for start in range(0, len(sentence) - LONGEST + STEP, STEP):
        yield sentence[start : start + LONGEST]
