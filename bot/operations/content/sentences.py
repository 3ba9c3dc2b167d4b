"""A text in its sentences, with the place of each.

Rule: a sentence ends at a full stop, a question or exclamation mark (and a closing quote) before a capital or a number,
and at the end of a line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_END = re.compile(r"[.?!…][”\"*_)]*\s+(?=[“\"(*_]*[A-Z0-9\ue000])|\n+")
_QUOTED = re.compile(r"“[^”]*”")
_SEVERAL = 32
"""Every rule in turn asks for the sentences of the same text."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence and where it begins in its text."""

    text: str
    begin: int

    @property
    def asks(self) -> bool:
        """Whether it is a question."""
        return self.text.rstrip('”"*_) ').endswith("?")


@lru_cache(maxsize=_SEVERAL)
def sentences(text: str) -> tuple[Sentence, ...]:
    """The sentences of `text`, in order."""
    found: list[Sentence] = []
    begin = 0
    for end in _END.finditer(text):
        found.append(Sentence(text[begin : end.end()].rstrip(), begin))
        begin = end.end()
    if text[begin:].strip():
        found.append(Sentence(text[begin:], begin))
    return tuple(found)


@lru_cache(maxsize=_SEVERAL)
def without_quotes(text: str) -> str:
    """`text` with spaces for what stands in quotes: somebody might say it, and we do not."""
    return _QUOTED.sub(lambda found: " " * len(found.group()), text)
