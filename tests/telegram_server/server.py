"""HTTP: from a request to its answer, with everything that a test may do in between. It runs in a thread of its own.

Rule: nothing here knows a method; and of a request that changes something, the change and the record of it are one
piece without a pause, so that a kill finds it done or not done.
Source: https://core.telegram.org/bots/api#making-requests
"""

from __future__ import annotations

import asyncio
import json
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any
from weakref import WeakSet

from aiohttp import web

from tests.telegram_server.bringing import Bringing
from tests.telegram_server.errors import Refusal, no_such_method, not_found, unauthorized
from tests.telegram_server.faults import SENDING, Break, Delay, Effect, Faults, Hold, Page
from tests.telegram_server.moments import Cut, Hooks, Moment
from tests.telegram_server.parameters import Parameters, read_parameters
from tests.telegram_server.polling import Polling
from tests.telegram_server.profile import METHODS
from tests.telegram_server.weather import Weather
from tests.telegram_server.world import Shown, World

_PATH = re.compile(r"/bot(?P<token>[^/]*)/(?P<method>[^/]*)")
_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+")
_LARGEST_REQUEST = 50 * 1024 * 1024
_SENDING = frozenset(name.lower() for name in SENDING)
_POLL = "getupdates"


@dataclass(slots=True)
class Call:
    """One request. `at`: seconds of a steady clock; `status`: of the answer, 0 while there is none (or never was)."""

    method: str
    chat: int | None
    at: float
    status: int = 0


