"""How a message is shown: in place of another, kept in its chat, with a sentence to take along; and what happens when
nobody has seen it, or somebody pours out messages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.dialogue.conversation import Conversation, Step
from bot.dialogue.events import Commanded, Event, Pressed, Said, Undelivered, Unsupported, typed
from bot.dialogue.loader import load_script
from bot.dialogue.messages import Message, is_closing, plain
from bot.dialogue.step import begin, step
from tests.dialogue.small_script import SmallShelf, small_files, write

SHOP = """
flow: shop
command: shop
start: door
variables: {colour: text, wish: text, secret: yes/no}
states:
  door:
    in_place: yes
    ask: "Colour: {{ colour or 'none' }}."
    choices:
      - {label: Red, set: {colour: red}, go: door}
      - {label: With a word, set: {colour: blue}, go: with_a_word}
      - Sizes: sizes
      - Wish: wish
      - Cards: cards
      - {label: Secret, set: {secret: "yes"}, go: result}
      - Result: result
  with_a_word:
    in_place: yes
    say: Blue it is.
    ask: Blue?
    choices:
      - Back to the door: door
  sizes:
    ask: Which size?
    choices:
      - Large: door
  wish:
    ask: What would you wish for?
    reply: {journal: wish}
    go: cards
  cards:
    ask: Take a card along?
    choices:
      - {label: A thank-you, copy: "Thank you, {{ colour }}."}
      - Door: door
  result:
    protected: "secret"
    say: A result.
    ask: And now?
    choices:
      - Door: door
