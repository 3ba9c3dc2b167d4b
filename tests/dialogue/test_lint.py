"""What the check lets pass: rules that would refuse good dialogues are worse than none."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.dialogue.loader import load_script
from bot.errors import ScriptError
from tests.dialogue.small_script import SmallShelf, small_files, write

HEAD = "flow: talk\ncommand: talk\nstart: here\nvariables: {tries: number, agreed: yes/no, mood: text}\nstates:\n"


def faults(directory: Path, states: str) -> list[str]:
    """What is wrong with a flow of these states, without the file's name."""
    write(directory, {**small_files(), "flows/talk.yaml": HEAD + states})
    try:
        load_script(directory, [SmallShelf()])
    except ScriptError as error:
        return [line.partition("talk.yaml:")[2] for line in str(error).splitlines()]
    return []


@pytest.mark.parametrize(
    "states",
    [
        # three messages, then a turn
        '  here:\n    say: ["One.", "Two."]\n    ask: Three?\n    choices:\n      - Yes: menu\n',
        # an ability in between has a turn of its own, or says what is not known here
        '  here:\n    say: ["One.", "Two."]\n    suggest: "2"\n    go: there\n'
        '  there:\n    say: ["One.", "Two."]\n    choices:\n      - Yes: menu\n',
        # erased first, then said: this is an end
        "  here:\n    do: erase\n    say: Gone.\n",
        # of two choices with one label only one is there
        "  here:\n    ask: Well?\n    choices:\n      - {condition: agreed, label: Go on, go: menu}\n"
        "      - {condition: not agreed, label: Go on, go: map}\n      - No: menu\n",
        # every choice has a condition, and there are other ways on
        "  here:\n    ask: Well?\n    choices:\n      - {condition: agreed, label: Go on, go: menu}\n"
        "    reply: {set: mood}\n    go: menu\n",
        # the state's own way serves for a choice that has none
        "  here:\n    ask: Well?\n    choices:\n      - {label: Fine, set: {mood: fine}}\n    go: menu\n",
        # a way round in which the person has a turn is no circle
        "  here:\n    ask: Again?\n    choices:\n      - Yes: there\n  there:\n    set: {mood: fine}\n    go: here\n",
        # a way round that a condition can leave is no circle
        "  here:\n    go:\n      - {condition: agreed, go: menu}\n      - {go: here}\n",
        # only reached from another flow, by its full name; and back by `return`
        "  here:\n    visit: talk.there\n    go: menu\n  there:\n    say: Hello.\n    go: return\n",
        # a message that the question belongs to, said by an ability
        "  here:\n    explain: region\n    choices:\n      - Yes: menu\n",
        # names from everywhere, filters, and tests on each type
        '  here:\n    say: "{% if certainty < 0.6 and not agreed %}{{ first_name | tidy }}{% endif %}, "\n'
        "    go:\n      - {condition: \"tries + 1 > taken or mood == 'fine'\", go: menu}\n      - {go: map}\n",
        # exactly 400 characters, exactly 30
        f"  here:\n    ask: {'x' * 400}\n    choices:\n      - {'y' * 30}: menu\n",
        # markup does not count
        f'  here:\n    ask: "**{"x" * 398}**"\n    choices:\n      - Yes: menu\n',
    ],
)
def test_this_is_fine(tmp_path: Path, states: str) -> None:
    assert faults(tmp_path, states) == []


def test_a_long_variant_is_found_among_short_ones(tmp_path: Path) -> None:
    states = f'  here:\n    say: {{one of: ["Short.", "{"x" * 401}"]}}\n    go: menu\n'
    assert faults(tmp_path, states) == ["7:10: this message has 401 characters: at most 400, or make it two"]


def test_paragraphs_of_one_message_are_counted_together(tmp_path: Path) -> None:
    states = f'  here:\n    say: {{together: ["{"x" * 200}", "{"y" * 199}"]}}\n    go: menu\n'
    assert faults(tmp_path, states) == ["7:10: this message has 401 characters: at most 400, or make it two"]


def test_messages_are_counted_along_the_longest_way(tmp_path: Path) -> None:
    states = (
        "  here:\n    say: One.\n    go:\n      - {condition: agreed, go: menu}\n      - {go: there}\n"
        '  there:\n    say: ["Two.", "Three."]\n    go: last\n'
        "  last:\n    ask: Four?\n    choices:\n      - Yes: menu\n"
    )
    assert faults(tmp_path, states) == [
        "6:3: 4 messages in a row from here before the person has a turn: at most 3",
    ]


def test_a_place_inside_an_argument_is_found(tmp_path: Path) -> None:
    states = (
        '  here:\n    assess:\n      relationship: friendship\n      until: {at_most: "{{ nine }}"}\n    go: menu\n'
    )
    assert faults(tmp_path, states) == ["9:24: nothing is called 'nine': add it to `variables`"]


def test_a_fault_in_a_deep_line_has_its_own_place(tmp_path: Path) -> None:
    states = (
        "  here:\n    ask:\n      one of:\n        - when: agred\n"
        '          say: "Hello {{ frist_name }}."\n          otherwise: Hi.\n        - Hello.\n'
        "    choices:\n      - Yes: menu\n"
    )
    assert faults(tmp_path, states) == [
        "9:17: nothing is called 'agred': add it to `variables` (did you mean 'agreed'?)",
        "10:16: nothing is called 'frist_name': add it to `variables` (did you mean 'first_name'?)",
    ]


def test_while_one_flow_cannot_be_read_nothing_is_said_about_what_may_stand_in_it(tmp_path: Path) -> None:
    states = (
        "  here:\n    ask: Well?\n    choices:\n      - Yes: second.other\n      - No: hree\n  there:\n    go: third\n"
    )
    write(tmp_path, {"flows/second.yaml": "flow: second\ncommand: second\nstart: @here\n"})
    other_file, own = faults(tmp_path, states)
    assert other_file == ""
    assert own == "10:13: no state named 'hree' in this flow (did you mean 'here'?)"


def test_a_fault_elsewhere_is_no_fault_of_a_text_that_reads_an_ability_s_value(tmp_path: Path) -> None:
    """While a content file has faults, nobody knows what its ability calls; then no length is judged either."""
    clause = "{% if certainty > 0.5 %}, as far as those answers go{% endif %}"
    said = "An ordinary sentence" + clause * 9 + "."
    flow = f"{HEAD}  here:\n    say: '{said}'\n    go: menu\n"
    write(tmp_path, {**small_files(), "flows/talk.yaml": flow, "cards/one.yaml": "title: [1]\n"})
    with pytest.raises(ScriptError) as caught:
        load_script(tmp_path, [SmallShelf()])
    assert "talk.yaml" not in str(caught.value)
    assert "cards/one.yaml" in str(caught.value)
