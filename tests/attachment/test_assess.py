"""The ability `assess`: asking, taking answers, words that are no answer, going back, stopping."""

from __future__ import annotations

import copy
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.attachment.ability import AttachmentShelf
from bot.dialogue.abilities import Answer, Chose, Outcome, Wrote
from bot.dialogue.messages import Message, plain, whole_text
from tests.attachment.builders import (
    NOON,
    contents,
    explanations_file,
    items_file,
    statement,
    usual_abilities,
    usual_items,
    usual_stack,
    view,
    words_file,
)

ASSESS = usual_abilities()["assess"]
ARGUMENTS = {"relationship": "friendship", "until": {"standard_error": "0.45", "at_least": "8", "at_most": "12"}}
DAY = timedelta(days=1)


class Talk:
    """One sitting, step by step, the way a conversation keeps it."""

    def __init__(self, seed: int = 7, answers: tuple[Answer, ...] = (), arguments: Any = None) -> None:
        self.seed = seed
        self.answers, self.turn = answers, 0
        self.memory: Any = None
        self.arguments = ARGUMENTS if arguments is None else arguments
        self.shown: list[Message] = []

    def take(self, event: Chose | Wrote | None, now: datetime = NOON) -> Outcome:
        """Let the person do something; what it changes is kept."""
        seen = view(self.answers, copy.deepcopy(self.memory), seed=self.seed, turn=self.turn)
        outcome = ASSESS(self.arguments, seen, event, now)
        self.turn += 1
        self.answers = self.answers if outcome.answers is None else outcome.answers
        self.memory = self.memory if outcome.memory is None else outcome.memory
        self.shown += outcome.messages
        return outcome

    def all_through(self, choice: int = 1) -> int:
        """Answer everything with the same choice; how many questions there were."""
        outcome, count = self.take(None), 0
        while outcome.waiting:
            outcome, count = self.take(Chose(choice)), count + 1
        return count


def labels(message: Message) -> list[str]:
    """The labels of a message's choices."""
    return [choice.label for choice in message.choices]


def test_it_begins_with_a_scene_whose_answers_stand_under_letters() -> None:
    outcome = Talk().take(None)
    [message] = outcome.messages
    assert outcome.waiting
    assert message.text.startswith("_1 of about 10_\n\nScene ")
    assert labels(message) == ["A", "B", "C", "D", "Rather not say"]
    assert [bool(choice.text) for choice in message.choices] == [True] * 4 + [False]


def test_a_statement_stands_in_quotation_marks_with_its_options_on_the_buttons() -> None:
    talk = Talk()
    talk.take(None)
    [message] = talk.take(Chose(0)).messages
    assert message.text.startswith("_2 of about 10_\n\n“I say ")
    assert message.text.endswith("”")
    assert labels(message) == ["Not me at all", "Rarely", "Partly", "Mostly", "Very much me", "Rather not say"]


def test_a_press_is_an_answer_of_now_about_this_relationship() -> None:
    talk = Talk()
    talk.take(None)
    talk.take(Chose(2))
    [answer] = talk.answers
    assert (answer.relationship, answer.option, answer.at) == ("friendship", 2, NOON)
    assert answer.item in usual_stack().places


def other(relationship: str) -> dict[str, Any]:
    return {**ARGUMENTS, "relationship": relationship}


def test_a_sitting_waits_while_another_relationship_is_asked_about() -> None:
    talk = Talk()
    talk.take(None)
    [question] = talk.take(Chose(1)).messages
    talk.arguments = other("romantic")
    talk.all_through()
    talk.arguments = ARGUMENTS
    before = talk.answers
    [following] = talk.take(Chose(2)).messages
    assert question.text.startswith("_2 of")
    assert following.text.startswith("_3 of")
    assert [(one.relationship, one.option) for one in talk.answers[len(before) :]] == [("friendship", 2)]


@given(st.lists(st.sampled_from(["friendship", "romantic", "general"]), min_size=1, max_size=40), st.integers(0, 99))
def test_however_sittings_take_turns_no_answer_is_lost_and_none_is_asked_twice(turns: list[str], seed: int) -> None:
    talk, open_ones = Talk(seed), set[str]()
    for relationship in turns:
        talk.arguments = other(relationship)
        count = len(talk.answers)
        outcome = talk.take(Chose(1) if relationship in open_ones else None)
        assert len(talk.answers) == count + (relationship in open_ones)
        (open_ones.add if outcome.waiting else open_ones.discard)(relationship)
    asked = [(one.relationship, one.item) for one in talk.answers]
    assert len(set(asked)) == len(asked)


def test_rather_not_say_is_remembered_and_scores_nothing() -> None:
    talk = Talk()
    talk.take(None)
    talk.take(Chose(4))
    assert talk.answers[0].option is None
    assert ASSESS.value("answered", view(talk.answers, relationship="friendship"), NOON) == 0
    assert talk.answers[0].item not in talk.memory["item"]


