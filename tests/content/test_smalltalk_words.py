"""What small talk is answered with, and that screening leaves it through."""

from __future__ import annotations

import re
from typing import Any

import pytest

from bot.dialogue.events import Said
from bot.noticing import screened
from tests.content.reading import DIALOGUES, read, sentences
from tests.opening import the_dialogues

INTENTS = sorted(path.stem for path in DIALOGUES.glob("smalltalk/*.yaml"))
FAREWELLS = ("goodbye", "good_night", "thanks")
CLAIMS = re.compile(
    r"\b(I feel|I felt|I missed|I miss|I love|I like|I enjoy\w*|I hope|I'm (glad|happy|sad|sorry|proud|human)"
    r"|glad|sorry|should|must|always|never|disorder|therap\w+)\b|!",
    re.IGNORECASE,
)
each_intent = pytest.mark.parametrize("intent", INTENTS)


def talk(intent: str) -> dict[str, Any]:
    return dict(read(f"smalltalk/{intent}.yaml"))


def said(answer: str) -> str:
    """An answer without what is filled in."""
    return re.sub(r"{%.*?%}|{{.*?}}", "", answer)


def test_there_are_about_a_hundred_and_fifty_answers() -> None:
    assert len(INTENTS) >= 16
    assert 110 <= sum(len(talk(intent)["answers"]) for intent in INTENTS) <= 170


@each_intent
def test_an_intent_has_five_to_eight_answers_none_twice(intent: str) -> None:
    answers = talk(intent)["answers"]
    assert 5 <= len(set(answers)) == len(answers) <= 8


@each_intent
def test_no_answer_claims_to_feel_or_pushes_or_is_long(intent: str) -> None:
    answers = [said(answer) for answer in talk(intent)["answers"]]
    assert not [answer for answer in answers if CLAIMS.search(answer)]
    assert not [one for answer in answers for one in sentences(answer) if len(one.split()) > 22]
    assert not [answer for answer in answers if "\u2014" in answer or "\u2013" in answer or " - " in answer]


@pytest.mark.parametrize("intent", FAREWELLS)
def test_a_farewell_has_no_hook(intent: str) -> None:
    assert talk(intent)["at_once"] == "yes"
    assert "asks_again" not in talk(intent)
    assert not [answer for answer in talk(intent)["answers"] if "?" in said(answer) or "/" in said(answer)]


def test_whether_it_is_a_person_is_answered_with_what_it_is() -> None:
    assert all(re.search(r"\b(program|script|software)\b|No human", answer) for answer in talk("real")["answers"])


@each_intent
def test_every_phrase_that_is_read_so_is_let_through_by_the_screening(intent: str) -> None:
    dialogues = the_dialogues()
    for text in talk(intent)["matches"]:
        assert screened(Said(text), dialogues.screen, ()) == Said(text)
        read_as = dialogues.script.smalltalk.read(text)
        assert read_as is not None
        assert read_as.intent == intent
