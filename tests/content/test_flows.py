"""The situation check, the looks back, and coming and going: what their words and ways must keep to."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from tests.content.flows import FLOWS, LOOKS_BACK, SITUATIONS, choices, messages, reached, states, targets
from tests.content.reading import sentences

PUSHING = re.compile(r"\b(should|must|never forget|have to|ought)\b", re.IGNORECASE)
ALLOWED = ("you don't have to",)
LABELS = re.compile(
    r"\b(anxious|avoidants?|avoidant|insecure|your style|your type|diagnos\w*|disorder|symptoms?|therap\w+|treatment"
    r"|toxic|narcissis\w+|trauma\w*|victim|abus\w+|mother|father|parents?|husband|wife|boyfriend|girlfriend)\b",
    re.IGNORECASE,
)
COUNTED = re.compile(r"\b(streak|in a row|missed|we've missed|where have you been|catch up with)\b", re.IGNORECASE)
TO_CONFRONT = re.compile(
    r"\b(confront|tell (him|her|them) that|break up|leave (him|her|them)\b|walk out|forgive|stand up to"
    r"|report (him|her))",
    re.IGNORECASE,
)
each_flow = pytest.mark.parametrize("flow", FLOWS)


@each_flow
def test_no_sentence_is_longer_than_twenty_two_words(flow: str) -> None:
    plain = [re.sub(r"{%.*?%}|{{.*?}}", "", text, flags=re.DOTALL) for _, text in messages(flow)]
    assert not [one for text in plain for line in text.splitlines() for one in sentences(line) if len(one.split()) > 22]


@each_flow
def test_nothing_shouts_pushes_or_puts_a_label_on_somebody(flow: str) -> None:
    for state, text in messages(flow):
        softened = text.lower()
        for allowed in ALLOWED:
            softened = softened.replace(allowed, "")
        assert "!" not in text, state
        assert not PUSHING.search(softened), state
        assert not LABELS.search(text), state
        assert not COUNTED.search(text), state


@each_flow
def test_a_label_has_five_words_at_most(flow: str) -> None:
    assert not [label for _, label, _ in choices(flow) if len(label.split()) > 5]


def test_no_opening_comes_again_and_again() -> None:
    openings = Counter(
        " ".join(re.findall(r"[\w']+", text.lower())[:3]) for flow in FLOWS for _, text in messages(flow)
    )
    assert not [opening for opening, count in openings.items() if count >= 6]


@pytest.mark.parametrize("flow", SITUATIONS)
def test_the_situation_check_advises_neither_to_confront_nor_to_leave_nor_to_stay(flow: str) -> None:
    assert not [text for _, text in messages(flow) if TO_CONFRONT.search(text)]


@pytest.mark.parametrize("flow", SITUATIONS)
def test_nothing_of_a_situation_is_kept_in_the_journal(flow: str) -> None:
    assert not [name for name, state in states(flow).items() if "journal" in state.get("reply", {})]


def test_where_it_is_not_safe_there_are_people_and_no_way_to_pattern_talk() -> None:
    not_safe = states("situation_own")["not_safe"]
    assert not_safe["helplines"]["kind"] == "abuse"
    assert not [one for one in reached("situation_own", "not_safe") if one.startswith(("portrait", "last_weeks"))]
    said = [text for state, text in messages("situation_own") if state in ("not_safe", "lines", "not_safe_enough")]
    assert not [text for text in said if "pattern" in text.lower()]


@pytest.mark.parametrize(
    ("state", "label"),
    [
        ("safety_list", "Yes, some of it"),
        ("more_than_a_mood", "Yes, some of it"),
        ("more_than_a_mood", "Rather not say"),
        ("friend_worries", "Yes"),
    ],
)
def test_every_answer_that_means_danger_leads_to_people(state: str, label: str) -> None:
    led = [target for name, said, target in choices("situation_own") if (name, said) == (state, label)]
    assert led == ["not_safe"]


def test_who_is_told_what_they_may_do_or_is_afraid_comes_to_people_even_when_nothing_else_is_named() -> None:
    assert targets("situation_own", "only_that") == {"situation_own.not_safe", "situation_own.not_safe_enough"}
    assert states("situation_own")["only_that"]["go"][-1] == {"go": "not_safe"}


def test_what_a_situation_was_weighed_by_is_forgotten_at_every_end() -> None:
    weighed = {"over_time": "", "reasons": "", "can_say_no": ""}
    for end in ("not_safe", "not_safe_enough", "not_okay", "hard_patch", "nothing_unsafe", "quiet_end", "leave_it"):
        assert states("situation_own")[end]["set"].items() >= weighed.items(), end


@pytest.mark.parametrize("flow", LOOKS_BACK)
def test_a_look_back_begins_with_a_note_and_a_way_around_it(flow: str) -> None:
    first = next(iter(states(flow)))
    assert first.endswith("_note")
    assert {"lookback.choose"} <= targets(flow, first)
    assert len([label for name, label, _ in choices(flow) if name == first]) == 3


@pytest.mark.parametrize("flow", LOOKS_BACK)
def test_every_question_of_a_look_back_can_be_left_out_and_leads_to_the_ground(flow: str) -> None:
    around = {"Enough for now", "Leave this one", "Not today", "Leave it", "Another one", "Something lighter"}
    shared = {"ground", "stirred", "stirred_words", "steady"}
    for name, state in states(flow).items():
        if name in shared | {"here_again", "home"}:
            continue
        assert "looking_back.ground" in reached(flow, name), name
        if "ask" in state and name not in shared and not name.endswith(("_scene", "_which", "_self")):
            labels = {label for one, label, _ in choices(flow) if one == name}
            assert labels & around, name


@pytest.mark.parametrize("flow", LOOKS_BACK)
def test_a_look_back_asks_for_nothing_that_hurt(flow: str) -> None:
    asked = re.compile(
        r"\b(worst|hurt you|painful|afraid of|punish\w*|alone and|cried|what went wrong)\b", re.IGNORECASE
    )
    assert not [text for _, text in messages(flow) if asked.search(text)]


def test_a_goodbye_ends_with_stop_erase_or_stay_and_asks_nothing_more() -> None:
    ends = {label: target for name, label, target in choices("farewell") if name == "which_end"}
    assert ends == {"Stop": "stopping", "Erase everything": "delete.sure", "Stay": "stay"}
    said = [text for name, text in messages("farewell") if name in ("stopping", "stay")]
    assert not [text for text in said if "?" in text or "/start" in text or "come back" in text]


def test_from_home_everything_is_two_taps_away() -> None:
    near = targets("menu", "home") | targets("menu", "more")
    assert {"portrait", "map", "situation", "today", "settings", "lookback", "last_weeks", "help", "farewell"} <= near


def test_the_person_to_turn_to_is_never_brought_up_where_somebody_may_be_afraid_of_them() -> None:
    silent = (*SITUATIONS, "crisis_abuse", "crisis_danger", "crisis_friend")
    assert not [flow for flow in silent for _, text in messages(flow) if "turn_to" in text]
    assert [text for _, text in messages("crisis_people") if "turn_to" in text]
    assert [text for state, text in messages("sos") if state == "more" and "if that feels safe" in text]


def test_every_way_to_a_relationship_asks_whether_it_was_left_out() -> None:
    offered = states("portrait")["pick_relationship"]["choices"]
    assert [choice.get("condition") for choice in offered[:-1]] == [
        f"not without_{name}" for name in ("romantic", "friendship", "work", "family")
    ]
