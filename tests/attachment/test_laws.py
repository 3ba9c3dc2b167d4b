"""Laws of the whole inference, and a seeded sample of the simulation that `make prove` runs in full."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.attachment.items import Item
from bot.attachment.selection import expected_variance
from bot.attachment.tendency import TENDENCIES, tendencies
from tests.attachment import simulation
from tests.attachment.builders import standing_of, usual_stack
from tests.attachment.unsure import judged, maps
from tests.long import long

pytestmark = long

STACK = usual_stack()
STATEMENTS = [item for item in STACK.items if item.kind == "statement"]
Marks = tuple[tuple[str, int], ...]


def answers_to(items: list[Item]) -> st.SearchStrategy[Marks]:
    """Any answers to some of these items."""
    chosen = st.lists(st.sampled_from(items), unique_by=lambda item: item.id, max_size=14)
    return chosen.flatmap(
        lambda some: st.tuples(*(st.tuples(st.just(one.id), st.integers(0, len(one.options) - 1)) for one in some))
    )


@given(answers_to(list(STACK.items)))
def test_one_more_answer_never_widens_the_belief_on_average(given: Marks) -> None:
    belief = STACK.belief(given)
    first, second = belief.standard_errors
    assert (expected_variance(STACK, belief) <= first**2 + second**2 + 1e-9 + _between(belief.mean)).all()


def _between(mean: tuple[float, float]) -> float:
    """What a mean away from the middle adds to rounding."""
    return 1e-9 * (mean[0] ** 2 + mean[1] ** 2)


@given(answers_to(list(STACK.items)), answers_to(list(STACK.items)))
def test_chances_sum_to_one_in_one_round_and_in_two(first: Marks, second: Marks) -> None:
    for rounds in ([first], [first, second]):
        belief = standing_of(STACK, rounds).belief
        assert sum(tendencies(belief)[name] for name in TENDENCIES) == pytest.approx(1)
        assert belief.weights.sum() == pytest.approx(1)


@given(answers_to(STATEMENTS), answers_to(STATEMENTS))
def test_mirrored_answers_mirror_the_picture(first: Marks, second: Marks) -> None:
    rounds = [first, second]
    mirrored = [tuple((item, 4 - option) for item, option in one) for one in rounds]
    one, other = standing_of(STACK, rounds).belief, standing_of(STACK, mirrored).belief
    assert one.weights == pytest.approx(other.weights[::-1], abs=1e-9)
    assert one.mean == pytest.approx([-place for place in other.mean])


def test_a_sample_of_simulated_people_is_placed_as_surely_as_is_said() -> None:
    four = dict.fromkeys(("romantic", "friendship", "work", "family"), STACK)
    rows = list(judged(four, 500, 2))
    assert [wrong for _, _, wrong in rows if wrong] == []
    questions = [float(figure) for what, figure, _ in rows if what.endswith("questions")]
    # Whoever answered about others already is asked less: the more others, the less.
    assert questions[3] + 0.15 < min(questions[1:3]) + 0.15 <= max(questions[1:3]) + 0.15 < questions[0]


def test_about_three_in_ten_change_category_on_a_retest_without_having_changed() -> None:
    assert simulation.changed_category(STACK, 400, 6) == pytest.approx(0.3, abs=0.07)


def test_more_than_half_stand_within_half_a_standard_deviation_of_a_border() -> None:
    assert simulation.near_a_border(20_000, 1) == pytest.approx(0.55, abs=0.02)


def test_the_map_of_where_it_is_unsure_has_a_figure_for_every_place() -> None:
    tables = maps(STACK, 2, 1).split("\n\n")
    assert len(tables) == 3
    for table in tables:
        rows = [line.split(" | ")[1:] for line in table.split("\n")[2:]]
        assert np.array([[float(cell.strip(" |")) for cell in row] for row in rows]).shape == (5, 5)
