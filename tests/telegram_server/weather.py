"""Faults by chance, from a seed: so much of everything goes wrong, as it does in a bad network.

Rule: every share is of calls (or updates), drawn one after the other, so that a run with the same seed and the same
calls meets the same faults; what went wrong on purpose is counted, so that a judge can explain it.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from tests.telegram_server.errors import too_many
from tests.telegram_server.faults import SENDING, Break, Delay, Effect, Page
from tests.telegram_server.updates import Update

_SENDING = frozenset(name.lower() for name in SENDING)


@dataclass(slots=True)
class Weather:
    """What goes wrong by chance; nothing at first.

    errors: the share of calls that are answered with 500. cuts: of messages accepted whose answer never comes. delays:
    of calls that take a second. doubled: of updates that come twice. storms: of messages that meet a 429 of one second.
    mixed: whether webhooks may overtake each other.
    """

    seed: int = 0
    errors: float = 0.0
    cuts: float = 0.0
    delays: float = 0.0
    doubled: float = 0.0
    storms: float = 0.0
    mixed: bool = False
    count: Counter[str] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _chance: Random | None = None

    @property
    def mixes(self) -> bool:
        """Whether updates of one chat may be on their way side by side."""
        return self.mixed

    def meet(self, method: str) -> Effect | None:
        """What this call meets."""
        is_sending = method.lower() in _SENDING
        if self._happens("errors", self.errors):
            return Page(500)
        if is_sending and self._happens("storms", self.storms):
            return too_many(1)
        if is_sending and self._happens("cuts", self.cuts):
            return Break(after=True)
        return Delay(1.0) if self._happens("delays", self.delays) else None

    def doubles(self) -> bool:
        """Whether an update comes once more."""
        return self._happens("doubled", self.doubled)

    def lateness(self) -> float:
        """Seconds that a webhook is late, so that others overtake it."""
        return 0.05 if self.mixed and self._happens("mixed", 0.2) else 0.0

    def ordered(self, updates: Sequence[Update]) -> Sequence[Update]:
        """Updates in the order in which they are brought."""
        if not self.mixed:
            return updates
        shuffled = list(updates)
        with self._lock:
            self._random().shuffle(shuffled)
        return shuffled

    def _happens(self, what: str, share: float) -> bool:
        if share <= 0:
            return False
        with self._lock:
            happens = self._random().random() < share
            self.count[what] += happens
        return happens

    def _random(self) -> Random:
        if self._chance is None:
            self._chance = Random(self.seed)  # noqa: S311 (it guards nothing)
        return self._chance
