"""Patience with someone who pours out messages that lead nowhere: three in a row are told so, then all of them together
once, until there is a rest.

Rule: arithmetic only, on the times that the channel gave the events. What leads on (an answer, a choice) costs nothing
and is never held up; and screening has read everything before.

A bucket kept as one moment, at which all of it is worked off (the generic cell rate algorithm, ITU-T I.371).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

COST: Final = timedelta(seconds=1.5)
"""Nobody reads an answer faster."""

_SLACK: Final = 3 * COST
_LONGEST: Final = 4 * COST
"""However much came: after so long a rest the next word is answered again."""


def paced(pace: datetime | None, at: datetime) -> tuple[datetime, bool]:
    """The new `pace` after one more message `at` this moment that led nowhere, and whether that was one too many."""
    until = max(pace or at, at) + COST
    return min(until, at + _LONGEST), until - at > _SLACK


def hurried(at: datetime) -> datetime:
    """The pace of someone who sent many messages before they can have read anything: one more is answered."""
    return at + _SLACK - COST
