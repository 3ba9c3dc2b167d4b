"""How likely each answer is: laws of the two response models."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.attachment.plane import POINTS
from bot.attachment.response import graded, nominal

slopes = st.floats(-3, 3)
MIDDLE = len(POINTS) // 2


@given(st.tuples(slopes, slopes), st.lists(st.floats(-4, 4), min_size=1, max_size=6, unique=True))
def test_the_chances_of_a_statements_options_sum_to_one_everywhere(lean: tuple[float, float], at: list[float]) -> None:
    chances = np.exp(graded(np.array(lean), np.sort(at)))
    assert chances.shape == (len(at) + 1, len(POINTS))
    assert np.allclose(chances.sum(axis=0), 1)


@given(st.lists(st.tuples(slopes, slopes), min_size=2, max_size=7))
def test_the_chances_of_a_scenes_options_sum_to_one_everywhere(leans: list[tuple[float, float]]) -> None:
    chances = np.exp(nominal(np.array(leans), np.zeros(len(leans))))
    assert np.allclose(chances.sum(axis=0), 1)
    assert np.isfinite(np.log(chances)).all()


@pytest.mark.parametrize("options", range(2, 8))
def test_two_to_seven_options_can_be_answered(options: int) -> None:
    thresholds = np.linspace(-1, 1, options - 1)
    assert graded(np.array([1.4, 0.2]), thresholds).shape == (options, len(POINTS))
    assert nominal(np.ones((options, 2)), np.zeros(options)).shape == (options, len(POINTS))


def test_a_statement_follows_samejimas_formula() -> None:
    # At (0, 0), slope 2 along anxiety: chance of at least option k is 1 / (1 + exp(2 b_k)).
    chances = np.exp(graded(np.array([2.0, 0.0]), np.array([-1.0, 0.5]))[:, MIDDLE])
    at_least = [1 / (1 + np.exp(-2.0)), 1 / (1 + np.exp(1.0))]
    assert chances == pytest.approx([1 - at_least[0], at_least[0] - at_least[1], at_least[1]])


def test_a_scene_follows_bocks_formula() -> None:
    intercepts = np.array([0.0, 1.0, -0.5])
    chances = np.exp(nominal(np.array([[1.0, 0.0], [0.0, 1.0], [-1.0, -1.0]]), intercepts)[:, MIDDLE])
    assert chances == pytest.approx(np.exp(intercepts) / np.exp(intercepts).sum())


def test_a_threshold_lies_where_an_answer_at_or_above_it_becomes_likelier() -> None:
    # Thresholds are in standard deviations along the item's own direction, whatever its strength.
    for strength in (0.7, 1.4, 2.8):
        chances = np.exp(graded(np.array([strength, 0.0]), np.array([1.0])))
        at_one = np.flatnonzero(np.isclose(POINTS[:, 0], 1.0))
        assert chances[1, at_one] == pytest.approx(0.5)


def test_agreeing_becomes_likelier_in_the_direction_of_the_slopes_only() -> None:
    chances = np.exp(graded(np.array([1.5, 0.0]), np.array([-1.0, 0.0, 1.0])))[3].reshape(29, 29)
    assert (np.diff(chances, axis=0) > 0).all()
    assert np.allclose(np.diff(chances, axis=1), 0)
