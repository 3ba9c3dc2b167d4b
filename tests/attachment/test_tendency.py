"""What a belief says: levels, how sure, tendencies, people's numbers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.attachment.belief import PRIOR, Belief
from bot.attachment.plane import POINTS
from bot.attachment.tendency import Lean, read, tendencies, tenths
from tests.attachment.builders import usual_stack
from tests.attachment.test_belief import marks

chances = st.tuples(st.floats(0.01, 1), st.floats(0.01, 1), st.floats(0.01, 1)).map(
    lambda three: (three[0] / sum(three), three[1] / sum(three), three[2] / sum(three))
)


def belief_at(anxiety: float, avoidance: float, spread: float = 0.3) -> Belief:
    """A round belief around one place."""
    apart = ((POINTS - np.array([anxiety, avoidance])) ** 2).sum(axis=1)
    weights = np.exp(-apart / (2 * spread**2))
    return Belief(weights / weights.sum())


@given(marks)
def test_tendencies_and_levels_sum_to_one_whatever_was_answered(given: tuple[tuple[str, int], ...]) -> None:
    belief = usual_stack().belief(given)
    assert sum(tendencies(belief).values()) == pytest.approx(1)
    for lean in (read(belief).anxiety, read(belief).avoidance):
        assert sum(lean.chances) == pytest.approx(1)
        assert 1 / 3 - 1e-9 <= lean.chance <= 1 + 1e-9


@pytest.mark.parametrize(
    ("anxiety", "avoidance", "likeliest", "levels"),
    [
        (-1.5, -1.5, "secure", ("low", "low")),
        (1.6, -1.0, "anxious", ("high", "low")),
        (-1.0, 1.6, "avoidant", ("low", "high")),
        (1.6, 1.6, "disorganized", ("high", "high")),
        (0.0, 0.0, "secure", ("middle", "middle")),
    ],
)
def test_each_corner_has_its_tendency_and_its_levels(
    anxiety: float, avoidance: float, likeliest: str, levels: tuple[str, str]
) -> None:
    belief = belief_at(anxiety, avoidance)
    found = tendencies(belief)
    assert max(found, key=lambda name: found[name]) == likeliest
    assert (read(belief).anxiety.level, read(belief).avoidance.level) == levels


def test_half_a_standard_deviation_over_a_corners_border_is_no_certainty() -> None:
    assert 0.4 < tendencies(belief_at(1.0, -1.0, 0.1))["anxious"] < 0.8


def test_before_any_answer_no_tendency_is_likelier_than_not() -> None:
    assert max(tendencies(PRIOR).values()) < 0.55


@pytest.mark.parametrize(
    ("chance", "word"), [(0.75, "clear"), (0.95, "clear"), (0.74, "leaning"), (0.55, "leaning"), (0.54, "mixed")]
)
def test_certainty_in_words_has_its_borders(chance: float, word: str) -> None:
    assert Lean((1 - chance, 0.0, chance)).sureness == word


@given(chances)
def test_nobody_gets_the_text_of_their_opposite(given: tuple[float, float, float]) -> None:
    lean = Lean(given)
    low, _, high = given
    if lean.for_texts == "low":
        assert high < 0.2
    if lean.for_texts == "high":
        assert low < 0.2


def test_certainty_is_that_of_the_less_sure_dimension() -> None:
    reading = read(belief_at(2.0, 0.5))
    assert reading.certainty == reading.avoidance.chance < reading.anxiety.chance


@given(st.floats(0, 1))
def test_peoples_numbers_are_the_nearest_tenth(chance: float) -> None:
    assert abs(tenths(chance) / 10 - chance) <= 0.05 + 1e-9
