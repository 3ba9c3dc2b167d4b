"""A run: so many invented people, one after the other, and what came of it.

Rule: the dialogues are loaded here; everything below is counting. The same folder, number and seed give the same run.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.house import load_dialogues, shelves
from bot.operations.simulation.fitting import Fit
from bot.operations.simulation.people import invented
from bot.operations.simulation.phrasebook import signs_of
from bot.operations.simulation.stage import Stage
from bot.operations.simulation.talking import Life, Talk
from bot.operations.simulation.texts import contents_of, texts_of
from bot.operations.simulation.what_was_seen import Seen
from bot.safety.ability import SafetyShelf


@dataclass(frozen=True, slots=True)
class Run:
    """What came of a run."""

    people: int
    seed: int
    seen: Seen
    fit: Fit
    lives: list[Life]


def stage_of(folder: Path) -> Stage:
    """The dialogues in `folder`, ready to be played. Raises ScriptError with all their faults."""
    dialogues = load_dialogues(folder)
    contents = contents_of(folder, shelves(SafetyShelf()))
    return Stage(dialogues.script, dialogues.screen, texts_of(dialogues.script, contents), signs_of(contents))


def simulated(stage: Stage, people: int, seed: int) -> Run:
    """Let so many people talk."""
    seen, fit = Seen(stage), Fit(stage)
    return Run(people, seed, seen, fit, list(_lives(seen, fit, people, seed)))


def _lives(seen: Seen, fit: Fit, people: int, seed: int) -> Iterator[Life]:
    relationships = seen.stage.library.relationships
    for number in range(people):
        yield Talk(invented(seed, number, relationships), seen, fit).live()
        fit.end_of_a_life()
