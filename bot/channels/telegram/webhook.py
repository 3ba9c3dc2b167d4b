"""Receiving updates: Telegram brings them to an address of ours.

Rule: 200 is answered after the commit, never before; whatever else happens, Telegram brings the update again. What
arrives while a transaction runs forms the next batch, in the order of the updates' ids.

Source: https://core.telegram.org/bots/api#setwebhook. The secret is the only thing that tells Telegram from a stranger:
the path is not checked, since a proxy in front may change it.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final

import structlog
from aiohttp import web
from telegram import Bot

from bot.channels.telegram.intake import Intake
from bot.channels.telegram.line import Line
from bot.channels.telegram.pauses import Stopped
from bot.channels.telegram.updates import ALLOWED, update_id
from bot.errors import SettingsError

log = structlog.get_logger(__name__)

SECRET_HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 (its name, no secret)

LARGEST: Final = 1024 * 1024
"""Bytes of one request; Telegram's largest updates have some tens of thousands."""

_BATCH = 100
_MOST_WAITING = 1000
"""With more updates than this before the database the next are refused, and come again later."""

_BEAT_SECONDS = 20.0
_CONNECTIONS = 40


@dataclass(frozen=True, slots=True)
class Address:
    """url: where Telegram brings updates. host, port: where they arrive here, behind a proxy that speaks https.
    secret: what Telegram signs them with; made anew at each start when it is empty."""

    url: str
    host: str
    port: int
    secret: str = field(default="", repr=False)


class Webhook:
    """Takes updates in and hands what has gathered to the companion, batch after batch."""

    def __init__(self, bot: Bot, line: Line, intake: Intake, address: Address) -> None:
        self._bot = bot
        self._line = line
        self._intake = intake
        self._address = address
        self._secret = address.secret or secrets.token_urlsafe(32)
        self._waiting: dict[int, tuple[Any, asyncio.Future[bool]]] = {}
        self._arrived = asyncio.Event()

    async def run(self, stop: asyncio.Event) -> None:
        """Receive until the stop; what is not committed by then is refused, and comes again after the next start.

        Raises SettingsError when the address cannot be listened at, or Telegram does not know the token.
        """
        runner = web.AppRunner(self._application(), access_log=None, handle_signals=False)
        await runner.setup()
        try:
            await self._listen(runner)
            with suppress(Stopped):
                await self._line.call(self._set)
                await self._work(stop)
        finally:
            self._refuse_all()
            await runner.cleanup()

    def _application(self) -> web.Application:
        application = web.Application(client_max_size=LARGEST)
        application.router.add_post("/{path:.*}", self._receive)
        return application

    async def _listen(self, runner: web.AppRunner) -> None:
        try:
            await web.TCPSite(runner, self._address.host, self._address.port).start()
        except OSError as error:
            raise SettingsError(
                f"WEBHOOK_LISTEN {self._address.host}:{self._address.port} cannot be listened at ({error.strerror})."
            ) from None

    async def _set(self) -> None:
        await self._bot.set_webhook(
            self._address.url,
            allowed_updates=list(ALLOWED),
            secret_token=self._secret,
            max_connections=_CONNECTIONS,
            drop_pending_updates=False,
        )

    # Receiving

    async def _receive(self, request: web.Request) -> web.Response:
        if not hmac.compare_digest(request.headers.get(SECRET_HEADER, "").encode(), self._secret.encode()):
            return web.Response(status=403)
        raw = _parsed(await request.read())
        number = update_id(raw)
        if number is None:
            # From Telegram and yet unreadable: were it refused, it would come again for ever.
            log.warning("an update could not be read and is passed over")
            return web.Response()
        if len(self._waiting) >= _MOST_WAITING and number not in self._waiting:
            return web.Response(status=503)
        return web.Response(status=200 if await self._committed(number, raw) else 503)

    async def _committed(self, number: int, raw: Any) -> bool:
        # Telegram may give up waiting and bring the same update again; the future belongs to both requests.
        if number in self._waiting:
            return await asyncio.shield(self._waiting[number][1])
        committed = asyncio.get_running_loop().create_future()
        self._waiting[number] = raw, committed
        self._arrived.set()
        await self._intake.look([raw])
        return await asyncio.shield(committed)

    # Answering

    async def _work(self, stop: asyncio.Event) -> None:
        waking = asyncio.create_task(_when_set(stop, self._arrived.set))
        try:
            while not stop.is_set():
                self._line.beat()
                with suppress(TimeoutError):
                    async with asyncio.timeout(_BEAT_SECONDS):
                        await self._arrived.wait()
                self._arrived.clear()
                while self._waiting and not stop.is_set():
                    await self._answer_some(stop)
        finally:
            waking.cancel()

    async def _answer_some(self, stop: asyncio.Event) -> None:
        numbers = sorted(self._waiting)[:_BATCH]
        batch = {number: self._waiting[number] for number in numbers}
        await self._intake.take([raw for raw, _ in batch.values()], stop)
        for number, (_, committed) in batch.items():
            del self._waiting[number]
            _resolve(committed, True)

    def _refuse_all(self) -> None:
        for _, committed in self._waiting.values():
            _resolve(committed, False)
        self._waiting.clear()


def _resolve(future: asyncio.Future[bool], value: bool) -> None:
    if not future.done():
        future.set_result(value)


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


async def _when_set(stop: asyncio.Event, wake: Callable[[], None]) -> None:
    await stop.wait()
    wake()
