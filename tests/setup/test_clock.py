"""The clock that is read from a file, and times as people write them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.operations.clock import FileClock, read_time, system_clock


def test_the_systems_time_has_a_zone() -> None:
    assert system_clock().tzinfo is UTC


@pytest.mark.parametrize(
    "text", ["2026-05-01T20:30", "2026-05-01 20:30:00", "2026-05-01T20:30Z", "2026-05-01T22:30+02:00\n"]
)
def test_a_time_is_read_as_people_write_it(text: str) -> None:
    assert read_time(text) == datetime(2026, 5, 1, 20, 30, tzinfo=UTC)


def test_what_is_no_time_is_refused_with_an_example() -> None:
    with pytest.raises(SettingsError, match="looks like 2026-05-01T20:30"):
        read_time("tomorrow")


def test_the_file_is_read_at_each_look(tmp_path: Path) -> None:
    file = tmp_path / "clock"
    file.write_text("2026-05-01T20:30")
    clock = FileClock(file)
    file.write_text("2026-06-01T20:30")
    assert clock() == datetime(2026, 6, 1, 20, 30, tzinfo=UTC)


def test_while_the_file_is_written_the_last_time_holds(tmp_path: Path) -> None:
    file = tmp_path / "clock"
    file.write_text("2026-05-01T20:30")
    clock = FileClock(file)
    before = clock()
    file.write_text("")
    assert clock() == before
    file.unlink()
    assert clock() == before


def test_a_file_that_is_missing_at_the_start_is_said(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"cannot be read \(FileNotFoundError\)"):
        FileClock(tmp_path / "none")
