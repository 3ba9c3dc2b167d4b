"""The real dialogues as a stage, once for all tests, and the same with something planted in them."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path

from bot.operations.simulation.running import Run, simulated, stage_of
from bot.operations.simulation.stage import Stage
from tests.opening import REPOSITORY

SEED = 4
SAMPLE = 40


@cache
def the_stage() -> Stage:
    """The project's own dialogues."""
    return stage_of(REPOSITORY / "dialogues")


@cache
def the_sample() -> Run:
    """Forty people with the project's own dialogues."""
    return simulated(the_stage(), SAMPLE, SEED)


def stage_with(folder: Path, **flows: str) -> Stage:
    """The project's dialogues with more flows, copied into `folder`."""
    dialogues = folder / "dialogues"
    shutil.copytree(REPOSITORY / "dialogues", dialogues)
    for name, text in flows.items():
        (dialogues / "flows" / f"{name}.yaml").write_text(text, encoding="utf-8")
    return stage_of(dialogues)
