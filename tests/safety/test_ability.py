"""The room's shelf: what it reads, what it finds wrong, the Screen it makes, and the ability that names lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pytest
from pydantic import BaseModel

from bot.dialogue.abilities import Ability, Shelf, View
from bot.safety.ability import HELPLINES, RULES, SafetyShelf, screen_from
from bot.safety.rules import RulesFile
from tests.safety.content import helpline_files, rule_files

NOW = datetime(2026, 11, 23, 20, tzinfo=UTC)


def contents(**changed: Sequence[BaseModel]) -> Mapping[str, Sequence[BaseModel]]:
    return {RULES: changed.get("rules", rule_files()), HELPLINES: changed.get("helplines", helpline_files())}


def view(memory: Any = None) -> View:
    return View(variables={}, answers=(), seed=7, turn=1, memory=memory, say=lambda name, **values: name)


@cache
def named() -> Ability:
    return SafetyShelf().abilities(contents())["helplines"]


def rules(**rule: object) -> RulesFile:
    whole = {"id": "x", "kind": "suicide", "shows": "a", "tier": "pause", "must": ["x"], "must_not": ["y"], **rule}
    return RulesFile.model_validate({"language": "en", "rules": [whole]})


def test_the_shelf_reads_its_folders_and_finds_no_fault_in_them() -> None:
    shelf: Shelf = SafetyShelf()
    assert set(shelf.folders) == {RULES, HELPLINES}
    assert shelf.problems(contents()) == []


def test_after_loading_the_shelf_has_the_screen() -> None:
    shelf = SafetyShelf()
    with pytest.raises(LookupError):
        _ = shelf.screen
    shelf.problems(contents())
    shelf.abilities(contents())
    found, expected = shelf.screen("I want to die"), screen_from(contents())("I want to die")
    assert found is not None
    assert expected is not None
    assert (found.tier, found.kind) == (expected.tier, expected.kind)


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("I want to kill myself tonight", True),
        ("I want to kill myself, I have the pills here", True),
        ("I want to kill myself", False),
        ("lol kms tonight", False),
    ],
)
def test_a_pause_says_whether_means_or_a_time_were_named(text: str, near: bool) -> None:
    found = SafetyShelf()
    found.problems(contents())
    noticed = found.screen(text)
    assert noticed is not None
    assert noticed.near is near


def test_a_phrase_that_cannot_be_read_is_told_at_its_rule() -> None:
    broken = rules(phrases=["my <bird> died"])
    (problem,) = SafetyShelf().problems(contents(rules=[broken]))
    assert problem.file is broken
    assert problem.where == ("rules", 0)
    assert problem.message == "there is no group named 'bird'"


def test_an_idiom_that_cannot_be_read_is_told_too() -> None:
    broken = RulesFile.model_validate({"language": "en", "idioms": [{"id": "i", "phrases": ["(a"], "must_not": ["a"]}]})
    (problem,) = SafetyShelf().problems(contents(rules=[broken]))
    assert problem.where == ("idioms", 0)


def test_two_rules_of_one_name_are_a_fault() -> None:
    one, other = rules(phrases=["a b"]), rules(phrases=["c d"])
    (problem,) = SafetyShelf().problems(contents(rules=[one, other]))
    assert (problem.file, problem.where) == (other, ("rules", 0, "id"))


def test_without_help_lines_there_is_no_ability() -> None:
    assert SafetyShelf().abilities(contents(helplines=[])) == {}


def test_lines_are_named_and_move_on() -> None:
    arguments = {"country": "the US", "kind": "suicide"}
    first = named()(arguments, view(), None, NOW)
    again = named()(arguments, view(first.memory), None, NOW)
    assert "988" in first.messages[0].text
    assert first.messages != again.messages
    assert not first.waiting


@pytest.mark.parametrize("kind", ["", "something else"])
def test_without_a_kind_it_is_about_a_crisis_in_general(kind: str) -> None:
    assert "988" in named()({"country": "US", "kind": kind}, view(), None, NOW).messages[0].text


def test_memory_of_another_shape_is_a_first_time() -> None:
    assert named()({}, view({"old": 1}), None, NOW).memory == 1


@pytest.mark.parametrize(
    ("arguments", "faults"),
    [
        ({"country": "{{ country }}", "kind": "{{ noticed_kind }}"}, []),
        ({"kind": "abuse", "by": "writing"}, []),
        ("suicide", ["'helplines' needs its arguments in braces: {country: ..., kind: ...}"]),
        ({"land": "PT"}, ["'helplines' knows no 'land' (it knows country, kind, by, near)"]),
        (
            {"kind": "sad"},
            ["no kind named 'sad' (one of emergency, suicide, self_harm, abuse, harm_to_others, third_party, youth)"],
        ),
        ({"by": "pigeon"}, ["'by' can only be 'writing' or 'emergency'"]),
        ({"near": "{{ noticed_near }}"}, []),
        ({"near": "far"}, ["'near' can only be 'yes' or 'no'"]),
    ],
)
def test_what_is_wrong_with_arguments_is_said(arguments: Any, faults: list[str]) -> None:
    assert named().problems(arguments) == faults


@pytest.mark.parametrize(("near", "first"), [("yes", True), ("no", False), ("", False)])
def test_the_emergency_number_is_first_where_it_is_near(near: str, first: bool) -> None:
    (message,) = named()({"country": "PT", "near": near}, view(), None, NOW).messages
    assert ("**112**" in message.text.partition("\n\n")[0]) == first


def test_someone_who_was_just_given_the_lines_is_not_given_them_again() -> None:
    outcome = named()({"kind": "suicide"}, replace(view(), served=True), None, NOW)
    assert outcome.messages == ()


def test_the_zone_that_a_person_chose_names_their_country() -> None:
    chosen = replace(view(), variables={"time_zone": "Europe/Lisbon"})
    assert "SNS 24" in named()({"country": ""}, chosen, None, NOW).messages[0].text


@pytest.mark.parametrize(
    ("variables", "known"),
    [
        ({}, False),
        ({"country": "Portugal"}, True),
        ({"time_zone": "Asia/Tokyo"}, True),
        ({"country": "Atlantis"}, False),
    ],
)
def test_it_says_whether_it_knows_the_country(variables: dict[str, str], known: bool) -> None:
    assert named().value("knows_country", replace(view(), variables=variables), NOW) is known


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("i'm in portugal", "Portugal"),
        ("UK", "the United Kingdom"),
        ("Atlantis", ""),
        ("My friend sent me a photo of our old street and I wrote back at once.", ""),
        ("", ""),
    ],
)
def test_a_country_is_what_words_name_and_not_what_the_clock_says(words: str, name: str) -> None:
    variables = {"country": words, "time_zone": "Asia/Tokyo"}
    assert named().value("country_name", replace(view(), variables=variables), NOW) == name
    theirs = {"country": "Portugal", "their_country": words, "time_zone": "Asia/Tokyo"}
    assert named().value("their_country_name", replace(view(), variables=theirs), NOW) == name


@pytest.mark.parametrize(
    ("language", "alphabet", "read"),
    [
        ("en", "LATIN", True),
        ("en-GB", "", True),
        ("", "", True),
        ("tlh", "LATIN", False),
        ("en", "HIRAGANA", False),
        ("", "ARABIC", False),
    ],
)
def test_it_says_whether_screening_reads_the_language(language: str, alphabet: str, read: bool) -> None:
    variables = {"language": language, "alphabet": alphabet}
    assert named().value("reads_language", replace(view(), variables=variables), NOW) is read


def test_the_ability_sets_nothing() -> None:
    assert named().sets == {}
