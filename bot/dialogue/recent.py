"""The last few short texts of a person, so that what is said in pieces ("I want to" / "die") is read as one.

Rule: as little and as short as will do: at most four short texts of three minutes. They go with the next thing that
is no short text, with every answer that was understood, and with every sign of a crisis.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.dialogue.conversation import Scrap

_MOST = 4
_LONGEST = 60
_WITHIN = timedelta(minutes=3)


def lately(recent: Sequence[Scrap], now: datetime) -> tuple[str, ...]:
    """The texts that what is written now may go on from."""
    return tuple(scrap.text for scrap in recent if now - scrap.at <= _WITHIN)


def with_text(recent: Sequence[Scrap], text: str, now: datetime) -> tuple[Scrap, ...]:
    """The short texts once `text` was written."""
    if len(text) > _LONGEST:
        return ()
    still = [scrap for scrap in recent if now - scrap.at <= _WITHIN]
    return (*still, Scrap(now, text))[-_MOST:]
