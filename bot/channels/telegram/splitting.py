"""Cutting a text that is too long for one message.

Rule: no character is lost or changed; the parts, put together, are the text.
Unit: Telegram counts UTF-16 units, not code points: an emoji is two. It counts what a person sees, without the tags.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.dialogue.messages import Span

# Where a text is cut, best first. A cut in the first half would make a needlessly short part, so then the next kind is
# looked for. The danda ends a sentence in Devanagari.
_ENDS = (
    re.compile(r"\n{2,}"),
    re.compile(r"[.!?…।]+[\"'\u201d\u2019»)\]]*\s+"),
    re.compile(r"\n+"),
    re.compile(r"\s+"),
)


def units(text: str) -> int:
    """The length of `text` as Telegram counts it."""
    return len(text) + sum(character > "\uffff" for character in text)


def cuts(text: str, limit: int) -> list[int]:
    """The positions at which `text` is cut so that no part has more than `limit` (at least 2) units; the last is its
    end. A character is never cut in two."""
    found = [0]
    while found[-1] < len(text):
        found.append(_cut(text, found[-1], limit))
    return found[1:]


def sliced(spans: Sequence[Span], ends: Sequence[int]) -> Iterator[tuple[Span, ...]]:
    """`spans` cut at the positions `ends` of their joined text, one tuple for each part."""
    start = 0
    for end in ends:
        yield tuple(_between(spans, start, end))
        start = end


def _cut(text: str, start: int, limit: int) -> int:
    end = _reach(text, start, limit)
    if end == len(text):
        return end
    half = start + (end - start) // 2
    for ending in _ENDS:
        last = max((match.end() for match in ending.finditer(text, start, end)), default=0)
        if last > half:
            return last
    return end


def _reach(text: str, start: int, limit: int) -> int:
    used, position = 0, start
    while position < len(text):
        used += 2 if text[position] > "\uffff" else 1
        if used > limit:
            break
        position += 1
    return position


def _between(spans: Sequence[Span], start: int, end: int) -> Iterator[Span]:
    position = 0
    for span in spans:
        text = span.text[max(0, start - position) : max(0, end - position)]
        if text:
            yield Span(text, span.bold, span.italic)
        position += len(span.text)
