"""Signs of life: written by the loops, judged by `securebase health`."""

from __future__ import annotations

import os
from pathlib import Path

from bot.operations.health import ALLOWED, POLLER, SENDER, Heartbeats, faults

NOW = 1_800_000_000.0


def beaten(data: Path, name: str, seconds_ago: float) -> None:
    Heartbeats(data)(name)
    os.utime(data / "heartbeats" / name, (NOW - seconds_ago, NOW - seconds_ago))


def test_two_fresh_heartbeats_are_health(tmp_path: Path) -> None:
    beaten(tmp_path, POLLER, 3)
    beaten(tmp_path, SENDER, ALLOWED - 1)
    assert list(faults(tmp_path, NOW)) == []


def test_a_loop_that_is_stuck_is_named(tmp_path: Path) -> None:
    beaten(tmp_path, POLLER, ALLOWED)
    beaten(tmp_path, SENDER, 1)
    assert list(faults(tmp_path, NOW)) == ["The poller gave its last sign of life 90 seconds ago."]


def test_a_loop_that_never_began_is_named(tmp_path: Path) -> None:
    beaten(tmp_path, POLLER, 1)
    (sentence,) = faults(tmp_path, NOW)
    assert sentence.startswith("The sender has given no sign of life")


def test_a_folder_that_is_none_is_said(tmp_path: Path) -> None:
    (tmp_path / "heartbeats").write_text("not a folder")
    assert all("cannot be read (NotADirectoryError)" in sentence for sentence in faults(tmp_path, NOW))


def test_a_heartbeat_is_not_written_at_each_turn(tmp_path: Path) -> None:
    heartbeat = Heartbeats(tmp_path)
    heartbeat(SENDER)
    (tmp_path / "heartbeats" / SENDER).unlink()
    heartbeat(SENDER)
    assert not (tmp_path / "heartbeats" / SENDER).exists()


def test_a_full_disk_does_not_stop_the_loop(tmp_path: Path) -> None:
    (tmp_path / "heartbeats").write_text("in the way")
    Heartbeats(tmp_path)(SENDER)
    assert len(list(faults(tmp_path, NOW))) == 2
