"""While the database is away, a call for help is answered directly, past the outbox, and everybody else is told once.

Rule: what is said, and to whom, is the outage's matter (bot/outage.py); here it is only sent. What could not be sent
comes again with the next try of the database.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from bot.channels.telegram.delivery import Delivery
from bot.channels.telegram.outcomes import Later, Limited
from bot.channels.telegram.parcels import Parcel
from bot.channels.telegram.ports import Answers, Direct, Outage
from bot.companion import Incoming


class Emergency:
    """The companion, and what is sent in its place while it cannot answer."""

    def __init__(self, companion: Answers, outage: Outage, delivery: Delivery) -> None:
        self._companion = companion
        self._outage = outage
        self._delivery = delivery
        self._turn = asyncio.Lock()
        self._number = 0

    async def help(self, batch: Sequence[Incoming]) -> None:
        """Send what these updates call for now and what was not sent yet."""
        async with self._turn:
            for direct in self._outage.answer(batch):
                if await self._is_sent(direct):
                    self._outage.sent(direct)

    async def respond(self, batch: Sequence[Incoming]) -> Sequence[Incoming]:
        """As the companion does, which learns who was helped directly. Raises StoreUnavailable."""
        kept = await self._companion.respond(self._outage.marked(batch))
        self._outage.over(batch)
        return kept

    async def _is_sent(self, direct: Direct) -> bool:
        for message in direct.messages:
            # Below every number of the outbox: it is none of its rows.
            self._number -= 1
            outcome = await self._delivery.deliver(Parcel(self._number, direct.person, message), lambda: None)
            if isinstance(outcome, Later | Limited):
                return False
        return True
