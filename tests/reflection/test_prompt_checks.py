"""What is wrong in the files of prompts is said with its place and a remedy: one way to be wrong, one sentence."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from bot.dialogue.reading import read_form
from bot.reflection import prompt_checks
from bot.reflection.prompt_forms import PromptForm, PromptsFile
from tests.reflection.prompt_builders import prompt, prompts_file, words

THREE = prompt("usual")["answers"]


def found(*files: PromptsFile) -> list[tuple[tuple[str | int, ...], str]]:
    """The faults in these files: places and sentences."""
    return [(where, message) for _, where, message in prompt_checks.faults(files)]


def labelled(*labels: str) -> list[dict[str, str]]:
    """Answers with these labels."""
    return [{"label": label, "follow_up": "And then?"} for label in labels]


def test_files_as_they_should_be_have_no_faults() -> None:
    assert found(prompts_file(prompt("one"), prompt("two")), prompts_file(words=words())) == []
    assert found() == []


FAULTS: list[tuple[dict[str, Any], tuple[str | int, ...], str]] = [
    ({"theme": "repairs"}, ("theme",), "no theme named 'repairs' (did you mean 'repair'?)"),
    ({"function": "notices"}, ("function",), "no function named 'notices' (did you mean 'notice'?)"),
    ({"lever": "world"}, ("lever",), "no lever named 'world' (there are: self, others, expectation)"),
    ({"relationship": "friends"}, ("relationship",), "no relationship named 'friends' (did you mean 'friendship'?)"),
    ({"leaning": {"anxiety": []}}, ("leaning", "anxiety"), "no level is named here, so this is never asked"),
    (
        {"sensitivity": "heavy", "touches": ""},
        ("sensitivity",),
        "say in 'touches' what this may stir, in a word or two",
    ),
    ({"touches": "parting"}, ("touches",), "what may be stirred needs a 'sensitivity' of light or heavy"),
    ({"text": " "}, ("text",), "there are no words here, and some are due"),
    ({"text": "x" * 181}, ("text",), "this has 181 characters; 180 are the most here"),
    ({"text": "{{ first_name }}?"}, ("text",), "a prompt is the same for everyone: it has no names between braces"),
    ({"own_words": ""}, ("own_words",), "there are no words here, and some are due"),
    ({"answers": THREE[:2]}, ("answers",), "there are 2 answers; every prompt has 3 to tap"),
    (
        {"answers": [*THREE[:2], {"label": "Last", "follow_up": ""}]},
        ("answers", 2, "follow_up"),
        "there are no words here, and some are due",
    ),
    (
        {"answers": labelled("Yes", "No", "x" * 31)},
        ("answers", 2, "label"),
        f"'{'x' * 31}' has 31 characters; a button holds 30",
    ),
    (
        {"answers": labelled("Yes", "No", "a b c d e f")},
        ("answers", 2, "label"),
        "'a b c d e f' has 6 words; a button holds 5",
    ),
    ({"answers": labelled("Yes", "No", "3")}, ("answers", 2, "label"), "'3' has no word in it; answers are words"),
    (
        {"answers": labelled("Yes", "No", "not now")},
        ("answers", 2, "label"),
        "'not now' stands under every prompt already; give this answer another name",
    ),
]


@pytest.mark.parametrize(("more", "place", "message"), FAULTS, ids=[message for _, _, message in FAULTS])
def test_each_fault_in_a_prompt_is_told(more: dict[str, Any], place: tuple[str | int, ...], message: str) -> None:
    file = prompts_file(prompt("fine"), prompt("wrong", **more), words=words())
    assert found(file) == [(("prompts", 1, *place), message)]


FILE = """\
prompts:
  - id: one
    text: "What about it?"
    theme: space
    function: notice
    lever: self
    depth: 1
    relationship: any
    leaning: any
    sensitivity: none
    answers:
      - {label: "Yes", follow_up: "And then?"}
      - {label: "No", follow_up: "And now?"}
      - {label: "Perhaps", follow_up: "And why?"}
    own_words: "Thanks."
