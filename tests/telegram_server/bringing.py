"""Webhook: updates are brought to the bot's own server.

Rule: an update leaves the queue when a request with it was answered with 2xx, and never before; any other answer, and
none, brings it again later. At most `max_connections` requests are open at a time; those of one chat follow each other
in order, unless a test wants them mixed (`Weather.mixed`), as a proxy in between can do.
Source: https://core.telegram.org/bots/api#setwebhook
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from tests.telegram_server.updates import Update
from tests.telegram_server.weather import Weather
from tests.telegram_server.world import World

_PATIENCE = aiohttp.ClientTimeout(total=20)
_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 2.0
"""Seconds; the real server waits longer, and nothing here depends on how long."""


@dataclass(slots=True)
class Bringing:
    """Brings what waits, as long as a webhook is set. leads: where an https address really leads, for tests."""

    world: World
    weather: Weather
    leads: dict[str, str] = field(default_factory=dict)
    _arrived: asyncio.Event = field(default_factory=asyncio.Event)
    _open: dict[int, asyncio.Task[None]] = field(default_factory=dict)
    _chats: set[int] = field(default_factory=set)
    _tries: dict[int, int] = field(default_factory=dict)

    def arrived(self) -> None:
        """An update was queued, or a webhook was set. To be called in the server's thread."""
        self._arrived.set()

    async def run(self) -> None:
        """Bring until it is cancelled."""
        connector = aiohttp.TCPConnector(limit=0)
        async with aiohttp.ClientSession(connector=connector, timeout=_PATIENCE, trust_env=False) as session:
            try:
                while True:
                    self._arrived.clear()
                    self._begin(session)
                    await self._arrived.wait()
            finally:
                for task in self._open.values():
                    task.cancel()
                await asyncio.gather(*self._open.values(), return_exceptions=True)

    def _begin(self, session: aiohttp.ClientSession) -> None:
        webhook = self.world.webhook
        if not webhook:
            return
        with self.world.changed:
            waiting = self.world.queue.take(10 * webhook.max_connections)
        for update in self.weather.ordered(waiting):
            number, chat = update["update_id"], chat_of(update)
            is_free = self.weather.mixes or chat not in self._chats
            if len(self._open) < webhook.max_connections and number not in self._open and is_free:
                self._chats.add(chat)
                self._open[number] = asyncio.create_task(self._bring(session, update, chat))

    async def _bring(self, session: aiohttp.ClientSession, update: Update, chat: int) -> None:
        number = update["update_id"]
        try:
            if await self._is_taken(session, update):
                if self.weather.doubles():
                    await self._is_taken(session, update)
                with self.world.changing():
                    self.world.queue.taken(number)
                self._tries.pop(number, None)
                return
            tries = self._tries[number] = self._tries.get(number, 0) + 1
            await asyncio.sleep(min(_LONGEST_PAUSE, _FIRST_PAUSE * 2 ** min(tries - 1, 8)))
        finally:
            self._open.pop(number, None)
            self._chats.discard(chat)
            self._arrived.set()

    async def _is_taken(self, session: aiohttp.ClientSession, update: Update) -> bool:
        webhook = self.world.webhook
        if not webhook:
            return False
        headers = {"X-Telegram-Bot-Api-Secret-Token": webhook.secret} if webhook.secret else {}
        try:
            await asyncio.sleep(self.weather.lateness())
            place = self.leads.get(webhook.url, webhook.url)
            async with session.post(place, json=update, headers=headers, allow_redirects=False) as answer:
                fault = "" if answer.status // 100 == 2 else f"Wrong response from the webhook: {answer.status}"
        except (aiohttp.ClientError, OSError, TimeoutError):
            fault = "Connection refused"
        if fault:
            webhook.fails(fault, self.world.clock())
        return not fault


def chat_of(update: dict[str, Any]) -> int:
    """The chat that an update belongs to; 0 for none."""
    for value in update.values():
        if isinstance(value, dict):
            here = value.get("message", value)
            chat = here.get("chat") if isinstance(here, dict) else None
            if isinstance(chat, dict) and isinstance(chat.get("id"), int):
                return int(chat["id"])
    return 0
