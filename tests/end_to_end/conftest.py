"""What the tests of the machinery begin with: a server, and a dummy bot that is not started yet."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.end_to_end.process import BotProcess
from tests.telegram_server import Telegram

DUMMY = Path(__file__).with_name("dummy_bot.py")


@pytest.fixture
def telegram() -> Iterator[Telegram]:
    """A server."""
    with Telegram() as telegram:
        yield telegram


@pytest.fixture
def dummy(telegram: Telegram, tmp_path: Path) -> Iterator[Callable[..., BotProcess]]:
    """Makes a dummy bot, with the fault that is named; it is dead when the test ends."""
    made: list[BotProcess] = []

    def make(fault: str = "") -> BotProcess:
        made.append(BotProcess(telegram, tmp_path, {"DUMMY_FAULT": fault}, (sys.executable, "-u", str(DUMMY))))
        return made[-1]

    yield make
    for process in made:
        if process.is_running:
            process.kill()
