"""Every example of docs/authoring.md works as it stands there, and every error is the one an author gets.

A block of states is put into a small flow with some variables, where a person can come to each of them; `next_state` is
there too. A block marked `yaml wrong` gets the error in the block below it.
"""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest

from bot.dialogue.loader import load_script
from bot.dialogue.reading import read_form
from bot.dialogue.recording import Recording, play
from bot.dialogue.step import step
from bot.errors import ScriptError
from tests.dialogue.small_script import SmallShelf, small_files, write

GUIDE = (Path(__file__).parents[2] / "docs/authoring.md").read_text(encoding="utf-8")
VARIABLES = "{tries: number, mood: text, last_words: text, relationship: text}"


class Block(NamedTuple):
    kind: str
    text: str

    @property
    def begins(self) -> str:
        return self.text.partition(":")[0]


BLOCKS = [Block(*found) for found in re.findall(r"^```([a-z ]+)\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)]
EXAMPLES = [block for block in BLOCKS if block.kind == "yaml" and not block.text.startswith("#")]
WRONG = [(block, after.text.strip()) for block, after in pairwise(BLOCKS) if block.kind == "yaml wrong"]


def file_of(block: Block) -> tuple[str, str]:
    """The file that a block makes: itself, or a flow around its states."""
    if block.begins == "flow":
        name = block.text.partition("\n")[0].removeprefix("flow: ")
        return f"flows/{name}.yaml", block.text
    if block.begins == "intent":
        return f"smalltalk/{block.text.split()[1]}.yaml", block.text
    indented = "".join(f"  {line}\n" for line in block.text.splitlines())
    states = re.findall(r"^(\w+):$", block.text, re.MULTILINE)
    choices = "".join(f'      - "{state}": {state}\n' for state in [*states, "next_state"])
    return "flows/example.yaml", (
        f"flow: example\ncommand: example\nstart: door\nvariables: {VARIABLES}\nstates:\n{indented}"
        f"  door:\n    ask: Where to?\n    choices:\n{choices}  next_state:\n    do: stop\n"
    )


def faults(directory: Path, block: Block) -> list[str]:
    write(directory, {**small_files(), **dict([file_of(block)])})
    try:
        load_script(directory, [SmallShelf()])
    except ScriptError as error:
        return str(error).splitlines()
    return []


@pytest.mark.parametrize(
    "block", [block for block in EXAMPLES if block.begins != "recording"], ids=lambda one: one.begins
)
def test_an_example_works_as_it_stands(tmp_path: Path, block: Block) -> None:
    assert faults(tmp_path, block) == []


@pytest.mark.parametrize(("block", "error"), WRONG, ids=[str(number) for number in range(len(WRONG))])
def test_an_error_is_the_one_that_an_author_gets(tmp_path: Path, block: Block, error: str) -> None:
    (fault,) = faults(tmp_path, block)
    assert fault.endswith(f": {error}")


def test_the_recording_of_the_first_flow_goes_as_it_says(tmp_path: Path) -> None:
    (recorded,) = (block for block in EXAMPLES if block.begins == "recording")
    read, found = read_form(recorded.text.encode(), "recording.yaml", Recording)
    assert found == []
    assert read is not None
    write(tmp_path, {**small_files(), **dict([file_of(EXAMPLES[0])])})
    script = load_script(tmp_path, [SmallShelf()])
    assert play(script, read.form, lambda conversation, event, now: step(script, conversation, event, now)) == []


def test_the_guide_shows_every_key() -> None:
    shown = " ".join(block.text for block in EXAMPLES) + GUIDE
    for key in (
        "flow", "about", "command", "words", "on", "start", "variables", "states", "say", "ask", "choices", "reply",
        "go", "set", "do", "exact", "visit", "otherwise", "one of", "when", "together", "label", "condition", "journal",
        "may_skip", "assess", "explain", "picture", "suggest", "discard",
    ):  # fmt: skip
        assert f"{key}:" in shown or f"`{key}`" in shown


def test_there_are_as_many_examples_as_the_guide_needs() -> None:
    assert len(EXAMPLES) > 15
    assert len(WRONG) > 5
