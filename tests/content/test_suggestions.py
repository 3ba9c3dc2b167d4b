"""The suggestions: small, free, and enough of them for everyone."""

from __future__ import annotations

from collections import Counter
from itertools import combinations, groupby, product
from typing import Any

import pytest
from rapidfuzz import fuzz

from tests.content.reading import FAMILIES, LEVELS, PARTS, RELATIONSHIPS, read, suggestions

HEADING = 60
"""Characters that a heading above two suggestions may take, with room to spare."""


def test_the_guides_number_stands_for_each_lever_each_in_its_file() -> None:
    assert Counter(one["lever"] for one in suggestions()) == {"self": 45, "others": 45, "expectation": 40}
    assert len({one["id"] for one in suggestions()}) == 130
    for lever in PARTS:
        assert {one["lever"] for one in read(f"suggestions/{lever}.yaml")["suggestions"]} == {lever}


@pytest.mark.parametrize("relationship", ["work", "family"])
def test_work_and_family_have_suggestions_of_their_own_for_every_lever(relationship: str) -> None:
    own = [one for one in suggestions() if one["relationships"] == [relationship]]
    assert {lever: count >= 2 for lever, count in Counter(one["lever"] for one in own).items()} == dict.fromkeys(
        PARTS, True
    )


def test_each_is_small() -> None:
    for one in suggestions():
        assert 1 <= int(one["minutes"]) <= 15
        assert int(one["effort"]) in {1, 2, 3}
        assert one["facet"] in FAMILIES
        assert len(one["text"]) <= 150


def test_any_two_fit_into_one_message_under_a_heading() -> None:
    longest = sorted((len(f"1  {one['text']} ({one['minutes']} minutes)") for one in suggestions()), reverse=True)
    assert HEADING + sum(longest[:2]) + 4 <= 400


def _fitting(relationship: str, anxiety: str, avoidance: str) -> list[dict[str, Any]]:
    return [
        one
        for one in suggestions()
        if relationship in one["relationships"]
        and anxiety in one["fits"]["anxiety"]
        and avoidance in one["fits"]["avoidance"]
    ]


@pytest.mark.parametrize(("relationship", "anxiety", "avoidance"), list(product(RELATIONSHIPS, LEVELS, LEVELS)))
def test_twelve_or_more_over_all_levers_fit_everywhere(relationship: str, anxiety: str, avoidance: str) -> None:
    fitting = _fitting(relationship, anxiety, avoidance)
    assert len(fitting) >= 12
    assert min(Counter(one["lever"] for one in fitting)[lever] for lever in PARTS) >= 4
    assert sum(one["effort"] == "1" for one in fitting) >= 6


@pytest.mark.parametrize("relationship", RELATIONSHIPS)
def test_who_leans_away_gets_no_fewer_and_no_shorter_ones_than_who_leans_in(relationship: str) -> None:
    away, near = _fitting(relationship, "low", "high"), _fitting(relationship, "high", "low")
    assert len(away) >= 0.9 * len(near)
    mean_away, mean_near = (sum(len(one["text"]) for one in some) / len(some) for some in (away, near))
    assert 0.9 < mean_away / mean_near < 1.1


def test_the_levers_go_where_the_guide_sends_them() -> None:
    for relationship in RELATIONSHIPS:
        near = Counter(one["lever"] for one in _fitting(relationship, "high", "low"))
        away = Counter(one["lever"] for one in _fitting(relationship, "low", "high"))
        assert near["self"] > near["others"]
        assert away["others"] > away["self"]


def test_each_follow_up_is_one_short_question_of_its_own() -> None:
    questions = [one["follow_up"] for one in suggestions()]
    assert len(set(questions)) == 130
    for question in questions:
        assert question.endswith("?")
        assert len(question) <= 130


def test_no_opening_comes_ten_times_in_a_row_and_none_is_worn_out() -> None:
    for key in ("text", "follow_up"):
        openings = [" ".join(one[key].split()[:2]) for one in suggestions()]
        assert max(len(list(some)) for _, some in groupby(openings)) <= 4
        assert max(Counter(openings).values()) <= 20


def test_no_two_say_nearly_the_same() -> None:
    texts = [one["text"] for one in suggestions()]
    for first, second in combinations(texts, 2):
        assert fuzz.ratio(first, second) < 80, (first, second)


def test_whoever_is_asked_for_something_is_someone_kind_or_trusted() -> None:
    safe = ("kind", "trust", "easy", "at ease", "friendly", "safe", "you like", "good company")
    for one in suggestions():
        if one["needs"] and any(need.startswith("someone") for need in one["needs"]):
            assert any(word in one["text"] for word in safe), one["id"]
