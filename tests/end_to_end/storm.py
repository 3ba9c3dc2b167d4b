"""Many people while everything goes wrong a little: by long polling and by webhook."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tests.end_to_end.crowd import Crowd, crowd
from tests.end_to_end.judging import Repeat
from tests.end_to_end.running import Running, running


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of it. unexplained: messages that came twice though no answer was cut off; unanswered: presses whose
    button was left spinning; spread: how often each fault came."""

    crowd: Crowd
    unexplained: list[Repeat]
    unanswered: int
    spread: dict[str, int]
    output: str


def storm(folder: Path, *, webhook: bool, people: int, acts: int, seed: int) -> Outcome:
    """So many people do so many things each, in bad weather."""
    with running(folder, webhook=webhook) as run:
        weather = run.telegram.weather
        weather.seed = seed
        weather.errors = weather.cuts = weather.doubled = 0.04
        weather.delays = weather.storms = 0.01
        weather.mixed = True
        outcome = crowd(run, people, acts, seed)
        return Outcome(outcome, _unexplained(run, outcome), _unanswered(run), dict(weather.count), run.bot.output)


def _unexplained(run: Running, outcome: Crowd) -> list[Repeat]:
    cut = {(shown.chat, shown.id) for shown in run.telegram.cut_short}
    shown = [outcome.received[repeat.first].shown for repeat in outcome.verdict.repeats]
    return [
        repeat
        for repeat, first in zip(outcome.verdict.repeats, shown, strict=True)
        if (first.chat, first.id) not in cut
    ]


def _unanswered(run: Running) -> int:
    presses = run.telegram.world.presses.values()
    return sum(press.answer is None for press in presses)
