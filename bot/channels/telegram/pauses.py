"""Waiting: pauses that grow, and work that a stop cuts short.

Rule: every wait of this room goes through the event loop's own clock, so a test that brings a loop with a clock of its
own waits for nothing.
"""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any, TypeVar

T = TypeVar("T")

LONGEST = 30.0
"""The longest pause between two tries, in seconds; the health check's patience must be longer."""

_FIRST = 0.5


class Stopped(Exception):
    """The stop came before the work was done. No error: the operator wants the program to end."""


def growing(tries: int, who: int = 0) -> float:
    """Seconds to wait after `tries` failures in a row: 0.5, 1, 2, ... up to LONGEST.

    who: up to a quarter less for each of several, so that those who failed together do not come back together.
    """
    share = zlib.crc32(f"{who} {tries}".encode()) / 2**32 if who else 0.0
    longest: float = min(LONGEST, _FIRST * 2 ** min(tries - 1, 16))
    return longest * (1 - share / 4)


async def pause(stop: asyncio.Event, seconds: float) -> None:
    """Wait for `seconds`, or until the stop."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await stop.wait()


async def unless(stop: asyncio.Event, work: Coroutine[Any, Any, T]) -> T:
    """The outcome of `work`; when the stop comes first, `work` is cancelled and `Stopped` is raised."""
    working, stopping = asyncio.ensure_future(work), asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if stop.is_set():
            raise Stopped
        return working.result()
    finally:
        for task in (working, stopping):
            task.cancel()
        await asyncio.gather(working, stopping, return_exceptions=True)
