"""Trouble is said once, in one sentence, and once more when it is over.

Rule: a sentence is a constant. The library's own messages hold the address with the token, so they are never repeated.
"""

from __future__ import annotations

import asyncio
from typing import Final

import structlog

log = structlog.get_logger(__name__)

SILENCE: Final = 600.0
"""Seconds for which the same sentence is not repeated: two copies with one token interrupt each other all the time."""


class Trouble:
    """What is wrong at the moment, as far as it was said."""

    def __init__(self, relief: str) -> None:
        """relief: the sentence for the end of it."""
        self._relief = relief
        self._is_open = False
        self._said: dict[str, float] = {}

    def say(self, sentence: str) -> None:
        """Say what is wrong, unless that was just said."""
        now = asyncio.get_running_loop().time()
        if now - self._said.get(sentence, -SILENCE) >= SILENCE:
            log.warning(sentence)
            self._is_open = True
        # Trouble that lasts is said once, however long it lasts.
        self._said[sentence] = now

    def over(self) -> None:
        """It works again."""
        if self._is_open:
            self._is_open = False
            log.info(self._relief)
