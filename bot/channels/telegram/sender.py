"""Messages leave through the outbox.

Rule: several chats at a time, one message at a time and in order within a chat; the next one of a chat leaves after the
mark of the last is committed. So a crash loses nothing and repeats at most the one message in flight in each chat.

A message that has to wait (an empty bucket, a failed network, a 429) waits as a resting chat and holds no place.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Final, assert_never

import structlog
from structlog.contextvars import bound_contextvars

from bot.channels.telegram.buckets import Buckets
from bot.channels.telegram.delivery import Delivery
from bot.channels.telegram.landings import Landings
from bot.channels.telegram.line import BACK, UNREACHABLE
from bot.channels.telegram.outcomes import Delivered, Gone, Later, Limited, Outcome, Refused
from bot.channels.telegram.parcels import Parcel, addressed, opened
from bot.channels.telegram.pauses import growing, pause
from bot.channels.telegram.ports import Rooms
from bot.channels.telegram.rests import Rests
from bot.channels.telegram.trouble import Trouble
from bot.errors import StoreUnavailable

log = structlog.get_logger(__name__)

AT_ONCE: Final = 100
"""How many chats are delivered to at the same time."""

_RESTING = 500
"""With more chats at rest than this nothing new is started: the fault is not in the chats."""

_IDLE_SECONDS = 10.0
"""How often the outbox is looked at when nobody wakes the sender."""

_DRAIN_SECONDS = 8.0
"""How long messages in flight may take after the stop; container engines kill after ten."""

_DRAIN_TRIES = 3
_LONGEST_TRYING = 3600.0
_BURST = 3
_STORE_AWAY = "The database is busy or out of reach; messages wait in the outbox."
_STORE_BACK = "The database answers the outbox again."

_EVERYONE = 0
"""The key of the bucket that all unasked messages share."""


@dataclass(frozen=True, slots=True)
class Rates:
    """Messages a second; 0 is no limit. unasked: in all, of those that nobody has just asked for. chat: to one chat."""

    unasked: float = 30.0
    chat: float = 1.0


class Sender:
    """Takes messages from the outbox to Telegram until it is stopped."""

    def __init__(
        self,
        rooms: Rooms,
        delivery: Delivery,
        *,
        rates: Rates,
        clock: Callable[[], datetime],
        beat: Callable[[], None],
    ) -> None:
        """clock: the time of a block. beat: called in every round in which the outbox could be used."""
        self._outbox = rooms.store
        self._landings = Landings(rooms, clock)
        self._delivery = delivery
        self._beat = beat
        self._chats = Buckets(rates.chat, _BURST)
        self._unasked = Buckets(rates.unasked, max(1, round(rates.unasked / 10)))
        self._rests = Rests()
        self._trouble = Trouble(BACK)
        self._store_trouble = Trouble(_STORE_BACK)
        self._changed = asyncio.Event()
        self._flying: dict[int, asyncio.Task[None]] = {}

    def wake(self) -> None:
        """There may be something new in the outbox."""
        self._changed.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Deliver until the stop; then finish what is in flight. What was not begun stays in the outbox."""
        stopping = asyncio.create_task(stop.wait())
        stopping.add_done_callback(lambda _: self.wake())
        tries = 0
        try:
            while not stop.is_set():
                self._changed.clear()
                try:
                    await self._settle()
                    seconds = await self._start()
                except StoreUnavailable:
                    tries += 1
                    self._store_trouble.say(_STORE_AWAY)
                    await pause(stop, growing(tries))
                    continue
                tries = 0
                self._store_trouble.over()
                self._beat()
                await self._wait(seconds)
        finally:
            stopping.cancel()
            await self._drain()

    async def _wait(self, seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._changed.wait()

    # Starting

    async def _start(self) -> float:
        """Start what may start now; the seconds until it is worth looking again without being woken."""
        now = _now()
        if (seconds := self._rests.everyone(now)) > 0:
            return min(seconds, _IDLE_SECONDS)
        resting = self._rests.resting(now)
        room = min(AT_ONCE - len(self._flying), _RESTING - len(resting))
        rows = await self._outbox.due(room, {*self._flying, *resting}) if room > 0 else []
        good, spoilt = opened(rows)
        for parcel in spoilt:
            self._take_in(parcel, Refused("unreadable"))
        waits = [self._begin(parcel, _now()) for parcel in await addressed(good, self._outbox)]
        return min(_IDLE_SECONDS, self._rests.next_end(_now()), *waits)

    def _begin(self, parcel: Parcel, now: float) -> float:
        """Send it off, or let it wait for its bucket; the seconds after which to look at the outbox again."""
        person, message = parcel.person, parcel.message
        if message.unasked and (seconds := self._unasked.wait(_EVERYONE, now)) > 0:
            return seconds
        if not message.replaces and (seconds := self._chats.wait(person, now)) > 0:
            # At once: with this chat at rest, another may have its place.
            self._rests.rest(person, now + seconds)
            return 0.0
        if message.unasked:
            self._unasked.take(_EVERYONE, now)
        self._flying[person] = asyncio.create_task(self._fly(parcel))
        return _IDLE_SECONDS

    async def _fly(self, parcel: Parcel) -> None:
        with bound_contextvars(message=parcel.number, trace=parcel.message.trace):
            outcome = await self._delivery.deliver(parcel, lambda: self._chats.take(parcel.person, _now()))
            self._take_in(parcel, self._judged(parcel, outcome))

    def _judged(self, parcel: Parcel, outcome: Outcome) -> Outcome:
        """What nobody asked for is given up after an hour of trying; a reply is kept."""
        is_late = self._rests.failing_for(parcel.person, _now()) >= _LONGEST_TRYING
        if parcel.message.unasked and isinstance(outcome, Later) and is_late:
            log.warning("a message that nobody asked for is given up after an hour of trying", person=parcel.person)
            return Refused("late")
        return outcome

    def _take_in(self, parcel: Parcel, outcome: Outcome) -> None:
        self._landings.add(parcel, outcome)
        self._changed.set()

    # Settling

    async def _settle(self) -> None:
        """Write down what became of everything that has landed; only then may those chats go on."""
        for parcel, outcome in await self._landings.settle():
            self._flying.pop(parcel.person, None)
            self._learn(parcel.person, outcome)

    def _learn(self, person: int, outcome: Outcome) -> None:
        match outcome:
            case Later():
                self._trouble.say(UNREACHABLE)
                self._rests.after_failure(person, _now())
            case Limited(seconds):
                self._rests.after_limit(person, seconds, _now())
            case Delivered() | Gone() | Refused():
                self._rests.after_success(person)
                if self._rests.are_well():
                    self._trouble.over()
            case _:
                assert_never(outcome)

    async def _drain(self) -> None:
        if self._flying:
            _, late = await asyncio.wait(self._flying.values(), timeout=_DRAIN_SECONDS)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        for tries in range(1, _DRAIN_TRIES + 1):
            try:
                await self._settle()
                return
            except StoreUnavailable:
                await asyncio.sleep(growing(tries))
        log.warning("the database stayed away; messages that were just delivered may come once more")


def _now() -> float:
    return asyncio.get_running_loop().time()
