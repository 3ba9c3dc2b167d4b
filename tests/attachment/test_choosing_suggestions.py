"""Which suggestions are offered next, after what was done, left and disliked: laws, and the reason that is told."""

from __future__ import annotations

from datetime import timedelta
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.attachment.suggestions import (
    FACETS,
    SuggestionForm,
    SuggestionsFile,
    Why,
    Wish,
    choose,
    why,
    wish_of,
)
from bot.attachment.trying import HOWS, How, Trying, answered, taken_on
from tests.attachment.builders import NOON, suggestion, words

LEVERS = ("self", "others", "expectation")
KINDS = [(lever, facet) for lever in LEVERS for facet in FACETS[:2]]


def made(kinds: list[tuple[str, str, int]]) -> list[SuggestionForm]:
    """Suggestions of these levers, facets and efforts."""
    forms = [
        suggestion(f"thing{number}", lever, facet=facet, effort=str(effort))
        for number, (lever, facet, effort) in enumerate(kinds)
    ]
    return list(SuggestionsFile.model_validate({"suggestions": forms}).suggestions)


suggestions = st.lists(
    st.tuples(st.sampled_from(LEVERS), st.sampled_from(FACETS[:2]), st.integers(1, 3)), min_size=2, max_size=9
).map(made)
answers = st.lists(st.sampled_from(HOWS), max_size=5)


def lived(some: list[SuggestionForm], hows: list[How]) -> Trying:
    """Somebody who took on the first of these and answered so."""
    trying = Trying()
    for number, (one, how) in enumerate(zip(some, hows, strict=False)):
        trying = answered(taken_on(trying, one.id, NOON + timedelta(days=number)), one.id, how)
    return trying


def next_two(some: list[SuggestionForm], wish: Wish, seed: int) -> list[SuggestionForm]:
    return choose(some, wish, 2, seed, lambda _: True)


@settings(max_examples=60, deadline=None)
@given(suggestions, answers, st.integers(0, 2**40))
def test_none_comes_twice_before_each_came_once_whatever_was_answered(
    some: list[SuggestionForm], hows: list[How], seed: int
) -> None:
    trying = lived(some, hows)
    seen: list[str] = []
    while len(seen) < len(some):
        wish = wish_of(trying.changed(shown=tuple(seen)), some)
        chosen = [one.id for one in choose(some, wish, 1, seed, lambda _: True)]
        assert not set(chosen) & set(seen)
        seen += chosen
    assert sorted(seen) == sorted(one.id for one in some)


@settings(max_examples=60, deadline=None)
@given(suggestions, answers, st.sets(st.integers(0, 8)), st.integers(0, 2**40))
def test_a_disliked_kind_comes_only_after_all_others(
    some: list[SuggestionForm], hows: list[How], seen: set[int], seed: int
) -> None:
    trying = lived(some, hows).changed(shown=tuple(one.id for n, one in enumerate(some) if n in seen))
    wish = wish_of(trying, some)
    chosen = next_two(some, wish, seed)
    left = [one for one in some if one not in chosen]
    for one in chosen:
        if one.kind in wish.disliked:
            same_round = [other for other in left if (other.id in trying.shown) == (one.id in trying.shown)]
            assert all(other.kind in wish.disliked for other in same_round)


@settings(max_examples=60, deadline=None)
@given(suggestions, answers, st.integers(0, 2**40), st.randoms(use_true_random=False))
def test_the_order_of_files_decides_nothing(
    some: list[SuggestionForm], hows: list[How], seed: int, random: st.DrawFn
) -> None:
    wish = wish_of(lived(some, hows), some)
    mixed = list(some)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert next_two(mixed, wish, seed) == next_two(some, wish, seed)


@settings(max_examples=60, deadline=None)
@given(suggestions, st.integers(0, 2**40))
def test_what_was_done_asks_for_one_step_more_at_most(some: list[SuggestionForm], seed: int) -> None:
    done = some[0]
    trying = lived(some, ["done"]).changed(shown=(done.id,))
    for one in choose(some, wish_of(trying, some), 1, seed, lambda _: True):
        lighter = [other for other in some[1:] if other.effort <= done.effort + 1]
        assert one.effort <= done.effort + 1 or not lighter


@settings(max_examples=60, deadline=None)
@given(suggestions, st.integers(0, 2**40))
def test_what_was_left_keeps_the_effort_low(some: list[SuggestionForm], seed: int) -> None:
    trying = lived(some, ["not_yet"]).changed(shown=(some[0].id,))
    for one in choose(some, wish_of(trying, some), 1, seed, lambda _: True):
        assert one.effort == min(other.effort for other in some if other.id != some[0].id)


ALL_SORTS = made([("self", "asking", 1), ("self", "asking", 1), ("others", "help", 1), ("expectation", "trust", 2)])


@pytest.mark.parametrize(
    ("how", "chosen", "reason"),
    [
        ("done", (2, 3), "done"),
        ("done", (1, 2), "first"),
        ("not_yet", (1, 2), "not_yet"),
        ("not_yet", (2, 3), "first"),
        ("not_for_me", (2, 3), "not_for_me"),
        ("not_for_me", (1, 2), "first"),
        ("partly", (1, 2), "first"),
        ("done", (0, 3), "again"),
    ],
)
def test_the_reason_told_is_one_that_is_true_of_what_is_offered(how: How, chosen: tuple[int, int], reason: Why) -> None:
    wish = wish_of(lived(ALL_SORTS, [how]).changed(shown=(ALL_SORTS[0].id,)), ALL_SORTS)
    assert why([ALL_SORTS[number] for number in chosen], ALL_SORTS, wish) == reason


def test_each_reason_has_its_words() -> None:
    assert set(get_args(Why)) == set(type(words().suggestions.why).model_fields)


def test_done_takes_a_dislike_of_the_same_kind_back_and_what_is_gone_says_nothing() -> None:
    assert wish_of(lived(ALL_SORTS, ["not_for_me", "done"]), ALL_SORTS).disliked == set()
    assert wish_of(lived(ALL_SORTS, ["not_for_me"]), ALL_SORTS[1:]).disliked == set()
