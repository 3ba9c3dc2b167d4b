"""Small talk: what is read as such, where it is answered, and where the words belong to something else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialogue.conversation import Acknowledge, Conversation, Join, Step
from bot.dialogue.events import Commanded, Event, Noticed, Pressed, Said
from bot.dialogue.forms import SmallTalkForm
from bot.dialogue.loader import load_script
from bot.dialogue.messages import is_closing
from bot.dialogue.smalltalk import SmallTalk, small_talk, written_out
from bot.dialogue.step import begin, step
from bot.errors import ScriptError
from tests.dialogue.small_script import SmallShelf, small_files, write


def form(intent: str, *says: str) -> SmallTalkForm:
    examples = ("x",) * 8
    return SmallTalkForm(intent=intent, says=says, answers=("One.", "Two."), matches=examples, near_misses=examples)


TALK = small_talk([form("thanks", "[thanks/thank you] (so much/a lot)"), form("bye", "bye", "i don't stay")])


def intent(text: str, talk: SmallTalk = TALK) -> str | None:
    read = talk.read(text)
    return None if read is None else read.intent


def test_a_line_stands_for_all_its_ways() -> None:
    assert written_out("[thanks/thank you] (so much/a lot) all") == [
        "thanks all",
        "thanks so much all",
        "thanks a lot all",
        "thank you all",
        "thank you so much all",
        "thank you a lot all",
    ]
    assert written_out("hey/hi there") == ["hey there", "hi there"]


@pytest.mark.parametrize(
    "text", ["Thanks!", "thank you so much", "oh, thanks", "ok thanks lol", "thaaanks", "thank u", "THANKS a lot 🙏"]
)
def test_spelling_shouting_and_asides_change_nothing(text: str) -> None:
    assert intent(text) == "thanks"


@pytest.mark.parametrize("text", ["bye", "I dont stay", "i don\u2019t stay.", "Thanks, bye!", "ok. bye"])
def test_of_several_things_the_last_is_answered(text: str) -> None:
    assert intent(text) == "bye"


@pytest.mark.parametrize(
    "text", ["", "🙏", "ok", "oh well", "thanks to him", "she said bye", "thanks. I cried all night", "no thanks", "by"]
)
def test_what_says_more_is_no_small_talk(text: str) -> None:
    assert intent(text) is None


@given(st.sampled_from(sorted(TALK.phrases)), st.sampled_from(["she", "never", "not", "die"]), st.booleans())
def test_a_word_more_is_another_message(phrase: str, word: str, before: bool) -> None:
    assert TALK.read(f"{word} {phrase}" if before else f"{phrase} {word}") is None


@given(st.text(max_size=60))
def test_any_text_can_be_read(text: str) -> None:
    assert TALK.read(text) is None or any(letter.isalpha() for letter in text)


@pytest.mark.parametrize("line", ["(there", "(a (b))", "[a] b]", "a/", "()", "(only this)"])
def test_a_line_that_cannot_be_read_is_refused(line: str) -> None:
    with pytest.raises(ScriptError):
        written_out(line)


ROOM = """
flow: room
command: room
start: door
states:
  door:
    ask: Left or right?
    choices:
      - Left: words
      - Hum hum: door
      - Elsewhere: elsewhere
      - Danger: danger
  words:
    ask: And in your words?
    reply: {journal: words}
    go: door
  elsewhere:
    ask: Words lead on here.
    choices:
      - Door: door
    otherwise: words
  danger:
    ask: This must not stay unanswered.
    choices:
      - Door: door
    unanswered: words
"""
CRISIS = """
flow: sos
command: sos
on: noticed
start: here
states:
  here:
    ask: Safe?
    choices:
      - "Yes": here
