"""The dispatcher claims what is due, waits where the database is away, and ends when it is told to."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.companion import Incoming
from bot.dialogue.events import Due
from bot.dispatching import AT_A_TIME, Dispatcher
from bot.errors import StoreUnavailable
from bot.storage.records import Subscription

NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)


@dataclass
class Room:
    """Who is due, in memory; answering takes them off. away: for the next calls, whether the database is."""

    due: list[Subscription] = field(default_factory=list)
    batches: list[list[Incoming]] = field(default_factory=list)
    away: list[bool] = field(default_factory=list)
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    commits: int = 0

    async def subscriptions(self, now: datetime, limit: int) -> list[Subscription]:
        if self.away and self.away.pop(0):
            raise StoreUnavailable("away")
        return [one for one in self.due if one.due_at <= now][:limit]

    async def respond(self, batch: Sequence[Incoming]) -> Sequence[Incoming]:
        self.batches.append(list(batch))
        answered = {incoming.person for incoming in batch}
        self.due = [one for one in self.due if one.person not in answered]
        if not self.due:
            self.stop.set()
        return ()

    def committed(self) -> None:
        self.commits += 1


def subscribed(people: range, at: datetime = NOON) -> list[Subscription]:
    return [Subscription(person, at, at + timedelta(hours=3)) for person in people]


def dispatcher(room: Room) -> Dispatcher:
    return Dispatcher(room, room, lambda: NOON, room.committed)


async def test_who_is_due_becomes_an_event_and_nobody_else() -> None:
    room = Room(due=[*subscribed(range(2)), *subscribed(range(2, 4), NOON + timedelta(seconds=1))])
    assert await dispatcher(room).claim() == 2
    (batch,) = room.batches
    assert [(one.person, one.event, one.at, one.id) for one in batch] == [
        (person, Due(NOON, NOON + timedelta(hours=3)), NOON, None) for person in range(2)
    ]


async def test_many_are_claimed_a_batch_at_a_time_without_waiting_in_between() -> None:
    room = Room(due=subscribed(range(2 * AT_A_TIME + 50)))
    async with asyncio.timeout(20):
        await dispatcher(room).run(room.stop)
    assert [len(batch) for batch in room.batches] == [AT_A_TIME, AT_A_TIME, 50]
    assert room.commits == 3


async def test_a_database_that_is_away_is_asked_again() -> None:
    room = Room(due=subscribed(range(1)), away=[True])
    async with asyncio.timeout(20):
        await dispatcher(room).run(room.stop)
    assert len(room.batches) == 1


async def test_a_stop_ends_it_at_once() -> None:
    room = Room()
    room.stop.set()
    async with asyncio.timeout(20):
        await dispatcher(room).run(room.stop)
    assert room.batches == []
