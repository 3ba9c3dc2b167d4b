"""Which chats rest at the moment, and until when.

Rule: arithmetic only; the time comes in as an argument (seconds of any steady clock).

Telegram does not say whether a 429 is about one chat or about the whole bot. So the first one stops its chat alone;
when a second chat meets one while the first still rests, everything stops until that time has passed.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass

from bot.channels.telegram.pauses import growing

_MEMORY = 120.0
"""Seconds after its rest for which a chat's failures count on; longer than any call takes."""


@dataclass(frozen=True, slots=True)
class _Failure:
    """So many tries in a row since a moment, and the rest that follows the last of them."""

    tries: int
    since: float
    until: float


class Rests:
    """Resting chats, by person."""

    def __init__(self) -> None:
        self._until: dict[int, float] = {}
        self._limited: dict[int, float] = {}
        self._failing: dict[int, _Failure] = {}
        self._everyone = 0.0

    def rest(self, person: int, until: float) -> None:
        """Nothing for this chat before `until`."""
        self._until[person] = until

    def after_failure(self, person: int, now: float) -> None:
        """The network failed for this chat: it rests longer each time."""
        # A message may be dropped while its chat fails; such chats are forgotten after a while.
        self._failing = {other: entry for other, entry in self._failing.items() if entry.until + _MEMORY > now}
        before = self._failing.get(person, _Failure(0, now, now))
        self.rest(person, now + growing(before.tries + 1, person))
        self._failing[person] = _Failure(before.tries + 1, before.since, self._until[person])

    def failing_for(self, person: int, now: float) -> float:
        """Seconds for which every try for this chat has failed."""
        failure = self._failing.get(person)
        return now - failure.since if failure else 0.0

    def after_limit(self, person: int, seconds: float, now: float) -> None:
        """Telegram said 429 for this chat, and to come back after `seconds`."""
        self._limited = {other: until for other, until in self._limited.items() if until > now}
        if any(other != person for other in self._limited):
            self._everyone = max(self._everyone, now + seconds)
        self._limited[person] = now + seconds
        self.rest(person, now + seconds)

    def after_success(self, person: int) -> None:
        """A message arrived: the next failure begins with a short rest again."""
        self._failing.pop(person, None)

    def are_well(self) -> bool:
        """Whether the network has failed for no chat lately."""
        return not self._failing

    def resting(self, now: float) -> Collection[int]:
        """The people whose chats rest."""
        self._until = {person: until for person, until in self._until.items() if until > now}
        return self._until.keys()

    def everyone(self, now: float) -> float:
        """Seconds for which everything stops; 0.0 when it does not."""
        return max(0.0, self._everyone - now)

    def next_end(self, now: float) -> float:
        """Seconds until the next chat has rested; infinity when none rests."""
        return min((until - now for until in self._until.values() if until > now), default=math.inf)
