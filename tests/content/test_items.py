"""The items: how many, how long, and how evenly they lean. What they say is for a person to judge."""

from __future__ import annotations

import re
from collections import Counter
from itertools import combinations, pairwise

import pytest
from rapidfuzz import fuzz

from tests.content.reading import (
    BANKS,
    FAMILIES,
    GENERAL,
    PARTS,
    RELATIONSHIPS,
    items,
    read,
    scenes,
    spoken,
    statements,
)

CORNERS = {(-1, -1), (-1, 1), (1, -1), (1, 1)}

WHO = re.compile(r"\b(this|that|a) (friend|partner|colleague|person)('s)?\b", re.IGNORECASE)
"""Whom an item is about: taken out before two texts are compared."""

TOO_ALIKE = 70
"""From here on (rapidfuzz's ratio of sorted words, 0 to 100) two texts say the same thing twice: the nearest pair that
a reader found different stands at 68, and one that was moved to another relationship word by word at 100."""

each_relationship = pytest.mark.parametrize("relationship", RELATIONSHIPS)
each_bank = pytest.mark.parametrize("bank", BANKS)


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


def test_twelve_statements_are_about_people_in_general_six_for_each_dimension_and_a_third_reversed() -> None:
    assert scenes(GENERAL) == []
    for dimension in (0, 1):
        chosen = _main(GENERAL, dimension)
        assert len(chosen) == 6
        assert len({one["family"] for one in chosen}) == 6
        assert sum(one.get("reversed") == "yes" for one in chosen) == 2
        assert {one["part"] for one in chosen} == PARTS


@each_bank
def test_a_statement_is_at_most_eighteen_words(bank: str) -> None:
    assert not [one["id"] for one in statements(bank) if len(one["text"].split()) > 18 or len(one["text"]) > 110]


def test_no_two_texts_say_the_same_thing() -> None:
    texts = [text for name, given in spoken().items() if name.startswith("items/") for text in given]
    plain = [WHO.sub("they", text.lower()) for text in texts]
    pairs = combinations(zip(texts, plain, strict=True), 2)
    assert not [(one, other) for (one, a), (other, b) in pairs if fuzz.token_sort_ratio(a, b) >= TOO_ALIKE]


@each_bank
def test_loadings_lie_in_the_published_range_and_thresholds_ascend(bank: str) -> None:
    for one in statements(bank):
        assert 1.0 <= max(_loadings(one)) <= 1.8
        assert 0.0 <= min(_loadings(one)) <= 0.3
        thresholds = [float(number) for number in one["thresholds"]]
        assert len(thresholds) == 4
        assert all(0.5 <= higher - lower <= 1.6 for lower, higher in pairwise(thresholds))
        assert max(map(abs, thresholds)) <= 2.5


@each_bank
def test_agreeing_is_easier_with_what_is_reversed(bank: str) -> None:
    def middles(reversed_: bool) -> list[float]:
        chosen = [one for one in statements(bank) if (one.get("reversed") == "yes") is reversed_]
        return [sum(map(float, one["thresholds"])) / 4 for one in chosen]

    assert max(middles(True)) < min(middles(False))


@each_relationship
def test_eight_scenes_have_four_answers_one_in_each_corner(relationship: str) -> None:
    assert len(scenes(relationship)) == 8
    assert len({scene["family"] for scene in scenes(relationship)}) == 8
    assert {scene["part"] for scene in scenes(relationship)} == PARTS
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
    assert len(set(orders)) == 8
    for place in range(4):
        assert Counter(order[place] for order in orders) == dict.fromkeys(CORNERS, 2)


@each_relationship
def test_no_answer_stands_out_by_its_length(relationship: str) -> None:
    """Neither in its scene, nor does one corner have the longer answers throughout."""
    of_corner: dict[tuple[int, int], list[int]] = {corner: [] for corner in CORNERS}
    for scene in scenes(relationship):
        lengths = {_corner(option): len(option["text"]) for option in scene["options"]}
        assert max(lengths.values()) <= 1.7 * min(lengths.values()), scene["id"]
        for corner, length in lengths.items():
            of_corner[corner].append(length)
    means = [sum(lengths) / len(lengths) for lengths in of_corner.values()]
    assert max(means) <= 1.15 * min(means)


@each_relationship
def test_no_corner_is_made_the_most_popular_one(relationship: str) -> None:
    """An answer that is easier to give (a higher intercept) belongs to an untroubled day at most, by a little."""
    for scene in scenes(relationship):
        intercepts = [float(option["intercept"]) for option in scene["options"]]
        assert max(intercepts) - min(intercepts) <= 0.4, scene["id"]


@each_relationship
def test_scenes_can_be_read_on_a_phone_without_scrolling(relationship: str) -> None:
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
    assert len({item["short"] for item in items(relationship)}) == 28


def test_item_names_are_unique_across_the_files() -> None:
    names = [item["id"] for bank in BANKS for item in items(bank)]
    assert len(set(names)) == len(names) == 4 * 28 + 12


@each_bank
def test_the_file_says_that_its_parameters_are_assumed(bank: str) -> None:
    defaults = read(f"items/{bank}.yaml")["defaults"]
    assert defaults["relationship"] == [bank]
    assert "Assumed by the authors" in defaults["source"]
    assert defaults["options"] == ["Not me at all", "Rarely", "Partly", "Mostly", "Very much me"]
