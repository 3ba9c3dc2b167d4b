"""Words that few people know, by wordfreq; the glossary in checks.yaml names those that we mean to use.

Rule: each word is told once a file, where it comes first. wordfreq is imported here only, when a word is new (0.5 s).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bot.operations.content.findings import Finding, at_words
from bot.operations.content.forms import RareForm
from bot.operations.content.memory import Memory
from bot.operations.content.patterns import fits
from bot.operations.content.spoken import Spoken

_WORD = re.compile(r"(?<![\w/.'\u2019@-])[A-Za-z]+(?:['\u2019][A-Za-z]+)?(?![\w@]|\.\w)")
_ENDING = re.compile(r"['\u2019](?:s|ll|d|re|ve)$")
_BEFORE = ("un", "re")
_AFTER = (
    ("iness", ("y",)), ("ness", ("",)), ("ful", ("",)), ("fully", ("",)), ("ly", ("",)), ("s", ("",)), ("es", ("",)),
    ("ies", ("y",)), ("ed", ("", "e")), ("ied", ("y",)), ("ing", ("", "e")), ("er", ("", "e")), ("est", ("", "e")),
    ("ier", ("y",)), ("iest", ("y",)),
)  # fmt: skip
"""How words are made longer, and what stood there before."""
_SHORTEST_STEM = 3
_MEANS = "is a word that few people know (rare-word): choose a plainer one, or add it to the glossary in checks.yaml"


def rare_words(rare: RareForm, texts: Iterable[Spoken], memory: Memory) -> Iterator[Finding]:
    """Every rare word of every file, once."""
    known = {word.lower() for word in rare.glossary}
    told: set[tuple[str, str]] = set()
    for one in texts:
        if fits(rare.not_in, one.file.name):
            continue
        for found in _WORD.finditer(one.text):
            word = _ENDING.sub("", found.group()).lower().replace("\u2019", "'")
            if word in known or (one.file.name, word) in told or _zipf(word, memory) >= rare.zipf:
                continue
            told.add((one.file.name, word))
            yield at_words("rare-word", one, found.start(), found.end(), _MEANS)


def _zipf(word: str, memory: Memory) -> float:
    kept = memory.recall("zipf", word)
    if kept is None:
        from wordfreq import zipf_frequency  # noqa: PLC0415 (only when a word is new)

        kept = max(zipf_frequency(form, "en") for form in _forms(word))
        memory.keep("zipf", word, kept)
    return float(kept)


def _forms(word: str) -> set[str]:
    """The word, and what it may be made from: who knows `slow` and `mend` knows `slowness` and `unmended`."""
    forms = {word}
    forms |= {form[len(before) :] for form in forms for before in _BEFORE if form.startswith(before)}
    for form in list(forms):
        for after, instead in _AFTER:
            stem = form.removesuffix(after)
            if stem != form and len(stem) >= _SHORTEST_STEM:
                forms |= {f"{stem}{end}" for end in instead}
                forms |= {stem[:-1]} if stem[-1] == stem[-2] else set()
    return forms
