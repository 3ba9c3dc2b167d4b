"""Not everybody at once: those who wished for one hour are spread over as long as Telegram's limit needs for them.

Rule: the place of a person within that is steady and never early; how many they are is counted once for each hour.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from bot.dialogue.abilities import Schedule
from bot.reflection.schedule import LATENESS
from bot.reflection.spreading import spread_of
from bot.storage.batch import Batch
from bot.storage.records import Subscription

_REMEMBERED: Final = 4096
"""So many hours: more than the zones and minutes of some days."""


class Crowding:
    """How many people are due in an hour, as last counted."""

    def __init__(self) -> None:
        self._counts: dict[datetime, int] = {}

    async def placed(
        self, rows: Batch, scheduled: Mapping[int, Schedule], seeds: Mapping[int, int]
    ) -> dict[int, Subscription | None]:
        """When each of these people is due. seeds: what decides their place."""
        placed: dict[int, Subscription | None] = {}
        for person, one in scheduled.items():
            if one.at is None:
                placed[person] = None
                continue
            due_at = one.at if one.room is None else await self._spread(rows, one.at, one.room, seeds[person])
            late = due_at + LATENESS
            placed[person] = Subscription(person, due_at, late if one.until is None else min(late, one.until))
        return placed

    async def _spread(self, rows: Batch, at: datetime, room: datetime, seed: int) -> datetime:
        spread = spread_of(seed, await self._count(rows, at))
        return at + (spread if at + spread < room else spread % (room - at))

    async def _count(self, rows: Batch, at: datetime) -> int:
        if at not in self._counts:
            self._counts[at] = await rows.crowd(at)
            while len(self._counts) > _REMEMBERED:
                del self._counts[next(iter(self._counts))]
        return self._counts[at]