def test_own_words_are_kept_and_not_scored_and_the_nearest_answer_is_asked_for() -> None:
    talk = Talk()
    [question] = talk.take(None).messages
    outcome = talk.take(Wrote("depends on the friend tbh"))
    [message] = outcome.messages
    assert outcome.journal == (f"item:{talk.memory['item']}", "depends on the friend tbh")
    assert outcome.answers is None
    assert outcome.waiting
    assert message.text == "<nearest>"
    assert message.choices[:-1] == question.choices[:-1]
    assert message.choices[-1].label == "None of these"


@pytest.mark.parametrize(("choice", "option"), [(1, 1), (4, None)])
def test_after_own_words_a_press_answers_the_same_item(choice: int, option: int | None) -> None:
    talk = Talk()
    talk.take(None)
    item = talk.memory["item"]
    talk.take(Wrote("well"))
    talk.take(Wrote("it depends"))
    talk.take(Chose(choice))
    assert [(answer.item, answer.option) for answer in talk.answers] == [(item, option)]


def test_it_ends_between_eight_and_twelve_questions_and_forgets_its_sitting() -> None:
    talk = Talk()
    assert 8 <= talk.all_through() <= 12
    assert talk.memory == {}


def test_someone_who_says_nothing_is_asked_twelve_times_and_no_more() -> None:
    talk = Talk()
    assert talk.all_through(choice=5) == 12
    assert all(answer.option is None or answer.item.startswith("scene") for answer in talk.answers)


def test_nearly_at_the_end_it_says_so_instead_of_miscounting() -> None:
    talk = Talk()
    talk.all_through(choice=5)
    assert talk.shown[9].text.startswith("_10 of about 10_")
    assert talk.shown[10].text.startswith("_Nearly done_")


@given(st.integers(0, 2**40), st.lists(st.integers(0, 5), min_size=3, max_size=8))
def test_after_back_the_same_question_comes_again(seed: int, choices: list[int]) -> None:
    talk = Talk(seed)
    talk.take(None)
    for choice in choices[:-1]:
        talk.take(Chose(choice))
    answers, memory, asked = talk.answers, copy.deepcopy(talk.memory), talk.shown[-1]
    talk.take(Chose(choices[-1]))
    following = talk.memory.get("item")
    # Back: what the answer changed is put back, and the ability may be entered anew, some time later.
    talk.answers, talk.memory = answers, memory
    [again] = talk.take(None, NOON + 2 * DAY).messages
    assert again == asked
    talk.take(Chose(choices[-1]), NOON + 2 * DAY)
    assert talk.memory.get("item") == following


@given(st.integers(0, 2**40), st.lists(st.integers(0, 5), max_size=14))
def test_every_message_can_be_shown_and_every_label_is_short(seed: int, choices: list[int]) -> None:
    talk = Talk(seed)
    talk.take(None)
    for choice in choices:
        talk.take(Chose(choice))
    for message in talk.shown:
        assert len(plain(whole_text(message))) <= 400
        assert all(len(choice.label) <= 30 for choice in message.choices)


@given(st.integers(0, 2**40))
def test_the_same_arguments_give_the_same_outcome_and_change_nothing(seed: int) -> None:
    talk = Talk(seed)
    talk.take(None)
    memory = copy.deepcopy(talk.memory)
    seen = view(talk.answers, talk.memory, seed=seed)
    assert ASSESS(ARGUMENTS, seen, Chose(1), NOON) == ASSESS(ARGUMENTS, seen, Chose(1), NOON)
    assert talk.memory == memory


def test_a_few_more_are_other_questions() -> None:
    talk = Talk()
    first = talk.all_through(choice=5)
    talk.arguments = {"relationship": "friendship", "until": {"at_most": "4"}}
    assert talk.all_through() == 4
    assert len({answer.item for answer in talk.answers}) == first + 4


def test_nothing_is_asked_again_within_27_days_and_it_says_so_when_nothing_is_left() -> None:
    everything = tuple(Answer(item.id, "friendship", 1, NOON) for item in usual_stack().items)
    arguments = {"relationship": "friendship", "until": {"standard_error": "0.01"}}
    outcome = Talk(answers=everything, arguments=arguments).take(None, NOON + 26 * DAY)
    assert not outcome.waiting
    assert len(outcome.messages) == 1
    assert Talk(answers=everything, arguments=arguments).take(None, NOON + 28 * DAY).waiting


def test_an_unfinished_sitting_goes_on_where_it_was() -> None:
    talk = Talk()
    talk.take(None)
    talk.take(Chose(1))
    shown = talk.shown[-1]
    assert talk.take(None, NOON + 40 * DAY).messages == (shown,)


def resting(talk: Talk) -> object:
    return ASSESS.value("resting", view(talk.answers, talk.memory, relationship="friendship"), NOON)


