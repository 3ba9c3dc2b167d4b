"""Which answers moved the picture most, and which less.

Rule: an answer's weight is what its absence would change: the belief is made again without it (leave one out), and
compared with the belief as it is. Nothing is said about causes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bot.attachment.belief import Belief
from bot.attachment.standing import Standing


@dataclass(frozen=True, slots=True)
class Reason:
    """One answer that counted. `without`: the belief if it had not been given. moved: how far the belief's mean
    lies from that one's, in standard deviations. is_earlier: it was given in an earlier look at this relationship."""

    item: str
    option: int
    without: Belief
    moved: float
    is_earlier: bool


def by_weight(standing: Standing) -> list[Reason]:
    """Every answer, those first whose absence would move the mean of the belief furthest. What was answered alike in
    several earlier looks is one: their lines would be the same."""
    mean = np.array(standing.belief.mean)
    found = []
    for number, one in enumerate(standing.strand, start=1):
        for mark in one.marks:
            without = standing.without(number - 1, mark)
            moved = float(np.hypot(*(mean - np.array(without.mean))))
            found.append(Reason(*mark, without, moved, is_earlier=number < len(standing.strand)))
    unlike: dict[tuple[str, int, bool], Reason] = {}
    for reason in sorted(found, key=lambda reason: (-reason.moved, reason.item, reason.option)):
        unlike.setdefault((reason.item, reason.option, reason.is_earlier), reason)
    return [*unlike.values()]
