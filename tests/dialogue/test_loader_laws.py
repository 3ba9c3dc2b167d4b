"""What holds for any file at all: it loads, or its author gets sentences with places; never a traceback."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.dialogue.forms import FlowForm
from bot.dialogue.loader import load_script
from bot.dialogue.reading import read_form
from bot.dialogue.shaping import FlowShape
from bot.errors import ScriptError
from tests.dialogue.small_script import SmallShelf, small_files, write
from tests.dialogue.test_loader import RICH

LINES = RICH.splitlines(keepends=True)
ODD = "\t\n\r\0\x85\u2028\ufeff:#-&*!|>'\"{}[]%@`,?=~<\\_. é😀0"
SENTENCE = re.compile(r"^[^\n]+?(:[1-9]\d*:[1-9]\d*)?: [^\n]+$")

edits = st.lists(
    st.one_of(
        st.tuples(st.just("drop"), st.integers(0, len(LINES)), st.just("")),
        st.tuples(st.just("twice"), st.integers(0, len(LINES)), st.just("")),
        st.tuples(st.just("swap"), st.integers(0, len(LINES)), st.just("")),
        st.tuples(st.just("insert"), st.integers(0, len(RICH)), st.text(ODD, min_size=1, max_size=3)),
        st.tuples(st.just("cut"), st.integers(0, len(RICH)), st.just("")),
    ),
    min_size=1,
    max_size=4,
)


def edited(text: str, edit: tuple[str, int, str]) -> str:
    kind, place, inserted = edit
    if kind == "insert":
        return text[:place] + inserted + text[place:]
    if kind == "cut":
        return text[:place] + text[place + 1 :]
    lines = text.splitlines(keepends=True)
    if place >= len(lines):
        return text
    if kind == "drop":
        del lines[place]
    elif kind == "twice":
        lines.insert(place, lines[place])
    else:
        lines[place - 1], lines[place] = lines[place], lines[place - 1]
    return "".join(lines)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("dialogues")
    write(directory, small_files())
    return directory


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits)
@example([("insert", len(RICH), "  more:\n    say: {{ 1 \n")])
def test_an_edited_flow_loads_or_is_refused_in_sentences(folder: Path, edits: list[tuple[str, int, str]]) -> None:
    text = RICH
    for edit in edits:
        text = edited(text, edit)
    write(folder, {"flows/rich.yaml": text})
    try:
        load_script(folder, [SmallShelf()])
    except ScriptError as error:
        assert all(SENTENCE.match(line) for line in str(error).split("\n"))


@example(".\r\x85!".encode())
@given(st.binary(max_size=80) | st.text(ODD + "abc", max_size=80).map(str.encode))
def test_any_bytes_are_read_or_refused_in_sentences(source: bytes) -> None:
    read, faults = read_form(source, "flow.yaml", FlowForm, FlowShape(None, None))
    assert (read is None) == bool(faults)
    assert all(SENTENCE.match(str(fault)) for fault in faults)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60))
def test_any_sentence_in_double_quotes_arrives_as_it_is(sentence: str) -> None:
    quoted = sentence.replace("\\", "\\\\").replace('"', '\\"')
    # A byte order mark inside a file is refused; the two separators end a line, as YAML has it.
    for odd in ("\ufeff", "\u2028", "\u2029", "\ufffe", "\uffff"):
        quoted, sentence = quoted.replace(odd, ""), sentence.replace(odd, "")
    source = f'flow: f\nstart: a\nstates:\n  a:\n    say: "{quoted}"\n    go: a\n'
    read, faults = read_form(source.encode(), "f.yaml", FlowForm, FlowShape((), {}))
    assert faults == []
    assert read is not None
    assert read.form.states["a"].actions == (("say", sentence),)
