"""How fast messages may leave: token buckets.

Rule: arithmetic only; the time comes in as an argument (seconds of any steady clock).

A bucket with `rate` tokens a second and room for `burst` of them is one number: the moment at which it will be full
again (the generic cell rate algorithm, ITU-T I.371). A bucket that is full is the same as none, so it is forgotten.
"""

from __future__ import annotations

_MANY = 10_000


class Buckets:
    """One bucket for each key. Taking never fails: a bucket may go into debt, and then its next wait is longer."""

    def __init__(self, rate: float, burst: int) -> None:
        """rate: tokens a second (0: no limit at all). burst: how many can be taken at once."""
        self._interval = 1 / rate if rate > 0 else 0.0
        self._slack = self._interval * (burst - 1)
        self._full_at: dict[int, float] = {}

    def wait(self, key: int, now: float) -> float:
        """Seconds until a token is there; 0.0 when there is one."""
        return max(0.0, self._full_at.get(key, now) - self._slack - now)

    def take(self, key: int, now: float) -> None:
        """Take one token, be it there or not."""
        if self._interval == 0:
            return
        if len(self._full_at) >= _MANY:
            self._full_at = {key: full_at for key, full_at in self._full_at.items() if full_at > now}
        self._full_at[key] = max(now, self._full_at.get(key, now)) + self._interval
