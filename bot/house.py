"""Opening the house: script, vault, store and companion, in the order in which they need each other.

Rule: wiring only. Every door opens the same house, and what was opened is closed again.
"""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from bot.companion import Companion, Screen
from bot.dialogue.script import Script


@dataclass(frozen=True, slots=True)
class Dialogues:
    """What `dialogues/` gives: the script, and the screening that stands before it."""

    script: Script
    screen: Screen
