"""One language's rules, ready to be asked: spelling, phrases by the words they need, idioms, what softens a sign.

Rule: this finds signs sentence by sentence and says how heavy each is; what they mean together is screening.py.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, takewhile

from bot.safety.lookup import Lookup, Message, Ruled, excuses, named, phrases_of
from bot.safety.normalise import BREAK, MARKS, SENTENCE, Spelling, folded
from bot.safety.patterns import Match
from bot.safety.phrases import Grammar
from bot.safety.rules import Idiom, Rule, RulesFile, Softening, Weight

LONGEST = 60
"""Words of a sentence that are looked at together. One without an end is read in pieces that overlap."""

STEP = 40
_LOOK_BACK = 6
_AROUND = 12
_SPEAKER = 8
_ENOUGH = 6
"""Pauses after which nothing more is looked for: nobody says so much, but a hostile text does."""

_MORE_THAN_ENOUGH = 18
"""So too signs of any weight: each of them denied, or laughed about."""

_SET_ASIDE = "_"
_TOKEN = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Sign:
    """A rule that was met. `softened`: denied, laughed about or long ago. `place`: the sentence, and from which of its
    words to which. `own`: it may speak of the writer."""

    rule: Rule
    weight: Weight
    softened: bool = False
    place: tuple[int, int, int] = (0, 0, 0)
    own: bool = True

    def overlaps(self, other: Sign) -> bool:
        """Whether both stand on the same words."""
        return self.place[0] == other.place[0] and self.place[1] < other.place[2] and other.place[1] < self.place[2]


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
        self._idioms: Lookup[Idiom] = Lookup(
            [(grammar.read(text), idiom) for file in files for idiom in file.idioms for text in idiom.phrases]
        )
        ruled = [entry for file in files for rule in file.rules for entry in phrases_of(rule, grammar)]
        self._rules: Lookup[Ruled] = Lookup(ruled)
        rules = [rule for file in files for rule in file.rules]
        self._unless = excuses(grammar, {rule.id: rule.unless for rule in rules})
        self._unless_anywhere = excuses(grammar, {rule.id: rule.unless_anywhere for rule in rules})
        self._earnest = Lookup([(grammar.read(text), True) for text in self._softening.earnest])
        self._past = Lookup([(grammar.read(text), True) for text in self._softening.past])
        vocabulary = named(one for phrase, it in ruled for one in (phrase, *it.beside, *it.anywhere))
        self._spelling = Spelling(
            spellings,
            vocabulary=vocabulary,
            disguised=[word for file in files for word in file.disguised],
            guessed=[word for file in files for word in file.guessed],
            glued=[phrase for file in files for phrase in file.glued],
        )
        # A text without a letter of this language's alphabets has nothing to be read for.
        written = "".join([*(way for ways in spellings.values() for way in ways), *vocabulary])
        self._letters = frozenset(filter(str.isalpha, folded(written)))
        self._tells = frozenset(folded(word) for file in files for word in file.tells)
        self._own_letters = frozenset(letter for letter in self._letters if not letter.isascii())

    def make_ready(self) -> None:
        """Make every phrase ready now, and not when a text first needs it."""
        excuses = chain(self._unless.values(), self._unless_anywhere.values())
        for phrase, _ in chain(self._idioms, self._earnest, self._past, *excuses):
            phrase.make_ready()
        for phrase, it in self._rules:
            for one in (phrase, *it.beside, *it.anywhere):
                one.make_ready()

    def signs(self, text: str) -> list[Sign]:
        """Every rule that `text` (folded) meets, each once, at its heaviest."""
        if not self._may_be_in(text):
            return []
        message = Message(self._spelling.words(text))
        sentences = list(_sentences(message.words))
        heaviest: dict[str, Sign] = {}
        read: set[tuple[bool, tuple[str, ...]]] = set()
        for number, sentence in enumerate(sentences):
            laughed = number + 1 < len(sentences) and self._is_laughter(sentences[number + 1])
            if (laughed, tuple(sentence)) in read:
                continue
            read.add((laughed, tuple(sentence)))
            settled = {name for name, sign in heaviest.items() if not sign.softened}
            if _is_enough(heaviest.values()):
                break
            for sign in self._signs(sentence, message, settled, number, laughed=laughed):
                before = heaviest.get(sign.rule.id)
                if before is None or (before.softened and not sign.softened):
                    heaviest[sign.rule.id] = sign
        return list(heaviest.values())

    def _may_be_in(self, text: str) -> bool:
        if not self._tells:
            return not self._letters.isdisjoint(text)
        return not self._own_letters.isdisjoint(text) or not self._tells.isdisjoint(_TOKEN.findall(text))

    def _signs(
        self,
        sentence: Sequence[str],
        message: Message,
        settled: Collection[str],
        number: int,
        *,
        laughed: bool,
    ) -> Iterator[Sign]:
        # A line may break a sentence or end it ("I want⏎to die", "I'm scared of him⏎We had soup"): both are read.
        words = frozenset(sentence)
        candidates = [
            (phrase, it)
            for phrase, it in self._rules.candidates(words)
            if it.rule.id not in settled and not any(map(words.isdisjoint, it.needed))
        ]
        if not candidates:
            return
        unbroken = [word for word in sentence if word != BREAK]
        readings = [self._without_idioms(unbroken, words)]
        if len(unbroken) < len(sentence):
            readings.append(self._without_idioms(sentence, words))
        light = self._is_past(words, sentence) or (
            (laughed or not words.isdisjoint(self._softening.laughter)) and not message.has(self._earnest)
        )
        for phrase, it in candidates:
            matches = [
                (reading, match)
                for reading in readings
                for match in phrase.matches(reading)
                if it.holds(reading, match, message) and not self._is_excused(it.rule, reading, match, message)
            ]
            if not matches:
                continue
            denied = all(self._is_denied(reading, match) for reading, match in matches)
            first = matches[0][1]
            sign = _weighed(it.rule, (number, first.start, first.end), denied=denied, light=light)
            if sign is not None:
                yield replace(sign, own=any(self._is_own(reading, match) for reading, match in matches))

    def _is_excused(self, rule: Rule, words: Sequence[str], match: Match, message: Message) -> bool:
        """Whether the clause around the match takes the rule back. A word far away does so only where a rule says it:
        it may be about something else altogether, and what it would hide is a life."""
        if rule.id in self._unless_anywhere and message.has(self._unless_anywhere[rule.id]):
            return True
        if rule.id not in self._unless:
            return False
        before = takewhile(lambda word: word not in MARKS, reversed(words[max(0, match.start - _AROUND) : match.start]))
        after = takewhile(lambda word: word not in MARKS, words[match.end : match.end + _AROUND])
        return self._unless[rule.id].found([*reversed(list(before)), *words[match.start : match.end], *after])

    def _without_idioms(self, sentence: Sequence[str], words: frozenset[str]) -> Sequence[str]:
        for phrase, _ in self._idioms.candidates(words):
            found = list(phrase.matches(sentence))
            if found:
                sentence = _set_aside(sentence, found)
        return sentence

    def _is_denied(self, sentence: Sequence[str], match: Match) -> bool:
        """Whether a denial reaches the match, from before it or from one of its gaps."""
        before = sentence[max(0, match.start - _LOOK_BACK) : match.start]
        rules = self._softening
        denied = asked = False
        words = [*before, *(sentence[gap] for gap in match.gaps)]
        for number, word in enumerate(words):
            following = words[number + 1] if number + 1 < len(words) else sentence[match.start]
            if word in MARKS or word in rules.joints or word in rules.upheld:
                denied = False
            elif word in rules.askers:
                asked = True
            elif word in rules.negations:
                denied = not (number and words[number - 1] in rules.unable)
            elif word == rules.none:
                denied = denied or following in rules.denied
        return denied and not asked

    def _is_own(self, sentence: Sequence[str], match: Match) -> bool:
        """Whether the match may speak of the writer; in a language that does not say who that is, it always may."""
        rules = self._softening
        if not rules.speaker:
            return True
        said, before = sentence[match.start : match.end], sentence[max(0, match.start - _SPEAKER) : match.start]
        return any(word in rules.speaker for word in (*before, *said)) or any(word in rules.spoken_of for word in said)

    def _is_laughter(self, sentence: Sequence[str]) -> bool:
        words = [word for word in sentence if word not in MARKS]
        return bool(words) and all(word in self._softening.laughter for word in words)

    def _is_past(self, words: Collection[str], sentence: Sequence[str]) -> bool:
        return self._past.found(sentence) and not any(word in words for word in self._softening.present)


def _is_enough(signs: Collection[Sign]) -> bool:
    return len(signs) > _MORE_THAN_ENOUGH or sum(sign.weight == "pause" for sign in signs) > _ENOUGH


def _set_aside(sentence: Sequence[str], found: Sequence[Match]) -> Sequence[str]:
    kept: list[str] = []
    at = 0
    for match in found:
        if match.start >= at:
            kept += [*sentence[at : match.start], _SET_ASIDE]
            at = match.end
    return [*kept, *sentence[at:]]


def _weighed(rule: Rule, place: tuple[int, int, int], *, denied: bool, light: bool) -> Sign | None:
    # A pause is lowered and stays; what was only a check-in is gone when it is denied ("I'm not scared of him").
    if rule.tier == "pause":
        return Sign(rule, "check-in" if denied or light else "pause", denied or light, place)
    if (denied and not rule.even_denied) or (light and rule.tier == "hint"):
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
