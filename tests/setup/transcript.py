"""The conversation in the README: what `docs/transcript.txt` says to the companion, and what comes back.

Rule: nothing is written by hand. The same seed and the same time give the same conversation, so a test can compare.
"""

from __future__ import annotations

import asyncio
import io
import tempfile
import textwrap
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from bot.channels.drawing import Drawings, svg_of
from bot.channels.packing import Packing
from bot.channels.terminal.chat import Chat, ticking_from
from bot.house import open_house
from bot.settings import Settings
from tests.setup import ROOT

LINES = ROOT / "docs" / "transcript.txt"
WIDTH = 78
NAME = "Ana"
SEED = 7
START = datetime(2026, 5, 1, 20, 30, tzinfo=UTC)


def transcript() -> str:
    """The conversation as a block of Markdown: each line of the person stands behind `> `."""
    lines = LINES.read_text(encoding="utf-8").splitlines()
    with tempfile.TemporaryDirectory() as folder:
        said = asyncio.run(_conversation(ROOT / "dialogues", lines, Path(folder)))
    return "\n".join(["```text", *map(_wrapped, said.strip().splitlines()), "```", ""])


def _wrapped(line: str) -> str:
    # What fits stays as it is: the picture is made of spaces.
    return textwrap.fill(line, WIDTH, break_on_hyphens=False) if len(line) > WIDTH else line


async def _conversation(dialogues: Path, lines: Sequence[str], folder: Path) -> str:
    out = io.StringIO()

    async def typed() -> AsyncIterator[str]:
        for line in lines:
            out.write(f"> {line}\n\n")
            yield line

    # Nothing of the machine's own settings may change what is written.
    settings = Settings.model_construct(
        database_url=f"sqlite+aiosqlite:///{folder / 'data' / 'securebase.db'}",
        data_dir=folder / "data",
        dialogues_dir=dialogues,
        secret_key_file=folder / "keys" / "operator.key",
    )
    clock = ticking_from(START)
    async with open_house(settings, lambda: SEED, clock) as house:
        export = Packing(house.luggage, Drawings(svg_of), clock).file
        await Chat(house.companion, house.store, NAME, clock, out, export).converse(typed())
    return out.getvalue()
