"""Reading `dialogues/` as it stands in a folder: what comes out, and what is said when it cannot."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.dialogue.abilities import Shelf
from bot.dialogue.forms import Branch, ChoiceForm, OneOf, Together, When
from bot.dialogue.loader import load_script
from bot.dialogue.script import Script
from bot.errors import ScriptError
from tests.dialogue.small_script import SmallShelf, small_files, write

RICH = """\
flow: rich
command: rich
words: [the rich one]
start: hello  # a comment behind a name is fine
variables: {tries: number, agreed: yes/no, relationship: text}
states:
  hello:
    set: {tries: "1"}
    say:
      - Hello {{ first_name }}.
      - one of:
          - "We'll see: gently."
          - {when: agreed, say: "Again.", otherwise: {together: ["First.", "Second."]}}
    assess: {relationship: "{{ relationship }}", until: {standard_error: 0.40}}
    do: wake
    ask: 20:30, or No?
    exact: yes
    choices:
      - Yes, both?: again
      - {condition: "certainty < 0.6", label: No, set: {agreed: no}, go: menu.here}
    otherwise: again
  again:
    ask: "And now?"
    reply: {journal: now, set: relationship, may_skip: yes}
    go:
      - {condition: tries > 1, go: visits}
      - {go: return}
  visits:
    visit: menu
    go: hello
"""


def load(directory: Path, *shelves: Shelf) -> Script:
    return load_script(directory, shelves or [SmallShelf()])


def test_a_flow_arrives_as_its_author_wrote_it(tmp_path: Path) -> None:
    write(tmp_path, {**small_files(), "flows/rich.yaml": RICH})
    rich = load(tmp_path).flows["rich"]
    hello, again, visits = rich.states.values()

    assert rich.words == ("the rich one",)
    assert hello.actions == (
        ("set", {"tries": "1"}),
        ("say", "Hello {{ first_name }}."),
        (
            "say",
            OneOf(
                one_of=(
                    "We'll see: gently.",
                    When(when="agreed", say="Again.", otherwise=Together(together=("First.", "Second."))),
                )
            ),
        ),
        ("assess", {"relationship": "{{ relationship }}", "until": {"standard_error": "0.40"}}),
        ("do", "wake"),
    )
    assert hello.choices == (
        ChoiceForm(label="Yes, both?", go="again"),
        ChoiceForm(condition="certainty < 0.6", label="No", set={"agreed": "no"}, go="menu.here"),
    )
    assert (hello.ask, hello.exact, hello.otherwise) == ("20:30, or No?", True, "again")
    assert again.go == (Branch(condition="tries > 1", go="visits"), Branch(go="return"))
    assert again.reply is not None
    assert again.reply.may_skip
    assert visits.visit == "menu"


def test_all_names_that_may_be_read_are_known_with_their_types(tmp_path: Path) -> None:
    write(tmp_path, {**small_files(), "flows/rich.yaml": RICH})
    variables = load(tmp_path).variables
    assert (variables["tries"], variables["first_name"], variables["certainty"], variables["taken"]) == (
        "number",
        "text",
        "number",
        "number",
    )


def test_a_loaded_script_can_be_turned_into_its_machine(tmp_path: Path) -> None:
    write(tmp_path, {**small_files(), "flows/rich.yaml": RICH})
    script = load(tmp_path)
    assert "rich.hello" in script.machine.states
    assert script.words["the rich one"] == "rich"


def test_the_version_changes_with_any_byte_and_with_nothing_else(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write(tmp_path / name, small_files())
    assert load(tmp_path / "one").version == load(tmp_path / "two").version
    write(tmp_path / "two", {"cards/one.yaml": "title:  One\n"})
    assert load(tmp_path / "one").version != load(tmp_path / "two").version


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(tmp_path: Path) -> None:
    write(tmp_path, {**small_files(), "flows/rich.yaml": ("\ufeff" + RICH.replace("\n", "\r\n")).encode()})
    assert load(tmp_path).flows["rich"].start == "hello"


def test_flows_may_lie_in_folders_of_their_own(tmp_path: Path) -> None:
    write(tmp_path, {**small_files(), "flows/more/rich.yaml": RICH})
    assert "rich" in load(tmp_path).flows


def test_a_missing_folder_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ScriptError, match=r"\Adialogues: there is no such folder\Z"):
        load(Path("dialogues"))


def test_a_folder_without_flows_says_what_is_missing(tmp_path: Path) -> None:
    (tmp_path / "flows").mkdir()
    with pytest.raises(ScriptError, match="flows: no flow has the command 'start'"):
        load(tmp_path)


def test_a_file_that_cannot_be_read_is_one_sentence(tmp_path: Path) -> None:
    write(tmp_path, small_files())
    (tmp_path / "flows/folder.yaml").mkdir()
    with pytest.raises(ScriptError, match=r"flows/folder\.yaml: this cannot be read: Is a directory\Z"):
        load(tmp_path)


def test_files_elsewhere_are_named_in_full(tmp_path: Path) -> None:
    write(tmp_path, {**small_files(), "flows/broken.yaml": "say: @home\n"})
    with pytest.raises(ScriptError, match=str(tmp_path / "flows/broken.yaml:1:6: ")):
        load(tmp_path)


def test_a_reply_may_set_what_an_ability_sets(tmp_path: Path) -> None:
    write(tmp_path, {**small_files(), "flows/rich.yaml": RICH.replace("set: relationship", "set: taken")})
    assert load(tmp_path).flows["rich"].states["again"].reply is not None


def test_phrases_may_read_the_values_they_are_given_and_no_others(tmp_path: Path) -> None:
    phrases = small_files()["phrases.yaml"]
    write(tmp_path, {**small_files(), "phrases.yaml": phrases.replace("This is read_as", "I read {{ label }}")})
    assert load(tmp_path).phrases["read_as"] == "I read {{ label }}."
    write(tmp_path, {"phrases.yaml": phrases.replace("This is back", "Back to {{ label }}")})
    with pytest.raises(ScriptError, match=r"phrases\.yaml:\d+:\d+: nothing is called 'label'"):
        load(tmp_path)


def test_missing_and_unknown_phrases_are_named(tmp_path: Path) -> None:
    phrases = small_files()["phrases.yaml"].replace("  back:", "  bakc:")
    write(tmp_path, {**small_files(), "phrases.yaml": phrases})
    with pytest.raises(ScriptError) as caught:
        load(tmp_path)
    unknown, missing = str(caught.value).splitlines()
    assert unknown.endswith("phrases.yaml:2:3: no phrase is called 'bakc' (did you mean 'back'?)")
    assert missing.endswith("phrases.yaml:2:3: phrases are missing: back")
