"""Whether texts for those who keep distance are as warm and as long as texts for those who watch for signs.

Rule: which way a text leans is read from the levels around it; warmth is warm words (checks.yaml lists them) in a
hundred.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.operations.content.files import ReadFile
from bot.operations.content.findings import Finding, at_place
from bot.operations.content.forms import BalanceForm
from bot.operations.content.patterns import fits
from bot.operations.content.spoken import Spoken

_WORD = re.compile(r"[A-Za-z']+")
_READ = ("message", "scene")


@dataclass(frozen=True, slots=True)
class Side:
    """What stands on one side. length: characters a text; warmth: warm words in a hundred."""

    texts: int
    words: int
    length: float
    warmth: float

    @classmethod
    def of(cls, texts: Sequence[Spoken], warm: frozenset[str]) -> Side:
        """Measure these texts."""
        words = [word for one in texts for word in _WORD.findall(one.text.lower())]
        length = sum(len(one.text) for one in texts) / max(1, len(texts))
        return cls(len(texts), len(words), length, 100 * sum(word in warm for word in words) / max(1, len(words)))


@dataclass(frozen=True, slots=True)
class Weighed:
    """Both sides of the texts at a place."""

    where: str
    worry: Side
    distance: Side

    @property
    def apart(self) -> dict[str, float]:
        """By how many per cent of the larger one length and warmth differ."""
        return {
            "length": _apart(self.worry.length, self.distance.length),
            "warmth": _apart(self.worry.warmth, self.distance.warmth),
        }


def _apart(one: float, other: float) -> float:
    return 100 * abs(one - other) / max(one, other) if one or other else 0.0


def weigh(balance: BalanceForm, texts: Iterable[Spoken]) -> list[Weighed]:
    """Both sides of every folder, where there is enough on both to say something."""
    read = [one for one in texts if one.kind in _READ and one.around.lean]
    warm = frozenset(word.lower() for word in balance.warm)
    found = []
    for where in balance.folders:
        here = [one for one in read if fits((where,), one.file.name)]
        worry = Side.of([one for one in here if one.around.lean > 0], warm)
        distance = Side.of([one for one in here if one.around.lean < 0], warm)
        if min(worry.words, distance.words) >= balance.words:
            found.append(Weighed(where, worry, distance))
    return found


def unbalanced(balance: BalanceForm, weighed: Sequence[Weighed], checks: ReadFile) -> Iterator[Finding]:
    """Folders whose sides lie too far apart."""
    for one in weighed:
        for what, apart in one.apart.items():
            if apart > balance.within:
                worry, distance = (getattr(side, what) for side in (one.worry, one.distance))
                message = (
                    f"{one.where}: {what} of texts that lean to worry is {worry:.1f}, to distance {distance:.1f}; "
                    f"at most {balance.within:.0f} % apart, and these are {apart:.0f} %"
                )
                yield at_place("balance", checks, checks.place("balance"), message, f"{one.where} {what}")
