"""YAML as authors mean it: every leaf is text, and every place is remembered."""

from __future__ import annotations

import pytest
import yaml

from bot.dialogue import yaml_text
from bot.dialogue.nodes import place_of, plain
from bot.dialogue.yaml_text import read_yaml


def read(text: str) -> object:
    node, faults = read_yaml(text.encode(), "file.yaml")
    assert faults == []
    assert node is not None
    return plain(node)


@pytest.mark.parametrize(
    "word", ["Yes", "no", "Off", "NO", "null", "~", "20:30", "1.0", "0x1f", "2026-11-23", "=", "1_0"]
)
def test_words_that_yaml_would_turn_into_something_else_stay_words(word: str) -> None:
    assert read(f"key: {word}\n") == {"key": word}
    assert read(f"{word}: value\n") == {word: "value"}


@pytest.mark.parametrize(
    "sentence",
    [
        "It's fine, thank you.",
        "Ratio 3:4, and so on",
        "one#two",
        "What? Really!",
        "A - with a dash",
        "50% of 2 * 3 & more",
        "“Quoted” by nicer marks",
        "-3 degrees",
        "ends with a backslash \\",
    ],
)
def test_what_is_safe_needs_no_quotes(sentence: str) -> None:
    assert read(f"say: {sentence}\n") == {"say": sentence}


def test_a_comment_may_stand_behind_a_name_a_bracket_and_a_quote() -> None:
    text = 'go: next_state  # why\nset: {a: b} # because\nsay: "Hello." # hello\n# alone\nmore:\n  - one # first\n'
    assert read(text) == {"go": "next_state", "set": {"a": "b"}, "say": "Hello.", "more": ["one"]}


def test_a_long_sentence_goes_on_in_the_next_line() -> None:
    assert read('say: "One\n  and two."\nask: Three\n  and four\n') == {"say": "One and two.", "ask": "Three and four"}


def test_an_empty_text_is_written_in_quotes() -> None:
    assert read('set: {country: ""}\n') == {"set": {"country": ""}}


def test_every_value_and_every_key_knows_its_place() -> None:
    node, _ = read_yaml('é: "😀"\nstates:\n  - {a: b, c: d}\n'.encode(), "file.yaml")
    assert node is not None
    assert place_of(node, ["é"]) == (1, 4)
    assert place_of(node, ["states", 0, "c"]) == (3, 15)
    assert place_of(node, ["states", 0, "c"], key=True) == (3, 12)


def test_what_is_not_there_has_the_place_of_what_is_around_it() -> None:
    node, _ = read_yaml(b"states:\n  - {a: b}\n", "file.yaml")
    assert node is not None
    assert place_of(node, ["states", 0, "z", "y"]) == (2, 5)
    assert place_of(node, ["states", 7]) == (2, 3)


def test_faults_in_several_sentences_are_told_in_one_go() -> None:
    text = 'a: @one\nb: {{ two }}, hello\nc: "fine"\nd: one: two\ne: &word three\ng: fine\ng: again\n'
    _, faults = read_yaml(text.encode(), "file.yaml")
    assert [fault.line for fault in faults] == [1, 2, 4, 5, 7]


def test_a_file_of_many_faults_ends_the_reading_some_time() -> None:
    _, faults = read_yaml(b"- @one\n" * 500, "file.yaml")
    assert 10 < len(faults) <= 500


def test_text_deeper_than_any_dialogue_is_refused_and_not_followed() -> None:
    _, faults = read_yaml(b"[" * 5000, "file.yaml")
    assert [fault.message for fault in faults] == ["too many levels inside each other"]


def test_both_parsers_read_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    text = 'a: {b: "c, d"}\né: [1, "x"]\nlong: one\n  two\n'
    fast = read_yaml(text.encode(), "file.yaml")
    monkeypatch.setattr(yaml_text, "Parser", yaml.SafeLoader)
    assert read_yaml(text.encode(), "file.yaml") == fast
