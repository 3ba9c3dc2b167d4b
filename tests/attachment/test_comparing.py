"""Two readings side by side: named as different only when that is more than their uncertainty."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from bot.attachment.answers import NOT_ME
from bot.dialogue.abilities import Answer
from tests.attachment.builders import NOON, answers_leaning, usual_abilities, view

EXPLAIN, PICTURE, NOT = (usual_abilities()[name] for name in ("explain", "picture", "not_me"))
FRIEND, PARTNER = "With **a friend**", "**a partner**"


def said(answers: Sequence[Answer], days: int = 0) -> str:
    """The one message."""
    [message] = EXPLAIN("differences", view(answers), None, NOON + timedelta(days=days)).messages
    return message.text


def on_the_map(answers: Sequence[Answer]) -> str:
    """The lines below the picture of everything."""
    [message] = PICTURE({"name": "attachment_map", "relationship": "all"}, view(answers), None, NOON).messages
    return message.text


def half_a_year_later(answers: Sequence[Answer]) -> list[Answer]:
    """The same answers, given later."""
    return [Answer(one.item, one.relationship, one.option, one.at + timedelta(days=180)) for one in answers]


def test_two_relationships_that_are_far_apart_are_said_to_differ_and_how_surely() -> None:
    text = said([*answers_leaning(True, False), *answers_leaning(False, False, relationship="romantic")])
    assert f"{FRIEND}, compared with {PARTNER}: more watching for signs (I'd say about 19 in 20)." in text
    assert "distance" not in text


def test_two_relationships_within_their_uncertainty_are_said_not_to_differ() -> None:
    text = said([*answers_leaning(True, False), *answers_leaning(True, False, 10, relationship="romantic")])
    assert f"Between **a friend** and {PARTNER}: no difference" in text
    assert "small differences that these answers can't show" in text


def test_then_and_now_are_put_beside_each_other_too() -> None:
    before = answers_leaning(True, True)
    changed = said([*before, *half_a_year_later(answers_leaning(False, True))])
    assert f"{FRIEND}, compared with last time: more at ease (I'd say about 19 in 20)." in changed
    assert "no change" in said([*before, *half_a_year_later(before)])


def test_with_one_picture_there_is_nothing_to_compare() -> None:
    assert "second picture" in said(answers_leaning(True, True))
    assert "second picture" in said(
        [*answers_leaning(True, True), *answers_leaning(True, True, 3, relationship="romantic")]
    )


def test_everything_that_could_be_compared_still_fits_into_one_message() -> None:
    both = [*answers_leaning(True, False), *answers_leaning(False, True, relationship="romantic")]
    text = said([*both, *half_a_year_later(both)])
    assert 0 < len(text) <= 400
    assert text.count("compared with last time") == 2


@pytest.mark.parametrize(
    ("where", "words"),
    [("too_anxious", "too anxious"), ("too_distant", "too distant"), ("all_of_it", "this doesn't fit")],
)
def test_not_me_is_noted_with_its_place_and_the_map_says_so(where: str, words: str) -> None:
    outcome = NOT({"relationship": "friendship", "where": where}, view(answers_leaning(True, False)), None, NOON)
    assert outcome.answers is not None
    assert outcome.answers[-1].item == NOT_ME
    assert words in on_the_map(outcome.answers)
    assert words not in on_the_map(answers_leaning(True, False))


def test_a_new_objection_stands_in_the_place_of_the_old_one_and_can_be_taken_back() -> None:
    answers: Sequence[Answer] = answers_leaning(True, False)
    for where in ("too_anxious", "all_of_it", "too_distant"):
        answers = NOT({"relationship": "friendship", "where": where}, view(answers), None, NOON).answers or ()
        assert len(answers) == 13
    taken_back = NOT({"relationship": "friendship", "where": "nowhere"}, view(answers), None, NOON).answers
    assert taken_back == tuple(answers_leaning(True, False))


def test_an_objection_under_newer_answers_is_taken_back_by_saying_so() -> None:
    later = [Answer("watch8", "friendship", 0, NOON + timedelta(hours=1))]
    objected = NOT({"relationship": "friendship", "where": "all_of_it"}, view(answers_leaning(True, True)), None, NOON)
    after = view([*(objected.answers or ()), *later])
    answers = NOT({"relationship": "friendship", "where": "nowhere"}, after, None, NOON + timedelta(hours=2)).answers
    assert answers is not None
    assert [one.option for one in answers if one.item == NOT_ME] == [2, None]
    assert "not you" not in on_the_map(answers)


@pytest.mark.parametrize(
    ("arguments", "problems"),
    [
        ({"relationship": "{{ relationship }}", "where": "{{ objection }}"}, []),
        ({"relationship": "friendship", "where": "nowhere"}, []),
        (
            {"relationship": "friendship", "where": "too_far"},
            ["no place named 'too_far' (there are: too_anxious, too_distant, all_of_it, nowhere)"],
        ),
        ({"where": "all_of_it"}, ["the key 'relationship' is missing"]),
    ],
)
def test_what_is_wrong_with_not_me_is_said(arguments: dict[str, str], problems: list[str]) -> None:
    assert list(NOT.problems(arguments)) == problems
