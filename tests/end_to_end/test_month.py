"""A month of daily questions, with kills. `make prove` does the same with 2,000 people and 60 kills."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.end_to_end.month import month

PEOPLE, DAYS, KILLS, SEED = 120, 30, 10, 7


def test_in_a_month_with_kills_nobody_misses_a_question_or_gets_two(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = month(tmp_path, PEOPLE, DAYS, KILLS, SEED)
    with capsys.disabled():
        sys.stderr.write(f"\n{found.prompts} questions, {found.repeats} came twice, {found.kills} kills\n")
    assert found.faults == ()
    assert found.kills == KILLS
    assert found.prompts >= PEOPLE * (DAYS - 1)
    assert found.answered > PEOPLE * DAYS / 3
