"""Parameters are found again from answers that were drawn with them; what cannot be found is refused."""

from __future__ import annotations

import numpy as np
import pytest

from bot.attachment.bank import Stack
from bot.attachment.calibration import Calibrated, calibrate
from bot.attachment.estimation import estimate
from bot.attachment.identification import reasons_against
from bot.attachment.items import Item
from bot.attachment.open_items import OpenItem
from bot.attachment.responses import MISSING, Answers
from bot.attachment.starting import start_values
from tests.attachment.synthetic import drawn, open_scene, open_statement, true_items
from tests.long import long

FREE = float("nan")


def simple(count: int, options: int = 7) -> list[OpenItem]:
    """So many statements for each dimension, a third of those on anxiety turned round."""
    turned = [-1.0 if number % 3 == 2 else 1.0 for number in range(count)]
    return [
        *(open_statement(f"anxiety{n}", FREE, 0, options, turned[n]) for n in range(count)),
        *(open_statement(f"avoidance{n}", 0, FREE, options) for n in range(count)),
    ]


def calibrated(items: list[OpenItem], answers: Answers) -> Calibrated:
    assert list(reasons_against(items, answers)) == []
    return calibrate(items, start_values(items, answers), answers)


def mistakes(found: Calibrated, truth: list[Item]) -> tuple[float, float]:
    """The root mean square mistake of statements' slopes and of their thresholds."""
    pairs = [pair for pair in zip(found.items, truth, strict=True) if pair[1].kind == "statement"]
    slopes = np.concatenate([one.slopes - true.slopes for one, true in pairs])
    offsets = np.concatenate([one.offsets - true.offsets for one, true in pairs])
    return float(np.sqrt((slopes**2).mean())), float(np.sqrt((offsets**2).mean()))


def test_loadings_and_thresholds_are_found_again_with_answers_missing() -> None:
    items = simple(10)
    truth = true_items(items, seed=1)
    answers, _ = drawn(truth, 1000, seed=2, missing=0.1)
    found = calibrated(items, answers)
    slopes, thresholds = mistakes(found, truth)
    assert slopes < 0.12
    assert thresholds < 0.1
    assert found.notes == ()


def test_two_answer_items_are_found_again() -> None:
    items = simple(6, options=2)
    truth = true_items(items, seed=3)
    answers, _ = drawn(truth, 2000, seed=4)
    slopes, thresholds = mistakes(calibrated(items, answers), truth)
    assert slopes < 0.2
    assert thresholds < 0.1


def test_cross_loadings_are_found_when_a_few_items_point_the_way() -> None:
    items = [*simple(3), *(open_statement(f"both{n}", FREE, FREE) for n in range(8))]
    truth = true_items(items, seed=5)
    answers, _ = drawn(truth, 1500, seed=6)
    slopes, _ = mistakes(calibrated(items, answers), truth)
    assert slopes < 0.15


def test_scenes_are_found_beside_statements_up_to_a_common_shift() -> None:
    items = [*simple(6, options=5), open_scene("rain"), open_scene("train", options=3)]
    truth = true_items(items, seed=7)
    answers, _ = drawn(truth, 2000, seed=8)
    found = calibrated(items, answers)
    for one, true in zip(found.items[-2:], truth[-2:], strict=True):
        assert np.abs((one.slopes - one.slopes.mean(axis=0)) - true.slopes).max() < 0.3
        assert np.abs((one.offsets - one.offsets.mean()) - true.offsets).max() < 0.3


def test_what_is_held_stays_and_ties_the_rest_to_it() -> None:
    items = simple(6)
    truth = true_items(items, seed=9)
    held = [
        OpenItem(i.id, i.kind, "", "", (), i.options, i.sign, i.sign * true.slopes, true.offsets)
        if number in (0, 7)
        else i
        for number, (i, true) in enumerate(zip(items, truth, strict=True))
    ]
    # Thresholds are held and people stand elsewhere than the prior: only the open items may give way.
    answers, _ = drawn(truth, 800, seed=10)
    found = calibrated(held, answers)
    for place in (0, 7):
        assert found.items[place].slopes == pytest.approx(truth[place].slopes)
        assert found.items[place].offsets == pytest.approx(truth[place].offsets)
    assert mistakes(found, truth)[0] < 0.15


@long
@pytest.mark.parametrize("seed", [11, 12, 13])
def test_answers_drawn_from_the_model_are_never_taken_for_bundles(seed: int) -> None:
    items = simple(9)
    answers, _ = drawn(true_items(items, seed), 400, seed + 100)
    assert calibrated(items, answers).balanced == ()


