"""The figures of a replay: right where the truth is known, and on real answers as good as we say."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from bot.attachment.bank import Stack
from bot.attachment.calibration_error import calibration_error
from bot.attachment.evaluation import Evaluation, Figures, Plan, evaluate
from bot.attachment.identification import reasons_against
from bot.attachment.misfit import Misfit
from bot.attachment.open_items import OpenItem
from bot.attachment.replay import adaptive, at_random, best_fixed_order, in_order
from bot.attachment.responses import MISSING, Answers
from bot.attachment.starting import start_values
from tests.attachment.real_answers import FOLDER, calibrated_stack, read_all
from tests.attachment.real_answers import MISSING as NO_REAL_ANSWERS
from tests.attachment.synthetic import drawn, open_scene, open_statement, true_items

FREE = float("nan")


def made_up(people: int, seed: int, missing: float = 0.0) -> tuple[Stack, Answers]:
    """Statements of both dimensions and a few scenes with true parameters, and people who answer by them."""
    items: list[OpenItem] = [
        *(open_statement(f"anxiety{n}", FREE, 0, 5, -1.0 if n % 3 == 2 else 1.0) for n in range(10)),
        *(open_statement(f"avoidance{n}", 0, FREE, 5) for n in range(10)),
        *(open_scene(f"scene{n}") for n in range(3)),
    ]
    truth = true_items(items, seed)
    return Stack(tuple(truth)), drawn(truth, people, seed + 1, missing)[0]


def ticking() -> itertools.count[float]:
    return itertools.count(0.0, 0.5)


def measured(stack: Stack, answers: Answers, plan: Plan) -> Evaluation:
    ticks = ticking()
    return evaluate(stack, answers, Misfit(), lambda: float(next(ticks)), plan)


def test_where_the_model_is_true_its_intervals_and_chances_hold() -> None:
    stack, answers = made_up(500, seed=40)
    eight, everything = measured(stack, answers, Plan((8,), seed=2)).orders["adaptive"]
    assert eight.covered_in_all == pytest.approx(0.9, abs=0.03)
    assert eight.covered == eight.covered_by_model
    assert eight.calibration_error is not None
    assert eight.calibration_error.value < 0.03
    assert everything.questions is None
    assert everything.with_all == {"anxiety": 1.0, "avoidance": 1.0}
    assert everything.covered_in_all is None


def test_choosing_beats_chance_and_more_questions_say_more() -> None:
    stack, answers = made_up(300, seed=42)
    orders = measured(stack, answers, Plan((4, 8), seed=3)).orders

    def told(one: Figures) -> float:
        return sum(value or 0 for value in one.with_all.values())

    assert told(orders["adaptive"][1]) > told(orders["random"][1]) + 0.02
    for figures in orders.values():
        assert told(figures[0]) < told(figures[1])
        assert (figures[0].brier or 0) > (figures[1].brier or 0)


def test_times_are_those_of_the_clock() -> None:
    stack, answers = made_up(20, seed=44)
    found = measured(stack, answers, Plan((4,)))
    assert found.selection == found.update == 0.5e6


def test_people_who_left_much_out_count_only_where_they_answered_enough() -> None:
    stack, answers = made_up(60, seed=46)
    answers[:20, 5:] = MISSING
    four, eight, everything = measured(stack, answers, Plan((4, 8))).orders["random"]
    assert (four.people, eight.people, everything.people) == (60, 40, 60)


def test_what_was_left_out_is_never_asked() -> None:
    stack, answers = made_up(30, seed=48, missing=0.4)
    order = best_fixed_order(stack, 23, seed=1)
    assert sorted(order) == list(range(23))
    for asked in (adaptive(stack, answers, 8, 1), at_random(answers, 8, 1), in_order(answers, order, 8)):
        for row, places in zip(answers, asked, strict=True):
            assert len(set(places)) == len(places) == min(8, int((row != MISSING).sum()))
            assert (row[list(places)] != MISSING).all()


def test_the_misfit_noted_widens_the_intervals() -> None:
    stack, answers = made_up(200, seed=50)
    misfit = Misfit(questions=(4, 8), anxiety=(0.3, 0.3), avoidance=(0.0, 0.0))
    ticks = ticking()
    eight = evaluate(stack, answers, misfit, lambda: float(next(ticks)), Plan((8,))).orders["adaptive"][0]
    assert (eight.covered["anxiety"] or 0) > 0.98
    assert eight.covered["avoidance"] == eight.covered_by_model["avoidance"]


def test_a_true_error_is_found_and_chance_is_not_taken_for_one() -> None:
    chance = np.random.default_rng(5)
    chances = chance.uniform(0.1, 0.9, size=(400, 4))
    noise = chance.normal(0, 0.2, size=(400, 4))
    right = calibration_error(chances, chances + noise, seed=1)
    assert right.value < 0.02
    assert right.uncorrected > 0.01
    wrong = calibration_error(chances, chances + noise + 0.08, seed=1)
    assert wrong.value == pytest.approx(0.08, abs=0.015)
    assert wrong.low < 0.08 < wrong.high


@pytest.mark.skipif(not FOLDER.exists(), reason=NO_REAL_ANSWERS)
@pytest.mark.parametrize("seed", [1, 2])
def test_eight_questions_are_honest_about_real_people_who_were_not_calibrated_on(seed: int) -> None:
    answers, _ = read_all()
    order = np.random.default_rng(seed).permutation(len(answers))
    stack, calibration = calibrated_stack(answers[order[:308]])
    ticks = ticking()
    found = evaluate(stack, answers[order[308:]], calibration.misfit, lambda: float(next(ticks)), Plan((8,)))
    eight = found.orders["adaptive"][0]
    assert min(value or 0 for value in eight.with_all.values()) >= 0.945
    assert eight.covered_in_all == pytest.approx(0.9, abs=0.03)
    assert eight.calibration_error is not None
    assert eight.calibration_error.value <= 0.05


@pytest.mark.skipif(not FOLDER.exists(), reason=NO_REAL_ANSWERS)
def test_real_answers_have_no_reason_against_them_and_hang_together_beyond_the_plane() -> None:
    answers, _ = read_all()
    items = [open_statement(f"i{n}", *((FREE, 0) if n < 18 else (0, FREE))) for n in range(36)]
    assert list(reasons_against(items, answers)) == []
    assert len(start_values(items, answers)) == 36
