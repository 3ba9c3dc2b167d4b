"""How the program is asked to stop: SIGTERM or Ctrl-C once, and it finishes what it has begun.

Rule: nothing is torn away on the first signal; a second Ctrl-C ends the process at once, for whoever cannot wait (what
is committed stays, and at most the message in flight is sent again).
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Coroutine
from typing import Any


def stop_on_signals(loop: asyncio.AbstractEventLoop) -> asyncio.Event:
    """An event that is set when the process is asked to stop. Call it in the main thread."""
    stop = asyncio.Event()

    def interrupted() -> None:
        if stop.is_set():
            os._exit(128 + signal.SIGINT)
        stop.set()

    loop.add_signal_handler(signal.SIGTERM, stop.set)
    loop.add_signal_handler(signal.SIGINT, interrupted)
    return stop


async def until_interrupted(work: Coroutine[Any, Any, None]) -> bool:
    """Do `work`; False when Ctrl-C or SIGTERM ended it before it was done. What `work` has open is closed then."""
    loop = asyncio.get_running_loop()
    task = asyncio.ensure_future(work)
    for sign in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(sign, task.cancel)
    await asyncio.wait([task])
    if task.cancelled():
        return False
    task.result()
    return True
