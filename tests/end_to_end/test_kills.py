"""Killed without warning again and again, the bot loses nothing, counts nothing twice and keeps the order.

`make prove` does the same with more kills and other seeds.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.end_to_end.kill_run import killed

KILLS = 20
SEED = 4


def test_twenty_kills_lose_nothing_and_double_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = killed(tmp_path, KILLS, SEED)
    with capsys.disabled():  # the counts are to be seen, also when several workers share the tests
        sys.stderr.write(f"\n{KILLS} kills, seed {SEED}:\n{run.table}\n")
    assert run.faults == ()
    assert run.counts.total() == KILLS
    assert run.verdict.updates > KILLS
