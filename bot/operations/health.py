"""Signs of life: a file for each loop that must keep turning, touched while it turns.

Rule: real time only, never the conversation's clock; what is judged is the process, not the script.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

POLLER = "poller"
"""The loop that fetches updates."""

SENDER = "sender"
"""The loop that delivers the outbox."""

ALLOWED = 90.0
"""Seconds without a sign of life after which a loop counts as stuck: a poll that nobody answers and the pause after it
take 65 of them."""

_EVERY = 10.0
_FOLDER = "heartbeats"


class Heartbeats:
    """The signs of life in a data folder. Beat as often as you like: each loop's is written every ten seconds."""

    def __init__(self, data_dir: Path) -> None:
        self._folder = data_dir / _FOLDER
        self._next: dict[str, float] = {}

    def __call__(self, name: str) -> None:
        """Say that the loop `name` turned. Never raises."""
        if time.monotonic() < self._next.get(name, 0.0):
            return
        self._next[name] = time.monotonic() + _EVERY
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            (self._folder / name).touch()
        except OSError:
            # A full disk must not stop the loop that is alive; the file grows old, and `securebase health` says so.
            return


def faults(data_dir: Path, now: float, names: tuple[str, ...] = (POLLER, SENDER)) -> Iterator[str]:
    """A sentence for each loop that gives no sign of life. `now`: seconds since 1970."""
    for name in names:
        try:
            age = now - (data_dir / _FOLDER / name).stat().st_mtime
        except FileNotFoundError:
            yield f"The {name} has given no sign of life in {data_dir} yet: is `securebase run` running?"
        except OSError as error:
            yield f"The {name}'s sign of life in {data_dir} cannot be read ({type(error).__name__})."
        else:
            if age >= ALLOWED:
                yield f"The {name} gave its last sign of life {age:.0f} seconds ago."
