"""The abilities that say what the answers show: explain, picture, discard, and the values conditions may read."""

from __future__ import annotations

import random
import re
from collections import Counter
from datetime import timedelta
from itertools import chain
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.attachment.ability import AttachmentShelf, Explain
from bot.attachment.forms import LONGEST_MESSAGE
from bot.attachment.items import Item
from bot.attachment.library import Library
from bot.attachment.portrait import NAME, svg, text_map
from bot.attachment.speaking import with_lines
from bot.attachment.tendency import FEWEST_ANSWERS
from bot.attachment.wording import Speaker
from bot.dialogue.abilities import Answer, View
from bot.dialogue.messages import Message, plain
from tests.attachment.builders import (
    NOON,
    answers_leaning,
    contents,
    explanations_file,
    items_file,
    scene,
    statement,
    usual_abilities,
    usual_items,
    usual_stack,
    view,
    words,
    words_file,
)

EXPLAIN = usual_abilities()["explain"]
PICTURE = usual_abilities()["picture"]
DISCARD = usual_abilities()["discard"]
EVERYTHING = ("lean", "tendencies", "region", "reasons")

WATCHFUL = answers_leaning(anxiety=True, avoidance=False)


def _one(item: str, option: int | None) -> Answer:
    return Answer(item, "friendship", option, NOON)


def _any_answer(item: Item) -> st.SearchStrategy[Answer]:
    return st.sampled_from([None, *range(len(item.options))]).map(lambda option: _one(item.id, option))


some_answers = st.lists(st.sampled_from(usual_stack().items), unique_by=lambda item: item.id, max_size=26).flatmap(
    lambda items: st.tuples(*map(_any_answer, items))
)


def said(what: Any, seen: View) -> list[str]:
    """The texts of what is explained."""
    return [message.text for message in EXPLAIN(what, seen, None, NOON).messages]


def friend(answers: list[Answer], turn: int = 0) -> View:
    """A view of someone who thinks about a friend."""
    return view(answers, turn=turn, relationship="friendship")


def test_where_answers_lean_is_said_with_how_sure_that_is() -> None:
    [text] = said("lean", friend(WATCHFUL))
    assert "With this friend" in text
    assert re.search(r"watchful|watching for signs", text)
    assert text.count("in 10") + text.count("in 20") + text.count("in 5") >= 1


def test_where_answers_go_each_way_it_says_so_without_a_number() -> None:
    [text] = said(
        "lean", friend([_one("watch9", 4), _one("watch7", 0), _one("watch6", 2), _one("scene0", 2), _one("scene1", 1)])
    )
    assert "not sure yet" in text or "can't tell yet" in text


@given(some_answers, st.integers(0, 40))
def test_how_sure_it_is_is_not_said_twice_in_the_same_words(answers: tuple[Answer, ...], turn: int) -> None:
    sentences = re.split(r"(?<=\.) ", said("lean", friend(list(answers), turn))[0])
    assert len(set(sentences)) == len(sentences)


def test_tendencies_come_with_numbers_and_the_likeliest_first() -> None:
    [text] = said("tendencies", friend(WATCHFUL))
    lines = text.split("\n")
    assert len(lines) == 6
    assert lines[1].startswith("unsure where you stand with them (anxious): ")
    assert all(re.search(r"\d in \d+$", line) for line in lines[1:5])


def test_the_region_has_its_two_first_panels_a_message_each() -> None:
    assert said("region", friend(WATCHFUL)) == ["shows high low", "protects high low"]


def test_one_panel_can_be_asked_for_by_its_name() -> None:
    assert said("others", friend(WATCHFUL)) == ["others high low"]
    assert said("protects", friend(WATCHFUL)) == ["protects high low"]
    assert EXPLAIN.problems("strong")[0].startswith("no explanation named 'strong'")
    assert EXPLAIN.problems("others") == []


def test_who_is_pictured_and_whether_watching_leads_can_be_read() -> None:
    def read(name: str, seen: View) -> object:
        return EXPLAIN.value(name, seen, NOON)

    at_ease = answers_leaning(anxiety=False, avoidance=False)
    assert [read(f"pictured_{name}", friend(WATCHFUL)) for name in ("friendship", "romantic")] == [True, False]
    assert [read("pictured_here", friend(some)) for some in (WATCHFUL, [])] == [True, False]
    assert [read("leans_high", friend(some)) for some in (WATCHFUL, at_ease, [])] == [True, False, False]


def test_reasons_name_three_answers_and_what_would_be_said_without_the_first() -> None:
    [text] = said("reasons", friend(WATCHFUL))
    first, *answers, last = text.split("\n")
    assert first == "Three answers moved this picture most."
    assert len(answers) == 3
    assert all(re.fullmatch(r"The \w+: “[\w ]+”", line) for line in answers)
    assert "first" in last


