"""What is kept of a bad hour, for how long, and what it holds back."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from bot.dialogue.conversation import Conversation
from bot.dialogue.events import Commanded, Pressed, Said, Unsupported
from tests.safety.places import PLACES, Talk, words

SOON = timedelta(seconds=20)
TRACES = (b"crisis", b"suicide", b"check-in", b"pause", b"asked_about_dying", b"lines_named")


def stored(conversation: Conversation) -> bytes:
    """The conversation as it goes into the vault."""
    return msgspec.msgpack.encode(conversation)


def kept(conversation: Conversation) -> list[str]:
    """The short texts that are kept."""
    return [scrap.text for scrap in conversation.recent]


def through_a_bad_hour(place: str) -> Talk:
    talk = Talk.at(place)
    talk.does(Said("I want to die"))
    talk.presses("I'm safe for now")
    talk.presses("No")
    return talk


@pytest.mark.parametrize("place", [place for place in PLACES if "stopped" not in place])
def test_when_it_is_over_nothing_is_left_but_the_day(place: str) -> None:
    before = Talk.at(place)
    if before.in_crisis:
        return
    talk = through_a_bad_hour(place)
    assert talk.in_crisis
    day = talk.now.date()
    talk.presses("Back to where I was" if "Back to where I was" in talk.labels else "To the menu")
    assert not talk.in_crisis
    assert talk.conversation.bad_hour_on == day
    assert [trace for trace in TRACES if trace in stored(talk.conversation)] == []


def test_while_it_is_open_the_place_is_kept_and_a_command_does_not_lose_it() -> None:
    talk = through_a_bad_hour("at an item")
    question = words(talk.said[-1:])
    talk.does(Commanded("help"))
    assert talk.in_crisis
    assert words(talk.said[-1:]) == question


def test_after_seven_days_the_place_is_forgotten_without_a_word_about_it() -> None:
    talk = Talk.at("at an item")
    item = words(talk.said[-1:])
    talk.does(Said("I want to die"))
    day = talk.now.date()
    talk.does(Commanded("help"), wait=timedelta(days=7, minutes=1))
    assert words(talk.said[-1:]) == item
    assert talk.conversation.bad_hour_on == day
    assert [trace for trace in TRACES if trace in stored(talk.conversation)] == []


def test_after_seven_days_somebody_who_was_nowhere_else_is_at_the_beginning() -> None:
    talk = Talk()
    talk.does(Said("I want to die"))
    talk.conversation = msgspec.structs.replace(talk.conversation, held_until=None)
    assert words(talk.does(Said("hello"), wait=timedelta(days=8))).startswith("Hello Ana")


def test_what_comes_unasked_is_held_back_for_two_days_from_the_last_turn() -> None:
    talk = Talk.at("at an item")
    assert talk.conversation.held_until is None
    talk.does(Said("I want to die"))
    talk.presses("Keep talking")
    assert talk.conversation.held_until == talk.now + timedelta(hours=48)
    talk.presses("No")
    talk.presses("Back to where I was")
    assert talk.conversation.held_until == talk.now - timedelta(minutes=4) + timedelta(hours=48)


def test_two_days_later_one_gentle_question_is_asked_and_never_again() -> None:
    talk = through_a_bad_hour("at an item")
    talk.presses("Back to where I was")
    item = words(talk.said[-1:])
    asked = talk.does(Said("partly"), wait=timedelta(hours=49))
    assert "go on" in words(asked)
    assert "Go on where we were" in talk.labels
    assert words(talk.presses("Go on where we were")) == item
    assert talk.conversation.held_until is None
    assert "go on" not in words(talk.does(Unsupported("sticker"), wait=timedelta(days=3)))


def test_not_yet_holds_everything_back_for_two_days_more() -> None:
    talk = through_a_bad_hour("at an item")
    talk.presses("Back to where I was")
    talk.does(Said("hi"), wait=timedelta(hours=49))
    talk.presses("Not yet")
    assert talk.conversation.held_until == talk.now + timedelta(hours=48)


def test_an_answer_to_what_was_asked_in_the_bad_hour_counts_days_later_too() -> None:
    talk = Talk()
    talk.does(Said("I want to die"))
    question = talk.conversation.question
    assert question is not None
    messages = talk.does(Pressed(question.message.question, 1), wait=timedelta(days=3))
    assert "112" in words(messages)


@pytest.mark.parametrize("event", [Said("hi"), Unsupported("sticker"), Pressed("abcd.1", 0)])
def test_anything_else_days_later_meets_the_gentle_question(event: Said | Unsupported | Pressed) -> None:
    talk = Talk()
    talk.does(Said("I want to die"))
    talk.does(event, wait=timedelta(days=3))
    assert "It's still hard" in talk.labels
    assert not talk.in_crisis


def test_an_answer_in_words_counts_days_later_too() -> None:
    talk = Talk()
    talk.does(Said("I want to die"))
    assert "112" in words(talk.does(Said("i'm not safe"), wait=timedelta(days=3)))


def test_short_texts_are_kept_for_three_minutes_and_go_with_the_next_answer() -> None:
    talk = Talk.at("where a relationship is chosen")
    talk.does(Said("hm, well"), wait=SOON)
    assert kept(talk.conversation) == ["hm, well"]
    talk.does(Said("A friend"), wait=SOON)
    assert kept(talk.conversation) == []
    talk.does(Said("x" * 61), wait=SOON)
    assert kept(talk.conversation) == []
    for number in range(6):
        talk.does(Said(f"word {number}"), wait=SOON)
    assert kept(talk.conversation) == ["word 2", "word 3", "word 4", "word 5"]
    talk.does(Said("later"), wait=timedelta(minutes=4))
    assert kept(talk.conversation) == ["later"]
    talk.does(Commanded("menu"), wait=SOON)
    assert kept(talk.conversation) == []


@pytest.mark.parametrize("pieces", [("i want to", "die"), ("I", "want", "to", "die"), ("i'm going to kill", "myself")])
def test_what_is_said_in_pieces_is_read_together(pieces: tuple[str, ...]) -> None:
    talk = Talk.at("where a relationship is chosen")
    for piece in pieces:
        talk.does(Said(piece), wait=SOON)
    assert talk.in_crisis
    assert kept(talk.conversation) == []


def test_pieces_far_apart_are_not_one_sentence() -> None:
    talk = Talk.at("where a relationship is chosen")
    talk.does(Said("i want to"))
    talk.does(Said("die"))
    assert not talk.in_crisis


def test_the_time_of_a_check_in_is_all_that_is_kept_of_it_and_for_a_day() -> None:
    talk = Talk.at("at an item")
    talk.notices("suicide", "check-in")
    asked = talk.now
    talk.presses("No")
    talk.presses("Back to where I was")
    assert talk.conversation.asked_at == asked
    assert [trace for trace in TRACES if trace in stored(talk.conversation)] == []
    talk.does(Commanded("menu"), wait=timedelta(hours=25))
    assert talk.conversation.asked_at is None
