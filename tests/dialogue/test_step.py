"""What a step does with what an author may write: visits, numbers, joining, taking back, and a script that changed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from bot.dialogue.conversation import Acknowledge, Conversation, Join, Keep, TakeBack
from bot.dialogue.cursor import Cursor
from bot.dialogue.events import Event, Pressed, Said, typed
from bot.dialogue.loader import load_script
from bot.dialogue.matching import match
from bot.dialogue.messages import plain
from bot.dialogue.running import enter
from bot.dialogue.script import Script
from bot.dialogue.step import begin, step
from bot.errors import ScriptError
from tests.dialogue.small_script import SmallShelf, small_files, write

SKIP, BACK = "This is skip.", "This is back."
START = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)

TALK = """
flow: talk
command: talk
start: hello
variables: {count: number, note: text, mood: text}
states:
  hello:
    say:
      together: ["One paragraph.", {when: "mood", say: "You said {{ mood }}."}, "Another."]
    ask: "How many?"
    reply: {set: count}
    go: note
  note:
    ask: "A note?"
    reply: {set: note, journal: notes, may_skip: yes}
    go: aside
  aside:
    visit: side
    go: feeling
  feeling:
    ask: "{{ count }} and “{{ note }}”. How is it?"
    choices:
      - {label: Good, set: {mood: good}}
      - {label: Bad, set: {mood: bad}, go: last}
    go:
      - {condition: "count > 2", go: last}
      - {go: feeling}
  last:
    ask: "Last. {{ mood }}"
    choices:
      - Again: hello
"""
SIDE = """
flow: side
start: there
states:
  there:
    ask: "A side step."
    choices:
      - Fine: return
      - Home: menu
"""
WORD = """
flow: word
command: word
start: there
states:
  there:
    say: "A word."
    go: return
"""
THINK = """
flow: think
command: think
start: there
states:
  there:
    words_stay: yes
    ask: "What is it to you?"
    choices:
      - Next: menu
"""
MENU = """
flow: menu
command: menu
start: home
states:
  home:
    ask: "Home."
    choices:
      - {condition: "interrupted", label: Go on, go: return}
      - Talk: talk
