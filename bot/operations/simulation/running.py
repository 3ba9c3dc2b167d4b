"""A run: so many invented people, one after the other, and what came of it.

Rule: the dialogues are loaded here; everything below is counting. The same folder, number and seed give the same run.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.house import load_dialogues, shelves
from bot.operations.simulation.fitting import Fit
from bot.operations.simulation.people import invented, seeker
from bot.operations.simulation.phrasebook import signs_of
from bot.operations.simulation.stage import Stage
from bot.operations.simulation.talking import Life, Talk
from bot.operations.simulation.texts import EVERYONE, contents_of, texts_of
from bot.operations.simulation.what_was_seen import Aim, Seen
from bot.safety.ability import SafetyShelf

_TRIES = 5
"""So many seekers go for one thing; what they all miss is out of reach, or very rare."""


@dataclass(frozen=True, slots=True)
class Run:
    """What came of a run. seekers: how many came after the people. sought: what was said to those."""

    people: int
    seed: int
    seen: Seen
    fit: Fit
    lives: list[Life]
    seekers: int
    sought: Fit


def stage_of(folder: Path) -> Stage:
    """The dialogues in `folder`, ready to be played. Raises ScriptError with all their faults."""
    dialogues = load_dialogues(folder)
    contents = contents_of(folder, shelves(SafetyShelf()))
    return Stage(dialogues.script, dialogues.screen, texts_of(dialogues.script, contents), signs_of(contents))


def simulated(stage: Stage, people: int, seed: int, seekers: int = 0) -> Run:
    """Let so many people talk, and then at most so many who look for what those have not met."""
    seen, fit, sought = Seen(stage), Fit(stage), Fit(stage)
    lives = list(_lives(seen, fit, people, seed))
    came = sum(1 for _ in _seek(seen, sought, range(people, people + seekers), seed))
    return Run(people, seed, seen, fit, lives, came, sought)


def _lives(seen: Seen, fit: Fit, people: int, seed: int) -> Iterator[Life]:
    relationships = seen.stage.library.relationships
    for number in range(people):
        yield Talk(invented(seed, number, relationships), seen, fit).live()
        fit.end_of_a_life()


def _seek(seen: Seen, fit: Fit, numbers: Iterable[int], seed: int) -> Iterator[Life]:
    """One after the other, each for one state or text that nobody has met, and standing where it is told; until all
    were met, or tried often enough."""
    tried, relationships = Counter[Aim](), seen.stage.library.relationships
    for number in numbers:
        aims = [aim for aim in seen.unmet() if tried[aim] < _TRIES]
        if not aims:
            return
        aim = min(aims, key=lambda one: tried[one])
        tried[aim] += 1
        audience = EVERYONE if isinstance(aim, str) else seen.stage.texts[aim].audience
        seen.seek(aim)
        yield Talk(seeker(seed, number, relationships, audience.levels), seen, fit).live()
        fit.end_of_a_life()
