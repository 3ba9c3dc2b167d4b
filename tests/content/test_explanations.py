"""The explanations: every region has its panels, alike in length and warmth on both dimensions."""

from __future__ import annotations

import re
from itertools import product

import pytest

from tests.content.reading import LEVELS, RELATIONSHIPS, read, regions

PANELS = ("shows", "protects", "others", "strong", "experiment")

COST = re.compile(r"cost|price|go missing|hard on you|could also mean|weak point")
"""How a panel turns from what a habit protects to what it may take."""

each_relationship = pytest.mark.parametrize("relationship", RELATIONSHIPS)


@each_relationship
def test_every_region_has_its_panels_and_says_what_each_rests_on(relationship: str) -> None:
    file = read(f"explanations/{relationship}.yaml")
    assert file["relationship"] == relationship
    assert len(file["regions"]) == 9
    assert all(list(region["evidence"]) == list(PANELS) for region in file["regions"])
    assert all(len(items) >= 2 for region in file["regions"] for items in region["evidence"].values())
    assert set(regions(relationship)) == set(product(LEVELS, LEVELS))
    assert all(list(panels) == list(PANELS) for panels in regions(relationship).values())


@each_relationship
def test_a_panel_is_one_message_and_leaves_the_question_to_the_flow(relationship: str) -> None:
    for panels in regions(relationship).values():
        for text in panels.values():
            assert 200 <= len(text) <= 390, text
            assert "Does that fit" not in text
            assert text.rstrip("”").endswith((".", "?")), text


@each_relationship
def test_what_may_show_is_tied_to_the_answers(relationship: str) -> None:
    for panels in regions(relationship).values():
        assert "our answers" in panels["shows"], panels["shows"]


@each_relationship
def test_protection_comes_before_cost(relationship: str) -> None:
    for panels in regions(relationship).values():
        cost = COST.search(panels["protects"])
        assert cost, panels["protects"]
        assert cost.start() > len(panels["protects"]) / 4, panels["protects"]


@each_relationship
def test_leaning_to_distance_gets_as_many_words_as_leaning_to_worry(relationship: str) -> None:
    def words(levels: tuple[tuple[str, str], ...]) -> int:
        return sum(len(text) for level in levels for text in regions(relationship)[level].values())

    worry = words((("high", "low"), ("high", "middle"), ("middle", "low")))
    distance = words((("low", "high"), ("middle", "high"), ("low", "middle")))
    assert abs(worry - distance) <= worry * 0.08


@each_relationship
def test_high_on_both_is_called_pulled_both_ways_and_nothing_else_is(relationship: str) -> None:
    for levels, panels in regions(relationship).items():
        assert ("pulled both ways" in panels["shows"]) is (levels == ("high", "high"))
