"""Starting, stopping, holding and killing a process."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.end_to_end.process import BotProcess
from tests.telegram_server import Telegram

Dummy = Callable[..., BotProcess]


def test_it_runs_until_it_is_asked_to_end(dummy: Dummy, telegram: Telegram) -> None:
    process = dummy()
    process.start()
    telegram.waits_for_poll()
    assert process.is_running
    assert process.stop() == 0
    assert not process.is_running
    assert process.output == "the dummy starts\nthe dummy ends with SIGTERM\n"


def test_a_killed_process_is_dead_at_once_and_starts_again(dummy: Dummy, telegram: Telegram) -> None:
    process = dummy()
    process.start()
    telegram.waits_for_poll()
    process.kill()
    assert not process.is_running
    assert not telegram.is_polled
    process.restart()
    telegram.waits_for_poll()
    assert process.output == "the dummy starts\n" * 2


def test_a_process_that_is_held_still_does_nothing_until_it_goes_on(dummy: Dummy, telegram: Telegram) -> None:
    process = dummy()
    process.start()
    telegram.waits_for_poll()
    ana = telegram.person(11)
    process.pause()
    assert Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()[0] == "T"
    ana.says("Hello")
    process.resume()
    assert ana.waits_for("Hello").text == "Hello"


def test_a_process_that_is_held_still_can_be_killed(dummy: Dummy) -> None:
    process = dummy()
    process.start()
    process.pause()
    process.kill()
    assert not process.is_running


def test_its_exit_code_is_known_when_it_ends_by_itself(dummy: Dummy) -> None:
    process = dummy("crash")
    process.start()
    assert process.wait() == 3
    with pytest.raises(AssertionError, match="it has ended with 3; it wrote:\nthe dummy starts"):
        process.kill()


def test_one_that_does_not_end_is_killed_and_told_of(dummy: Dummy, telegram: Telegram) -> None:
    process = dummy()
    process.start()
    telegram.waits_for_poll()
    with pytest.raises(AssertionError, match=r"it did not end within 0\.01 s; it wrote:\nthe dummy starts"):
        process.wait(0.01)
    assert not process.is_running


def test_it_sees_nothing_of_the_environment_around_it(
    dummy: Dummy, telegram: Telegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "9:of-the-machine")
    monkeypatch.setenv("DATABASE_URL", "sqlite:////somewhere/else.db")
    process = dummy()
    process.start()
    telegram.waits_for_poll()
    seen = Path(f"/proc/{process.pid}/environ").read_bytes().decode().split("\0")
    assert "TELEGRAM_BOT_TOKEN=12345:loopback" in seen
    assert not [line for line in seen if line.startswith("DATABASE_URL")]
    assert Path(f"/proc/{process.pid}/cwd").readlink() == process.folder
