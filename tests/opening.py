"""What several folders of tests open: the real dialogues, once, and houses in a folder of their own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from bot.companion import Companion
from bot.forgetting import Forgetting
from bot.house import Dialogues, House, load_dialogues
from bot.outage import Outage
from bot.storage.opening import open_store

REPOSITORY = Path(__file__).parent.parent
SEED = 7


@cache
def the_dialogues() -> Dialogues:
    """The project's own dialogues; immutable, so that one loading serves every test."""
    return load_dialogues(REPOSITORY / "dialogues")


@asynccontextmanager
async def house_in(
    folder: Path, dialogues: Dialogues | None = None, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> AsyncIterator[House]:
    """A house with its data and key in `folder`; every new conversation has the seed 7."""
    found = dialogues or the_dialogues()
    store = await open_store(None, folder / "data", folder / "keys" / "operator.key", clock)
    try:
        companion = Companion(found.script, found.screen, store, lambda: SEED)
        forgetting = Forgetting(found.script, store, companion, timedelta(days=365))
        yield House(found, store, companion, Outage(found.script, found.screen), forgetting)
    finally:
        await store.close()
