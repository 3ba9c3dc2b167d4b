"""The engine on real answers: eight adaptive questions beside all 36, with parameters from other people."""

from __future__ import annotations

import pytest

from tests.attachment.real_answers import FOLDER, MISSING, agreement, read, stack_from


@pytest.mark.skipif(not FOLDER.exists(), reason=MISSING)
def test_eight_questions_say_nearly_what_all_36_say_about_real_people() -> None:
    halves = read()
    stack = stack_from(halves.to_learn_from)
    anxiety, avoidance = agreement(stack, halves.to_judge_by, 8)
    assert anxiety >= 0.94
    assert avoidance >= 0.92
    random_anxiety, random_avoidance = agreement(stack, halves.to_judge_by, 8, adaptive=False)
    assert anxiety + avoidance > random_anxiety + random_avoidance + 0.04
