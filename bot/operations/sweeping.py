"""Forgetting what is only kept for a while: which updates were handled, and which message showed which question.

Rule: a week, as long as an update could come again: Telegram keeps what was not fetched for a day
(https://core.telegram.org/bots/api#getting-updates), and nobody is denied their answer because an id came round again.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Final, Protocol

import structlog

from bot.errors import StoreUnavailable

log = structlog.get_logger(__name__)

KEPT: Final = timedelta(days=7)
EVERY_SECONDS: Final = 6 * 3600.0


class Forgetful(Protocol):
    """What is swept."""

    async def forget_old(self, before: datetime) -> None:
        """Delete what is older."""


@asynccontextmanager
async def swept(
    store: Forgetful, clock: Callable[[], datetime], every_seconds: float = EVERY_SECONDS
) -> AsyncIterator[None]:
    """Sweep now and every few hours, for as long as the block lasts."""
    task = asyncio.create_task(_sweep(store, clock, every_seconds))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _sweep(store: Forgetful, clock: Callable[[], datetime], every_seconds: float) -> None:
    while True:
        try:
            await store.forget_old(clock() - KEPT)
        except StoreUnavailable:
            log.info("what is old could not be forgotten now; it is tried again later")
        await asyncio.sleep(every_seconds)
