"""A million daily questions: how fast they are claimed into the outbox, and how what is due is found; beside it the
JobQueue of python-telegram-bot with a hundred thousand.

Rule: the rows are made by the program's own store from conversations that its own steps made; only their number is
invented. Everybody has a key of their own, as in life.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from zoneinfo import ZoneInfo, available_timezones

import msgspec

from bot.dialogue.abilities import Schedule
from bot.dialogue.conversation import Conversation
from bot.dialogue.events import Commanded, Event, Located, Said
from bot.dialogue.step import begin, step
from bot.dispatching import Dispatcher
from bot.house import Dialogues, House, open_house
from bot.ledger import CONVERSATION_ENCODER
from bot.operations.logs import configure_logs
from bot.settings import Settings
from bot.storage.store import Changes, Subscription

MORNING = datetime(2026, 5, 4, 6, 0, tzinfo=UTC)
SET_UP = ("/start", "Let's begin", "Yes, both", "Nothing special", "/settings", "Daily question", "Turn them on")
LATE = timedelta(hours=3)
MADE_AT_A_TIME = 2000
RIVALS = Path(__file__).parents[2] / ".venv-rivals" / "bin" / "python"

Tell = Callable[[str, float, str, str], None]


def subscribed(dialogues: Dialogues, zone: str, seed: int) -> tuple[Conversation, datetime]:
    """Somebody who wished for nine in the evening by the clocks of `zone`, and when that is."""
    conversation: Conversation | None = begin(dialogues.script, seed, "Ana", "en")
    due = MORNING
    events: list[Event] = [Commanded(one[1:]) if one.startswith("/") else Said(one) for one in SET_UP]
    for number, event in enumerate([*events, Said("9pm"), Located(zone)]):
        assert conversation is not None
        outcome = step(dialogues.script, conversation, event, MORNING + timedelta(seconds=30 * number))
        conversation = outcome.conversation
        for effect in outcome.effects:
            if isinstance(effect, Schedule) and effect.at is not None:
                due = effect.at
    assert conversation is not None
    return conversation, due


async def _fill(house: House, people: int) -> list[datetime]:
    """So many people of all zones; when they are due."""
    zones = sorted(zone for zone in available_timezones() if "/" in zone and _is_a_place(zone))
    kinds = [subscribed(house.dialogues, zone, number) for number, zone in enumerate(zones)]
    kinds = [(one, due) for one, due in kinds if due > MORNING]
    for first in range(0, people, MADE_AT_A_TIME):
        changes = Changes()
        for person in range(first + 1, min(first + MADE_AT_A_TIME, people) + 1):
            one, due = kinds[person % len(kinds)]
            changes.conversations[person] = CONVERSATION_ENCODER.encode(msgspec.structs.replace(one, seed=person))
            changes.subscriptions[person] = Subscription(person, due, due + LATE)
        async with house.store.batch(changes.people(), []) as rows:
            await rows.save(changes)
    return sorted(due for _, due in kinds)


def _is_a_place(zone: str) -> bool:
    return not zone.startswith(("Etc/", "SystemV/")) and ZoneInfo(zone) is not None


async def _measure(settings: Settings, people: int, claims: int, tell: Tell) -> None:
    configure_logs("warning")
    seeds = iter(range(10**9))
    async with open_house(settings, lambda: next(seeds), lambda: MORNING) as house:
        start = time.perf_counter()
        due = await _fill(house, people)
        tell(f"{people:,} subscriptions made", people / (time.perf_counter() - start), "people/s", "")
        now = due[-1]
        looks = []
        for _ in range(50):
            start = time.perf_counter()
            await house.store.subscriptions(now, 100)
            looks.append(time.perf_counter() - start)
        tell(f"finding who is due among {people:,}, median", 1000 * median(looks), "ms", "5")
        before, start, claimed = _resident(), time.perf_counter(), 0
        # Nobody is late: the clock stands at the first hour at which so many are due.
        now = due[min(len(due) - 1, len(due) * claims // people + 5)]
        dispatcher = Dispatcher(house.store, house.companion, lambda: now, lambda: None)
        while claimed < claims and (found := await dispatcher.claim()):
            claimed += found
        tell(f"claimed into the outbox, of {people:,}", claimed / (time.perf_counter() - start), "people/s", "3000")
        tell("claims measured", claimed, "people", "")
        tell("memory growth meanwhile", _resident() - before, "MB", "50")
        waiting = await house.store.due(1000, ())
        assert len(waiting) == min(1000, claimed)


def million(settings: Callable[[str], Settings], tell: Tell, people: int = 1_000_000, claims: int = 20_000) -> None:
    """All figures, ours and the JobQueue's."""
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_measure(settings(folder), people, claims, tell))
    beside_jobqueue(tell)


def beside_jobqueue(tell: Tell) -> None:
    """The rival, in an environment of its own."""
    script = Path(__file__).with_name("rival_jobqueue.py")
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run([RIVALS, script, folder], capture_output=True, text=True, check=True)
    for line in done.stdout.splitlines():
        name, value, unit = line.split("\t")
        tell(name, float(value), unit, "")


def _resident() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


if __name__ == "__main__":
    sys.exit("run by `make bench`")
