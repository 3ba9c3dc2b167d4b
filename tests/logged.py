"""What the log says during a block, without what only somebody who looks closely wants to see."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from structlog.testing import capture_logs
from structlog.typing import EventDict


@contextmanager
def logged() -> Iterator[list[EventDict]]:
    """The lines from "info" upwards, complete at the end of the block."""
    lines: list[EventDict] = []
    with capture_logs() as everything:
        yield lines
    lines += [line for line in everything if line["log_level"] != "debug"]
