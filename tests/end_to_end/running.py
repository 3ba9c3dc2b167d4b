"""The real `securebase run` against a Telegram of its own, with one clock for both.

Rule: what a test knows of the program it knows as people and operators do: from the chats, from the exit code, and from
what was printed.
"""

from __future__ import annotations

import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.end_to_end.process import COMMAND, PATIENCE, BotProcess
from tests.telegram_server import Call, Person, Telegram

EVENING = datetime(2026, 11, 23, 20, 30, tzinfo=UTC)

FAST = {"SENDS_PER_CHAT_PER_SECOND": "0"}
"""For tests that are not about the rate: a reply leaves as soon as the last has arrived."""

SEED = "1"
"""Of the conversations' seeds: who talks alone is answered in the same words every time."""

_LOOK_EVERY = 0.02
_PUBLIC = "https://bot.example.org/hook"


class Clock:
    """The time of both sides; it stands still until a test moves it."""

    def __init__(self, path: Path, now: datetime = EVENING) -> None:
        self.path = path
        self._now = now
        self._write()

    def __call__(self) -> datetime:
        return self._now

    def later(self, by: timedelta) -> None:
        """Let time go by."""
        self._now += by
        self._write()

    def _write(self) -> None:
        beside = self.path.with_suffix(".new")
        beside.write_text(self._now.isoformat())
        beside.rename(self.path)


@dataclass(frozen=True, slots=True)
class Running:
    """A bot, its Telegram and their clock."""

    telegram: Telegram
    bot: BotProcess
    clock: Clock

    @property
    def refused(self) -> list[Call]:
        """The requests that Telegram refused."""
        return refused(self.telegram)

    def greeted(self, number: int, first_name: str = "Ana") -> Person:
        """Somebody who has said hello and sees the first question."""
        person = self.telegram.person(number, first_name)
        person.says("/start")
        person.waits_for("I'm Secure Base")
        return person

    def agreed(self, number: int, first_name: str = "Ana") -> Person:
        """Somebody who has agreed and is asked for their own question."""
        person = self.greeted(number, first_name)
        person.presses("Let's begin")
        person.presses("Yes, both")
        person.waits_for("like to understand")
        return person

    def asked(self, number: int, first_name: str = "Ana") -> Person:
        """Somebody who is at the first item, about a friend."""
        person = self.agreed(number, first_name)
        person.presses("Nothing special")
        person.presses("A friend")
        person.waits_for("1 of about")
        return person


@contextmanager
def running(
    folder: Path,
    settings: Mapping[str, str] | None = None,
    *,
    start: bool = True,
    webhook: bool = False,
    token: str = "12345:loopback",  # noqa: S107 (it opens nothing)
) -> Iterator[Running]:
    """A bot that runs (or is ready to be started), in `folder`; it is dead afterwards. webhook: updates are brought to
    it, else it fetches them."""
    folder.mkdir(parents=True, exist_ok=True)
    clock = Clock(folder / "clock")
    with Telegram(token, clock=clock) as telegram:
        brought = _webhook(telegram) if webhook else {}
        settings = {**FAST, **brought, **(settings or {})}
        command = (*COMMAND, "--clock", str(clock.path), "--seed", SEED)
        bot = BotProcess(telegram, folder, settings, command)
        try:
            if start:
                bot.start()
                telegram.waits_for_poll(PATIENCE)
            yield Running(telegram, bot, clock)
        finally:
            if bot.is_running:
                bot.kill()


def _webhook(telegram: Telegram) -> dict[str, str]:
    """Settings for a bot that updates are brought to, at a port that is free."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        place = f"127.0.0.1:{free.getsockname()[1]}"
    telegram.leads(_PUBLIC, f"http://{place}/hook")
    return {"WEBHOOK_URL": _PUBLIC, "WEBHOOK_LISTEN": place}


def refused(telegram: Telegram) -> list[Call]:
    """The requests that were answered with an error."""
    return [call for call in telegram.calls if call.status >= 400]


def until(condition: Callable[[], bool], why: str, patience: float = PATIENCE) -> None:
    """Wait for something that no server tells of: what a process wrote, say. Raises AssertionError with `why`."""
    end = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < end, f"after {patience} s still not: {why}"
        threading.Event().wait(_LOOK_EVERY)


def health(running: Running) -> int:
    """The exit code of `securebase health`, as a container's health check calls it."""
    command = (sys.executable, "-m", "bot", "health")
    asking = BotProcess(running.telegram, running.bot.folder, {}, command)
    asking.start()
    return asking.wait()
