"""Which item comes next: the rules, the arithmetic behind them, and when there were enough."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.attachment.bank import Stack
from bot.attachment.belief import PRIOR, Belief
from bot.attachment.selection import RULES, TIE, Sitting, Until, expected_variance, is_enough, next_item
from tests.attachment.builders import scene, stack_of, statement, usual_stack

UNTIL = Until(0.4, 8, 12)


def asked_in_order(stack: Stack, seed: int, count: int) -> list[int]:
    """The first `count` items for someone who always gives the second answer."""
    asked: list[int] = []
    for _ in range(count):
        belief = stack.belief(tuple((stack.items[place].id, 1) for place in asked))
        place = next_item(stack, belief, Sitting(tuple(asked)), seed)
        assert place is not None
        asked.append(place)
    return asked


def variance_after(belief: Belief, chances: np.ndarray) -> float:
    """The expected variance after one item, the long way: a belief for every answer, weighed by its chance."""
    total = 0.0
    for likely in chances:
        joint = belief.weights * likely
        after = Belief(joint / joint.sum())
        total += joint.sum() * float(np.trace(after.covariance))
    return total


@pytest.mark.parametrize("marks", [(), (("watch1", 4), ("apart2", 0), ("scene1", 2))])
def test_the_expected_variance_is_that_of_doing_it_the_long_way(marks: tuple[tuple[str, int], ...]) -> None:
    stack = usual_stack()
    belief = stack.belief(marks)
    expected = [variance_after(belief, np.exp(item.log_likelihood)) for item in stack.items]
    assert expected_variance(stack, belief) == pytest.approx(expected)


def test_among_items_of_one_kind_the_stronger_comes_first() -> None:
    stack = stack_of(statement("weak", 0.6), statement("strong", 2.0), statement("middling", 1.2))
    assert stack.items[asked_in_order(stack, 1, 1)[0]].id == "strong"


@given(st.integers(0, 2**40))
def test_a_scene_comes_first_and_kinds_are_mixed(seed: int) -> None:
    kinds = [usual_stack().items[place].kind for place in asked_in_order(usual_stack(), seed, 12)]
    assert kinds[0] == "scene"
    assert kinds.count("scene") >= 3
    spelled = "".join(kind[1] for kind in kinds)  # s-c-ene, s-t-atement
    assert "cc" not in spelled
    assert "tttt" not in spelled


@given(st.integers(0, 2**40))
def test_no_item_comes_twice_and_no_family_twice_in_a_row(seed: int) -> None:
    places = asked_in_order(usual_stack(), seed, 20)
    families = [usual_stack().items[place].family for place in places]
    assert len(set(places)) == 20
    assert all(first != second for first, second in pairwise(families))


def test_both_dimensions_are_asked_about_within_three_questions() -> None:
    # Every item on anxiety is stronger here, so that without the rule all three would be about anxiety.
    stack = stack_of(
        *(statement(f"watch{n}", 2.5) for n in range(5)), *(statement(f"apart{n}", 0.0, 0.7) for n in range(5))
    )
    touched = [stack.items[place].touches for place in asked_in_order(stack, 3, 3)]
    assert any(anxiety for anxiety, _ in touched)
    assert any(avoidance for _, avoidance in touched)


def test_what_was_asked_lately_is_not_asked_even_if_nothing_else_is_left() -> None:
    stack = stack_of(statement("one", 1.0), scene("two"))
    assert next_item(stack, PRIOR, Sitting(asked=(0,), barred=frozenset({1})), 1) is None


def test_a_rule_that_would_leave_nothing_is_passed_over() -> None:
    stack = stack_of(statement("one", 1.0, family="same"), statement("two", 1.0, family="same"))
    assert len(asked_in_order(stack, 1, 2)) == 2


def test_only_the_rule_against_repeating_holds_always() -> None:
    assert [rule.always for rule in RULES] == [True, False, False, False, False]


def test_ties_are_broken_by_the_seed_and_by_nothing_else() -> None:
    stack = stack_of(*(statement(f"twin{n}", 1.3) for n in range(4)))
    firsts = {seed: asked_in_order(stack, seed, 1)[0] for seed in range(40)}
    assert set(firsts.values()) == {0, 1, 2, 3}
    assert firsts == {seed: asked_in_order(stack, seed, 1)[0] for seed in range(40)}


def test_what_is_chosen_is_never_worse_than_the_best_by_more_than_a_tie() -> None:
    stack, belief = usual_stack(), usual_stack().belief((("watch1", 4),))
    scenes = [place for place, item in enumerate(stack.items) if item.kind == "scene"]
    chosen = next_item(stack, belief, Sitting(), 5)
    variance = expected_variance(stack, belief)
    assert chosen in scenes
    assert variance[chosen] <= min(variance[place] for place in scenes) + TIE


def test_asking_stops_at_the_most_and_not_before_the_least() -> None:
    sure = usual_stack().belief(tuple((item.id, 1) for item in usual_stack().items))
    assert max(sure.standard_errors) <= UNTIL.standard_error
    assert is_enough(PRIOR, 12, UNTIL)
    assert not is_enough(PRIOR, 11, UNTIL)
    assert is_enough(sure, 8, UNTIL)
    assert not is_enough(sure, 7, UNTIL)


def test_asking_goes_on_while_one_dimension_is_unsure() -> None:
    stack = stack_of(*(statement(f"watch{n}", 2.5) for n in range(12)))
    belief = stack.belief(tuple((item.id, 2) for item in stack.items))
    assert belief.standard_errors[0] < 0.4 < belief.standard_errors[1]
    assert not is_enough(belief, 9, UNTIL)
