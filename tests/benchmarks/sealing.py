"""What encryption costs: one text sealed and opened, and the share of a durable step that it takes.

Rule: in the steps each call is timed where it stands, so the clock's own cost counts as encryption's. `python -m
tests.benchmarks.sealing` prints these figures alone.
"""

from __future__ import annotations

import asyncio
import json
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from bot.dialogue.events import Event
from bot.house import Dialogues, load_dialogues, open_house
from bot.operations.clock import system_clock
from bot.settings import Settings, load_settings
from bot.storage.erased import ErasedList, Marks
from bot.storage.opening import open_store
from bot.storage.store import Changes
from bot.storage.vault import Seal, Vault
from tests.benchmarks.walking import first_conversation, in_turn, rounds, talking

SEEDS = 20
BATCH = 100
TIMES = 20_000
PEOPLE = 100_000

Tell = Callable[[str, float, str, str], None]


def _microseconds(work: Callable[[], object]) -> float:
    spent = []
    for _ in range(7):
        start = time.perf_counter()
        for _ in range(TIMES):
            work()
        spent.append(time.perf_counter() - start)
    return median(spent) / TIMES * 1e6


def texts(tell: Tell) -> None:
    """A journal entry of 200 characters, a conversation of 3,000 bytes, and a data key."""
    vault = Vault(b"k" * 32, remembered=1)
    wrapped, seal = vault.new(7)
    for name, size in (("a text of 200 bytes", 200), ("a conversation of 3,000 bytes", 3000)):
        content = os.urandom(size)
        sealed = seal.close(b"journal.text", content, "k3fz.1")
        tell(f"seal {name}", _microseconds(lambda: seal.close(b"journal.text", content, "k3fz.1")), "us", "")  # noqa: B023
        tell(f"open {name}", _microseconds(lambda: seal.open(b"journal.text", sealed, "k3fz.1")), "us", "")  # noqa: B023
    tell("make and wrap a data key", _microseconds(lambda: vault.new(7)), "us", "")
    other, _ = vault.new(8)
    tell("unwrap a data key that is not remembered", _microseconds(lambda: (vault.seal(7, wrapped), vault.seal(8, other))) / 2, "us", "")  # noqa: E501  # fmt: skip


@contextmanager
def _timed() -> Iterator[list[int]]:
    """The nanoseconds spent in the vault's outermost calls."""
    spent, depth = [0, 0], [0]

    def timing(work: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*arguments: Any, **named: Any) -> Any:
            if depth[0]:
                return work(*arguments, **named)
            depth[0] = 1
            start = time.perf_counter_ns()
            try:
                return work(*arguments, **named)
            finally:
                spent[0] += time.perf_counter_ns() - start
                spent[1] += 1
                depth[0] = 0

        return timed

    whole = [(owner, name, getattr(owner, name)) for owner, name in _CALLS]
    for owner, name, work in whole:
        setattr(owner, name, timing(work))
    try:
        yield spent
    finally:
        for owner, name, work in whole:
            setattr(owner, name, work)


_CALLS: tuple[tuple[type, str], ...] = (
    (Seal, "close"),
    (Seal, "open"),
    (Vault, "new"),
    (Vault, "seal"),
    (Vault, "house"),
)


async def _share(
    dialogues: Dialogues, walk: Callable[[Dialogues, int], list[Event]], folder: str
) -> tuple[float, float]:
    walks = [walk(dialogues, seed) for seed in range(SEEDS)]
    async with open_house(_settings(folder), in_turn(SEEDS), system_clock) as house:
        batches = [
            list(one[start : start + BATCH])
            for one in rounds(walks, range(SEEDS * 10))
            for start in range(0, len(one), BATCH)
        ]
        with _timed() as spent:
            start_at = time.perf_counter_ns()
            for batch in batches:
                await house.companion.respond(batch)
            whole = time.perf_counter_ns() - start_at
    return 100 * spent[0] / whole, spent[1] / sum(map(len, batches))


def shares(dialogues: Dialogues, tell: Tell) -> None:
    """The share of encryption in steps that are on the disk, in batches of a hundred."""
    for walk in (talking, first_conversation):
        with tempfile.TemporaryDirectory() as folder:
            share, calls = asyncio.run(_share(dialogues, walk, folder))
        tell(f"encryption in durable steps, {walk.__name__}, batches of {BATCH}: share", share, "%", "15")
        tell(f"encryption in durable steps, {walk.__name__}: calls", calls, "a step", "")


async def _comparing(tell: Tell, folder: Path) -> None:
    key, erased = folder / "keys" / "key", ErasedList(folder / "erased.list")
    store = await open_store(None, folder, key)
    for first in range(0, PEOPLE, 2000):
        changes = Changes(conversations=dict.fromkeys(range(first + 1, first + 2001), b"x"))
        async with store.batch(changes.people(), []) as batch:
            await batch.save(changes)
    await store.close()
    for name, marks in (("names nobody", set[bytes]()), ("names a thousand", {os.urandom(16) for _ in range(1000)})):
        erased.put(Marks("0" * 16, marks))
        start = time.perf_counter()
        store = await open_store(None, folder, key)
        tell(f"start with {PEOPLE:,} people, the erasure list {name}", time.perf_counter() - start, "s", "")
        await store.close()


def comparing(tell: Tell) -> None:
    """How long a start takes that compares the database with the erasure list."""
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_comparing(tell, Path(folder)))


def sealing(dialogues: Dialogues, tell: Tell) -> None:
    """All figures."""
    texts(tell)
    shares(dialogues, tell)
    comparing(tell)


def _settings(folder: str) -> Settings:
    return load_settings(
        data_dir=Path(folder),
        database_url=f"sqlite:///{folder}/securebase.db",
        secret_key_file=Path(folder, "keys", "key"),
        dialogues_dir=Path("dialogues"),
    )


def _tell(name: str, value: float, unit: str, goal: str = "") -> None:
    print(json.dumps({"name": name, "value": round(value, 2), "unit": unit, "goal": goal}), flush=True)


if __name__ == "__main__":
    sealing(load_dialogues(Path("dialogues")), _tell)
