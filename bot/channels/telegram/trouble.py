"""Trouble is said once, in one sentence, and once more when it is over.

Rule: a sentence is a constant. The library's own messages hold the address with the token, so they are never repeated.
"""

from __future__ import annotations

import structlog

log = structlog.get_logger(__name__)


class Trouble:
    """What is wrong at the moment, as far as it was said."""

    def __init__(self, relief: str) -> None:
        """relief: the sentence for the end of it."""
        self._relief = relief
        self._said = ""

    def say(self, sentence: str) -> None:
        """Say what is wrong, unless it was the last thing said."""
        if sentence != self._said:
            self._said = sentence
            log.warning(sentence)

    def over(self) -> None:
        """It works again."""
        if self._said:
            self._said = ""
            log.info(self._relief)