"""


class Walker:
    """One person in a small script."""

    def __init__(self, folder: Path, talk: str = TALK, **more: str) -> None:
        self.folder, self.more = folder, more
        self.script = self.load(talk)
        self.conversation: Conversation = begin(self.script, 7)
        self.now = START
        self.effects: list[object] = []

    def load(self, talk: str) -> Script:
        own = {"talk": talk, "side": SIDE, **self.more}
        write(self.folder, {**small_files(), **{f"flows/{name}.yaml": text for name, text in own.items()}})
        return load_script(self.folder, [SmallShelf()])

    def says(self, *lines: str, later: int = 30) -> list[str]:
        """Say each line; what came back to the last one."""
        said: list[str] = []
        for line in lines:
            said = self.does(typed(line), later)
        return said

    def presses(self, label: str) -> list[str]:
        question = self.conversation.question
        assert question is not None
        found = match(label, question.message.choices, exact=True)
        assert found is not None
        return self.does(Pressed(question.message.question, found.choice))

    def does(self, event: Event, later: int = 30) -> list[str]:
        self.now += timedelta(seconds=later)
        outcome = step(self.script, self.conversation, event, self.now)
        assert outcome.conversation is not None
        self.conversation = outcome.conversation
        self.effects.extend(outcome.effects)
        return [plain(message.text) for message in outcome.messages if not message.replaces]


@pytest.fixture
def walker(tmp_path: Path) -> Walker:
    return Walker(tmp_path)


def test_paragraphs_stand_together_and_a_silent_one_leaves_no_gap(walker: Walker) -> None:
    assert walker.says("/talk") == ["One paragraph.\n\nAnother.", "How many?"]


def test_a_number_that_is_none_is_asked_for_again(walker: Walker) -> None:
    said = walker.says("/talk", "many")
    assert said[-1] == "How many?"
    assert walker.conversation.variables.get("count") is None
    assert walker.says("3") == ["A note?"]
    assert walker.conversation.variables["count"] == 3.0


def test_a_free_answer_goes_to_the_variable_and_to_the_journal_and_may_be_added_to(walker: Walker) -> None:
    walker.says("/talk", "3", "first words")
    assert walker.effects == [Keep("e0", "notes", "first words")]
    assert walker.says("second words", later=5) == []
    assert walker.says("third words", later=5) == []
    assert walker.effects[1:] == [Join("e0", "second words"), Acknowledge(), Join("e0", "third words"), Acknowledge()]
    assert walker.conversation.variables["note"] == "first words\nsecond words\nthird words"


def test_words_at_a_step_that_is_thought_about_are_heard_and_not_kept(tmp_path: Path) -> None:
    walker = Walker(tmp_path, think=THINK, menu=MENU)
    assert walker.says("/think") == ["What is it to you?"]
    walker.effects.clear()
    assert walker.says("that nobody asks") == ["This is words_stay."]
    assert walker.effects == []
    assert walker.presses("Next") == ["Home."]


def test_a_visit_comes_back_to_its_way_on(walker: Walker) -> None:
    assert walker.says("/talk", "3", SKIP) == ["A side step."]
    assert walker.presses("Fine") == ["3 and “”. How is it?"]
    assert walker.conversation.stack == ()


def test_a_visit_that_was_left_goes_on_from_the_menu_and_not_behind_another_command_s_words(tmp_path: Path) -> None:
    walker = Walker(tmp_path, word=WORD, menu=MENU)
    walker.says("/talk", "3", SKIP)
    assert walker.presses("Home") == ["Home."]
    assert walker.says("/word") == ["A word.", "Home."]
    assert walker.presses("Go on") == ["3 and “”. How is it?"]


def test_a_choice_without_a_way_of_its_own_follows_the_state(walker: Walker) -> None:
    walker.says("/talk", "1", SKIP, "fine")
    assert walker.presses("Good") == ["1 and “”. How is it?"]
    assert walker.presses("Bad") == ["Last. bad"]


def test_back_puts_variables_back_one_answer_at_a_time(walker: Walker) -> None:
    walker.says("/talk", "3")
    assert walker.says(BACK) == ["How many?"]
    assert "count" not in walker.conversation.variables
    walker.says("1", SKIP, "fine")
    walker.presses("Good")
    assert walker.presses(BACK) == ["1 and “”. How is it?"]
    assert "mood" not in walker.conversation.variables


def test_back_takes_words_out_of_the_journal(tmp_path: Path) -> None:
    talk = TALK.replace("visit: side\n    go: feeling", "visit: side\n    go: note")
    talk = talk.replace("yes}\n    go: aside", "yes}\n    go: feeling").replace(
        "count}\n    go: note", "count}\n    go: aside"
    )
    walker = Walker(tmp_path, talk)
    walker.says("/talk", "3", "fine", "words")
    assert walker.says(BACK) == ["A note?"]
    assert walker.effects == [Keep("e0", "notes", "words"), TakeBack(("e0",))]
    assert "note" not in walker.conversation.variables


def test_a_command_in_a_visited_flow_keeps_both_places(walker: Walker) -> None:
    walker.says("/talk", "3", SKIP, "/help")
    assert [frame.state for frame in walker.conversation.stack] == ["talk.aside", "side.there"]


def test_a_press_after_the_script_changed_never_obeys_another_button(walker: Walker) -> None:
    walker.says("/talk", "3", SKIP, "fine")
    walker.script = walker.load(
        TALK.replace("{label: Good, set", "{label: Awful, set").replace("label: Bad", "label: Good")
    )
    assert walker.presses("Good") == ["3 and “”. How is it?"]
    assert "mood" not in walker.conversation.variables
    assert walker.presses("Good") == ["Last. bad"]


def test_a_press_after_a_change_elsewhere_is_obeyed(walker: Walker) -> None:
    walker.says("/talk", "3", SKIP, "fine")
    walker.script = walker.load(TALK.replace("One paragraph.", "A paragraph."))
    assert walker.presses("Bad") == ["Last. bad"]


def test_a_place_that_the_script_lost_leads_home(walker: Walker) -> None:
    walker.says("/talk", "3")
    walker.script = walker.load(TALK.replace("  note:\n", "  notes:\n").replace("go: note", "go: notes"))
    assert walker.does(Said("what?")) == ["This is place_lost.", "This is menu."]


def test_a_visit_whose_way_back_is_lost_leads_home(walker: Walker) -> None:
    walker.says("/talk", "3", SKIP)
    walker.script = walker.load(TALK.replace("  aside:\n", "  elsewhere:\n").replace("go: aside", "go: elsewhere"))
    assert walker.presses("Fine") == ["This is menu."]


def test_a_circle_that_a_condition_closes_is_an_error_and_no_hang(tmp_path: Path) -> None:
    free = '    ask: "A note?"\n    reply: {set: note, journal: notes, may_skip: yes}\n    go: aside\n'
    closed = "    go:\n      - {condition: count, go: note}\n      - {go: aside}\n"
    walker = Walker(tmp_path, TALK.replace(free, closed))
    walker.says("/talk")
    with pytest.raises(ScriptError, match="circle"):
        walker.says("3")
    assert walker.conversation.state == "talk.hello"


def test_a_state_whose_conditions_all_fail_is_an_error_that_leaves_the_place(walker: Walker) -> None:
    with pytest.raises(ScriptError, match="no way on"):
        enter(Cursor(walker.script, msgspec.structs.replace(walker.conversation, state="talk.last"), START), "go")


@pytest.mark.parametrize(
    ("last_at", "days"),
    [
        (None, 0),
        (START, 0),
        (START - timedelta(days=1) + timedelta(seconds=1), 0),
        (START - timedelta(days=1), 1),
        (START - timedelta(days=120), 120),
        (START + timedelta(days=2), 0),
    ],
)
def test_a_sentence_may_know_how_many_days_somebody_was_away(
    walker: Walker, last_at: datetime | None, days: int
) -> None:
    conversation = msgspec.structs.replace(walker.conversation, last_at=last_at)
    assert Cursor(walker.script, conversation, START).read("days_away") == days


DANGER = """
flow: danger
command: danger
start: there
states:
  there:
    ask: "Safe?"
    choices:
      - "Yes": menu
    unanswered: lines
  lines:
    say: "People to call."
    go: there
"""
MUCH = """
flow: much
command: much
start: there
states:
  there:
    say: ["One", "Two"]
    ask: "Three?"
    choices:
      - "Yes": menu
"""


def test_a_command_that_passes_over_what_must_be_answered_says_no_more_than_three_at_once(tmp_path: Path) -> None:
    walker = Walker(tmp_path, danger=DANGER, much=MUCH)
    assert walker.says("/danger", "/much") == ["People to call.", "One\n\nTwo", "Three?"]


def test_three_at_once_stay_three(tmp_path: Path) -> None:
    walker = Walker(tmp_path, much=MUCH)
    assert walker.says("/much") == ["One", "Two", "Three?"]