class Server:
    """The server. It listens as soon as it is made, and until `close`."""

    def __init__(self, world: World, token: str) -> None:
        self.world = world
        self.token = token
        self.hooks = Hooks()
        self.faults = Faults()
        self.weather = Weather()
        self.leads: dict[str, str] = {}
        self.cut_short: list[Shown] = []
        self.calls: list[Call] = []
        self.url = ""
        self._in_flight: list[int] = []
        self._answering = 0
        self._lines: WeakSet[asyncio.Transport] = WeakSet()
        self._loop = asyncio.new_event_loop()
        self._started = threading.Event()
        self._stop = asyncio.Event()
        self._thread = threading.Thread(target=self._run, name="telegram-server", daemon=True)
        self._thread.start()
        self._started.wait()

    def close(self) -> None:
        """Stop listening. Raises what went wrong in a callback, or in the server itself."""
        self.faults.clear()
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stop.set)
            self._thread.join()
        if self.hooks.errors:
            raise self.hooks.errors[0]

    @property
    def is_polled(self) -> bool:
        """Whether a poll waits for updates."""
        return self._polling.is_open

    @property
    def answering(self) -> int:
        """How many requests, polls left out, are being answered."""
        return self._answering

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(self._serve())
        finally:
            self._loop.close()

    async def _serve(self) -> None:
        self._polling = Polling(self.world, self.hooks, self.weather)
        bringing = Bringing(self.world, self.weather, self.leads)
        self.world.on_update = partial(self._soon, partial(_both, self._polling.arrived, bringing.arrived))
        application = web.Application(client_max_size=_LARGEST_REQUEST)
        application.router.add_route("*", "/{path:.*}", self._handle)
        # A process that was killed must not keep its handler: its poll would take what is meant for the next one.
        runner = web.AppRunner(application, access_log=None, handler_cancellation=True, shutdown_timeout=0.1)
        await runner.setup()
        listener = socket.create_server(("127.0.0.1", 0))
        await web.SockSite(runner, listener).start()
        self.url = "http://{}:{}".format(*listener.getsockname())
        self._started.set()
        carrying = asyncio.create_task(bringing.run())
        await self._stop.wait()
        carrying.cancel()
        await asyncio.gather(carrying, return_exceptions=True)
        self.world.on_update = lambda: None
        # asyncio loses a connection that it accepts in the turn in which the server closes: so accept no more first.
        self._loop.remove_reader(listener)
        await _turns(2)
        await runner.cleanup()
        await self._hang_up()

    async def _hang_up(self) -> None:
        """Leave no connection open, not even one that waits for a process that will never read again."""
        for transport in self._lines:
            transport.abort()
        await _turns(3)  # a transport closes its socket in a later turn of the loop

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        if request.transport is not None:
            self._lines.add(request.transport)
        path = _PATH.fullmatch(request.path)
        call = Call(path["method"] if path else "", None, time.monotonic())
        with self._counted(call):
            try:
                status, body, updates = await self._answered(request, call, path["token"] if path else "")
                return await self._write(request, call, status, body, updates)
            except Cut:
                if request.transport is not None:
                    request.transport.abort()
                return web.Response()  # nobody gets it

    async def _answered(self, request: web.Request, call: Call, token: str) -> tuple[int, str, tuple[int, ...]]:
        """Status, body, and the ids of the updates in it."""
        try:
            parameters = await self._read(request, call, token)
            effect = self.faults.meet(call.method, call.chat) or self.weather.meet(call.method)
            self.hooks.reach(Moment("called", call.method, call.chat))
            if isinstance(effect, Page):
                return effect.status, effect.body, ()
            await self._before(effect)
            if call.method.lower() == _POLL:
                result = await self._polling.get_updates(request, parameters)
                updates = tuple(update["update_id"] for update in result)
            else:
                result, updates = await self._done(call, parameters, effect), ()
            return 200, json.dumps({"ok": True, "result": result}), updates
        except Refusal as refusal:
            return refusal.code, json.dumps(refusal.as_json()), ()
        except Cut:
            raise
        except Exception as error:  # A fault of this server: it must fail the test, not only the request.
            self.hooks.errors.append(error)
            return 500, json.dumps(Refusal(500, "Internal Server Error").as_json()), ()

    async def _read(self, request: web.Request, call: Call, token: str) -> Parameters:
        if not _TOKEN.fullmatch(token):
            raise not_found()
        if token != self.token:
            raise unauthorized()
        parameters = await read_parameters(request)
        call.chat = parameters.chat
        return parameters

    async def _done(self, call: Call, parameters: Parameters, effect: Effect | None) -> Any:
        """The result of any method but getUpdates, and everything that happens before it is answered."""
        name = call.method.lower()
        if name not in METHODS:
            raise no_such_method()
        with self.world.changing():
            result = METHODS[name](self.world, parameters)
            shown = self.world.received[-1].shown if name in _SENDING else None
        with self._in_the_air(call, shown):
            match effect:
                case Break(after=True):
                    if shown is not None:
                        self.cut_short.append(shown)
                    raise Cut
                case Hold(after=True):
                    await self._held(effect)
        return result

    @contextmanager
    def _in_the_air(self, call: Call, shown: Shown | None) -> Iterator[None]:
        """A message is accepted and not answered yet."""
        if shown is None:
            yield
            return
        self._in_flight.append(shown.chat)
        try:
            chats = frozenset(self._in_flight)
            self.hooks.reach(Moment("message_received", call.method, shown.chat, shown=shown, in_flight=chats))
            yield
        finally:
            self._in_flight.remove(shown.chat)

    async def _before(self, effect: Effect | None) -> None:
        match effect:
            case Refusal():
                raise effect
            case Break(after=False):
                raise Cut
            case Delay():
                await asyncio.sleep(effect.seconds)
            case Hold(after=False):
                await self._held(effect)

    async def _held(self, hold: Hold) -> None:
        released = asyncio.Event()
        hold.enter(partial(self._soon, released.set))
        await released.wait()

    def _soon(self, callback: Callable[[], None]) -> None:
        self._loop.call_soon_threadsafe(callback)

    async def _write(
        self, request: web.Request, call: Call, status: int, body: str, updates: tuple[int, ...]
    ) -> web.StreamResponse:
        content_type = "application/json" if body.startswith("{") else "text/html"
        response = web.Response(status=status, text=body, content_type=content_type)
        call.status = status
        try:
            await response.prepare(request)
            await response.write_eof()
        except ConnectionError:
            call.status = 0  # the other side is gone
            return response
        self.hooks.reach(Moment("answer_written", call.method, call.chat, updates))
        return response

    @contextmanager
    def _counted(self, call: Call) -> Iterator[None]:
        """Keep the call on record, and wake whoever waits for a change."""
        weight = 0 if call.method.lower() == _POLL else 1
        with self.world.changing():
            self.calls.append(call)
            self._answering += weight
        try:
            yield
        finally:
            with self.world.changing():
                self._answering -= weight


def _both(first: Callable[[], None], second: Callable[[], None]) -> None:
    first()
    second()


async def _turns(number: int) -> None:
    """Let the loop turn so many times."""
    for _ in range(number):
        await asyncio.sleep(0)
