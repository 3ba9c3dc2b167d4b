"""A fault in a dialogue file: where it is, what is wrong, and the nearest thing that would be right.

Rule: a fault is a sentence for an author, who is no programmer. Places count from 1, as editors do.
"""

from __future__ import annotations

from collections.abc import Collection

import msgspec
from rapidfuzz import fuzz, process

_ALIKE = 65.0
"""From this likeness on (rapidfuzz's ratio, 0 to 100) a name may have been meant: one slip in four letters is 75."""

_QUOTED = 40
"""So many characters of what an author wrote are quoted."""

_LISTED = 12
"""So many names can be listed where none is near."""


class Fault(msgspec.Struct, frozen=True, order=True):
    """One fault. `line` 0 is the file as a whole (it is missing, say). Faults sort by file and place."""

    file: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        # What an author wrote may be quoted in the message, line ends and all; a fault is one line.
        return f"{place}: {' '.join(self.message.split())}"


def shortened(text: str) -> str:
    """`text` as it is quoted in a message: its beginning is enough to find it."""
    return text if len(text) <= _QUOTED else f"{text[:_QUOTED].rstrip()}..."


def nearest(word: str, names: Collection[str]) -> str | None:
    """The one of `names` that was probably meant by `word`, or None."""
    found = process.extractOne(word, sorted(names), scorer=fuzz.ratio, score_cutoff=_ALIKE)
    return None if found is None else str(found[0])


def did_you_mean(word: str, names: Collection[str]) -> str:
    """What to add to "no such name": the nearest one, in brackets, or nothing."""
    near = nearest(word, names)
    return f" (did you mean '{near}'?)" if near else ""


def or_one_of(word: str, names: Collection[str]) -> str:
    """As `did_you_mean`; where nothing is near, the names there are, when they are few."""
    near = did_you_mean(word, names)
    if near or not 0 < len(names) <= _LISTED:
        return near
    return f" (there are: {', '.join(names)})"
