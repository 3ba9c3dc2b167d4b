"""How many years of school a text asks for, by the formula of Flesch and Kincaid (1975).

Rule: over a module, and never over one message: a question of four words grades below nothing, one long word far up.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_WORD = re.compile(r"[A-Za-z']+")
_SENTENCES = re.compile(r"[.?:]+")
_VOWELS = re.compile(r"[aeiouy]+")


def grade(lines: Sequence[str]) -> float:
    """The grade of these lines read as one text."""
    words = [word for line in lines for word in _WORD.findall(line)]
    count = sum(len([part for part in _SENTENCES.split(line) if _WORD.search(part)]) for line in lines)
    return 0.39 * len(words) / count + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def syllables(word: str) -> int:
    """Groups of vowels, without a silent e at the end: right for nine everyday words in ten."""
    plain = word.lower().replace("'", "")
    groups = len(_VOWELS.findall(plain))
    silent = plain.endswith("e") and not plain.endswith(("le", "ee")) and groups > 1
    past = plain.endswith("ed") and not plain.endswith(("ted", "ded")) and groups > 1
    return max(1, groups - silent - past)
