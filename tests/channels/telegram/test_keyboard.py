"""Rule: buttons are laid out so that a phone shows every word of them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.telegram.keyboard import keyboard, rows
from bot.dialogue.messages import Choice, Message


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        (["A", "B", "C", "D", "Rather not say", "Back"], [["A", "B", "C", "D"], ["Rather not say", "Back"]]),
        (["A", "B", "C", "D", "E", "F"], [["A", "B", "C"], ["D", "E", "F"]]),
        (["1", "2", "Others", "Not now"], [["1", "2"], ["Others", "Not now"]]),
        (["Yes", "No"], [["Yes", "No"]]),
        (
            ["What is this based on?", "What do you keep?", "Let's begin"],
            [["What is this based on?"], ["What do you keep?"], ["Let's begin"]],
        ),
        (
            ["Not me at all", "Rarely", "Partly", "Mostly", "Very much me", "Back"],
            [["Not me at all", "Rarely"], ["Partly", "Mostly"], ["Very much me"], ["Back"]],
        ),
        (
            ["A partner, now or past", "A friend", "Family", "Skip"],
            [["A partner, now or past"], ["A friend", "Family"], ["Skip"]],
        ),
        (["Back"], [["Back"]]),
        ([], []),
    ],
)  # fmt: skip
def test_letters_share_a_row_short_labels_pair_and_the_way_out_is_last(
    labels: list[str], expected: list[list[str]]
) -> None:
    assert [[labels[number] for number in row] for row in rows(labels)] == expected


@settings(derandomize=True, deadline=None)
@given(st.lists(st.text(max_size=30) | st.sampled_from(["A", "Back", "Skip"]), max_size=12))
def test_every_choice_has_one_button_and_no_row_is_too_full(labels: list[str]) -> None:
    layout = rows(labels)
    assert sorted(number for row in layout for number in row) == list(range(len(labels)))
    assert all(row for row in layout)


def test_a_label_is_shown_without_its_markup() -> None:
    found = keyboard(Message("?", (Choice(r"snake\_case **now**"),), "k3fz.17"))
    assert found is not None
    assert found == {"inline_keyboard": [[{"text": "snake_case now", "callback_data": "k3fz.17:0"}]]}
