"""Screening: does a text carry a sign of a crisis, which, and how heavy?

Rule: pure, and nothing is kept: a finding is about one text, never about a person, and no level of risk is stored. All
words stand in rule files (`dialogues/safety/rules/`); this module knows how signs add up.

Order of kinds: a body in danger is asked about first, then the writer's own life, then others'. Source for looking at
combinations rather than words: Low and others, Suicide Risk Lexicon.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import get_args

from bot.safety.language import Language, Sign
from bot.safety.normalise import folded
from bot.safety.rules import Kind, RulesFile, Tier

KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found in a text: how heavy, what it points at, and the rule that says most."""

    tier: Tier
    kind: Kind
    rule: str


class Screen:
    """The rules of all languages; call it with a text. Raises PhraseError when a rule's phrase cannot be read."""

    def __init__(self, files: Sequence[RulesFile]) -> None:
        names = sorted({file.language for file in files})
        self._languages = [Language([file for file in files if file.language == name]) for name in names]

    def __call__(self, text: str) -> Finding | None:
        """The finding that is answered first, or None."""
        return judged(self.signs(text))

    def make_ready(self) -> None:
        """Do now what the first texts would wait for."""
        for language in self._languages:
            language.make_ready()

    def signs(self, text: str) -> list[Sign]:
        """Every rule that `text` meets."""
        read = folded(text)
        return [sign for language in self._languages for sign in language.signs(read)]


def judged(signs: Sequence[Sign]) -> Finding | None:
    """What signs mean together. A pause comes before a check-in. Two check-ins of different constructs about the
    writer's own life make a pause, two hints a check-in: words that are ordinary alone are not so side by side."""
    signs = _without_others(signs)
    pauses = [sign for sign in signs if sign.weight == "pause"]
    if pauses:
        return _first(pauses, "pause")
    check_ins = [sign for sign in signs if sign.weight == "check-in"]
    heavy = [sign for sign in check_ins if sign.rule.kind == "suicide" and not sign.softened]
    if _are_several(heavy):
        return _first(heavy, "pause")
    if check_ins:
        return _first(check_ins, "check-in")
    return _first(signs, "check-in") if _are_several(signs) else None


def _without_others(signs: Sequence[Sign]) -> Sequence[Sign]:
    """Without what is said of somebody else in the same words ("my friend wants to die"): that somebody is asked about.
    Where it may be the writer's own, it stays."""
    others = [sign for sign in signs if sign.rule.kind == "third_party"]
    return [sign for sign in signs if sign.own or not any(_says_the_same(sign, other) for other in others)]


def _says_the_same(sign: Sign, other: Sign) -> bool:
    # Whoever it is about is named first; what comes first without anybody is the writer's ("suicidal again, told her").
    is_named = sign.overlaps(other) and other.place[1] < sign.place[1]
    return is_named and sign.rule.kind in ("suicide", "self_harm") and other.weight in (sign.weight, "pause")


def _first(signs: Sequence[Sign], tier: Tier) -> Finding:
    rule = min((sign.rule for sign in signs), key=lambda rule: KINDS.index(rule.kind))
    return Finding(tier, rule.kind, rule.id)


def _are_several(signs: Sequence[Sign]) -> bool:
    """Whether two of them show different things in different words: the same words twice are one sign."""
    return any(one.rule.shows != other.rule.shows and not one.overlaps(other) for one, other in combinations(signs, 2))
