"""`make bench`: prints JSON lines, one figure each, with its goal where there is one."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

from bot.channels.drawing import Drawings, svg_of
from bot.companion import Incoming, screened
from bot.dialogue.events import Event
from bot.dialogue.step import begin, step
from bot.house import Dialogues, load_dialogues, open_house
from bot.operations.clock import system_clock
from bot.settings import Settings, load_settings
from bot.storage.store import Mark
from tests.benchmarks import three_turns
from tests.benchmarks.beside_catsim import beside_catsim
from tests.benchmarks.plain_sqlite import write_again
from tests.benchmarks.sealing import sealing
from tests.benchmarks.subscriptions import million
from tests.benchmarks.walking import NOON, first_conversation, in_turn, rounds, talking
from tests.safety.content import fresh
from tests.safety.hostile import HOSTILE
from tests.setup.picture import picture

DIALOGUES = Path("dialogues")
SEEDS = 20
PEOPLE_FOR_MEMORY = 20_000


def tell(name: str, value: float, unit: str, goal: str = "") -> None:
    """One figure, as a JSON line."""
    print(json.dumps({"name": name, "value": round(value, 2), "unit": unit, "goal": goal}), flush=True)


def pure_steps(dialogues: Dialogues) -> None:
    """Steps a second without any storage."""
    walks = [first_conversation(dialogues, seed) for seed in range(SEEDS)]
    done = 0
    start = time.perf_counter()
    for _ in range(5):
        for seed, walk in enumerate(walks):
            conversation = begin(dialogues.script, seed, "Ana", "en")
            for event in walk:
                outcome = step(dialogues.script, conversation, screened(event, dialogues.screen), NOON)
                assert outcome.conversation is not None
                conversation = outcome.conversation
                done += 1
    tell("pure steps, whole first conversations", done / (time.perf_counter() - start), "steps/s")


async def durable_steps(dialogues: Dialogues, walk: Callable[[Dialogues, int], list[Event]], batch: int) -> float:
    """Steps a second through `Companion.respond`, and what plain sqlite3 needs for the same rows."""
    walks = [walk(dialogues, seed) for seed in range(SEEDS)]
    with tempfile.TemporaryDirectory() as folder:
        async with open_house(_settings(folder), in_turn(SEEDS), system_clock) as house:
            batches = _sized(rounds(walks, range(SEEDS * 10)), batch)
            start = time.perf_counter()
            for incoming in batches:
                await house.companion.respond(incoming)
            seconds = time.perf_counter() - start
        steps = sum(map(len, batches))
        name = f"durable steps, {walk.__name__}, batches of {batch}"
        plain = write_again(Path(folder, "securebase.db"), Path(folder, "plain.db"), [len(each) for each in batches])
    ours = steps / seconds
    tell(name, ours, "steps/s", "3000" if walk is first_conversation and batch == 100 else "")
    tell(f"{name}: the same rows with plain sqlite3", steps / plain, "steps/s")
    goal = "40" if walk is talking and batch == 100 else ""
    tell(f"{name}: share of plain sqlite3", 100 * ours * plain / steps, "%", goal)
    return ours


def _sized(batches: Sequence[Sequence[Incoming]], size: int) -> list[list[Incoming]]:
    """The same events in the same order, in batches of at most `size` (and never two events of one person in one)."""
    return [list(batch[start : start + size]) for batch in batches for start in range(0, len(batch), size)]


def first_answer() -> None:
    """Seconds from starting `securebase chat` to its first line, with migrated data."""
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"SECRET_KEY_FILE": f"{folder}/keys/key", "DATA_DIR": folder}
        command = [sys.executable, "-m", "bot", "chat", "--data", folder]
        seconds = []
        for _ in range(6):
            start = time.perf_counter()
            with subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, text=True
            ) as process:
                assert process.stdin is not None
                assert process.stdout is not None
                process.stdin.write("/start\n")
                process.stdin.flush()
                process.stdout.readline()
                seconds.append(time.perf_counter() - start)
                process.stdin.close()
        tell("first answer in chat, migrated data, median of 5", median(seconds[1:]), "s", "1.5")


def drawing() -> None:
    """Seconds for one picture, from its numbers to a PNG, in a child process of its own."""
    shown, seconds = picture(), []
    for _ in range(6):
        start = time.perf_counter()
        asyncio.run(Drawings(svg_of).png(shown))
        seconds.append(time.perf_counter() - start)
    tell("a picture as PNG, median of 5", median(seconds[1:]), "s")


def screening(dialogues: Dialogues) -> None:
    """Milliseconds for a message, and for ten thousand hostile characters."""
    messages, _ = fresh()
    took = [_milliseconds(dialogues, text) for text in messages * 3]
    tell("screening a message, median", median(took), "ms", "1")
    tell("screening a message, 99th percentile", sorted(took)[len(took) * 99 // 100], "ms", "5")
    worst = max(min(_milliseconds(dialogues, text) for _ in range(3)) for text, _ in HOSTILE.values())
    tell("screening ten thousand hostile characters, the slowest text", worst, "ms", "50")


def _milliseconds(dialogues: Dialogues, text: str) -> float:
    start = time.perf_counter()
    dialogues.screen(text)
    return 1000 * (time.perf_counter() - start)


async def memory(dialogues: Dialogues) -> None:
    """Resident memory over conversations with 20,000 different people."""
    walk = talking(dialogues, 0)[:3]
    with tempfile.TemporaryDirectory() as folder:
        async with open_house(_settings(folder), lambda: 0, system_clock) as house:

            async def converse(people: range) -> None:
                for batch in rounds([walk], people, first_update=people.start * 10):
                    await house.companion.respond(batch)
                while waiting := await house.store.due(1000, ()):
                    await house.store.mark([Mark(row.id, row.person) for row in waiting])

            await converse(range(1, 101))
            start = _resident()
            for first in range(101, PEOPLE_FOR_MEMORY, 100):
                await converse(range(first, first + 100))
            end = _resident()
    tell("memory growth over 20,000 people", end - start, "MB", "20")
    tell("memory in all", end, "MB", "150")


def _settings(folder: str) -> Settings:
    return load_settings(
        data_dir=Path(folder),
        database_url=f"sqlite:///{folder}/securebase.db",
        secret_key_file=Path(folder, "keys", "key"),
        dialogues_dir=DIALOGUES,
    )


def _resident() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def main() -> None:
    """All figures, the memory first: the other measurements would count in it."""
    dialogues = load_dialogues(DIALOGUES)
    asyncio.run(memory(dialogues))
    pure_steps(dialogues)
    screening(dialogues)
    for batch in (1, 10, 100):
        for walk in (talking, first_conversation):
            asyncio.run(durable_steps(dialogues, walk, batch))
    sealing(dialogues, tell)
    first_answer()
    drawing()
    million(_settings, tell)
    three_turns.beside(tell)
    beside_catsim(tell)


if __name__ == "__main__":
    main()
