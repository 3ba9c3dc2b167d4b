"""Pressed buttons are answered at once, so that the person's program stops showing that it waits.

Rule: best effort. Nobody waits for it, nothing is tried twice, and with too many on their way the next are left out.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Final

from telegram import Bot
from telegram.error import TelegramError

AT_ONCE: Final = 30


class Presses:
    """The answers that are on their way."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._tasks: set[asyncio.Task[None]] = set()

    def answer(self, press: str) -> None:
        """Answer the press with this id, some time soon."""
        if len(self._tasks) < AT_ONCE:
            task = asyncio.create_task(self._answer(press))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Give up what is still on its way."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _answer(self, press: str) -> None:
        with suppress(TelegramError, KeyError, TypeError, AttributeError):
            await self._bot.answer_callback_query(press)
