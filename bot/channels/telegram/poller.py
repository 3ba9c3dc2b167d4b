"""Fetching updates: a long poll of our own.

Rule: the next poll, which acknowledges a batch, is made after `respond` has returned, never before. So a process that
is killed in between gets the same updates again (the library's stock updater would have lost them).

The library's own parsing raises for the whole answer when one update is odd, hence the raw request.
"""

from __future__ import annotations

import asyncio
import warnings
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any, Final

import structlog
from telegram import Bot
from telegram.error import Conflict, TelegramError

from bot.channels.telegram.faults import is_webhook
from bot.channels.telegram.line import WEBHOOK, Line
from bot.channels.telegram.pauses import Stopped, growing, pause
from bot.channels.telegram.ports import Answers
from bot.channels.telegram.updates import ALLOWED, read, update_id
from bot.companion import Incoming
from bot.errors import StoreUnavailable

log = structlog.get_logger(__name__)

POLL_SECONDS: Final = 25
"""How long Telegram holds a poll open when there is nothing."""

_BATCH = 100
_STORE_AWAY = "The database is busy or out of reach; the updates wait and are tried again."
_STORE_BACK = "The database takes updates again."


class Poller:
    """Fetches updates and hands each answer of Telegram to the companion as one batch."""

    def __init__(
        self, bot: Bot, line: Line, answers: Answers, *, pressed: Callable[[str], None], clock: Callable[[], datetime]
    ) -> None:
        """pressed: called at once with the id of each press that wants an answer; must not wait. clock: the time of
        events that carry none."""
        self._bot = bot
        self._line = line
        self._answers = answers
        self._pressed = pressed
        self._clock = clock
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

    async def _fetch(self) -> list[Any]:
        wishes: dict[str, Any] = {"timeout": POLL_SECONDS, "limit": _BATCH, "allowed_updates": list(ALLOWED)}
        if self._offset is not None:
            wishes["offset"] = self._offset
        try:
            # The library does not add the poll's own time to the time-out.
            updates = await self._bot.do_api_request("getUpdates", api_kwargs=wishes, read_timeout=POLL_SECONDS + 10)
        except Conflict as fault:
            if is_webhook(fault):
                await self._bot.delete_webhook(drop_pending_updates=False)
            raise
        if not isinstance(updates, list) or (updates and not any(update_id(raw) is not None for raw in updates)):
            raise TelegramError("Unreadable updates")
        return updates

    async def _hand_over(self, updates: Sequence[Any], stop: asyncio.Event) -> None:
        now, batch, ids = self._clock(), [], []
        for raw in updates:
            number = update_id(raw)
            if number is None:
                log.warning("an update without an id is passed over")
                continue
            ids.append(number)
            received = read(raw, self._bot.username, now)
            if received.press:
                self._pressed(received.press)
            if received.incoming:
                batch.append(received.incoming)
        if batch:
            await self._respond(batch, stop)
        # An empty answer means that everything before the offset is acknowledged. Then it is dropped: after a quiet
        # week Telegram's ids start anywhere, also below it.
        self._offset = max(ids) + 1 if ids else None

    async def _respond(self, batch: Sequence[Incoming], stop: asyncio.Event) -> None:
        tries = 0
        while True:
            try:
                await self._answers.respond(batch)
            except StoreUnavailable:
                tries += 1
                if tries == 1:
                    log.warning(_STORE_AWAY)
                await pause(stop, growing(tries))
                if stop.is_set():
                    raise Stopped from None
            else:
                if tries:
                    log.info(_STORE_BACK)
                return