def test_after_so_many_answers_it_makes_way_once_and_then_goes_on() -> None:
    talk = Talk(arguments={**ARGUMENTS, "rest_after": "3"})
    talk.take(None)
    for choice in (1, 2):
        assert talk.take(Chose(choice)).waiting
        assert resting(talk) is False
    third = talk.take(Chose(0))
    assert (third.waiting, third.messages, len(talk.answers)) == (False, (), 3)
    assert resting(talk) is True
    [fourth] = talk.take(None).messages
    assert fourth.text.startswith("_4 of about 10_")
    assert resting(talk) is False
    assert talk.take(Chose(1)).waiting
    talk.all_through()
    assert resting(talk) is False


def test_without_a_number_it_never_makes_way() -> None:
    assert Talk(arguments={**ARGUMENTS, "rest_after": ""}).all_through() >= 8


def test_a_sitting_whose_answers_were_thrown_away_begins_again() -> None:
    talk = Talk()
    talk.take(None)
    for _ in range(4):
        talk.take(Chose(1))
    talk.answers, talk.memory = (), {**talk.memory, "item": ""}
    assert talk.take(None).messages[0].text.startswith("_1 of about 10_")


def test_another_relationship_begins_a_sitting_of_its_own() -> None:
    talk = Talk()
    talk.take(None)
    talk.take(Chose(1))
    talk.arguments = {"relationship": "romantic"}
    assert talk.take(None).messages[0].text.startswith("_1 of about 10_")
    assert talk.memory["item"].startswith("partner_")


def test_an_item_that_todays_files_no_longer_have_gives_way_to_another() -> None:
    talk = Talk()
    talk.memory = {"relationship": "friendship", "asked": ["gone"], "item": "gone_too"}
    outcome = talk.take(Chose(1))
    assert outcome.answers is None
    assert outcome.waiting


def test_a_relationship_that_nothing_asks_about_ends_at_once() -> None:
    outcome = Talk(arguments={"relationship": "family"}).take(None)
    assert not outcome.waiting
    assert len(outcome.messages) == 1


@pytest.mark.parametrize(
    ("arguments", "problems"),
    [
        (ARGUMENTS, []),
        ({"relationship": "{{ relationship }}"}, []),
        ("friendship", []),
        ({"until": {"at_most": "5"}}, ["the key 'relationship' is missing"]),
        ({"relationship": "freindship"}, ["no relationship named 'freindship' (did you mean 'friendship'?)"]),
        (
            {"relation": "friendship"},
            ["no key named 'relation' (did you mean 'relationship'?)", "the key 'relationship' is missing"],
        ),
        (
            {"relationship": "friendship", "until": {"standard_eror": "0.4"}},
            ["no key named 'standard_eror' (did you mean 'standard_error'?)"],
        ),
        (
            {"relationship": "friendship", "until": {"at_least": "9", "at_most": "5"}},
            ["'at_least' (9) is more than 'at_most' (5)"],
        ),
        (
            {"relationship": "friendship", "until": "soon"},
            ["'until' must have keys with values (standard_error, at_most, at_least)"],
        ),
        (
            ["friendship"],
            ["this must be one word or keys with values (relationship, until, rest_after)"],
        ),
        (
            {"relationship": "friendship", "rest_after": "a while"},
            ["'rest_after' is after how many answers something else comes, such as 5, and cannot be 'a while'"],
        ),
        ({"relationship": "friendship", "rest_after": "{{ answered }}"}, []),
    ],
)
def test_what_is_wrong_with_the_arguments_is_said(arguments: Any, problems: list[str]) -> None:
    assert list(ASSESS.problems(arguments)) == problems


def test_a_number_that_is_none_is_named() -> None:
    [problem] = ASSESS.problems({"relationship": "friendship", "until": {"at_most": "many"}})
    assert problem.startswith("'at_most' cannot be 'many': ")


def test_people_in_general_can_be_asked_about_and_it_informs_every_relationship() -> None:
    about_all = items_file(*(statement(f"general{number}", 1.5) for number in range(5)), relationship="general")
    library = contents(items=[items_file(*usual_items()), about_all], explanations=[explanations_file(), words_file()])
    assess = AttachmentShelf().abilities(library)["assess"]
    arguments = {"relationship": "general", "until": {"standard_error": "0.4", "at_most": "4"}}
    assert list(assess.problems(arguments)) == []
    answers: tuple[Answer, ...] = ()
    outcome = assess(arguments, view(), None, NOON)
    while outcome.waiting:
        outcome = assess(arguments, view(answers, outcome.memory), Chose(4), NOON)
        answers = outcome.answers or answers
    assert [one.relationship for one in answers] == ["general"] * 4
    certainty = AttachmentShelf().abilities(library)["explain"].value("certainty", view(answers), NOON)
    assert certainty == 0  # nothing is said of a relationship before it was asked about
