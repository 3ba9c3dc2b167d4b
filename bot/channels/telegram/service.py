"""The whole door: poller, sender and what they share, from the start to the last message in flight.

Rule: put together here, decided elsewhere.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit

from telegram import Bot
from telegram.request import HTTPXRequest

from bot.channels.drawing import Drawings, svg_of
from bot.channels.telegram.delivery import Delivery
from bot.channels.telegram.line import Line
from bot.channels.telegram.pauses import Stopped
from bot.channels.telegram.poller import Poller
from bot.channels.telegram.ports import Answers, Rooms
from bot.channels.telegram.presses import AT_ONCE as PRESSES_AT_ONCE
from bot.channels.telegram.presses import Presses
from bot.channels.telegram.sender import AT_ONCE, Rates, Sender
from bot.channels.telegram.setup import Profile, introduce
from bot.companion import Incoming

OFFICIAL: Final = "https://api.telegram.org"

_LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True)
class Connection:
    """How to reach Telegram. api_url: the root of the Bot API. rates: messages a second. profile: how the bot presents
    itself."""

    token: str = field(repr=False)
    api_url: str = OFFICIAL
    rates: Rates = field(default_factory=Rates)
    profile: Profile = field(default_factory=Profile)


async def serve(
    rooms: Rooms,
    connection: Connection,
    clock: Callable[[], datetime],
    stop: asyncio.Event,
    heartbeat: Callable[[str], None],
) -> None:
    """Serve people in Telegram until `stop` is set; then finish what is in flight.

    clock: the present time, for events that carry none. heartbeat: called with "poller" or "sender" each time that loop
    turns: many times a second when there is much to do, and at least once in 70 s when all is well.
    Raises: SettingsError when Telegram does not know the token; StoreError when the database cannot be used.
    """
    bot = _bot(connection)
    drawings = Drawings(svg_of)
    sender = Sender(
        rooms, Delivery(bot, drawings), rates=connection.rates, clock=clock, beat=lambda: heartbeat("sender")
    )
    line = Line(stop, lambda: heartbeat("poller"))
    presses = Presses(bot)
    poller = Poller(bot, line, _Waking(rooms.companion, sender), pressed=presses.answer, clock=clock)
    try:
        await _together(stop, _converse(bot, line, poller, connection.profile, stop), sender.run(stop))
    finally:
        await presses.close()
        await bot.shutdown()


async def _converse(bot: Bot, line: Line, poller: Poller, profile: Profile, stop: asyncio.Event) -> None:
    try:
        # Asks Telegram who we are; the name tells which commands are meant for us.
        await line.call(bot.initialize)
    except Stopped:
        return
    introducing = asyncio.create_task(introduce(bot, profile))
    try:
        await poller.run(stop)
    finally:
        introducing.cancel()
        await asyncio.gather(introducing, return_exceptions=True)


async def _together(stop: asyncio.Event, *work: Coroutine[Any, Any, None]) -> None:
    """Run all of it until it ends; when one part fails, the others are stopped as if by the operator."""
    tasks = [asyncio.create_task(part) for part in work]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
        stop.set()
        await asyncio.wait(tasks)
        for task in tasks:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _bot(connection: Connection) -> Bot:
    root = connection.api_url.rstrip("/")
    # A proxy of the environment leads out of this machine, and a server on it is not there.
    options = {"trust_env": urlsplit(root).hostname not in _LOOPBACK}
    sending = HTTPXRequest(
        connection_pool_size=AT_ONCE + PRESSES_AT_ONCE, read_timeout=15, pool_timeout=10, httpx_kwargs=options
    )
    polling = HTTPXRequest(connection_pool_size=2, httpx_kwargs=options)
    return Bot(connection.token, base_url=f"{root}/bot", request=sending, get_updates_request=polling)


class _Waking:
    """The companion, with a nudge to the sender after each batch."""

    def __init__(self, companion: Answers, sender: Sender) -> None:
        self._companion = companion
        self._sender = sender

    async def respond(self, batch: Sequence[Incoming]) -> None:
        await self._companion.respond(batch)
        self._sender.wake()
