"""Simulated people are found again: what the whole engine is for. The bounds lie a little below what was measured."""

from __future__ import annotations

import pytest

from bot.attachment.selection import Until
from tests.attachment.builders import usual_stack
from tests.attachment.people import recover

TWELVE = Until(0.45, 8, 12)
EIGHT = Until(0.01, 8, 8)


def test_at_most_twelve_questions_find_people_again() -> None:
    found = recover(usual_stack(), TWELVE, count=300, seed=11)
    assert found.questions <= 12
    assert min(found.correlations) >= 0.86


def test_asking_what_tells_most_beats_a_random_order() -> None:
    adaptive = recover(usual_stack(), EIGHT, count=300, seed=12)
    shuffled = recover(usual_stack(), EIGHT, count=300, seed=12, adaptive=False)
    assert sum(adaptive.standard_errors) < sum(shuffled.standard_errors) - 0.05
    assert sum(adaptive.correlations) > sum(shuffled.correlations)


def test_the_standard_error_is_as_large_as_the_mistakes_are() -> None:
    # For a mean over the posterior, correlation squared and the error's square add up to one (the prior's variance).
    found = recover(usual_stack(), TWELVE, count=300, seed=13)
    for correlation, error in zip(found.correlations, found.standard_errors, strict=True):
        assert correlation**2 + error**2 == pytest.approx(1, abs=0.08)
