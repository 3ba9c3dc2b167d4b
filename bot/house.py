"""Opening the house: script, vault, store and companion, in the order in which they need each other.

Rule: wiring only. Every door opens the same house, and what was opened is closed again.
"""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bot.attachment.ability import AttachmentShelf
from bot.companion import Companion, Screen
from bot.dialogue.abilities import Shelf
from bot.dialogue.loader import load_script
from bot.dialogue.script import Script
from bot.safety.ability import SafetyShelf
from bot.settings import Settings
from bot.storage.opening import open_store
from bot.storage.store import Store


@dataclass(frozen=True, slots=True)
class Dialogues:
    """What `dialogues/` gives: the script, and the screening that stands before it."""

    script: Script
    screen: Screen


@dataclass(frozen=True, slots=True)
class House:
    """What every door needs."""

    dialogues: Dialogues
    store: Store
    companion: Companion


def load_dialogues(folder: Path) -> Dialogues:
    """Load and check everything in `folder`. Raises ScriptError with all its faults."""
    safety = SafetyShelf()
    script = load_script(folder, [AttachmentShelf(), safety])
    return Dialogues(script, safety.screen)


def system_time() -> datetime:
    """The time it is."""
    return datetime.now(UTC)


@asynccontextmanager
async def open_house(
    settings: Settings, new_seed: Callable[[], int], clock: Callable[[], datetime] = system_time
) -> AsyncIterator[House]:
    """Open what every door needs, and close it again.

    Raises ScriptError, SettingsError or StoreError: each says in a sentence what stops the start.
    """
    dialogues = load_dialogues(settings.dialogues_dir)
    # The script stays for good: the garbage collector need not walk it again and again.
    gc.collect()
    gc.freeze()
    store = await open_store(settings.database_url, settings.data_dir, settings.secret_key_file, clock)
    try:
        yield House(dialogues, store, Companion(dialogues.script, dialogues.screen, store, new_seed))
    finally:
        await store.close()
