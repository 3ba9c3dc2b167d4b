"""What is wrong across files is said with its place and a remedy: one way to be wrong, one sentence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from bot.attachment.ability import AttachmentShelf
from bot.attachment.explanations import ExplanationsFile
from tests.attachment.builders import (
    contents,
    explanations_file,
    items_file,
    scene,
    statement,
    suggestion,
    suggestions_file,
    words_file,
)

Contents = dict[str, Sequence[BaseModel]]


def with_item(*items: dict[str, Any], **defaults: Any) -> Contents:
    """Content of these items about a friendship, the rest as it should be."""
    return contents(items=[items_file(*items, **defaults)], explanations=[explanations_file(), words_file()])


def with_words(change: Callable[[dict[str, Any]], None]) -> Contents:
    """Content in which the words were changed."""
    plain = words_file().model_dump(mode="json", exclude_defaults=True)
    change(plain["words"])
    explained = [explanations_file(), explanations_file("romantic"), ExplanationsFile.model_validate(plain)]
    return contents(explanations=explained)


def with_suggestion(**more: Any) -> Contents:
    """Content in which one suggestion was changed."""
    usual = suggestions_file().model_dump(mode="json")["suggestions"]
    return contents(suggestions=[suggestions_file(*usual, suggestion("other", **more))])


def found(content: Contents) -> list[tuple[tuple[str | int, ...], str]]:
    """The problems of this content: places and sentences."""
    return [(problem.where, problem.message) for problem in AttachmentShelf().problems(content)]


def test_content_as_it_should_be_has_no_problems() -> None:
    assert found(contents()) == []


ITEM_FAULTS = [
    (
        contents(items=[items_file(statement("one", 1.0), relationship=[])]),
        ("items", 0),
        "'one' asks about no relationship; name one here or under 'defaults'",
    ),
    (
        with_item(statement("one", 1.0), statement("one", 1.0)),
        ("items", 1, "id"),
        "there are two items named 'one'; each needs a name of its own",
    ),
    (
        with_item(statement("one", 1.0, thresholds=["0", "1", "1", "2"])),
        ("items", 0, "thresholds"),
        "thresholds must rise from each to the next",
    ),
    (
        with_item(statement("one", 1.0, thresholds=["0", "1"])),
        ("items", 0),
        "5 options need 4 thresholds, one between each two; there are 2",
    ),
    (
        with_item(statement("one", 1.0, options=list("abcdefg"), thresholds=list("123456"))),
        ("items", 0, "options"),
        "there are 7 options; 2 to 5 can be answered at ease",
    ),
    (
        with_item(statement("one", 1.0, options=["1", "2 of 5"], thresholds=["0"])),
        ("items", 0, "options"),
        "'1' has no word in it; answers are words, and never numbers alone",
    ),
    (
        with_item(statement("one", 1.0), options=["1", "2", "3", "Mostly", "Very much me"]),
        ("defaults", "options"),
        "'3' has no word in it; answers are words, and never numbers alone",
    ),
    (
        with_item({**scene("two"), "options": [{"text": "...", "slopes": {}}, {"text": "Yes.", "slopes": {}}]}),
        ("items", 0, "options"),
        "'...' has no word in it; answers are words, and never numbers alone",
    ),
    (
        with_item(statement("one", 1.0, options=["a", "b" * 31], thresholds=["0"])),
        ("items", 0),
        f"'{'b' * 31}' has 31 characters; a button holds 30",
    ),
    (
        with_item({**statement("one", 1.0), "short": ""}),
        ("items", 0),
        "'one' needs 'short', two to five words by which the reasons name it",
    ),
    (
        with_item(statement("one")),
        ("items", 0, "loadings"),
        "this statement says nothing about either dimension; one loading must not be 0",
    ),
    (
        with_item({**scene("two"), "scene": "x" * 320}),
        ("items", 0, "scene"),
        "with its answers this message has 414 characters; 400 are the most",
    ),
    (
        with_item(statement("one", 1.0), relationship=["freindship", "friendship"]),
        ("defaults", "relationship"),
        "no relationship named 'freindship' (did you mean 'friendship'?)",
    ),
    (
        with_item(statement("one", 1.0, relationship="everyone")),
        ("items", 0, "relationship"),
        "no relationship named 'everyone' (there are: romantic, friendship, work, family, general)",
    ),
    (
        with_item(statement("one", 1.0), statement("two", 1.0, relationship="work")),
        (),
        "there are items about 'work', but no file in explanations/ for it",
    ),
]

WORD_FAULTS = [
    (
        with_words(lambda words: words["suggestions"]["about"].pop("help")),
        ("words", "suggestions", "about"),
        "'help' is missing here",
    ),
    (
        with_words(lambda words: words["suggestions"]["follow_up"]["answers"].pop("partly")),
        ("words", "suggestions", "follow_up", "answers"),
        "'partly' is missing here",
    ),
    (
        with_words(lambda words: words["suggestions"]["follow_up"]["done"].pop("others")),
        ("words", "suggestions", "follow_up", "done"),
        "'others' is missing here",
    ),
    (
        with_words(lambda words: words["suggestions"]["follow_up"]["answers"].update(done="x" * 31)),
        ("words", "suggestions", "follow_up", "answers"),
        f"'{'x' * 31}' has 31 characters; a button holds 30",
    ),
    (
        with_words(lambda words: words["sure"].update(clear=["about {{ ods }}"])),
        ("words", "sure", "clear"),
        "this sentence knows no 'ods' (it can use: odds)",
    ),
    (
        with_words(lambda words: words["sure"].update(clear=["quite"])),
        ("words", "sure", "clear"),
        "this sentence must use {{ odds }}",
    ),
    (
        with_words(lambda words: words["relationships"].pop("romantic")),
        ("words", "relationships"),
        "there are items about 'romantic', but no words for it",
    ),
    (
        with_words(lambda words: words["relationships"]["romantic"]["leanings"].pop("avoidance")),
        ("words", "relationships", "romantic", "leanings"),
        "'avoidance' is missing here",
    ),
    (
        with_words(lambda words: words["questions"].update(rather_not_say=["x" * 31])),
        ("words", "questions"),
        f"'{'x' * 31}' has 31 characters; a button holds 30",
    ),
    (
        with_words(lambda words: words["too_early"].update(lean=["x" * 401])),
        ("words", "too_early", "lean"),
        "this has 401 characters; a message holds 400",
    ),
]

SUGGESTION_FAULTS = [
    (
        with_suggestion(text="x" * 181),
        ("suggestions", 6, "text"),
        "this has 181 characters; a suggestion holds 180",
    ),
    (
        with_suggestion(relationships=["colleagues"]),
        ("suggestions", 6, "relationships"),
        "no relationship named 'colleagues' (there are: romantic, friendship, work, family)",
    ),
    (
        with_suggestion(fits={"anxiety": []}),
        ("suggestions", 6, "fits", "anxiety"),
        "no level is named here, so this is never offered",
    ),
    (
        with_suggestion(follow_up="x" * 131),
        ("suggestions", 6, "follow_up"),
        "this has 131 characters; a follow-up holds 130",
    ),
    (
        with_suggestion(evidence=["view_of_the_self", "view_of_self"]),
        ("suggestions", 6, "evidence"),
        "no evidence named 'view_of_the_self' (did you mean 'view_of_self'?)",
    ),
    (
        with_suggestion(evidence=["view_of_others"]),
        ("suggestions", 6, "evidence"),
        "its lever is 'self', so it rests on 'view_of_self': name that too",
    ),
    (
        with_suggestion(evidence=["view_of_self", "anxiety_high"], fits={"anxiety": ["low"]}),
        ("suggestions", 6, "evidence"),
        "it rests on 'anxiety_high', and is not offered there: see 'fits'",
    ),
    (
        with_suggestion(id="thing1"),
        ("suggestions", 6, "id"),
        "there are two suggestions named 'thing1'; each needs a name of its own",
    ),
]


@pytest.mark.parametrize(("content", "where", "message"), ITEM_FAULTS + WORD_FAULTS + SUGGESTION_FAULTS)
def test_each_fault_is_said_with_its_place(content: Contents, where: tuple[str | int, ...], message: str) -> None:
    assert (where, message) in found(content)


def test_an_item_may_be_about_people_in_general_without_words_or_texts_for_them() -> None:
    usual = contents()["items"]
    general = items_file(statement("one", 1.0), relationship="general")

    assert found(contents(items=[*usual, general])) == []


def test_nothing_is_said_of_people_in_general_as_if_they_were_one_relationship() -> None:
    spoken_of = with_suggestion(relationships=["general"])
    explained = contents(
        explanations=[explanations_file(), explanations_file("romantic"), explanations_file("general"), words_file()]
    )
    no_such = "no relationship named 'general' (there are: romantic, friendship, work, family)"

    assert (("suggestions", 6, "relationships"), no_such) in found(spoken_of)
    assert (("relationship",), no_such) in found(explained)


def test_a_relationship_without_nine_regions_is_a_fault_for_each_missing_one() -> None:
    eight = explanations_file().model_copy(update={"regions": explanations_file().regions[1:]})
    problems = found(contents(explanations=[eight, explanations_file("romantic"), words_file()]))
    assert problems == [(("regions",), "there is no text for the region anxiety low, avoidance low")]


def test_a_region_told_twice_is_a_fault() -> None:
    ten = explanations_file().model_copy(
        update={"regions": (*explanations_file().regions, explanations_file().regions[0])}
    )
    problems = found(contents(explanations=[ten, explanations_file("romantic"), words_file()]))
    assert problems == [(("regions",), "there is more than one text for the region anxiety low, avoidance low")]


def test_a_panel_too_long_for_a_message_is_a_fault() -> None:
    regions = explanations_file().regions
    long = regions[2].model_copy(update={"panels": {"shows": "x" * 401}})
    file = explanations_file().model_copy(update={"regions": (*regions[:2], long, *regions[3:])})
    problems = found(contents(explanations=[file, explanations_file("romantic"), words_file()]))
    assert problems == [(("regions", 2, "panels", "shows"), "this has 401 characters; a message holds 400")]


def test_evidence_names_items_about_the_same_relationship_for_each_panel_there_is() -> None:
    regions = explanations_file().regions
    rests = {"shows": ("watch1", "partner_watch1"), "protects": ("watch2",), "strong": ("watch3",)}
    wrong = regions[2].model_copy(update={"evidence": rests})
    file = explanations_file().model_copy(update={"regions": (*regions[:2], wrong, *regions[3:])})
    missing, elsewhere, unknown_panel = found(
        contents(explanations=[file, explanations_file("romantic"), words_file()])
    )
    assert missing == (("regions", 2, "evidence"), "'others' is missing here")
    assert elsewhere[0] == ("regions", 2, "evidence", "shows")
    assert elsewhere[1].startswith("no item about friendship named 'partner_watch1'")
    assert unknown_panel[0] == ("regions", 2, "evidence", "strong")
    assert unknown_panel[1].startswith("no panel named 'strong'")


def test_words_must_be_there_once() -> None:
    explained = [explanations_file(), explanations_file("romantic")]
    [(_, none)] = found(contents(explanations=explained))
    [(_, two)] = found(contents(explanations=[*explained, words_file(), words_file()]))
    assert none == "no file in explanations/ holds 'words', the sentences that explaining needs"
    assert two == "another file in explanations/ holds 'words' already"


def test_a_region_that_no_two_suggestions_fit_is_a_fault() -> None:
    only = suggestions_file(suggestion("one"), suggestion("two", fits={"anxiety": ["low", "middle"]}))
    problems = [message for _, message in found(contents(suggestions=[only]))]
    assert "too few suggestions (1) fit friendship, anxiety high, avoidance low; 2 are offered" in problems
    assert len(problems) == 6


def test_a_file_of_explanations_is_one_thing_or_the_other() -> None:
    for wrong in ({}, {**explanations_file().model_dump(), "words": words_file().model_dump()["words"]}):
        with pytest.raises(ValidationError, match="either 'relationship'"):
            ExplanationsFile.model_validate(wrong)
