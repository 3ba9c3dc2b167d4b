"""The sixteen modules of /understand: their shape, their words, and the findings they name."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import pytest

from tests.content.readability import grade
from tests.content.reading import DIALOGUES, read, sentences

LIST = "flows/understand_modules.yaml"
PAGES = ("page_one", "page_two", "page_three", "page_four")
MODULES = sorted(path.stem for path in DIALOGUES.glob("flows/understand_*.yaml") if path.stem != "understand_modules")
NEVER = re.compile(
    r"\b(you are an?|you're an?|your (style|type|pattern)|anxious (people|person)|avoidants|always|never|diagnos\w*"
    r"|disorder|symptoms?|therap\w+|treatment|medication|toxic|narciss\w+|heal|trauma\w*|should|must|have to)\b|!",
    re.IGNORECASE,
)
"""Labels for a person, words of medicine, certainty about people, and words that push."""
each_module = pytest.mark.parametrize("module", MODULES)


def states(module: str) -> dict[str, Any]:
    return dict(read(f"flows/{module}.yaml")["states"])


def lines(line: Any) -> list[str]:
    """Every sentence that a line may say."""
    if isinstance(line, str):
        return [line]
    return [*lines(line["say"]), *lines(line["otherwise"])]


def texts(module: str) -> list[str]:
    return [text for state in states(module).values() if "ask" in state for text in lines(state["ask"])]


def labels(module: str) -> list[str]:
    every = [choice for state in states(module).values() for choice in state.get("choices", [])]
    return [choice.get("label") or next(iter(choice)) for choice in every]


def test_there_are_sixteen_and_each_stands_once_in_the_list() -> None:
    listed = [
        choice["go"] for page in PAGES for choice in states("understand_modules")[page]["choices"] if "go" in choice
    ]
    assert sorted(listed) == [f"{module}.door" for module in MODULES]
    assert len(MODULES) == 16


@each_module
def test_a_module_is_read_in_four_or_five_short_messages_and_asks_something_back(module: str) -> None:
    asks = [name for name, state in states(module).items() if "ask" in state and name not in ("note", "ground")]
    assert 4 <= len(asks) <= 5
    question = states(module)["question"]
    assert question["reply"] == {"journal": module}
    assert sum("set" in choice for choice in question["choices"]) >= 3


@each_module
def test_a_module_is_gone_on_with_where_it_was_left(module: str) -> None:
    at = f"at_{module.removeprefix('understand_')}"
    name, begun = states(module), states(module)["door"]
    ways = {f"{at} == 2": "second", f"{at} == 3": "third", f"{at} == 4": "question"}
    assert {way["condition"]: way["go"] for way in begun["go"][:-1]} == ways
    for number, state in enumerate(["first", *ways.values()], start=1):
        assert name[state]["set"][at] == f"{{{{ [{at}, {number}] | max }}}}"
    end = name["ground" if "ground" in name else "answered"]
    assert end["set"] == {at: "9", "understand_title": ""}


def test_the_list_goes_on_with_the_module_whose_title_was_kept() -> None:
    ways = states("understand_modules")["left_module"]["go"]
    led = {way["go"]: way.get("condition") for way in ways}
    titles = {f"{module}.door": states(module)["door"]["set"]["understand_title"] for module in MODULES}
    *named, (last, without) = led.items()
    assert {target: f"understand_title == '{titles[target]}'" for target, _ in named} == dict(named)
    assert without is None
    assert {*led} == {*titles}
    assert last in titles


@each_module
def test_each_tap_has_its_own_word_and_own_words_have_one_too(module: str) -> None:
    taps = [choice["set"]["understand_said"] for choice in states(module)["question"]["choices"] if "set" in choice]
    line, answered = states(module)["answered"]["ask"], []
    while not isinstance(line, str):
        answered.append(line["when"])
        line = line["otherwise"]
    assert answered == [f"understand_said == '{tap}'" for tap in taps]


@each_module
def test_every_message_can_be_left_for_the_list(module: str) -> None:
    asking = [name for name, state in states(module).items() if "ask" in state]
    ways = {
        name: {str(way) for choice in states(module)[name]["choices"] for way in choice.values()} for name in asking
    }
    assert not [name for name, targets in ways.items() if not any("understand_modules.page" in way for way in targets)]


@each_module
def test_the_words_are_plain_and_short(module: str) -> None:
    said = [one for text in texts(module) for one in sentences(text)]
    assert not [one for one in said if len(one.split()) > 22]
    assert not [one for one in said if NEVER.search(one)]
    assert not [one for one in said if "\u2014" in one or "\u2013" in one or " - " in one or '"' in one]
    assert not [label for label in labels(module) if len(label.split()) > 5]
    assert grade(texts(module)) <= 8


def test_no_two_messages_begin_alike() -> None:
    said = [text for module in MODULES for text in texts(module)]
    openings = Counter(" ".join(re.findall(r"[\w']+", text.lower())[:4]) for text in said)
    assert not [opening for opening, count in openings.items() if count > 1]


def test_every_module_names_what_it_rests_on() -> None:
    sources = (DIALOGUES / "SOURCES.md").read_text(encoding="utf-8")
    part = sources.partition("## Understanding (`flows/understand_*.yaml`)")[2].partition("\n## ")[0]
    named = dict(re.findall(r"- \*\*`(\w+)`\*\*(.*?)(?=\n- |\Z)", part, re.DOTALL))
    assert sorted(named) == [module.removeprefix("understand_") for module in MODULES]
    assert not [module for module, cited in named.items() if not re.search(r"\b(19|20)\d\d\b", cited)]


def test_the_module_on_family_has_a_note_a_way_around_and_a_grounding_end() -> None:
    family = states("understand_family")
    assert family["door"]["go"][-1] == {"go": "note"}
    assert {"Another one instead": "understand_modules.page_three"} in family["note"]["choices"]
    assert "slow breath" in family["ground"]["ask"]
    assert {"Next": "ground"} in family["answered"]["choices"]
