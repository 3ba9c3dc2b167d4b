"""Many people talk with one bot at the same time; what Telegram received is judged."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from tests.end_to_end.judging import Verdict, judge
from tests.end_to_end.process import PATIENCE
from tests.end_to_end.running import Running
from tests.end_to_end.talking import Talker, Talkers
from tests.telegram_server import Receipt

_FIRST_PERSON = 10_001


@dataclass(frozen=True, slots=True)
class Crowd:
    """What became of it. refused: how many requests Telegram refused."""

    talkers: list[Talker]
    received: list[Receipt]
    verdict: Verdict
    refused: int


def crowd(run: Running, people: int, acts: int, seed: int) -> Crowd:
    """So many people do so many things each (or one more), each going on as soon as they see an answer."""
    talkers = Talkers(
        run.telegram,
        range(_FIRST_PERSON, _FIRST_PERSON + people),
        Random(seed),  # noqa: S311 (it guards nothing)
    )
    talkers.talk_on(acts, PATIENCE)
    run.telegram.quiet(timeout=PATIENCE)
    everyone = list(talkers.all.values())
    received = run.telegram.received
    return Crowd(everyone, received, judge(received, everyone), len(run.refused))
