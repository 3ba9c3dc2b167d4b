"""The ability `suggest`: what is offered, in what order, and what is taken on."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.attachment.ability import AttachmentShelf
from bot.attachment.trying import Tried, remembered
from bot.dialogue.abilities import Ability, Schedule
from bot.dialogue.messages import plain
from tests.attachment.builders import (
    NOON,
    answers_leaning,
    contents,
    suggestion,
    suggestions_file,
    usual_abilities,
    view,
)

SUGGEST = usual_abilities()["suggest"]
WATCHFUL = answers_leaning(anxiety=True, avoidance=False)


def suggest_from(*suggestions: dict[str, Any]) -> Ability:
    """The ability, with these suggestions only."""
    return AttachmentShelf().abilities(contents(suggestions=[suggestions_file(*suggestions)]))["suggest"]


def offers(ability: Ability, times: int, count: str = "2", seed: int = 7) -> list[list[str]]:
    """The ids offered, time after time."""
    memory: Any = None
    found = []
    for turn in range(times):
        outcome = ability(count, view(WATCHFUL, memory, seed=seed, turn=turn, relationship="friendship"), None, NOON)
        memory = outcome.memory or memory
        found.append(list(memory["offered"]))
    return found


def test_two_are_offered_in_one_message_with_numbers_and_minutes() -> None:
    ability = suggest_from(suggestion("one", minutes="1"), suggestion("two", "others", minutes="5"))
    [message] = ability("2", view(WATCHFUL, relationship="friendship"), None, NOON).messages
    lines = sorted(plain(message.text).split("\n"), key=lambda line: line[3:])
    assert {line[:1] for line in lines} == {"1", "2"}
    assert [line[3:] for line in lines] == ["Try one. (1 minute)", "Try two. (5 minutes)"]


def test_while_little_is_known_only_what_suits_everybody_is_offered_and_without_a_number() -> None:
    ability = suggest_from(
        suggestion("watchful", fits={"anxiety": ["high"]}),
        suggestion("nearly", fits={"anxiety": ["low", "middle", "high"], "avoidance": ["low", "middle"]}),
        suggestion("all", minutes="1"),
    )
    at = {"offer": "2", "fits": "everyone"}
    outcome = ability(at, view(WATCHFUL, relationship="friendship"), None, NOON)
    assert [plain(message.text) for message in outcome.messages] == ["Try all. (1 minute)"]
    assert outcome.lasting  # going back a question does not bring it again
    before, after = view(WATCHFUL), view(WATCHFUL, outcome.memory)
    assert [ability.value("suggested", seen, NOON) for seen in (before, after)] == [False, True]


@given(st.integers(0, 2**40))
def test_none_comes_twice_before_all_came_once_and_then_the_longest_unseen(seed: int) -> None:
    found = offers(SUGGEST, 6, seed=seed)
    first_round = [name for pair in found[:3] for name in pair]
    assert len(set(first_round)) == 6
    assert [name for pair in found[3:] for name in pair] == first_round


@given(st.integers(0, 2**40))
def test_two_offered_together_pull_different_levers(seed: int) -> None:
    levers = {f"thing{number}": number % 3 for number in range(6)}
    for first, second in offers(SUGGEST, 2, seed=seed):
        assert levers[first] != levers[second]


def test_only_what_fits_the_region_and_the_relationship_is_offered() -> None:
    ability = suggest_from(
        suggestion("fits", fits={"anxiety": ["high"], "avoidance": ["low", "middle"]}),
        suggestion("opposite", fits={"anxiety": ["low"]}),
        suggestion("partners", relationships=["romantic"]),
    )
    assert offers(ability, 1) == [["fits"]]


def test_easy_ones_come_before_hard_ones() -> None:
    ability = suggest_from(suggestion("hard", effort="3"), suggestion("easy", effort="1"))
    assert offers(ability, 2, count="1") == [["easy"], ["hard"]]


@given(st.lists(st.integers(100, 180), min_size=2, max_size=6), st.integers(1, 6))
def test_whatever_is_offered_fits_into_one_message(lengths: list[int], count: int) -> None:
    made = [suggestion(f"thing{number}", text="x" * length, minutes="15") for number, length in enumerate(lengths)]
    [message] = suggest_from(*made)(str(count), view(WATCHFUL, relationship="friendship"), None, NOON).messages
    assert len(message.text) <= 400
    assert message.text.count("x(") + message.text.count("x (") >= min(2, count)


def test_where_nothing_fits_it_says_so() -> None:
    ability = suggest_from(suggestion("other", relationships=["romantic"]))
    [message] = ability("2", view(WATCHFUL, relationship="friendship"), None, NOON).messages
    assert message.text.startswith("I have nothing small to suggest")


def test_the_one_taken_on_is_said_again_and_remembered_with_its_day() -> None:
    memory = {"shown": ["thing1", "thing4"], "offered": ["thing1", "thing4"]}
    outcome = SUGGEST({"taken": "2"}, view(WATCHFUL, memory, relationship="friendship"), None, NOON)
    [message] = outcome.messages
    assert "“Try thing4.”" in message.text
    assert remembered(outcome.memory) == remembered(memory).changed(tried=(Tried("thing4", NOON),))
    assert outcome.schedule == Schedule(NOON + timedelta(days=2))


def test_what_was_remembered_before_there_were_follow_ups_is_still_read() -> None:
    memory = {"shown": ["thing1", "thing4"], "offered": ["thing1", "thing4"], "taken": [["thing4", "2025-01-04"]]}
    outcome = SUGGEST("1", view(WATCHFUL, memory, relationship="friendship"), None, NOON)
    assert remembered(outcome.memory).shown[:2] == ("thing1", "thing4")
    assert SUGGEST.value("follow_up_waits", view(WATCHFUL, memory), NOON) is False


@pytest.mark.parametrize("number", ["0", "3", "", "one"])
def test_a_number_that_was_not_offered_is_taken_note_of_all_the_same(number: str) -> None:
    memory = {"shown": ["thing1"], "offered": ["thing1"]}
    outcome = SUGGEST({"taken": number}, view(WATCHFUL, memory, relationship="friendship"), None, NOON)
    assert len(outcome.messages) == 1
    assert outcome.memory is None


def test_without_answers_it_offers_what_suits_the_middle() -> None:
    ability = suggest_from(suggestion("middle", fits={"anxiety": ["middle"], "avoidance": ["middle"]}))
    [message] = ability("2", view(relationship="friendship"), None, NOON).messages
    assert "Try middle." in message.text


@pytest.mark.parametrize(
    ("arguments", "problems"),
    [
        ("2", []),
        ({"taken": "{{ taken }}"}, []),
        ({"offer": "2", "relationship": "romantic"}, []),
        ("how_it_went", []),
        ({"offer": "1", "fits": "everyone"}, []),
        ({"offer": "1", "fits": "everyon"}, ["no group of people named 'everyon' (did you mean 'everyone'?)"]),
        (
            "two",
            [
                "'two' is no number of suggestions; write how many to offer, such as 2, "
                "or one of why, due, how_it_went, what_that_says"
            ],
        ),
        (
            {"take": "1"},
            ["no key named 'take' (did you mean 'taken'?)", "write how many to offer, such as 2, or {taken: number}"],
        ),
    ],
)
def test_what_is_wrong_with_the_arguments_is_said(arguments: Any, problems: list[str]) -> None:
    assert list(SUGGEST.problems(arguments)) == problems
