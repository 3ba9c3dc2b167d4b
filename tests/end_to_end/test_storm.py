"""In bad weather nobody's reply is missing, none comes twice unless its answer was cut off, and no button spins on."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from tests.end_to_end.judging import judge, unexplained
from tests.end_to_end.process import PATIENCE
from tests.end_to_end.running import running
from tests.end_to_end.storm import storm
from tests.end_to_end.talking import Talkers

PEOPLE = 25
ACTS = 8


@pytest.mark.parametrize("webhook", [False, True], ids=["polling", "webhook"])
def test_everybody_is_answered_once_and_in_order(tmp_path: Path, webhook: bool) -> None:
    outcome = storm(tmp_path, webhook=webhook, people=PEOPLE, acts=ACTS, seed=41)
    assert outcome.crowd.verdict.faults == ()
    assert outcome.unexplained == []
    assert outcome.unanswered == 0
    assert outcome.spread["errors"] > 5
    assert outcome.spread["cuts"] > 2
    assert "Traceback" not in outcome.output


def test_a_bot_with_a_webhook_that_is_killed_loses_nothing(tmp_path: Path) -> None:
    chance = Random(43)  # noqa: S311 (it guards nothing)
    with running(tmp_path, webhook=True) as run:
        talkers = Talkers(run.telegram, range(80_001, 80_011), chance)
        received_at = []
        for _ in range(5):
            talkers.talk_on(chance.randint(1, 3), PATIENCE)
            talkers.talk()
            run.bot.step(chance.uniform(0, 0.05))
            run.bot.kill()
            received_at.append(len(run.telegram.received))
            run.bot.start()
        # While it starts, the bot is as quiet as at the end: wait for the answers themselves.
        talkers.talk_on(0, PATIENCE * 2)
        run.telegram.quiet(timeout=PATIENCE)
        talkers.look()
        verdict = judge(run.telegram.received, list(talkers.all.values()))
    assert verdict.faults == ()
    assert unexplained(verdict.repeats, received_at) == []
    assert verdict.updates > 50
