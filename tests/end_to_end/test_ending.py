"""Asked to end, the bot finishes what it has begun; and its health is known from outside."""

from __future__ import annotations

import os
import re
import signal
import time
from pathlib import Path
from random import Random

from tests.end_to_end.judging import judge
from tests.end_to_end.running import health, running
from tests.end_to_end.talking import Talkers

PATIENCE = 60.0
TIMES = 2


def test_sigterm_in_the_middle_loses_nothing_and_doubles_nothing(tmp_path: Path) -> None:
    with running(tmp_path) as run:
        talkers = Talkers(run.telegram, range(30_001, 30_011), Random(5))  # noqa: S311 (it guards nothing)
        for _ in range(TIMES):
            talkers.talk_on(2, PATIENCE)
            hold = run.telegram.faults.hold()
            talkers.talk()
            hold.wait_for(5)  # messages are in flight, and more wait behind them
            talkers.talk()
            os.kill(run.bot.pid, signal.SIGTERM)
            run.telegram.wait_until(lambda: not run.telegram.is_polled, "the end of the polling")
            hold.release()
            assert run.bot.wait() == 0
            run.bot.restart()
        talkers.talk_on(2, PATIENCE)
        run.telegram.quiet()
        verdict = judge(run.telegram.received, list(talkers.all.values()))
        assert verdict.faults == ()
        assert verdict.repeats == ()
        assert run.bot.output.count("nothing was left half done") == TIMES
        assert "level=error" not in run.bot.output


def test_health_is_good_while_it_runs_and_bad_when_it_gives_no_sign_of_life(tmp_path: Path) -> None:
    with running(tmp_path) as run:
        run.greeted(11)
        assert health(run) == 0
        assert run.bot.stop() == 0
        beats = sorted((run.bot.data / "heartbeats").iterdir())
        assert [beat.name for beat in beats] == ["poller", "sender"]
        two_minutes_ago = time.time() - 120
        os.utime(beats[0], (two_minutes_ago, two_minutes_ago))
        assert health(run) == 1
        (ago,) = re.findall(r"The poller gave its last sign of life (\d+) seconds ago\.", run.bot.output)
        assert int(ago) >= 120
        assert "The sender" not in run.bot.output


def test_health_is_bad_where_nothing_ever_ran(tmp_path: Path) -> None:
    with running(tmp_path, start=False) as run:
        assert health(run) == 1
        assert run.bot.output.count("has given no sign of life") == 2
