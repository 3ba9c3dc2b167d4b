"""Opening the house: script, vault, store and companion, in the order in which they need each other.

Rule: wiring only. Every door opens the same house, and what was opened is closed again.
"""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from bot.attachment.ability import AttachmentShelf
from bot.companion import Companion
from bot.dialogue.abilities import Shelf
from bot.dialogue.bad_hours import CRISIS_KEPT
from bot.dialogue.conversation import Conversation, Step
from bot.dialogue.events import Event
from bot.dialogue.loader import load_script
from bot.dialogue.recent import lately
from bot.dialogue.recording import play, read_recordings
from bot.dialogue.script import Script
from bot.dialogue.step import step
from bot.exporting import Luggage, luggage
from bot.forgetting import Forgetting
from bot.journal.ability import JournalShelf
from bot.noticing import Screen, screened
from bot.outage import Outage
from bot.reflection.ability import Daily, ReflectionShelf
from bot.safety.ability import SafetyShelf, Watch, warm
from bot.settings import Settings
from bot.storage.opening import open_store
from bot.storage.store import Store

_YEAR = 365


@dataclass(frozen=True, slots=True, repr=False)
class Dialogues:
    """What `dialogues/` gives: the script, and the screening that stands before it. It has no repr of its own: one of
    all sentences takes 0.3 s, and asyncio asks for that of whatever a task returns."""

    script: Script
    screen: Screen


@dataclass(frozen=True, slots=True, repr=False)
class House:
    """What every door needs."""

    dialogues: Dialogues
    store: Store
    companion: Companion
    outage: Outage
    forgetting: Forgetting

    def warm(self, now: datetime) -> None:
        """Get ready what would make the first person who needs it wait, where many talk and memory is no matter."""
        daily = self.dialogues.script.abilities.get("daily")
        if isinstance(daily, Daily):
            daily.asking.warm(now)
        if isinstance(self.dialogues.screen, Watch):
            warm(self.dialogues.screen)

    async def luggage(self, person: int, now: datetime) -> Luggage | None:
        """Everything that is kept of `person`, to take along. Raises StoreError."""
        whole = await self.store.whole(person)
        return None if whole is None else luggage(self.dialogues.script, whole, now)

    async def forget_old(self, before: datetime) -> None:
        """Forget what is only kept until `before`, a week ago: rows, and what goes by itself (forgetting.py)."""
        await self.store.forget_old(before)
        await self.forgetting.forget(before + CRISIS_KEPT)


def load_dialogues(folder: Path, safety: SafetyShelf | None = None) -> Dialogues:
    """Load and check everything in `folder`. safety: the shelf to load the screening into, for who needs more of it.
    Raises ScriptError with all its faults."""
    safety = safety or SafetyShelf()
    with _uncollected():
        script = load_script(folder, shelves(safety))
    return Dialogues(script, safety.screen)


def shelves(safety: SafetyShelf) -> Sequence[Shelf]:
    """The rooms' content: which folders they read, and the abilities made from it."""
    attachment = AttachmentShelf()
    return (attachment, safety, ReflectionShelf(attachment.regions), JournalShelf())


def _in_words(days: int) -> str:
    return "a year" if days in (_YEAR, _YEAR + 1) else f"{days} days"


@contextmanager
def _uncollected() -> Iterator[None]:
    # What is loaded stays: the collector would walk it again and again and find nothing (1.5 s; 0.7 s without it).
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def recorded_faults(folder: Path, dialogues: Dialogues) -> list[str]:
    """Play every recording in `folder`/recordings; what went otherwise than it says, as `file: turn: what`.

    Raises ScriptError when a recording cannot be read.
    """

    def move(conversation: Conversation, event: Event, now: datetime) -> Step:
        return step(
            dialogues.script, conversation, screened(event, dialogues.screen, lately(conversation.recent, now)), now
        )

    recordings = read_recordings(folder / "recordings")
    return [f"{name}: {fault}" for name, one in recordings for fault in play(dialogues.script, one, move)]


@asynccontextmanager
async def open_house(
    settings: Settings, new_seed: Callable[[], int], clock: Callable[[], datetime]
) -> AsyncIterator[House]:
    """Open what every door needs, and close it again.

    Raises ScriptError, SettingsError or StoreError: each says in a sentence what stops the start.
    """
    dialogues = load_dialogues(settings.dialogues_dir)
    script = replace(dialogues.script, kept_for=_in_words(settings.keep_idle_days))
    dialogues = replace(dialogues, script=script)
    # The script stays for good: the garbage collector need not walk it again and again.
    gc.collect()
    gc.freeze()
    store = await open_store(
        settings.database_url, settings.data_dir, settings.secret_key_file, clock, settings.erased_list
    )
    try:
        companion = Companion(dialogues.script, dialogues.screen, store, new_seed)
        forgetting = Forgetting(dialogues.script, store, companion, settings.idle_kept)
        yield House(dialogues, store, companion, Outage(dialogues.script, dialogues.screen), forgetting)
    finally:
        await store.close()
