"""How well the screening does on messages that somebody has judged: recall, false alarms, how sure, how fast.

Rule: arithmetic only; the messages and the findings are given. Intervals are Wilson's (1927), at 95 %: they hold for
few messages and for shares near 0 and 1, where the usual ones do not.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, ConfigDict

from bot.safety.screening import Finding

_Z = 1.959964
IDIOM = "idiom"
UNNAMED = "unnamed"


class Judged(BaseModel):
    """A message and what it is. `grey`: no crisis, but a gentle question is fine; it counts in no rate."""

    model_config = ConfigDict(frozen=True)

    id: str | int
    text: str
    label: Literal["crisis", "no_crisis"]
    kind: str | None = None
    lang: str | None = None
    grey: bool | None = None


@dataclass(frozen=True, slots=True)
class Screened:
    """A judged message, what screening said of it, and how long that took."""

    message: Judged
    finding: Finding | None
    milliseconds: float

    @property
    def paused(self) -> bool:
        return self.finding is not None and self.finding.tier == "pause"


@dataclass(frozen=True, slots=True)
class Share:
    """`part` of `whole`, with the interval in which the true share lies."""

    part: int
    whole: int

    @property
    def value(self) -> float:
        """The share; 0 of nothing is 0."""
        return self.part / self.whole if self.whole else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's score interval; of nothing, anything may be true."""
        if not self.whole:
            return 0.0, 1.0
        weight = _Z**2 / self.whole
        middle = (self.value + weight / 2) / (1 + weight)
        reach = _Z * math.sqrt(self.value * (1 - self.value) / self.whole + weight / self.whole / 4) / (1 + weight)
        return max(0.0, middle - reach), min(1.0, middle + reach)


@dataclass(frozen=True, slots=True)
class Recall:
    """Of crisis messages: how many were noticed at all, and how many as a pause."""

    noticed: Share
    paused: Share


@dataclass(frozen=True, slots=True)
class Alarms:
    """Of messages without a crisis: how many were paused, and how many were answered at all."""

    paused: Share
    noticed: Share


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All figures. Kinds and languages are in the order in which they first appear."""

    recall: Recall
    by_kind: dict[str, Recall]
    by_language: dict[str, Recall]
    ordinary: Alarms
    idioms: Alarms
    median_ms: float
    p99_ms: float
    missed: tuple[Screened, ...]
    alarmed: tuple[Screened, ...]


def evaluated(screened: Sequence[Screened]) -> Evaluation:
    """The figures of `screened`."""
    crises = [one for one in screened if one.message.label == "crisis"]
    others = [one for one in screened if one.message.label == "no_crisis" and not one.message.grey]
    times = sorted(one.milliseconds for one in screened)
    return Evaluation(
        recall=_recall(crises),
        by_kind=_split(crises, lambda one: one.message.kind or UNNAMED),
        by_language=_split(crises, lambda one: one.message.lang or UNNAMED),
        ordinary=_alarms(one for one in others if one.message.kind != IDIOM),
        idioms=_alarms(one for one in others if one.message.kind == IDIOM),
        median_ms=_quantile(times, 0.5),
        p99_ms=_quantile(times, 0.99),
        missed=tuple(one for one in crises if one.finding is None),
        alarmed=tuple(one for one in others if one.finding is not None),
    )


def _split(crises: Iterable[Screened], name_of: Callable[[Screened], str]) -> dict[str, Recall]:
    parts: dict[str, list[Screened]] = {}
    for one in crises:
        parts.setdefault(name_of(one), []).append(one)
    return {name: _recall(part) for name, part in parts.items()}


def _recall(crises: Sequence[Screened]) -> Recall:
    return Recall(*_shares(crises))


def _alarms(others: Iterable[Screened]) -> Alarms:
    noticed, paused = _shares(list(others))
    return Alarms(paused, noticed)


def _shares(screened: Sequence[Screened]) -> tuple[Share, Share]:
    noticed = sum(one.finding is not None for one in screened)
    return Share(noticed, len(screened)), Share(sum(one.paused for one in screened), len(screened))


def _quantile(ordered: Sequence[float], part: float) -> float:
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))] if ordered else 0.0
