"""Sentences with places for values."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated

import pytest

from bot.attachment.forms import Form
from bot.attachment.wording import Said, Speaker, Uses, filled, sentences


class Sample(Form):
    """A form with sentences at several depths."""

    plain: Said
    numbered: Annotated[Said, Uses(("number",), needed=True)]
    inside: dict[str, Said]


def test_places_are_filled_in_and_nothing_else_is_read() -> None:
    assert filled("{{ a }} and {{b}}", a="{{ b }}", b="two") == "{{ b }} and two"
    assert filled("nothing to fill") == "nothing to fill"


def test_quotes_inside_quotes_are_single_ones() -> None:
    assert filled("“{{ a }}”, {{ b }}", a="Say “no”.", b="“yes”") == "“Say ‘no’.”, “yes”"


def test_a_name_without_a_value_is_an_error() -> None:
    with pytest.raises(KeyError):
        filled("{{ missing }}", other="x")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("{{ number }} left", None),
        ("{{ nummer }} left", "this sentence knows no 'nummer' (it can use: number)"),
        ("none left", "this sentence must use {{ number }}"),
        ("{ number } left", "a place for a value is written {{ name }}, and braces mean nothing else"),
        ("{% if number %}", "a place for a value is written {{ name }}, and braces mean nothing else"),
    ],
)
def test_what_is_wrong_in_a_sentence_is_said(text: str, fault: str | None) -> None:
    assert Uses(("number",), needed=True).fault_in(text) == fault


def test_a_sentence_without_names_may_use_none() -> None:
    assert Uses(()).fault_in("{{ number }}") == "this sentence knows no 'number' (it can use none)"


def test_every_sentence_is_found_with_the_way_to_it() -> None:
    form = Sample.model_validate({"plain": "a", "numbered": ["b", "c"], "inside": {"x": "d"}})
    found = [(where, text, uses.names) for where, text, uses in sentences(form)]
    assert found == [
        (("plain",), "a", ()),
        (("numbered", 0), "b", ("number",)),
        (("numbered", 1), "c", ("number",)),
        (("inside", "x"), "d", ()),
    ]


def test_variants_take_turns_and_the_same_turn_says_the_same() -> None:
    said = ("one", "two", "three")
    turns = [Speaker(5, turn).say(said) for turn in range(6)]
    assert set(turns) == set(said)
    assert all(first != second for first, second in pairwise(turns))
    assert turns == [Speaker(5, turn).say(said) for turn in range(6)]