"""


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ("theme: space", "theme: spaces", "prompts/one.yaml:4:12: no theme named 'spaces' (did you mean 'space'?)"),
        ('"And now?"', '""', "prompts/one.yaml:13:34: there are no words here, and some are due"),
        (', follow_up: "And now?"', "", "prompts/one.yaml:13:9: the key 'follow_up' is missing here"),
        ("    lever: self\n", "", "prompts/one.yaml:2:5: the key 'lever' is missing here"),
        ("depth: 1", "depht: 1", "prompts/one.yaml:7:5: no key 'depht' here (did you mean 'depth'?)"),
        ("depth: 1", "depth: deep", "prompts/one.yaml:7:12: a whole number is due here, not 'deep'"),
        (
            "leaning: any",
            "leaning: anxious",
            "prompts/one.yaml:9:14: write 'any', or the levels it is asked at, such as {anxiety: [middle, high]}",
        ),
        (
            "leaning: any",
            "leaning: {anxiety: [hihg]}",
            "prompts/one.yaml:9:25: 'hihg' is not known here: it can be low, middle or high (did you mean 'high'?)",
        ),
    ],
)
def test_an_author_reads_file_line_column_and_remedy(right: str, wrong: str, told: str) -> None:
    source, faults = read_form(FILE.replace(right, wrong).encode(), "prompts/one.yaml", PromptsFile)
    with_words = prompts_file(words=words())
    across = prompt_checks.faults([source.form, with_words]) if source else ()
    assert [str(fault) for fault in faults] + [
        str(source.fault(message, *where)) for _, where, message in across if source
    ] == [told]


def test_two_answers_of_one_name_are_told_at_both() -> None:
    file = prompts_file(prompt("wrong", answers=labelled("Yes", "No", "yes")), words=words())
    assert [where[-2] for where, _ in found(file)] == [0, 2]


def test_an_id_that_stands_in_two_files_is_told_at_the_second() -> None:
    first, second = prompts_file(prompt("one"), words=words()), prompts_file(prompt("two"), prompt("one"))
    faults = list(prompt_checks.faults([first, second]))
    message = "there are two prompts named 'one'; each needs a name of its own"
    assert faults == [(second, ("prompts", 1, "id"), message)]


@pytest.mark.parametrize(
    "tag", ["theme", "function", "lever", "depth", "relationship", "leaning", "sensitivity", "answers", "own_words"]
)
def test_a_missing_tag_is_refused_by_the_form(tag: str) -> None:
    whole = prompt("one")
    with pytest.raises(ValidationError, match=f"{tag}\n  Field required"):
        PromptForm.model_validate({key: value for key, value in whole.items() if key != tag})


@pytest.mark.parametrize(
    "more", [{"depth": "0"}, {"depth": "4"}, {"sensitivity": "some"}, {"leaning": {"anxiety": ["deep"]}}]
)
def test_a_tag_that_is_out_of_range_is_refused_by_the_form(more: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        PromptForm.model_validate(prompt("one", **more))


def test_words_are_needed_once() -> None:
    bare, with_words = prompts_file(prompt("one")), prompts_file(words=words())
    missing = "no file in prompts/ holds 'words', the sentences behind “Why this one?”"
    assert found(bare) == [((), missing)]
    twice = "another file in prompts/ holds 'words' already"
    assert found(with_words, with_words) == [(("words",), twice)]


def test_faults_in_the_words_are_told() -> None:
    wrong = words()
    wrong["months"] = wrong["months"][:11]
    wrong["relationships"] = {"romantik": "a partner"} | {
        name: text for name, text in wrong["relationships"].items() if name != "romantic"
    }
    wrong["reasons"] |= {"again": {"says": "In {{ mont }}."}, "theme": {"says": "x" * 401, "off": "a b c d e f"}}
    assert found(prompts_file(words=wrong)) == [
        (("words", "months"), "there are 11 months; a year has 12"),
        (("words", "relationships"), "'romantic' is missing here"),
        (("words", "relationships", "romantik"), "no relationship named 'romantik' (did you mean 'romantic'?)"),
        (("words", "reasons", "theme", "says"), "this has 401 characters; a message holds 400"),
        (("words", "reasons", "theme", "off"), "'a b c d e f' has 6 words; a button holds 5"),
        (("words", "reasons", "again", "says"), "no name named 'mont' (did you mean 'month'?)"),
    ]
