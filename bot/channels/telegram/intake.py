"""Raw updates in, answered and committed out: what polling and webhook have in common.

Rule: `take` returns when everything in it is committed, and only then may the updates be acknowledged. What cannot wait
for a busy database (a pressed button) is seen to before, by `glance`, which may meet an update many times.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

import structlog

from bot.channels.telegram.courtesies import Courtesies
from bot.channels.telegram.emergency import Emergency
from bot.channels.telegram.pauses import Stopped, growing, pause
from bot.channels.telegram.updates import Received, read, update_id
from bot.companion import Incoming
from bot.errors import StoreUnavailable

log = structlog.get_logger(__name__)

_STORE_AWAY = "The database is busy or out of reach; the updates wait and are tried again."
_STORE_BACK = "The database takes updates again."


class Intake:
    """Hands updates to the companion, one batch after the other.

    name: the bot's own user name, known once Telegram was asked. committed: called after each commit. clock: the time
    of events that carry none.
    """

    def __init__(
        self,
        answers: Emergency,
        courtesies: Courtesies,
        *,
        name: Callable[[], str],
        committed: Callable[[], None],
        clock: Callable[[], datetime],
    ) -> None:
        self._answers = answers
        self._courtesies = courtesies
        self._is_away = False
        self._name = name
        self._committed = committed
        self._clock = clock

    def glance(self, updates: Iterable[Any]) -> list[Received]:
        """Do at once what does not touch the database; what the updates hold."""
        now, name = self._clock(), self._name()
        found = []
        for raw in updates:
            if update_id(raw) is None:
                log.warning("an update without an id is passed over")
                continue
            received = read(raw, name, now)
            if received.press:
                self._courtesies.answer(received.press)
            if received.group is not None:
                self._courtesies.leave(received.group)
            found.append(received)
        return found

    async def look(self, updates: Iterable[Any]) -> None:
        """Glance at updates that are not to be answered yet; while the database is away, see to whoever needs help."""
        batch = [received.incoming for received in self.glance(updates) if received.incoming]
        if self._is_away:
            await self._answers.help(batch)

    async def take(self, updates: Sequence[Any], stop: asyncio.Event) -> None:
        """Answer `updates`, as one batch. Raises Stopped when the database stays away until the stop."""
        batch = [received.incoming for received in self.glance(updates) if received.incoming]
        if not batch:
            return
        for incoming in await self._respond(batch, stop):
            if incoming.place is not None:
                self._courtesies.note(incoming.person, incoming.place)
        log.debug("updates are answered and committed", updates=len(batch), trace=batch[-1].trace)
        self._committed()

    async def _respond(self, batch: Sequence[Incoming], stop: asyncio.Event) -> Sequence[Incoming]:
        tries = 0
        while True:
            try:
                kept = await self._answers.respond(batch)
            except StoreUnavailable:
                tries += 1
                if tries == 1:
                    log.warning(_STORE_AWAY)
                self._is_away = True
                await self._answers.help(batch)
                await pause(stop, growing(tries))
                if stop.is_set():
                    raise Stopped from None
            else:
                self._is_away = False
                if tries:
                    log.info(_STORE_BACK)
                return kept
