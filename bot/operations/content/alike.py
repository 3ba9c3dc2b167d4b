"""Texts that say the same thing twice, and openings that repeat.

Rule: likeness is rapidfuzz's ratio of the whole texts; a text that was compared before is compared with new ones only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from rapidfuzz import fuzz, process

from bot.operations.content.findings import Finding, at_place
from bot.operations.content.forms import AlikeForm
from bot.operations.content.memory import Memory, key_of
from bot.operations.content.patterns import fits
from bot.operations.content.spoken import Spoken, filled

_COMPARED = ("message", "scene", "statement", "copy")
_AT_ONCE = 400
"""So many texts are compared with all others at a time: the matrix stays small."""
_FIRST_WORD = re.compile(r"[A-Za-z']+")


def near_duplicates(alike: AlikeForm, texts: Sequence[Spoken], memory: Memory) -> Iterator[Finding]:
    """Every text that is nearly one that stands before it."""
    compared = [one for one in texts if one.kind in _COMPARED and not fits(alike.not_in, one.where)]
    first: dict[str, Spoken] = {}
    for one in compared:
        text = filled(one.node.value)  # what is filled in is no likeness
        if text in first:
            yield _twice(one, first[text], 100)
        elif len(text) >= alike.shortest:
            first[text] = one
    for early, late, ratio in _pairs(list(first), alike.ratio, memory):
        yield _twice(first[late], first[early], ratio)


def _twice(one: Spoken, other: Spoken, ratio: float) -> Finding:
    there = f"{other.file.shown}:{other.node.place[0]}"
    message = f"this says nearly the same as {there} ({ratio:.0f} of 100 alike): say it another way, or leave it out"
    return at_place("alike", one.file, one.node.place, message, one.text)


def _pairs(texts: list[str], cutoff: float, memory: Memory) -> list[tuple[str, str, float]]:
    """Pairs that are alike, in the order of `texts`."""
    rule = f"alike {cutoff}"
    keys = {text: key_of(text) for text in texts}
    place = {key: number for number, key in enumerate(keys.values())}
    found: dict[str, list[tuple[str, float]]] = {}
    new: list[str] = []
    for text in texts:
        kept = memory.recall(rule, keys[text])
        if kept is None:
            new.append(text)
        else:
            found[keys[text]] = [(key, ratio) for key, ratio in kept if key in place]
    for text, others in _compared(new, texts, cutoff):
        found[keys[text]] = [(keys[other], ratio) for other, ratio in others]
    for key, others in found.items():
        memory.keep(rule, key, others)
    pairs = {
        (min(place[one], place[other]), max(place[one], place[other]), ratio)
        for one, others in found.items()
        for other, ratio in others
    }
    return [(texts[early], texts[late], ratio) for early, late, ratio in sorted(pairs)]


def _compared(new: list[str], texts: list[str], cutoff: float) -> Iterator[tuple[str, list[tuple[str, float]]]]:
    for begin in range(0, len(new), _AT_ONCE):
        part = new[begin : begin + _AT_ONCE]
        ratios = process.cdist(part, texts, scorer=fuzz.ratio, score_cutoff=cutoff)
        for text, row in zip(part, ratios, strict=True):
            yield text, [(texts[at], round(float(row[at]), 1)) for at in row.nonzero()[0] if texts[at] != text]


def openings(alike: AlikeForm, texts: Sequence[Spoken]) -> Iterator[Finding]:
    """So many messages in a row, in one file, that begin with the same word."""
    told = [one for one in texts if one.kind == "message"]
    for (_file, first), run in groupby(told, key=lambda one: (one.file.name, _opening(one.text))):
        row = list(run)
        if first and len(row) >= alike.opening_in_a_row:
            message = f"{len(row)} texts in a row begin with “{first}”: vary how they open"
            yield at_place("opening", row[0].file, row[0].node.place, message, first)


def _opening(text: str) -> str:
    found = _FIRST_WORD.match(text.lstrip("“*_"))
    return found.group().lower() if found else ""