"""
TALKS = """
intent: {name}
{flag}: yes
says: [{name}]
answers: ["{name} one.", "{name} two.", "{name} three."]
matches: [{name}, {name}, {name}, {name}, {name}, {name}, {name}, {name}]
near_misses: [no, no, no, no, no, no, no, no]
"""
START = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


class Guest:
    """One person in the room."""

    def __init__(self, folder: Path) -> None:
        talks = {
            f"smalltalk/{name}.yaml": TALKS.format(name=name, flag=flag)
            for name, flag in (("farewell", "at_once"), ("lost", "asks_again"), ("robot", "never_an_answer"))
        }
        write(folder, {**small_files(), **talks, "flows/room.yaml": ROOM, "flows/sos.yaml": CRISIS})
        self.script = load_script(folder, [SmallShelf()])
        self.conversation: Conversation = begin(self.script, 7)
        self.now = START
        self.does(Commanded("room"))

    def does(self, event: Event, later: float = 30) -> Step:
        self.now += timedelta(seconds=later)
        outcome = step(self.script, self.conversation, event, self.now)
        assert outcome.conversation is not None
        self.conversation = outcome.conversation
        return outcome

    def says(self, text: str, later: float = 30) -> list[str]:
        return [message.text for message in self.does(Said(text), later).messages if not is_closing(message)]

    def presses(self, choice: int) -> Step:
        assert self.conversation.question is not None
        return self.does(Pressed(self.conversation.question.message.question, choice))


@pytest.fixture
def guest(tmp_path: Path) -> Guest:
    return Guest(tmp_path)


def test_a_farewell_gets_its_word_and_nothing_else(guest: Guest) -> None:
    before = guest.conversation.question
    (said,) = guest.says("farewell")
    assert said.startswith("farewell ")
    assert guest.conversation.question == before


def test_where_it_is_of_use_the_question_comes_again(guest: Guest) -> None:
    said, asked = guest.says("lost")
    assert said.startswith("lost ")
    assert asked == "Left or right?"


def test_no_answer_comes_twice_in_a_row(guest: Guest) -> None:
    said = [guest.says("farewell")[0] for _ in range(12)]
    assert not [one for one, then in pairwise(said) if one == then]


def test_a_choice_comes_first(guest: Guest) -> None:
    assert guest.says("hum hum") == ["Left or right?"]
    assert guest.says("hum")[0] in {"You hum.", "Humming.", "Left or right?"}


def test_where_words_are_awaited_they_are_the_answer(guest: Guest) -> None:
    guest.presses(0)
    assert guest.says("farewell") == ["Left or right?"]


def test_what_nobody_means_as_an_answer_is_answered_where_words_are_awaited_too(guest: Guest) -> None:
    guest.presses(0)
    assert guest.says("robot")[0].startswith("robot ")
    assert guest.says("my words, about a robot") == ["Left or right?"]


def test_right_behind_a_free_answer_only_what_is_meant_at_once_is_small_talk(guest: Guest) -> None:
    guest.presses(0)
    guest.says("my words")
    joined = guest.does(Said("lost"), later=5)
    assert joined.effects == (Join("e0", "lost"), Acknowledge())
    assert guest.says("farewell", later=5)[0].startswith("farewell ")
    assert guest.says("lost")[0].startswith("lost ")


def test_where_words_lead_on_they_lead_on(guest: Guest) -> None:
    guest.presses(2)
    assert guest.says("farewell") == ["And in your words?"]


def test_a_question_that_must_not_stay_unanswered_takes_no_small_talk(guest: Guest) -> None:
    guest.presses(3)
    assert "farewell" not in guest.says("farewell")[0]


def test_in_a_crisis_there_is_no_small_talk(guest: Guest) -> None:
    guest.does(Noticed(tier="check-in", kind="suicide", text="words"))
    assert guest.conversation.state == "sos.here"
    assert "farewell" not in guest.says("farewell")[0]


def test_who_goes_on_and_on_is_asked_for_patience(guest: Guest) -> None:
    said = [guest.says("farewell", later=0) for _ in range(12)]
    assert ["This is patience."] in said
    assert said[-1] == []


def test_after_weeks_a_greeting_has_one_answer_and_other_words_are_welcomed(guest: Guest) -> None:
    weeks = timedelta(days=30).total_seconds()
    assert len(guest.says("farewell", later=weeks)) == 1
    assert guest.says("something", later=weeks)[0] == "This is welcome_back."