@given(some_answers, st.integers(0, 40))
def test_with_the_other_answers_each_one_is_named_once(answers: tuple[Answer, ...], turn: int) -> None:
    scored = [one for one in answers if one.option is not None]
    if len(scored) < FEWEST_ANSWERS:
        return
    messages = [said(what, friend(list(answers), turn)) for what in ("reasons", "other_answers")]
    lines = Counter("\n".join(chain(*messages)).split("\n"))
    items = {item.id: item for item in usual_stack().items}
    expected = Counter(f"{items[one.item].short}: “{items[one.item].options[one.option or 0]}”" for one in scored)
    assert lines & expected == expected
    assert not any(line.startswith("Left out") for line in lines)
    assert len(messages[1]) <= 2
    assert all(len(text) <= LONGEST_MESSAGE for text in chain(*messages))


def test_an_answer_of_an_earlier_look_says_so() -> None:
    later = [Answer(one.item, "friendship", 0, NOON + timedelta(days=60)) for one in WATCHFUL[:6]]
    seen = friend([*WATCHFUL[:6], *later])
    lines = "\n".join(chain(said("reasons", seen), said("other_answers", seen))).split("\n")
    named = [line for line in lines if line.startswith("The ") and ": “" in line]
    assert len(named) == 12
    assert sum(" (earlier): “" in line for line in named) == 6


def test_answers_about_people_in_general_stand_among_the_other_answers() -> None:
    about_all = items_file(statement("unease", 1.2), relationship="general")
    library = contents(items=[items_file(*usual_items()), about_all], explanations=[explanations_file(), words_file()])
    explain = AttachmentShelf().abilities(library)["explain"]
    seen = friend([*WATCHFUL, Answer("unease", "general", 3, NOON)])
    assert "The unease: “Mostly”" in explain("other_answers", seen, None, NOON).messages[-1].text
    assert "The unease" not in explain("reasons", seen, None, NOON).messages[0].text


def test_of_very_many_answers_the_least_are_counted_only() -> None:
    wordy = [{**item, "short": f"A rather long name of {item['id']}"} for item in usual_items()]
    library = contents(items=[items_file(*wordy)], explanations=[explanations_file(), words_file()])
    explain = AttachmentShelf().abilities(library)["explain"]
    many = [_one(item["id"], 1) for item in wordy]
    messages = explain("other_answers", friend(many), None, NOON).messages
    *lines, last = "\n".join(message.text for message in messages).split("\n")
    named = sum(line.startswith("A rather long name") for line in lines)
    assert len(messages) == 2
    assert 10 < named < len(many) - 3
    assert last == f"Left out here: the {len(many) - 3 - named} that counted least. /export has them all."
    assert all(len(message.text) <= LONGEST_MESSAGE for message in messages)


def test_below_the_picture_of_several_is_a_line_for_each_relationship_that_is_on_it() -> None:
    both = [*WATCHFUL, *answers_leaning(False, True, relationship="romantic")]
    early = answers_leaning(False, True, relationship="work")[:3]
    [message] = PICTURE({"name": "attachment_map", "relationship": "all"}, view([*both, *early]), None, NOON).messages
    lines = message.text.split("\n")
    assert lines[1].startswith("**A friend**: watching for signs (I'd say about ")
    assert lines[2].startswith("**A partner**: mostly at ease (I'd say about ")
    assert "work" not in message.text


@pytest.mark.parametrize("what", [*EVERYTHING, "other_answers"])
def test_with_three_answers_it_is_too_early_and_each_asks_for_it_in_its_own_words(what: str) -> None:
    [text] = said(what, friend(WATCHFUL[:3]))
    assert not re.search(r"\d in \d", text)
    assert len({said(other, friend(WATCHFUL[:3]))[0] for other in EVERYTHING}) == 4


def test_another_relationship_can_be_asked_for() -> None:
    both = [*WATCHFUL, *answers_leaning(False, True, relationship="romantic")]
    assert said({"what": "region", "relationship": "romantic"}, friend(both))[0] == "shows low high"


def test_without_a_relationship_the_one_asked_about_last_is_meant() -> None:
    assert said("region", view(WATCHFUL)) == said("region", friend(WATCHFUL))


@given(some_answers, st.integers(0, 40))
def test_whatever_was_answered_there_is_something_short_to_say_and_nobody_is_told_what_they_are(
    answers: tuple[Answer, ...], turn: int
) -> None:
    seen = friend(list(answers), turn)
    messages: list[Message] = [message for what in EVERYTHING for message in EXPLAIN(what, seen, None, NOON).messages]
    messages += PICTURE("attachment_map", seen, None, NOON).messages
    for what in EVERYTHING:
        assert said(what, seen)
    for message in messages:
        assert 0 < len(plain(message.text)) <= 400
        assert "you are" not in message.text.lower()
        assert "{{" not in message.text


