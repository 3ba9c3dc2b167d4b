"""Words are read as a choice only when they can mean no other, and never as its opposite."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialogue.matching import Match, match, normal
from bot.dialogue.messages import Choice

SCALE = [Choice(label) for label in ("Not me at all", "Rarely", "Partly", "Mostly", "Very much me", "Rather not say")]
SAFE = [Choice("I'm safe for now"), Choice("I'm not sure")]
SCENE = [Choice("A", "They're busy. They'll answer."), Choice("B", "I said too much."), Choice("Rather not say")]


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("Partly", 2),
        ("  partly. ", 2),
        ("PARTLY!", 2),
        ("3", 2),
        ("[3]", 2),
        ("c", 2),
        ("(C)", 2),
        ("3.", 2),
        ("par", 2),
        ("very", 4),
        ("very much", 4),
        ("not me", 0),
        ("not", 0),
        ("rather", 5),
    ],
)
def test_a_label_its_number_and_its_beginning_are_understood(text: str, choice: int) -> None:
    assert match(text, SCALE) == Match(choice)


def test_a_letter_means_the_lettered_answer_and_so_do_its_words() -> None:
    assert match("b", SCENE) == Match(1)
    assert match("I said too much", SCENE) == Match(1)
    assert match("they\u2019re busy", SCENE) == Match(0)


def test_a_slip_in_a_long_word_is_read_and_said_to_be_a_slip() -> None:
    assert match("partley", SCALE) == Match(2, misspelled=True)
    assert match("Mosttly", SCALE) == Match(3, misspelled=True)
    assert match("rarley", SCALE) == Match(1, misspelled=True)


@pytest.mark.parametrize(
    "text",
    [
        "not mostly",
        "mostly not",
        "ra",
        "r",
        "mostly i guess",
        "depends",
        "",
        "?",
        "7",
        "0",
        "never",
        "no",
        "part of me",
    ],
)
def test_what_could_mean_something_else_is_no_choice(text: str) -> None:
    assert match(text, SCALE) is None


def test_a_negation_is_never_read_away() -> None:
    assert match("I'm not safe for now", SAFE) is None
    assert match("I'm safe", SAFE) == Match(0)
    assert match("I'm", SAFE) is None
    assert match("cannot talk", [Choice("Cannon talk")]) is None


def test_a_space_in_the_wrong_place_is_a_slip() -> None:
    choices = [Choice("I'll try 1"), Choice("I'll try 2"), Choice("Write my own"), Choice("Not now")]
    assert match("I'llt ry 2", choices) == Match(1, misspelled=True)
    assert match("Writem y own", choices) == Match(2, misspelled=True)
    assert match("notnow", choices) == Match(3, misspelled=True)
    assert match("I'll try", choices) is None


def test_a_first_letter_is_no_slip() -> None:
    assert match("atypical", [Choice("Typical")]) is None


def test_exact_takes_only_the_label_its_letter_or_its_number() -> None:
    consent = [Choice("Yes, both"), Choice("I'm younger")]
    assert match("yes both", consent, exact=True) == Match(0)
    assert match("1", consent, exact=True) == Match(0)
    assert match("A", consent, exact=True) == Match(0)
    assert match("yes", consent, exact=True) is None
    assert match("im younger", consent, exact=True) is None
    assert match("I'm youngr", consent, exact=True) is None


def test_two_labels_that_begin_alike_are_told_apart_or_not_chosen() -> None:
    friends = [Choice("A friend"), Choice("A partner")]
    assert match("a p", friends) is None
    assert match("a fri", friends) == Match(0)


@given(st.text(max_size=40), st.lists(st.text(max_size=20), max_size=6))
def test_any_words_against_any_labels_give_a_choice_that_exists_or_none(text: str, labels: list[str]) -> None:
    found = match(text, [Choice(label) for label in labels])
    assert found is None or 0 <= found.choice < len(labels)


@given(st.text(max_size=60))
def test_the_normal_form_of_a_normal_form_is_itself(text: str) -> None:
    assert normal(normal(text)) == normal(text)


def test_hindi_vowel_signs_are_part_of_the_word() -> None:
    assert normal("नहीं!") == "नहीं"
    assert normal("नही") != normal("नहीं")


@pytest.mark.parametrize(
    ("text", "choice"), [("Nope!", 1), ("no, i'm not", 1), ("not really", None), ("yeah", 0), ("nop", None)]
)
def test_the_words_that_an_author_names_mean_a_choice_too_and_no_others(text: str, choice: int | None) -> None:
    others = [["yeah"], ["nope", "no i'm not"]]
    found = match(text, [Choice("Yes"), Choice("No")], exact=True, others=others)
    assert found == (None if choice is None else Match(choice))
