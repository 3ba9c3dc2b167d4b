"""The belief: laws that hold for any answers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.attachment.belief import PRIOR, belief_from
from bot.attachment.plane import POINTS
from tests.attachment.builders import usual_stack

Marks = list[tuple[str, int]]
ITEMS = usual_stack().items
marks = st.lists(st.sampled_from(ITEMS), unique_by=lambda item: item.id, max_size=26).flatmap(
    lambda items: st.tuples(*(st.tuples(st.just(item.id), st.integers(0, len(item.options) - 1)) for item in items))
)


def test_before_any_answer_it_is_the_prior() -> None:
    assert PRIOR.mean == pytest.approx((0, 0), abs=1e-12)
    assert PRIOR.standard_errors == pytest.approx((1, 1), abs=0.01)
    assert PRIOR.covariance[0, 1] == pytest.approx(0.4, abs=0.01)


@given(marks, st.randoms(use_true_random=False))
def test_the_order_of_answers_changes_not_even_the_last_bit(given: tuple[tuple[str, int], ...], chance: object) -> None:
    turned = list(given)
    chance.shuffle(turned)  # type: ignore[attr-defined]
    first = belief_from(usual_stack().log_likelihood[list(usual_stack().rows(given))])
    second = belief_from(usual_stack().log_likelihood[list(usual_stack().rows(tuple(turned)))])
    assert (first.weights == second.weights).all()


@given(marks)
def test_it_is_a_distribution_whatever_was_answered(given: tuple[tuple[str, int], ...]) -> None:
    belief = usual_stack().belief(given)
    assert belief.weights.sum() == pytest.approx(1)
    assert (belief.weights >= 0).all()
    assert max(map(abs, belief.mean)) < 3.5


@given(st.integers(0, 4), st.integers(1, 900))
def test_hundreds_of_answers_stay_finite(option: int, count: int) -> None:
    rows = np.repeat(ITEMS[0].log_likelihood[[option]], count, axis=0)
    belief = belief_from(rows)
    assert np.isfinite(belief.weights).all()
    assert np.isfinite([*belief.mean, *belief.standard_errors]).all()
    assert belief.weights.sum() == pytest.approx(1)


def test_answers_that_contradict_each_other_hundreds_of_times_stay_finite() -> None:
    rows = np.concatenate([item.log_likelihood[[0, -1]] for item in ITEMS for _ in range(10)])
    assert np.isfinite(belief_from(rows).weights).all()


def test_an_answer_narrows_the_belief_and_moves_it_its_own_way() -> None:
    belief = usual_stack().belief((("watch9", 4), ("watch8", 0)))  # watch8 is reversed
    assert belief.mean[0] > 1
    assert belief.standard_errors[0] < PRIOR.standard_errors[0]


def test_both_ways_to_the_spread_agree() -> None:
    belief = usual_stack().belief((("watch1", 3), ("apart1", 0), ("scene2", 3)))
    assert np.sqrt(np.diag(belief.covariance)) == pytest.approx(belief.standard_errors)
    assert belief.mean_square == pytest.approx(float(belief.weights @ (POINTS**2).sum(axis=1)))


@given(st.floats(-3.4, 3.4), st.floats(-3.4, 3.4))
def test_the_chance_below_a_border_grows_with_the_border(first: float, second: float) -> None:
    low, high = sorted((first, second))
    for below, above in zip(PRIOR.below(low), PRIOR.below(high), strict=True):
        assert 0 <= below <= above + 1e-12 <= 1 + 1e-9


def test_half_of_the_prior_lies_below_the_middle() -> None:
    assert PRIOR.below(0.0) == pytest.approx((0.5, 0.5))


def test_answers_to_items_that_are_gone_are_passed_over() -> None:
    stack = usual_stack()
    assert stack.belief((("watch1", 3), ("gone", 1), ("watch2", 9))) is stack.belief((("watch1", 3),))
