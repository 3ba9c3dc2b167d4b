"""What is kept of a bad hour, for how long, and what it holds back."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from bot.dialogue.conversation import Conversation
from bot.dialogue.events import Commanded, Noticed, Pressed, Said, Unsupported
from bot.noticing import screened
from tests.opening import the_dialogues
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
    talk.presses("Go on where I was" if "Go on where I was" in talk.labels else "To the menu")
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
    assert words(talk.presses("Go on where we were")) == item
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
    talk.presses("Go on where I was")
    assert talk.conversation.held_until == talk.now - timedelta(minutes=4) + timedelta(hours=48)


def test_two_days_later_one_gentle_question_is_asked_and_never_again() -> None:
    talk = through_a_bad_hour("at an item")
    talk.presses("Go on where I was")
    item = words(talk.said[-1:])
    asked = talk.does(Said("partly"), wait=timedelta(hours=49))
    assert "go on" in words(asked)
    assert "Go on where we were" in talk.labels
    assert words(talk.presses("Go on where we were")) == item
    assert talk.conversation.held_until is None
    assert "go on" not in words(talk.does(Unsupported("sticker"), wait=timedelta(days=3)))


def days_after(place: str = "at an item", end: str = "Go on where I was") -> Talk:
    """Somebody who is back, and did nothing since the hours in which nothing unasked was sent."""
    talk = through_a_bad_hour(place)
    talk.presses(end)
    talk.now += timedelta(hours=49)
    return talk


@pytest.mark.parametrize("command", ["sos", "stop", "delete", "export", "privacy", "help", "farewell", "situation"])
def test_no_way_out_waits_for_the_gentle_question(command: str) -> None:
    said = days_after().does(Commanded(command))
    assert "hard hour" not in words(said[:1])


@pytest.mark.parametrize("command", ["now", "today", "map", "understand", "say", "journal", "skills", "lookback"])
def test_any_other_command_waits_for_the_gentle_question_and_begins_then(command: str) -> None:
    other = through_a_bad_hour("at an item")
    other.presses("Go on where I was")
    expected = words(other.does(Commanded(command)))
    talk = days_after()
    assert "hard hour" in words(talk.does(Commanded(command)))
    assert talk.labels[0] == f"Go on: /{command}"
    begun = words(talk.presses(f"Go on: /{command}"))
    assert "hard hour" not in begun
    assert len(begun.splitlines()) == len(expected.splitlines())


@pytest.mark.parametrize("command", ["start", "menu"])
def test_who_only_says_that_they_are_here_meets_the_gentle_question_alone(command: str) -> None:
    talk = days_after()
    talk.does(Commanded(command))
    assert talk.labels[:2] == ["Go on where we were", "To the menu"]


def test_what_was_put_off_is_not_lost_while_it_is_still_hard() -> None:
    talk = days_after()
    talk.does(Commanded("now"))
    talk.presses("It's still hard")
    talk.presses("That's enough for now")
    assert "happening" in words(talk.presses("Go on where I was"))


def test_what_was_put_off_is_forgotten_by_who_begins_something_else() -> None:
    talk = days_after()
    talk.does(Commanded("now"))
    talk.does(Commanded("menu"))
    talk.presses("Begin with a relationship")
    assert [frame for frame in talk.conversation.stack if frame.put_off] == []


def test_a_tap_on_a_way_out_is_heard_days_later_too() -> None:
    talk = through_a_bad_hour("at an item")
    talk.presses("Go on where I was")
    talk.does(Commanded("situation"))
    talk.now += timedelta(hours=49)
    said = words(talk.presses("Someone might see this"))
    assert "hard hour" not in said
    assert "stop here" in said


def test_what_is_tapped_since_they_are_back_is_heard_and_the_question_comes_after_it() -> None:
    talk = days_after()
    talk.does(Commanded("privacy"))
    *_, file, asked = talk.presses("A copy of it all")
    assert "hard hour" not in words([file])
    assert "hard hour" in words([asked])
    assert talk.conversation.held_until is None


def test_a_command_that_was_left_open_can_begin_anew() -> None:
    talk = through_a_bad_hour("at an item")
    talk.presses("Go on where I was")
    talk.does(Commanded("lookback"))
    talk.now += timedelta(hours=49)
    assert "hard hour" in words(talk.presses(talk.labels[0]))
    assert talk.labels[0] == "Go on: /lookback"
    talk.does(Commanded("delete"))
    assert "hard hour" not in words(talk.said[-1:])


def test_who_is_in_the_middle_of_something_when_the_two_days_are_over_is_not_held_up() -> None:
    talk = through_a_bad_hour("at an item")
    talk.presses("Go on where I was")
    talk.does(Commanded("now"), wait=timedelta(hours=47, minutes=50))
    assert "fight" in words(talk.does(Said("just had a fight"), wait=timedelta(minutes=25)))
    assert talk.conversation.held_until is None


@pytest.mark.parametrize("wait", [timedelta(hours=25), timedelta(days=3), timedelta(days=8)])
def test_a_tap_on_what_was_asked_in_the_bad_hour_is_followed_whatever_the_day(wait: timedelta) -> None:
    talk = Talk.at("at an item")
    talk.does(Said("I want to die"))
    assert "112" in words(talk.does(Pressed(_asked(talk), 1), wait=wait))


@pytest.mark.parametrize("between", ["now", "settings", "stop"])
def test_it_is_followed_after_something_else_was_asked_too(between: str) -> None:
    talk = Talk.at("at an item")
    talk.does(Said("I want to die"))
    question = _asked(talk)
    talk.does(Commanded(between))
    assert "112" in words(talk.does(Pressed(question, 1), wait=timedelta(hours=1)))
    assert talk.in_crisis


def test_the_last_question_of_a_bad_hour_is_not_asked_again_the_next_day() -> None:
    talk = through_a_bad_hour("at an item")
    held = talk.conversation.held_until
    talk.does(Commanded("settings"), wait=timedelta(hours=25))
    talk.presses("Done")
    assert "I'm in danger now" in talk.labels
    assert not talk.in_crisis
    assert talk.conversation.held_until == held, "the two days of quiet stay two days"
    assert "go on" not in words(talk.presses("It's better, go on"))
    assert [trace for trace in TRACES if trace in stored(talk.conversation)] == []


def _asked(talk: Talk) -> str:
    assert talk.conversation.question is not None
    return talk.conversation.question.message.question


def test_not_yet_holds_everything_back_for_two_days_more() -> None:
    talk = through_a_bad_hour("at an item")
    talk.presses("Go on where I was")
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


@pytest.mark.parametrize("choice", ["4", "2.", "b", "(c)"])
def test_the_number_of_a_choice_goes_on_from_nothing(choice: str) -> None:
    sign = the_dialogues().screen("I want to die")
    assert screened(Said(choice), lambda text: sign if " " in text else None, ("i don't get it",)) == Said(choice)
    assert isinstance(screened(Said("for"), lambda text: sign if " " in text else None, ("what",)), Noticed)


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
    talk.presses("Go on where I was")
    assert talk.conversation.asked_at == asked
    assert [trace for trace in TRACES if trace in stored(talk.conversation)] == []
    talk.does(Commanded("menu"), wait=timedelta(hours=25))
    assert talk.conversation.asked_at is None
