"""Fetching updates: a long poll of our own.

Rule: the next poll that acknowledges a batch is made after its transaction, never before. So a process that is killed
in between gets the same updates again (the library's stock updater would have lost them). While a transaction takes
long, the poller looks without acknowledging: what must not wait is seen to, such as a pressed button.

The library's own parsing raises for the whole answer when one update is odd, hence the raw request.
"""

from __future__ import annotations

import asyncio
import warnings
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, Final

import structlog
from telegram import Bot
from telegram.error import Conflict, TelegramError

from bot.channels.telegram.faults import FAULTS_OF_FORM, is_webhook
from bot.channels.telegram.intake import Intake
from bot.channels.telegram.line import WEBHOOK, Line
from bot.channels.telegram.pauses import Stopped
from bot.channels.telegram.updates import ALLOWED, update_id

log = structlog.get_logger(__name__)

POLL_SECONDS: Final = 25
"""How long Telegram holds a poll open when there is nothing."""

_BATCH = 100
_LONGEST_GLANCE = 2.0
_GLANCE_SECONDS = 0.5
"""How often the poller looks what came while a transaction takes long; a press is answered within a second."""


class Poller:
    """Fetches updates and hands each answer of Telegram to the companion as one batch."""

    def __init__(self, bot: Bot, line: Line, intake: Intake) -> None:
        self._bot = bot
        self._line = line
        self._intake = intake
        self._offset: int | None = None

    async def run(self, stop: asyncio.Event) -> None:
        """Poll until the stop. Raises SettingsError when Telegram does not know the token."""
        # The library would rather have its own method called; see the rule above.
        warnings.filterwarnings("ignore", message="Please use 'Bot.getUpdates'")
        with suppress(Stopped):
            await self._line.call(self._without_webhook)
            while not stop.is_set():
                updates = await self._line.call(self._fetch)
                await self._hand_over(updates, stop)

    async def _without_webhook(self) -> None:
        if (await self._bot.get_webhook_info()).url:
            log.warning(WEBHOOK)
        await self._bot.delete_webhook(drop_pending_updates=False)

    async def _fetch(self, seconds: int = POLL_SECONDS) -> list[Any]:
        wishes: dict[str, Any] = {"timeout": seconds, "limit": _BATCH, "allowed_updates": list(ALLOWED)}
        if self._offset is not None:
            wishes["offset"] = self._offset
        try:
            # The library does not add the poll's own time to the time-out.
            updates = await self._bot.do_api_request("getUpdates", api_kwargs=wishes, read_timeout=seconds + 10)
        except Conflict as fault:
            if is_webhook(fault):
                await self._bot.delete_webhook(drop_pending_updates=False)
            raise
        if not isinstance(updates, list) or (updates and not any(update_id(raw) is not None for raw in updates)):
            raise TelegramError("Unreadable updates")
        return updates

    async def _hand_over(self, updates: Sequence[Any], stop: asyncio.Event) -> None:
        taking = asyncio.create_task(self._intake.take(updates, stop))
        try:
            while not (await asyncio.wait({taking}, timeout=_GLANCE_SECONDS))[0]:
                await self._glance(stop)
        finally:
            await asyncio.wait({taking})
        await taking
        ids = [number for number in map(update_id, updates) if number is not None]
        # An empty answer means that everything before the offset is acknowledged. Then it is dropped: after a quiet
        # week Telegram's ids start anywhere, also below it.
        self._offset = max(ids) + 1 if ids else None

    async def _glance(self, stop: asyncio.Event) -> None:
        """Look at what came since, with the same offset as before: that acknowledges nothing."""
        if not stop.is_set():
            self._line.beat()
            with suppress(TelegramError, TimeoutError, *FAULTS_OF_FORM):
                async with asyncio.timeout(_LONGEST_GLANCE):
                    await self._intake.look(await self._fetch(seconds=0))
