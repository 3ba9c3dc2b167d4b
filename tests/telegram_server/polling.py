"""getUpdates: the long poll.

Rule: an offset takes effect at the beginning, before anything is waited for; an answer takes nothing from the queue.
Source: https://core.telegram.org/bots/api#getupdates
"""

from __future__ import annotations

import asyncio
import select
from typing import Any

from aiohttp import web

from tests.telegram_server.errors import other_poller, webhook_active
from tests.telegram_server.moments import Cut, Hooks, Moment
from tests.telegram_server.parameters import Parameters
from tests.telegram_server.weather import Weather
from tests.telegram_server.world import World

_MOST = 100
_LONGEST = 50.0
_METHOD = "getUpdates"


class Polling:
    """The one poll that may be open; a newer one ends the older."""

    def __init__(self, world: World, hooks: Hooks, weather: Weather) -> None:
        self._world = world
        self._hooks = hooks
        self._weather = weather
        self._open: asyncio.Future[None] | None = None
        self._request: web.Request | None = None
        self._arrived = asyncio.Event()

    @property
    def is_open(self) -> bool:
        """Whether a poll waits for updates, and somebody waits at its other end."""
        is_waiting = self._open is not None and not self._open.done()
        return is_waiting and self._request is not None and not has_hung_up(self._request)

    def arrived(self) -> None:
        """An update was queued. To be called in the server's thread."""
        self._arrived.set()

    async def get_updates(self, request: web.Request, parameters: Parameters) -> list[Any]:
        """Updates that wait, or an empty list after `timeout` seconds. Raises the Refusals of conflicts."""
        if self._world.webhook:
            raise webhook_active()
        self._confirm(parameters)
        turn = self._take_turn(request)
        try:
            return await self._wait(request, parameters, turn)
        finally:
            if not turn.done():
                turn.cancel()
            with self._world.changing():
                pass  # whoever waits for an open poll looks again

    def _confirm(self, parameters: Parameters) -> None:
        queue = self._world.queue
        offset = parameters.integer("offset")
        with self._world.changed:
            queue.allow(parameters.json("allowed_updates"))
            confirms = tuple(queue.confirmed_by(offset))
        if not confirms:
            return
        self._hooks.reach(Moment("about_to_acknowledge", _METHOD, updates=confirms))
        with self._world.changing():
            queue.confirm(offset)
        self._hooks.reach(Moment("acknowledged", _METHOD, updates=confirms))

    def _take_turn(self, request: web.Request) -> asyncio.Future[None]:
        if self._open is not None and not self._open.done():
            self._open.set_result(None)
        self._open, self._request = asyncio.get_running_loop().create_future(), request
        return self._open

    async def _wait(self, request: web.Request, parameters: Parameters, turn: asyncio.Future[None]) -> list[Any]:
        limit = min(max(parameters.integer("limit", _MOST), 1), _MOST)
        loop = asyncio.get_running_loop()
        end = loop.time() + min(max(parameters.integer("timeout"), 0), _LONGEST)
        while True:
            self._arrived.clear()
            with self._world.changing():  # an open poll is a change that a test may wait for
                updates = self._world.queue.take(limit)
            if updates:
                return self._given(request, updates)
            if loop.time() >= end:
                return []
            await self._pause(turn, end - loop.time())

    async def _pause(self, turn: asyncio.Future[None], seconds: float) -> None:
        arrival = asyncio.ensure_future(self._arrived.wait())
        try:
            await asyncio.wait((arrival, turn), timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            arrival.cancel()
        if turn.done():
            raise other_poller()

    def _given(self, request: web.Request, updates: list[Any]) -> list[Any]:
        if has_hung_up(request):
            raise Cut
        numbers = tuple(update["update_id"] for update in updates)
        self._hooks.reach(Moment("update_fetched", _METHOD, updates=numbers))
        with self._world.changing():
            self._world.queue.given.update(numbers)
        # Not documented, and yet met: the same update twice.
        return [*updates, updates[-1]] if self._weather.doubles() else updates


def has_hung_up(request: web.Request) -> bool:
    """Whether the other side has closed the connection, even when the loop has not noticed yet: a poll of a process
    that was killed must not swallow what comes next."""
    socket = request.transport.get_extra_info("socket") if request.transport else None
    if socket is None or socket.fileno() < 0:
        return True
    poll = select.poll()
    poll.register(socket.fileno(), select.POLLRDHUP)
    return bool(poll.poll(0))
