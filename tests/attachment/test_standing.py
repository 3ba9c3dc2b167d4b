"""How one person stands: rounds, objections, answers that do not hang together, and what was kept or forgotten."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.attachment.answers import NOT_ME, Round, strand_of
from bot.attachment.belief import Belief
from bot.attachment.forms import GENERAL
from bot.attachment.library import Library
from bot.attachment.standing import Standing, Ties
from bot.dialogue.abilities import Answer
from tests.attachment.builders import (
    NOON,
    answers_leaning,
    explanations_file,
    items_file,
    standing_of,
    statement,
    suggestions_file,
    usual_items,
    usual_stack,
    words_file,
)

KNOWS = usual_stack().knows
MONTH = timedelta(days=30)
PARTNERS = [{**item, "id": f"partner_{item['id']}"} for item in usual_items()]


def library() -> Library:
    """The usual items, and two general ones."""
    general = items_file(statement("always_on_watch", 1.8), statement("always_apart", 0.0, 1.8), relationship=GENERAL)
    files = [items_file(*usual_items()), items_file(*PARTNERS, relationship="romantic"), general]
    return Library.of(files, [explanations_file(), explanations_file("romantic"), words_file()], [suggestions_file()])


LIBRARY = library()


def later(answers: list[Answer], by: timedelta) -> list[Answer]:
    """The same answers, given later."""
    return [Answer(one.item, one.relationship, one.option, one.at + by) for one in answers]


def not_me(option: int | None, at: timedelta = timedelta(hours=1)) -> Answer:
    """An objection to the picture of the friendship."""
    return Answer(NOT_ME, "friendship", option, NOON + at)


def friend(*answers: Answer) -> Standing:
    """How someone stands with a friend."""
    return LIBRARY.standing(answers, "friendship")


WATCHFUL = answers_leaning(anxiety=True, avoidance=False)
RELAXED = answers_leaning(anxiety=False, avoidance=False)


def wide(belief: Belief) -> float:
    """The sum of both variances."""
    return float(belief.standard_errors[0] ** 2 + belief.standard_errors[1] ** 2)


def test_answers_within_a_month_are_one_round_and_the_later_of_two_to_one_item_stands() -> None:
    [one] = strand_of([*WATCHFUL, *later(RELAXED, timedelta(days=26))], "friendship", KNOWS)
    assert one == Round(since=tuple(sorted((answer.item, answer.option or 0) for answer in RELAXED)))


def test_after_a_month_a_new_round_begins_and_the_days_between_are_counted() -> None:
    first, second = strand_of([*WATCHFUL, *later(RELAXED, MONTH)], "friendship", KNOWS)
    assert (first.days, second.days) == (30, 0)
    assert len(first.marks) == len(second.marks) == 12


def test_what_passed_since_the_last_answer_counts_when_a_new_round_would_begin() -> None:
    for days, counted in ((5, 0), (26, 0), (27, 27), (400, 400)):
        [one] = strand_of(WATCHFUL, "friendship", KNOWS, NOON + timedelta(days=days))
        assert one.days == counted


def test_old_answers_tell_less_and_newer_ones_weigh_more() -> None:
    fresh, old = friend(*WATCHFUL), LIBRARY.standing(WATCHFUL, "friendship", NOON + 12 * MONTH)
    assert wide(old.belief) > wide(fresh.belief) + 0.3
    changed = friend(*WATCHFUL, *later(RELAXED, 12 * MONTH))
    assert fresh.belief.mean[0] > 1
    assert changed.belief.mean[0] < -0.5


@given(st.integers(0, 10**6))
def test_the_order_in_which_answers_are_stored_changes_not_even_the_last_bit(seed: int) -> None:
    answers = [*WATCHFUL, not_me(0), *later(RELAXED[:5], MONTH), *answers_leaning(False, True, 9, "romantic")]
    mixed = list(answers)
    random.Random(seed).shuffle(mixed)  # noqa: S311 - no secret
    assert (friend(*mixed).belief.weights == friend(*answers).belief.weights).all()


def test_a_belief_made_anew_from_the_answers_is_the_one_that_was_kept() -> None:
    answers = [*WATCHFUL, not_me(1), *later(RELAXED, MONTH), *answers_leaning(False, True, 9, "romantic")]
    kept = friend(*answers).belief
    assert friend(*answers).belief is kept
    anew = library().standing(answers, "friendship").belief
    assert (anew.weights == kept.weights).all()


def test_what_is_kept_does_not_grow_with_the_number_of_people() -> None:
    for option in range(5):
        for name in usual_stack().places:
            friend(Answer(name, "friendship", option, NOON), WATCHFUL[option]).belief.mean  # noqa: B018 - asked for
    assert LIBRARY.ties.belief.cache_info().currsize <= 256  # type: ignore[attr-defined]


def test_answers_about_a_partner_and_in_general_tell_a_little_about_a_friend() -> None:
    nothing = friend()
    partner = friend(*answers_leaning(True, False, relationship="romantic"))
    general = friend(*(Answer("always_on_watch", GENERAL, 4, NOON),))
    assert nothing.belief.mean == pytest.approx((0, 0), abs=1e-9)
    for one in (partner, general):
        assert one.belief.mean[0] > 0.15
        assert wide(one.belief) < wide(nothing.belief)
        assert one.is_early
    assert [one.relationship for one in LIBRARY.standings([Answer("always_on_watch", GENERAL, 4, NOON)])] == []


def test_general_answers_can_be_asked_for_by_themselves_and_do_not_drift() -> None:
    answers = [Answer("always_on_watch", GENERAL, 4, NOON), Answer("always_apart", GENERAL, 0, NOON + 20 * MONTH)]
    overall = LIBRARY.standing(answers, GENERAL).belief
    assert overall.mean[0] > 0.2 > overall.mean[1]
    assert overall.weights == pytest.approx(LIBRARY.standing(answers, GENERAL, NOON + 40 * MONTH).belief.weights)


@pytest.mark.parametrize("option", [0, 1, 2])
def test_an_objection_widens_the_belief(option: int) -> None:
    before, after = friend(*WATCHFUL).belief, friend(*WATCHFUL, not_me(option)).belief
    assert all(more > less for more, less in zip(after.standard_errors, before.standard_errors, strict=True))


def test_an_objection_that_names_a_direction_moves_the_belief_its_way() -> None:
    softened = friend(*WATCHFUL, not_me(2)).belief.mean
    assert friend(*WATCHFUL, not_me(0)).belief.mean[0] < softened[0] - 0.1
    assert friend(*WATCHFUL, not_me(1)).belief.mean[1] < softened[1] - 0.05


def test_an_objection_that_is_taken_back_leaves_no_trace() -> None:
    withdrawn = friend(*WATCHFUL, not_me(0), not_me(None, timedelta(hours=2)))
    assert (withdrawn.belief.weights == friend(*WATCHFUL).belief.weights).all()


def test_answers_after_an_objection_count_in_full() -> None:
    more = later(answers_leaning(True, False, 16)[12:], timedelta(hours=2))
    [one] = friend(*WATCHFUL, not_me(0), *more).strand
    assert (len(one.before), len(one.since)) == (12, 4)
    evidence = LIBRARY.ties.evidence("friendship", one)
    assert evidence.before == evidence.since / 2


def test_an_objection_before_any_answer_says_nothing() -> None:
    assert friend(not_me(0)).strand == ()


def test_an_objection_belongs_to_the_picture_that_stood_then() -> None:
    first, second = friend(*WATCHFUL, not_me(0), *later(RELAXED, MONTH)).strand
    assert (first.objection, second.objection) == ("too_anxious", None)


def test_what_was_thought_then_is_kept_beside_what_is_thought_now() -> None:
    alone = friend(*WATCHFUL)
    again = friend(*WATCHFUL, *later(RELAXED, 6 * MONTH))
    assert alone.earlier == ()
    assert alone.change() is None
    [then] = again.earlier
    assert then.mean == pytest.approx(alone.belief.mean)
    change = again.change()
    assert change is not None
    assert change[0].mean < -1
    assert change[0].mean + 2 * change[0].deviation < 0


def test_the_same_answers_again_are_no_change() -> None:
    change = friend(*WATCHFUL, *later(WATCHFUL, 6 * MONTH)).change()
    assert change is not None
    assert all(abs(one.mean) < one.deviation for one in change)


def test_one_relationship_beside_another_is_the_other_way_round_beside_it() -> None:
    answers = [*WATCHFUL, *answers_leaning(False, True, relationship="romantic")]
    here, there = friend(*answers), LIBRARY.standing(answers, "romantic")
    for one, other in zip(here.above(there), there.above(here), strict=True):
        assert one.mean == pytest.approx(-other.mean)
        assert one.deviation == pytest.approx(other.deviation)
    assert here.above(there)[0].mean > 1


def test_a_standing_without_a_library_is_the_same() -> None:
    marks = tuple((one.item, one.option or 0) for one in WATCHFUL)
    assert standing_of(usual_stack(), [marks]).belief.weights == pytest.approx(friend(*WATCHFUL).belief.weights)
    assert Ties({}).context("friendship", ()).shape == (841,)
