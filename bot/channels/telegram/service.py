"""The whole door: poller, sender and what they share, from the start to the last message in flight.

Rule: put together here, decided elsewhere.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit

from telegram import Bot

from bot.channels.drawing import Drawings, svg_of
from bot.channels.packing import Packing
from bot.channels.telegram.clearing import Clearing
from bot.channels.telegram.courtesies import AT_ONCE as COURTESIES_AT_ONCE
from bot.channels.telegram.courtesies import Courtesies
from bot.channels.telegram.delivery import Delivery
from bot.channels.telegram.emergency import Emergency
from bot.channels.telegram.intake import Intake
from bot.channels.telegram.line import Line
from bot.channels.telegram.pauses import Stopped
from bot.channels.telegram.poller import Poller
from bot.channels.telegram.ports import Rooms
from bot.channels.telegram.sender import AT_ONCE, Rates, Sender
from bot.channels.telegram.setup import Profile, introduce
from bot.channels.telegram.transport import Transport
from bot.channels.telegram.webhook import Address, Webhook
from bot.dispatching import Dispatcher

OFFICIAL: Final = "https://api.telegram.org"

_LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True)
class Connection:
    """How to reach Telegram. api_url: the root of the Bot API. rates: messages a second. profile: how the bot presents
    itself. private_only: what is said to a group. webhook: where updates are brought to us; without it we fetch them.
    """

    token: str = field(repr=False)
    api_url: str = OFFICIAL
    rates: Rates = field(default_factory=Rates)
    profile: Profile = field(default_factory=Profile)
    private_only: str = ""
    webhook: Address | None = None


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
    courtesies = Courtesies(bot, connection.private_only)
    delivery = Delivery(bot, drawings, courtesies.announce, Packing(rooms.luggage, drawings, clock).file)
    sender = Sender(rooms, delivery, rates=connection.rates, clock=clock, beat=lambda: heartbeat("sender"))
    line = Line(stop, lambda: heartbeat("poller"))
    answers = Emergency(rooms.companion, rooms.outage, delivery)
    intake = Intake(answers, courtesies, name=lambda: bot.username, committed=sender.wake, clock=clock)
    dispatcher = Dispatcher(rooms.store, rooms.companion, clock, committed=sender.wake)
    receiver = Webhook(bot, line, intake, connection.webhook) if connection.webhook else Poller(bot, line, intake)
    try:
        conversing = _converse(bot, line, receiver, connection.profile, stop)
        await _together(
            stop, conversing, sender.run(stop), dispatcher.run(stop), Clearing(bot, rooms.store, clock).run(stop)
        )
    finally:
        await courtesies.close()
        await bot.shutdown()


async def _converse(bot: Bot, line: Line, receiver: Poller | Webhook, profile: Profile, stop: asyncio.Event) -> None:
    try:
        # Asks Telegram who we are; the name tells which commands are meant for us.
        await line.call(bot.initialize)
    except Stopped:
        return
    introducing = asyncio.create_task(introduce(bot, profile))
    try:
        await receiver.run(stop)
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
    trust_env = urlsplit(root).hostname not in _LOOPBACK
    sending = Transport(AT_ONCE + COURTESIES_AT_ONCE, read_timeout=15, pool_timeout=10, trust_env=trust_env)
    polling = Transport(2, trust_env=trust_env)
    return Bot(connection.token, base_url=f"{root}/bot", request=sending, get_updates_request=polling)
