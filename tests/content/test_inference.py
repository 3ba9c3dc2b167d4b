"""What the files do once the program has read them: answering as a corner would leads to that corner."""

from __future__ import annotations

from itertools import product

import pytest

from bot.attachment.bank import ItemBank, Stack
from bot.attachment.explanations import ExplanationsFile
from bot.attachment.items import Item, ItemsFile
from bot.attachment.library import Library
from bot.attachment.selection import Sitting, Until, next_item
from bot.attachment.suggestions import SuggestionsFile
from bot.attachment.tendency import read as reading
from tests.attachment.people import recover
from tests.content.reading import BANKS, GENERAL, PARTS, RELATIONSHIPS, read


def _stack(relationship: str) -> Stack:
    return ItemBank.of([ItemsFile.model_validate(read(f"items/{relationship}.yaml"))]).stacks[relationship]


def _answer(item: Item, anxiety: int, avoidance: int) -> int:
    """The option of someone in that corner: the scene's own, or Mostly and Rarely by the way the statement points."""
    if item.kind == "statement":
        return 3 if item.slopes @ (anxiety, avoidance) > 0 else 1
    return int((item.slopes @ (anxiety, avoidance)).argmax())


@pytest.mark.parametrize(("relationship", "anxiety", "avoidance"), list(product(RELATIONSHIPS, (-1, 1), (-1, 1))))
def test_answering_as_a_corner_would_leads_to_that_corner(relationship: str, anxiety: int, avoidance: int) -> None:
    stack = _stack(relationship)
    marks = tuple((item.id, _answer(item, anxiety, avoidance)) for item in stack.items)

    seen = reading(stack.belief(marks))

    levels = {-1: "low", 1: "high"}
    assert (seen.anxiety.level, seen.avoidance.level) == (levels[anxiety], levels[avoidance])


@pytest.mark.parametrize("relationship", RELATIONSHIPS)
def test_partly_everywhere_says_nothing_strong(relationship: str) -> None:
    stack = _stack(relationship)
    marks = tuple((item.id, 2) for item in stack.items if item.kind == "statement")

    assert all(abs(mean) < 0.5 for mean in stack.belief(marks).mean)


@pytest.mark.parametrize("relationship", RELATIONSHIPS)
def test_simulated_people_are_found_again_with_at_most_twelve_questions(relationship: str) -> None:
    found = recover(_stack(relationship), Until(0.45, 8, 12), count=300, seed=21)

    assert found.questions <= 11.5
    assert min(found.correlations) >= 0.85
    assert max(found.standard_errors) <= 0.47


def test_a_first_sitting_about_family_begins_with_a_scene_that_has_no_sore_point_in_it() -> None:
    stack = _stack("family")
    sore = {"family_remark_over_coffee", "family_never_tell_me"}

    first = {stack.items[next_item(stack, stack.belief(()), Sitting(), seed) or 0].id for seed in range(100)}

    assert len(first) >= 3
    assert not first & sore


def test_items_about_people_in_general_are_in_the_bank_and_are_no_relationship() -> None:
    library = Library.of(
        [ItemsFile.model_validate(read(f"items/{name}.yaml")) for name in BANKS],
        [ExplanationsFile.model_validate(read("explanations/words.yaml"))],
        [],
    )

    assert len(library.bank.stacks[GENERAL].items) == 12
    assert set(library.relationships) == set(RELATIONSHIPS)
    assert len(library.stack(GENERAL).items) == 12


def test_explanations_and_suggestions_have_the_programs_form() -> None:
    for relationship in RELATIONSHIPS:
        assert ExplanationsFile.model_validate(read(f"explanations/{relationship}.yaml")).relationship == relationship
    for lever in PARTS:
        assert {one.lever for one in SuggestionsFile.model_validate(read(f"suggestions/{lever}.yaml")).suggestions} == {
            lever
        }