@long
def test_near_twins_do_not_take_the_dimension_over() -> None:
    # Four statements of ten are one statement in other words: they answer each other, not the dimension.
    items = simple(10)
    truth = true_items(items, seed=14)
    answers, _ = drawn(truth, 1000, seed=15)
    chance = np.random.default_rng(16)
    for column in (11, 12, 13):
        copied = chance.random(1000) < 0.6
        answers[copied, column] = answers[copied, 10]
    found = calibrated(items, answers)
    assert found.balanced == ("avoidance",)
    likeliest = estimate(items, start_values(items, answers), answers).parameters
    true, others = np.array([truth[place].slopes[1] for place in range(14, 20)]), range(14, 20)
    balanced = np.abs([found.items[place].slopes[1] for place in others] - true).mean()
    assert balanced < np.abs([likeliest[place][0][1] for place in others] - true).mean() - 0.1


def test_an_option_that_nobody_chose_is_noted_and_keeps_the_order() -> None:
    items = simple(5)
    answers, _ = drawn(true_items(items, seed=17), 300, seed=18)
    answers[:, 0] = np.minimum(answers[:, 0], 4)
    found = calibrated(items, answers)
    assert any("'anxiety0'" in note and "6, 7" in note for note in found.notes)
    assert (np.diff(found.items[0].offsets) > 0).all()


def test_a_column_that_was_turned_round_already_is_noted() -> None:
    items = simple(5)
    answers, _ = drawn(true_items(items, seed=19), 400, seed=20)
    answers[:, 2] = 6 - answers[:, 2]
    (note,) = calibrated(items, answers).notes
    assert "'anxiety2' is 'reversed' in the bank" in note


def test_the_finished_bank_finds_the_people_again() -> None:
    items = simple(8)
    answers, places = drawn(true_items(items, seed=21), 500, seed=22)
    stack = Stack(calibrated(items, answers).items)
    marks = [tuple((item.id, int(row[n])) for n, item in enumerate(stack.items)) for row in answers]
    means = np.array([stack.belief(mark).mean for mark in marks])
    assert min(np.corrcoef(means[:, one], places[:, one])[0, 1] for one in range(2)) > 0.9


# What cannot be told


def answers_for(items: list[OpenItem], people: int = 200) -> Answers:
    return drawn(true_items(items, seed=30), people, seed=31)[0]


def reasons(items: list[OpenItem], answers: Answers) -> str:
    return " | ".join(reasons_against(items, answers))


def test_a_plane_that_can_be_turned_is_refused() -> None:
    items = [open_statement(f"both{n}", FREE, FREE) for n in range(10)]
    said = reasons(items, answers_for(items))
    assert "nothing says which way anxiety points" in said
    assert "hold avoidance at 0" in said


def test_too_few_people_are_refused() -> None:
    assert "20 people answered; at least 50" in reasons(simple(5), answers_for(simple(5), 20))


def test_too_few_items_are_refused() -> None:
    assert "only 2 of the items speak of anxiety" in reasons(simple(2), answers_for(simple(2)))


def test_a_bank_without_unknowns_is_refused() -> None:
    items = [OpenItem("a", "statement", "", "", (), ("1", "2"), 1.0, np.array([1.0, 0.0]), np.array([0.0]))]
    assert "nothing in this bank is to be estimated" in reasons(items, answers_for(items))


def test_the_same_answer_from_everyone_is_refused() -> None:
    answers = answers_for(simple(4))
    answers[:, 1] = 3
    assert "everyone gave 'anxiety1' the same answer (4)" in reasons(simple(4), answers)


def test_an_item_without_answers_is_refused() -> None:
    answers = answers_for(simple(4))
    answers[:, 1] = MISSING
    answers[20:, 2] = MISSING
    said = reasons(simple(4), answers)
    assert "'anxiety1' has no answers" in said
    assert "'anxiety2' has 20 answers; at least 30" in said


def test_a_column_copied_into_another_is_refused() -> None:
    answers = answers_for(simple(4))
    answers[:, 1] = answers[:, 0]
    assert "'anxiety0' and 'anxiety1' have the same answers" in reasons(simple(4), answers)


def test_answers_by_chance_are_refused() -> None:
    answers = np.random.default_rng(32).integers(7, size=(300, 10))
    assert "the answers on anxiety have no more in common than chance gives" in reasons(simple(5), answers)
