"""What is older than a week is forgotten at the start and again later, and a busy database is no reason to stop."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.companion import Incoming
from bot.dialogue.events import Commanded
from bot.errors import StoreUnavailable
from bot.operations.sweeping import KEPT, swept
from tests.opening import house_in

NOW = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)


class Recording:
    """Takes down what it is asked to forget; the first time it is busy."""

    def __init__(self) -> None:
        self.asked: list[datetime] = []
        self.twice = asyncio.Event()

    async def forget_old(self, before: datetime) -> None:
        self.asked.append(before)
        if len(self.asked) == 1:
            raise StoreUnavailable("busy")
        self.twice.set()


async def test_it_is_swept_again_after_a_busy_moment() -> None:
    store = Recording()
    async with swept(store, lambda: NOW, every_seconds=0):
        await store.twice.wait()
    assert store.asked[:2] == [NOW - KEPT, NOW - KEPT]


async def test_a_handled_update_is_known_for_a_week_and_then_forgotten(tmp_path: Path) -> None:
    async with house_in(tmp_path) as house:
        await house.companion.respond([Incoming(1, Commanded("start"), NOW, id=77)])
        for days, known in ((6, {77}), (8, set())):
            await house.store.forget_old(NOW + timedelta(days=days) - KEPT)
            async with house.store.batch([], [77]) as rows:
                assert rows.handled == known
