"""The suggestions: small, free, and enough of them for everyone."""

from __future__ import annotations

from collections import Counter
from itertools import product

import pytest

from tests.content.reading import FAMILIES, LEVELS, PARTS, RELATIONSHIPS, suggestions

HEADING = 60
"""Characters that a heading above two suggestions may take, with room to spare."""


def test_twelve_suggestions_stand_for_each_lever() -> None:
    assert Counter(one["lever"] for one in suggestions()) == dict.fromkeys(PARTS, 12)
    assert len({one["id"] for one in suggestions()}) == 36


@pytest.mark.parametrize("relationship", ["work", "family"])
def test_work_and_family_have_suggestions_of_their_own_for_every_lever(relationship: str) -> None:
    own = [one for one in suggestions() if one["relationships"] == [relationship]]
    assert Counter(one["lever"] for one in own) == dict.fromkeys(PARTS, 2)


def test_each_is_small() -> None:
    for one in suggestions():
        assert 1 <= int(one["minutes"]) <= 15
        assert int(one["effort"]) in {1, 2, 3}
        assert one["facet"] in FAMILIES
        assert len(one["text"]) <= 150


def test_any_two_fit_into_one_message_under_a_heading() -> None:
    longest = sorted((len(f"1  {one['text']} ({one['minutes']} minutes)") for one in suggestions()), reverse=True)
    assert HEADING + sum(longest[:2]) + 4 <= 400


@pytest.mark.parametrize(("relationship", "anxiety", "avoidance"), list(product(RELATIONSHIPS, LEVELS, LEVELS)))
def test_six_or_more_with_two_levers_fit_everywhere(relationship: str, anxiety: str, avoidance: str) -> None:
    fitting = [
        one
        for one in suggestions()
        if relationship in one["relationships"]
        and anxiety in one["fits"]["anxiety"]
        and avoidance in one["fits"]["avoidance"]
    ]
    assert len(fitting) >= 6
    assert len({one["lever"] for one in fitting}) >= 2
    assert sum(one["effort"] == "1" for one in fitting) >= 2


def test_whoever_is_asked_for_something_is_someone_kind_or_trusted() -> None:
    safe = ("kind", "trust", "easy", "at ease", "friendly", "safe", "you like", "good company")
    for one in suggestions():
        if one["needs"] and any(need.startswith("someone") for need in one["needs"]):
            assert any(word in one["text"] for word in safe), one["id"]
