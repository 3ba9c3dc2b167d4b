"""Answers that hang together, and answers that do not."""

from __future__ import annotations

import numpy as np

from bot.attachment.bank import Marks
from bot.attachment.consistency import Fit
from bot.attachment.consistency import fit_of as fit_of_sum
from bot.attachment.evidence import summed
from tests.attachment.builders import standing_of, usual_stack

STACK = usual_stack()
STATEMENTS = [item for item in STACK.items if item.kind == "statement"]
WATCHFUL: Marks = tuple(
    (item.id, 4 if item.slopes @ (1, -1) > 0 else 0) for item in STATEMENTS if abs(item.slopes[0]) > 1
)


def fit_of(marks: Marks) -> Fit:
    """How these answers hang together."""
    return fit_of_sum(STACK, marks, summed(STACK, marks))


def by_chance(chance: np.random.Generator, count: int = 12) -> Marks:
    """Answers given without reading."""
    chosen = chance.choice(len(STACK.items), count, replace=False)
    return tuple(
        (STACK.items[place].id, int(chance.integers(len(STACK.items[place].options)))) for place in sorted(chosen)
    )


def test_answers_that_lean_one_way_hang_together() -> None:
    assert fit_of(WATCHFUL).holds


def test_answers_that_contradict_each_other_do_not() -> None:
    torn = tuple((item, 4 * (number % 2)) for number, (item, _) in enumerate(WATCHFUL))
    assert not fit_of(torn).holds


def test_a_few_answers_are_not_judged() -> None:
    torn = tuple((item, 4 * (number % 2)) for number, (item, _) in enumerate(WATCHFUL[:7]))
    assert fit_of(torn).l_z == 0
    assert fit_of(torn).holds


def test_the_same_button_throughout_is_a_straight_line_but_not_in_the_middle() -> None:
    six = STATEMENTS[:6]
    assert {bool(item.slopes.sum() > 0) for item in six} == {True, False}
    for option, straight in ((0, True), (1, True), (2, False), (3, True), (4, True)):
        assert fit_of(tuple((item.id, option) for item in six)).straight is straight
    assert not fit_of(tuple((item.id, 4) for item in six[:5])).straight


def test_agreeing_to_statements_that_all_point_one_way_is_no_straight_line() -> None:
    one_way = [item for item in STATEMENTS if item.slopes.sum() > 0][:8]
    assert not fit_of(tuple((item.id, 4) for item in one_way)).straight


def test_people_who_answer_without_reading_are_noticed_far_more_often_than_others() -> None:
    chance = np.random.default_rng(4)
    noticed = sum(not fit_of(by_chance(chance)).holds for _ in range(300))
    assert noticed > 100


def test_when_answers_do_not_hang_together_the_belief_is_wider() -> None:
    torn = tuple((item, 4 * (number % 2)) for number, (item, _) in enumerate(WATCHFUL))
    standing = standing_of(STACK, [torn])
    assert not standing.holds_together
    assert standing.belief.standard_errors[0] > STACK.belief(torn).standard_errors[0] + 0.1
    assert standing_of(STACK, [WATCHFUL]).holds_together
