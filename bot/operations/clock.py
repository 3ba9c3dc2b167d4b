"""What time it is, as an argument for everything that needs to know.

Rule: a clock is a function without arguments that gives the time with its zone; nothing else in `bot` asks the system.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from bot.errors import SettingsError

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """The system's time, in UTC."""
    return datetime.now(UTC)


def read_time(text: str) -> datetime:
    """A time as a person writes it, `2026-05-01T20:30` or with a zone, in UTC. Without a zone it is taken as UTC.

    Raises SettingsError when it is no time.
    """
    try:
        time = datetime.fromisoformat(text.strip())
    except ValueError:
        raise SettingsError("A time looks like 2026-05-01T20:30 or 2026-05-01T20:30:00+02:00.") from None
    return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)


class FileClock:
    """The time that stands in a file, read at each call, so that a test can let weeks go by.

    Raises SettingsError when the file holds no time at the start.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._last = read_time(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise SettingsError(f"The clock's file {path} cannot be read ({type(error).__name__}).") from None

    def __call__(self) -> datetime:
        try:
            self._last = read_time(self._path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, SettingsError):
            # The file is just being written: for a moment it is empty or gone, and the last time still holds.
            return self._last
        return self._last