@given(st.integers(0, 10**6))
def test_the_order_of_answers_changes_no_word(seed: int) -> None:
    mixed = [*WATCHFUL, _one("scene1", 3), _one("scene4", 0)]
    random.Random(seed).shuffle(mixed)  # noqa: S311 - no secret
    for what in EVERYTHING:
        assert said(what, friend(mixed)) == said(what, friend([*WATCHFUL, _one("scene1", 3), _one("scene4", 0)]))


def test_a_later_answer_to_an_item_stands_for_the_earlier_one() -> None:
    later = [Answer(one.item, one.relationship, one.option, NOON.replace(year=2026)) for one in WATCHFUL]
    opposite = answers_leaning(False, True)
    assert said("lean", friend([*opposite, *later])) == said("lean", friend(WATCHFUL))
    assert said("lean", friend([*later, *opposite])) == said("lean", friend(WATCHFUL))


def test_conditions_can_read_how_sure_it_is_and_whether_there_is_a_picture() -> None:
    assess = usual_abilities()["assess"]
    for seen, expected in (
        (friend(WATCHFUL), (12.0, True)),
        (friend(WATCHFUL[:3]), (3.0, False)),
        (view(), (0.0, False)),
    ):
        answered, pictured = assess.value("answered", seen, NOON), EXPLAIN.value("pictured", seen, NOON)
        assert (answered, pictured) == expected
    certainty = EXPLAIN.value("certainty", friend(WATCHFUL), NOON)
    assert isinstance(certainty, float)
    assert 0.6 < certainty <= 1
    assert EXPLAIN.value("certainty", view(relationship=""), NOON) == 0


def test_a_picture_carries_its_caption_its_words_and_its_numbers() -> None:
    [message] = PICTURE({"name": "attachment_map", "caption": "Held lightly."}, friend(WATCHFUL), None, NOON).messages
    assert (
        message.text
        == "Held lightly. A friend: a soft patch on the right (watching for signs), and low (leaning on others)."
    )
    assert message.picture is not None
    assert message.picture.name == NAME
    assert "on the right (watching for signs)" in message.picture.description
    assert "With this friend" in svg(message.picture.data)
    assert "With this friend" in text_map(message.picture.data)


@given(some_answers)
def test_a_caption_names_a_side_only_where_it_is_said_which(answers: tuple[Answer, ...]) -> None:
    seen = friend(list(answers))
    [message] = PICTURE("attachment_map", seen, None, NOON).messages
    if message.picture is None:
        return
    assert isinstance(EXPLAIN, Explain)
    reading = EXPLAIN.library.standing(answers, "friendship", NOON).reading
    sides = [("left or right", reading.anxiety), ("high or low", reading.avoidance)]
    for which, lean in sides:
        assert (f"not yet clearly {which}" in message.text) == (lean.sureness == "mixed")


def test_a_picture_of_all_has_a_patch_for_every_relationship_with_enough_answers() -> None:
    both = [*WATCHFUL, *answers_leaning(False, True, relationship="romantic")]
    arguments = {"name": "attachment_map", "relationship": "all"}
    [message] = PICTURE(arguments, friend(both), None, NOON).messages
    assert message.picture is not None
    assert message.picture.data["names"] == ["A friend", "A partner"]
    [alone] = PICTURE(arguments, friend(both[:15]), None, NOON).messages
    assert alone.picture is not None
    assert alone.picture.data["names"] == ["A friend"]


def test_too_early_for_a_picture_there_is_a_sentence() -> None:
    [message] = PICTURE("attachment_map", friend(WATCHFUL[:3]), None, NOON).messages
    assert message.picture is None
    assert message.text


def test_throwing_a_picture_away_takes_the_answers_of_that_relationship_only() -> None:
    both = [*WATCHFUL, *answers_leaning(False, True, relationship="romantic")]
    outcome = DISCARD({"relationship": "friendship"}, friend(both), None, NOON)
    assert outcome.answers == tuple(both[12:])
    assert EXPLAIN.value("pictured", view(outcome.answers[:3]), NOON) is False


@pytest.mark.parametrize(
    ("name", "arguments", "problems"),
    [
        ("explain", "lean", []),
        ("explain", {"what": "region", "relationship": "romantic"}, []),
        ("explain", "leans", ["no explanation named 'leans' (did you mean 'lean'?)"]),
        ("explain", {"relationship": "romantic"}, ["the key 'what' is missing"]),
        ("explain", {"what": ["lean"]}, ["'what' must be one word"]),
        ("picture", "attachment_map", []),
        ("picture", {"name": "attachment_map", "caption": "{{ x }}", "relationship": "all"}, []),
        ("picture", "attachment_mop", ["no picture named 'attachment_mop' (did you mean 'attachment_map'?)"]),
        (
            "picture",
            {"name": "attachment_map", "text": "x"},
            ["no key named 'text' (there are: name, caption, relationship)"],
        ),
        ("discard", {"relationship": "{{ relationship }}"}, []),
        ("discard", {"relationship": "pets"}, ["no relationship named 'pets' (there are: friendship, romantic)"]),
        ("discard", {}, ["the key 'relationship' is missing"]),
    ],
)
def test_what_is_wrong_with_the_arguments_is_said(name: str, arguments: Any, problems: list[str]) -> None:
    assert list(usual_abilities()[name].problems(arguments)) == problems


