"""Which answers of the last weeks are kept at hand, and which of them are shown to look back on.

Rule: pure, and small: the memory goes through every step of a conversation, so it holds a few answers spread over the
weeks and the beginning of each. The journal has all of them, whole.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Final

from bot.reflection.memory import Kept

AT_HAND: Final = 8
"""So many answers are kept at hand."""

SHOWN: Final = 3

WEEKS: Final = timedelta(days=35)
"""How far a look back reaches: a month, and the days by which somebody comes to it late."""

_LONGEST_WORDS: Final = 90


def kept_with(kept: Sequence[Kept], prompt: str, words: str, day: date) -> tuple[Kept, ...]:
    """The answers at hand after one more. A new answer to the same prompt takes the old one's place; of too many, the
    one goes that stands closest behind another, so that those left are spread over the weeks. The newest stays."""
    fresh = [one for one in kept if one.prompt != prompt and day - one.day <= WEEKS]
    fresh.append(Kept(prompt, shortened(words), day))
    while len(fresh) > AT_HAND:
        gaps = [fresh[number].day - fresh[number - 1].day for number in range(1, len(fresh) - 1)]
        del fresh[1 + gaps.index(min(gaps))]
    return tuple(fresh)


def shown_of(kept: Sequence[Kept], today: date, knows: Callable[[str], bool]) -> tuple[Kept, ...]:
    """The answers to look back on, the oldest first: the first, the last, and the longest one between them."""
    left = [one for one in kept if today - one.day <= WEEKS and knows(one.prompt)]
    if len(left) <= SHOWN:
        return tuple(left)
    return (left[0], max(left[1:-1], key=lambda one: len(one.words)), left[-1])


def shortened(words: str) -> str:
    """The beginning of what was written, in one line."""
    line = " ".join(words.split())
    if len(line) <= _LONGEST_WORDS:
        return line
    return f"{line[: _LONGEST_WORDS - 1].rpartition(' ')[0] or line[: _LONGEST_WORDS - 1]}…"