"""
START = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


class Visitor:
    """One person in the shop."""

    def __init__(self, folder: Path) -> None:
        write(folder, {**small_files(), "flows/shop.yaml": SHOP})
        self.script = load_script(folder, [SmallShelf()])
        self.conversation: Conversation = begin(self.script, 7)
        self.now = START
        self.does(Commanded("shop"))

    def does(self, event: Event, later: float = 30) -> Step:
        self.now += timedelta(seconds=later)
        outcome = step(self.script, self.conversation, event, self.now)
        assert outcome.conversation is not None
        self.conversation = outcome.conversation
        return outcome

    def says(self, *lines: str, later: float = 30) -> list[str]:
        messages = [message for line in lines for message in self.does(typed(line), later).messages]
        return [plain(message.text) for message in messages if not is_closing(message)]

    def taps(self, label: str) -> tuple[Message, ...]:
        question = self.question
        labels = [choice.label for choice in question.choices]
        return self.does(Pressed(question.question, labels.index(label))).messages

    @property
    def question(self) -> Message:
        assert self.conversation.question is not None
        return self.conversation.question.message

    def loses_its_question(self) -> Step:
        return self.does(Undelivered(self.question.question))


@pytest.fixture
def visitor(tmp_path: Path) -> Visitor:
    return Visitor(tmp_path)


def test_a_tap_that_leads_to_a_question_of_its_kind_changes_the_message(visitor: Visitor) -> None:
    before = visitor.question.question
    (changed,) = visitor.taps("Red")
    assert (changed.text, changed.replaces, changed.chosen) == ("Colour: red.", before, "Red")
    assert changed.question == visitor.question.question != before
    assert (visitor.question.text, visitor.question.replaces) == ("Colour: red.", "")


def test_words_get_a_message_of_their_own_below_them(visitor: Visitor) -> None:
    closing, question = visitor.does(Said("Red")).messages
    assert is_closing(closing)
    assert not question.replaces


@pytest.mark.parametrize("label", ["With a word", "Sizes"])
def test_what_says_something_or_is_of_another_kind_is_a_message_of_its_own(visitor: Visitor, label: str) -> None:
    closing, *new = visitor.taps(label)
    assert is_closing(closing)
    assert new
    assert not any(message.replaces for message in new)


def test_going_back_changes_the_message_too(visitor: Visitor) -> None:
    visitor.taps("Red")
    before = visitor.question.question
    (changed,) = visitor.taps("This is back.")
    assert (changed.text, changed.replaces, changed.chosen) == ("Colour: none.", before, "")


def test_a_sentence_to_copy_leads_nowhere_and_is_said_where_a_tap_cannot_copy(visitor: Visitor) -> None:
    visitor.taps("Red")
    visitor.taps("Cards")
    card = visitor.question.choices[0]
    assert (card.label, card.copy) == ("A thank-you", "Thank you, red.")
    assert visitor.says("a thank-you") == ["Thank you, red."]
    assert visitor.says("door") == ["Colour: red."]


def test_a_result_stays_in_its_chat_where_somebody_wishes_so(visitor: Visitor) -> None:
    assert not any(message.protected for message in visitor.taps("Result"))
    visitor.taps("Door")
    _closing, result, question = visitor.taps("Secret")
    assert (result.protected, question.protected, visitor.question.protected) == (True, True, True)
    assert not any(message.protected for message in visitor.taps("Door"))


# A question that was never shown


@pytest.mark.parametrize("event", [Said("Red"), Unsupported("sticker"), Pressed("gone.1", 0)])
def test_a_question_that_nobody_saw_is_shown_again_and_nothing_is_taken_for_its_answer(
    visitor: Visitor, event: Event
) -> None:
    assert visitor.loses_its_question().messages == ()
    assert [plain(message.text) for message in visitor.does(event).messages] == ["Colour: none."]
    assert visitor.says("Red") == ["Colour: red."]


def test_a_command_is_obeyed_all_the_same(visitor: Visitor) -> None:
    visitor.loses_its_question()
    assert visitor.says("/stop") == ["This is stop."]


def test_a_question_that_cannot_be_shown_at_all_is_given_up(visitor: Visitor) -> None:
    visitor.loses_its_question()
    visitor.says("hello")
    assert [plain(message.text) for message in visitor.loses_its_question().messages] == [
        "This is place_lost.",
        "This is menu.",
    ]


def test_an_older_question_that_was_lost_changes_nothing(visitor: Visitor) -> None:
    old = visitor.question.question
    visitor.taps("Sizes")
    visitor.does(Undelivered(old))
    assert visitor.says("large") == ["Colour: none."]


# Somebody pours out messages


def test_fifty_words_in_ten_seconds_get_a_few_answers_and_then_patience_once(visitor: Visitor) -> None:
    said = visitor.says(*(f"word {number}" for number in range(50)), later=0.2)
    assert said.count("This is patience.") == 1
    assert said[-1] == "This is patience."
    assert said.count("This is not_understood.") == 3
    assert visitor.says("hello", later=10)[0] == "This is not_understood."


def test_quick_choices_are_all_obeyed(visitor: Visitor) -> None:
    assert visitor.says(*["red"] * 12, later=0.1) == ["Colour: red."] * 12


def test_each_new_kind_of_thing_is_answered_and_an_album_is_not_answered_picture_by_picture(visitor: Visitor) -> None:
    kinds = ["sticker", "photo", "voice", "video_note", "document", "contact", "location", "poll"]
    answers = [visitor.does(Unsupported(kind), 0.1).messages for kind in kinds]
    assert all(answer[0].text == "This is unsupported." for answer in answers)
    album = [message.text for _ in range(10) for message in visitor.does(Unsupported("photo"), 0.1).messages]
    assert album.count("This is unsupported.") <= 4
    assert album.count("This is patience.") == 1


def test_the_same_command_again_and_again_is_met_with_patience_and_a_stop_is_obeyed(visitor: Visitor) -> None:
    said = visitor.says(*["/shop"] * 20, later=0.1)
    assert said.count("Colour: none.") <= 5
    assert said[-1] == "This is patience."
    assert visitor.says("/stop", later=0.1) == ["This is stop."]


def test_what_is_poured_into_a_free_answer_is_kept_whole(visitor: Visitor) -> None:
    visitor.taps("Wish")
    visitor.says(*(f"wish {number}" for number in range(30)), later=0.1)
    assert visitor.conversation.joinable is not None


def test_ten_old_buttons_at_once_do_not_bring_ten_words(visitor: Visitor) -> None:
    said = [message.text for number in range(10) for message in visitor.does(Pressed(f"old.{number}", 0), 0.1).messages]
    assert said == ["This is old_button."] * 3
