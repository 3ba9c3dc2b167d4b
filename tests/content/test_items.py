"""The items: how many, how long, and how evenly they lean. What they say is for a person to judge."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest

from tests.content.reading import FAMILIES, PARTS, RELATIONSHIPS, items, read, scenes, statements

CORNERS = {(-1, -1), (-1, 1), (1, -1), (1, 1)}

each_relationship = pytest.mark.parametrize("relationship", RELATIONSHIPS)


def _loadings(statement: dict[str, dict[str, str]]) -> tuple[float, float]:
    return float(statement["loadings"]["anxiety"]), float(statement["loadings"]["avoidance"])


def _corner(option: dict[str, dict[str, str]]) -> tuple[int, int]:
    anxiety, avoidance = (1 if float(option["slopes"][name]) > 0 else -1 for name in ("anxiety", "avoidance"))
    return anxiety, avoidance


def _main(relationship: str, dimension: int) -> list[dict[str, str]]:
    return [one for one in statements(relationship) if _loadings(one)[dimension] == max(_loadings(one))]


@each_relationship
def test_ten_statements_stand_for_each_dimension_one_for_each_topic_and_a_third_reversed(relationship: str) -> None:
    for dimension in (0, 1):
        chosen = _main(relationship, dimension)
        assert len(chosen) == 10
        assert {one["family"] for one in chosen} == FAMILIES
        assert sum(one.get("reversed") == "yes" for one in chosen) == 3
        assert {one["part"] for one in chosen} == PARTS


@each_relationship
def test_loadings_lie_in_the_published_range_and_thresholds_ascend(relationship: str) -> None:
    for one in statements(relationship):
        assert 1.0 <= max(_loadings(one)) <= 1.8
        assert 0.0 <= min(_loadings(one)) <= 0.3
        thresholds = [float(number) for number in one["thresholds"]]
        assert len(thresholds) == 4
        assert all(0.5 <= higher - lower <= 1.6 for lower, higher in pairwise(thresholds))
        assert max(map(abs, thresholds)) <= 2.5


@each_relationship
def test_agreeing_is_easier_with_what_is_reversed(relationship: str) -> None:
    def middles(reversed_: bool) -> list[float]:
        chosen = [one for one in statements(relationship) if (one.get("reversed") == "yes") is reversed_]
        return [sum(map(float, one["thresholds"])) / 4 for one in chosen]

    assert max(middles(True)) < min(middles(False))


@each_relationship
def test_six_scenes_have_four_answers_one_in_each_corner(relationship: str) -> None:
    assert len(scenes(relationship)) == 6
    for scene in scenes(relationship):
        assert {_corner(option) for option in scene["options"]} == CORNERS
        for option in scene["options"]:
            assert all(0.5 <= abs(float(slope)) <= 1.1 for slope in option["slopes"].values())
            assert abs(float(option["intercept"])) <= 0.3


@each_relationship
def test_a_scenes_answer_is_the_likeliest_one_in_its_own_corner(relationship: str) -> None:
    for scene in scenes(relationship):
        for option in scene["options"]:
            there = [value * 1.5 for value in _corner(option)]
            gains = {
                other["text"]: there[0] * float(other["slopes"]["anxiety"])
                + there[1] * float(other["slopes"]["avoidance"])
                + float(other["intercept"])
                for other in scene["options"]
            }
            assert max(gains, key=lambda text: gains[text]) == option["text"], scene["id"]


@each_relationship
def test_no_corner_has_a_place_of_its_own_in_the_list_of_answers(relationship: str) -> None:
    orders = [tuple(_corner(option) for option in scene["options"]) for scene in scenes(relationship)]
    assert len(set(orders)) == 6
    for place in range(4):
        assert set(Counter(order[place] for order in orders).values()) == {1, 2}


@each_relationship
def test_items_are_short_enough_to_be_read_at_a_glance(relationship: str) -> None:
    assert all(len(one["text"]) <= 110 for one in statements(relationship))
    for scene in scenes(relationship):
        answers = [f"{letter}  {option['text']}" for letter, option in zip("ABCD", scene["options"], strict=True)]
        assert len("\n".join([f"{scene['scene']} {scene['ask']}", *answers])) <= 380, scene["id"]
        lengths = [len(option["text"]) for option in scene["options"]]
        assert max(lengths) <= 70


@each_relationship
def test_every_item_has_a_part_a_topic_and_a_short_name_of_its_own(relationship: str) -> None:
    for item in items(relationship):
        assert item["part"] in PARTS
        assert item["family"] in FAMILIES
        assert 2 <= len(item["short"].split()) <= 5
        assert item["short"][0].isupper()
    assert len({item["short"] for item in items(relationship)}) == 26


def test_item_names_are_unique_across_the_files() -> None:
    names = [item["id"] for relationship in RELATIONSHIPS for item in items(relationship)]
    assert len(set(names)) == len(names) == 52


@each_relationship
def test_the_file_says_that_its_parameters_are_assumed(relationship: str) -> None:
    defaults = read(f"items/{relationship}.yaml")["defaults"]
    assert defaults["relationship"] == [relationship]
    assert "Assumed by the authors" in defaults["source"]
    assert defaults["options"] == ["Not me at all", "Rarely", "Partly", "Mostly", "Very much me"]