@pytest.mark.parametrize(
    ("length", "count"), [(60, "Three answers"), (120, "Two answers"), (220, "One answer"), (390, "")]
)
def test_as_many_reasons_are_named_as_fit_into_one_message(length: int, count: str) -> None:
    scenes = [scene(f"scene{number}") for number in range(4)]
    for made in scenes:
        made["options"] = [{**option, "text": "x" * length} for option in made["options"]]
    library = contents(items=[items_file(*scenes)], explanations=[explanations_file(), words_file()])
    explain = AttachmentShelf().abilities(library)["explain"]
    four = friend([_one(f"scene{number}", 0) for number in range(4)])
    [message] = explain("reasons", four, None, NOON).messages
    assert message.text.startswith(count)
    assert len(message.text) <= 400


def test_each_name_a_condition_may_read_belongs_to_one_ability() -> None:
    values = {name: dict(ability.values) for name, ability in usual_abilities().items() if ability.values}
    assert values == {
        "assess": {"answered": "number", "retest": "text", "resting": "yes/no"},
        "explain": {
            "certainty": "number",
            "leans_high": "yes/no",
            "pictured": "yes/no",
            "pictured_friendship": "yes/no",
            "pictured_here": "yes/no",
            "pictured_romantic": "yes/no",
        },
        "suggest": {"follow_up_waits": "yes/no", "suggested": "yes/no"},
    }
    assert not any(ability.sets for ability in usual_abilities().values())


def test_a_second_look_is_offered_when_every_item_may_come_again_and_not_before() -> None:
    assess = usual_abilities()["assess"]
    almost, then = NOON + timedelta(days=27, seconds=-1), NOON + timedelta(days=27)
    assert assess.value("retest", friend(WATCHFUL), almost) == ""
    assert assess.value("retest", friend(WATCHFUL), then) == "friendship"
    assert assess.value("retest", friend(WATCHFUL[:3]), then) == ""
    assert assess.value("retest", view(), then) == ""
    # One item that was declined meanwhile may not come again yet.
    declined = Answer(WATCHFUL[0].item, "friendship", None, NOON + timedelta(days=5))
    assert assess.value("retest", friend([*WATCHFUL, declined]), then) == ""


def test_a_second_look_begins_with_what_was_looked_at_longest_ago_and_leaves_out_what_was_left_out() -> None:
    assess = usual_abilities()["assess"]
    earlier = [
        Answer(one.item, "romantic", one.option, NOON - timedelta(days=1))
        for one in answers_leaning(True, False, relationship="romantic")
    ]
    both, then = [*WATCHFUL, *earlier], NOON + timedelta(days=40)
    assert assess.value("retest", view(both), then) == "romantic"
    assert assess.value("retest", view(both, without_romantic=True), then) == "friendship"
    assert assess.value("retest", view(both, without_romantic=True, without_friendship=True), then) == ""


def test_an_ability_without_values_has_none_to_give() -> None:
    with pytest.raises(KeyError):
        DISCARD.value("certainty", view(), NOON)


def test_answers_that_do_not_hang_together_are_said_to_and_less_is_claimed() -> None:
    torn = [_one(one.item, 4 * (number % 2)) for number, one in enumerate(WATCHFUL)]
    [text] = said("lean", friend(torn))
    assert "less sure than usual" in text
    assert "less sure than usual" not in said("lean", friend(WATCHFUL))[0]


def test_a_pull_in_both_directions_is_explained_where_it_would_fit_best() -> None:
    [text] = said("tendencies", friend(answers_leaning(True, True)))
    assert text.split("\n")[1].startswith("pulled both ways")
    assert "wanting closeness and wanting to be safe from it" in text
    assert "bracing" not in said("tendencies", friend(WATCHFUL))[0]


def test_a_map_of_many_relationships_leaves_out_its_numbers_before_it_gets_too_long() -> None:
    library = Library.of([items_file(*usual_items())], [explanations_file(), words_file()], [])
    standing = library.standing(WATCHFUL, "friendship")
    short, long = (with_lines(words(), Speaker(1, 1), [standing] * count, "Held lightly:") for count in (3, 7))
    assert short.count("about") == 6
    assert "about" not in long
    assert long.count("A friend") == 7
