"""`python -m tests.storage.measure [DATABASE_URL]`: what the store alone does in a second, as JSON lines.

A bare step is a conversation of 1.5 KB replaced, a message of 500 bytes into the outbox and one handled id. A database
that is named must be empty; without one it is a SQLite file of its own.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from statistics import median

from bot.storage.opening import open_store
from bot.storage.store import Changes, Mark, Store
from tests.storage.databases import NOON, save

CONVERSATION, MESSAGE = os.urandom(1500), os.urandom(480)
PEOPLE = 2000


def _tell(name: str, value: float, unit: str) -> None:
    sys.stdout.write(json.dumps({"name": name, "value": round(value, 1), "unit": unit}) + "\n")


def _resident() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


async def _steps(store: Store, first: int, total: int, size: int) -> None:
    for start in range(first, first + total, size):
        updates = range(start, start + size)
        people = [update % PEOPLE + 1 for update in updates]
        async with store.batch(people, updates) as batch:
            await batch.save(
                Changes(
                    conversations=dict.fromkeys(people, CONVERSATION),
                    messages=[(person, MESSAGE, False, NOON) for person in people],
                    handled=dict.fromkeys(updates, NOON),
                )
            )


async def _speed(store: Store) -> None:
    first = 0
    for size, total in ((1, 500), (10, 4000), (100, 20_000), (100, 20_000)):
        start = time.perf_counter()
        await _steps(store, first, total, size)
        _tell(f"bare steps, batches of {size}", total / (time.perf_counter() - start), "steps/s")
        first += total
    await save(store, Changes(erased=set(range(1, PEOPLE + 1))))


async def _lines(store: Store) -> None:
    """100,000 people wait for a prompt and 100 for a reply."""
    for first in range(1, 100_001, 2000):
        await save(store, Changes(messages=[(first + number, MESSAGE, True, NOON) for number in range(2000)]))
    await save(store, Changes(messages=[(-number, MESSAGE, False, NOON) for number in range(1, 101)]))
    for limit in (100, 1000):
        _tell(f"{limit} due of 100,000 waiting", await _median(lambda: store.due(limit, ())), "ms")  # noqa: B023
    busy = list(range(1, 5001))
    _tell("1000 due, 5000 people excluded", await _median(lambda: store.due(1000, busy)), "ms")

    spent: list[float] = []
    for _ in range(9):
        due = await store.due(1000, ())
        start = time.perf_counter()
        await store.mark([Mark(row.id, row.person, "k3fz.1", row.id) for row in due])
        spent.append(time.perf_counter() - start)
    _tell("mark 1000", median(spent) * 1000, "ms")


async def _median(work: Callable[[], Awaitable[object]]) -> float:
    spent = []
    for _ in range(9):
        start = time.perf_counter()
        await work()
        spent.append(time.perf_counter() - start)
    return median(spent) * 1000


async def _memory(store: Store) -> None:
    """20,000 different people, one batch of 100 after the other."""
    before = _resident()
    for start in range(1_000_000, 1_020_000, 100):
        people = range(start, start + 100)
        messages = [(person, MESSAGE, False, NOON) for person in people]
        await save(store, Changes(conversations=dict.fromkeys(people, CONVERSATION), messages=messages))
    _tell("memory growth over 20,000 people", _resident() - before, "MB")
    _tell("memory in all", _resident(), "MB")


async def measure(url: str | None) -> None:
    """All figures, the memory first: the others would count in it."""
    with tempfile.TemporaryDirectory() as folder:
        store = await open_store(url, Path(folder), Path(folder, "keys", "key"))
        await save(store, Changes(conversations={1: CONVERSATION}))
        await _memory(store)
        for first in range(1_000_000, 1_020_000, PEOPLE):
            await save(store, Changes(erased=set(range(first, first + PEOPLE))))
        await _speed(store)
        await _lines(store)
        await store.close()


if __name__ == "__main__":
    asyncio.run(measure(sys.argv[1] if len(sys.argv) > 1 else None))
