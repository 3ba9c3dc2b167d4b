"""Beliefs tied together: the messages give exactly what the whole sum over every position gives."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.attachment.belief import PRIOR, Belief, belief_of
from bot.attachment.plane import LOG_PRIOR, POINTS, Floats
from bot.attachment.relationships import (
    OVERALL,
    TIE,
    TIE_VARIANCE,
    Heard,
    at_overall,
    between,
    downward,
    drift,
    forward,
    since,
    upward,
)
from bot.attachment.spreading import Spread
from tests.attachment.builders import usual_stack

GRID = len(POINTS)
ITEMS = usual_stack().items
Marks = tuple[tuple[str, int], ...]
rounds = st.lists(st.sampled_from(ITEMS), unique_by=lambda item: item.id, max_size=12).flatmap(
    lambda items: st.tuples(*(st.tuples(st.just(item.id), st.integers(0, len(item.options) - 1)) for item in items))
)


def heard(marks: Marks, days: int = 0) -> Heard:
    """A round of these answers."""
    return Heard(usual_stack().log_likelihood[list(usual_stack().rows(marks))].sum(axis=0), days)


@cache
def table(spread: Spread) -> Floats:
    """(G, G): the chance of every position after the step (columns) from every one before it (rows)."""
    return np.array([spread.onward(one) for one in np.eye(GRID)])


TIED = table(TIE)
WATCHFUL = heard((("watch9", 4), ("watch7", 4), ("watch6", 4), ("apart9", 0)))
DISTANT = heard((("apart9", 4), ("apart7", 4), ("apart6", 4), ("watch1", 1)))


def belief(rest: list[Floats], own: list[Heard]) -> Belief:
    """The belief about a relationship, by messages."""
    return belief_of(forward(downward(at_overall(rest)), own))


def whole_sum(overall: Floats, own: list[Heard]) -> Floats:
    """The same by summing over every position of every round: (G,)."""
    reached = overall @ TIED
    for one in own:
        reached = reached * np.exp(one.log_likelihood - one.log_likelihood.max())
        moved = drift(one.days)
        reached = reached @ table(moved) if moved else reached
    weights: Floats = reached / reached.sum()
    return weights


def test_a_deviation_has_its_variance_and_the_dimensions_go_together_in_it() -> None:
    middle = np.zeros(GRID)
    middle[GRID // 2] = 1
    covariance = Belief(Spread(0.5).onward(middle)).covariance
    assert covariance == pytest.approx(np.array([[0.5, 0.2], [0.2, 0.5]]), abs=0.01)


def test_every_position_is_somewhere_afterwards() -> None:
    assert TIED.sum(axis=1) == pytest.approx(np.ones(GRID))
    assert TIED.min() >= 0


def test_back_is_onward_seen_from_the_other_side() -> None:
    chance = np.random.default_rng(1)
    before, after = chance.random(GRID), chance.random(GRID)
    assert TIE.onward(before) @ after == pytest.approx(before @ TIE.back(after))


def test_the_overall_position_and_its_deviation_make_the_prior_of_a_relationship() -> None:
    assert Belief(OVERALL).standard_errors == pytest.approx([(1 - TIE_VARIANCE) ** 0.5] * 2, abs=0.01)
    assert np.abs(OVERALL @ TIED - np.exp(LOG_PRIOR)).sum() < 0.01


def test_two_relationships_correlate_as_assumed() -> None:
    joint = (TIED.T * OVERALL) @ TIED
    place = POINTS[:, 0]
    covariance = place @ joint @ place - (joint.sum(axis=1) @ place) ** 2
    assert covariance / PRIOR.covariance[0, 0] == pytest.approx(1 - TIE_VARIANCE, abs=0.01)


@settings(max_examples=15)
@given(rounds, rounds, rounds, st.sampled_from((0, 30, 400)))
def test_messages_give_what_the_whole_sum_gives(
    here: tuple[tuple[str, int], ...],
    before: tuple[tuple[str, int], ...],
    there: tuple[tuple[str, int], ...],
    days: int,
) -> None:
    own, other = [heard(before, days), heard(here)], [heard(there, days), heard(before)]
    from_other = TIED @ (
        np.exp(other[0].log_likelihood)
        * ((table(moved) if (moved := drift(days)) else np.eye(GRID)) @ np.exp(other[1].log_likelihood))
    )
    expected = whole_sum(OVERALL * from_other / from_other.max(), own)
    assert belief([upward(other)], own).weights == pytest.approx(expected, abs=1e-12)


def test_an_answer_about_a_friend_tells_a_little_about_a_partner() -> None:
    alone, informed = belief([], []), belief([upward([WATCHFUL])], [])
    assert 0.2 < informed.mean[0] < Belief(whole_sum(OVERALL, [WATCHFUL])).mean[0] / 2
    assert 0.8 < informed.standard_errors[0] < alone.standard_errors[0]


def test_the_more_relationships_say_the_same_the_more_the_next_one_is_expected_to() -> None:
    means = [belief([upward([WATCHFUL])] * count, []).mean[0] for count in range(4)]
    assert means == sorted(means)
    assert means[3] > means[1] + 0.2


def test_time_widens_a_belief_the_longer_the_more_and_never_beyond_the_prior_and_the_drift() -> None:
    errors = [belief([], [heard_since]).standard_errors[0] for heard_since in _after(0, 30, 90, 365, 3650)]
    assert errors == sorted(errors)
    assert errors[1] > errors[0] + 0.05
    assert errors[-1] < 1.3


def _after(*days: int) -> list[Heard]:
    return [Heard(WATCHFUL.log_likelihood, one) for one in days]


def test_hundreds_of_answers_in_every_relationship_stay_finite() -> None:
    rows = np.repeat(usual_stack().log_likelihood[[4]], 700, axis=0).sum(axis=0)
    opposite = np.repeat(usual_stack().log_likelihood[[0]], 700, axis=0).sum(axis=0)
    many = [Heard(rows, 30), Heard(opposite, 30), Heard(rows)]
    found = belief([upward(many), upward([Heard(opposite)]), upward(many)], many)
    assert np.isfinite(found.weights).all()
    assert found.weights.sum() == pytest.approx(1)


@pytest.mark.parametrize("dimension", [0, 1])
def test_the_difference_between_two_relationships_is_that_of_their_joint_distribution(dimension: int) -> None:
    strands = ([heard((("watch2", 3),), 50), WATCHFUL], [DISTANT])
    messages = [upward(strand) for strand in strands]
    first, second = belief([messages[1]], strands[0]), belief([messages[0]], strands[1])
    found = between(first, second, strands, at_overall([]))[dimension]
    moved = drift(50)
    assert moved is not None
    one = (TIED * np.exp(strands[0][0].log_likelihood)) @ (table(moved) * np.exp(WATCHFUL.log_likelihood))
    joint = (one.T * OVERALL) @ (TIED * np.exp(DISTANT.log_likelihood))
    joint /= joint.sum()
    apart = POINTS[:, dimension][:, None] - POINTS[:, dimension][None, :]
    mean = float((joint * apart).sum())
    assert found.mean == pytest.approx(mean)
    assert found.deviation == pytest.approx(float((joint * apart**2).sum() - mean**2) ** 0.5)


@pytest.mark.parametrize("dimension", [0, 1])
def test_the_change_since_then_is_that_of_the_joint_distribution_of_then_and_now(dimension: int) -> None:
    then = forward(LOG_PRIOR, [WATCHFUL])
    moved = drift(60)
    assert moved is not None
    joint = np.exp(then - then.max())[:, None] * table(moved) * np.exp(DISTANT.log_likelihood)[None, :]
    joint /= joint.sum()
    now = Belief(joint.sum(axis=0))
    apart = POINTS[:, dimension][None, :] - POINTS[:, dimension][:, None]
    mean = float((joint * apart).sum())
    found = since(then, 60, now)[dimension]
    assert found.mean == pytest.approx(mean)
    assert found.deviation == pytest.approx(float((joint * apart**2).sum() - mean**2) ** 0.5)


def test_without_time_between_them_nothing_has_changed() -> None:
    assert [one.mean for one in since(LOG_PRIOR, 0, PRIOR)] == [0.0, 0.0]
