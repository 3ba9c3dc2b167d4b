"""The hallway (types first)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.dialogue.events import Event


@dataclass(frozen=True, slots=True)
class Incoming:
    """One event of one person, as a door hands it over.

    person: Telegram's user id, or a negative number made from a name in the terminal. at: the event's own time, not the
    time of handling it. id: the update's id, for recognising it when it comes again (None: it cannot come again).
    """

    person: int
    event: Event
    at: datetime
    id: int | None = None
    first_name: str = ""
    language: str = ""
