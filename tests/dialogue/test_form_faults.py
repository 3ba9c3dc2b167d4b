"""What a model refuses is told in an author's words, whatever the model: those of other rooms too."""

from __future__ import annotations

from datetime import time
from typing import Annotated, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, field_validator

from bot.dialogue.form_keys import known_keys
from bot.dialogue.reading import read_form


class Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Statement(Strict):
    text: Annotated[str, Field(max_length=20)]
    weight: Annotated[float, Field(gt=0)] = 1.0

    @field_validator("text")
    @classmethod
    def asks_nothing(cls, text: str) -> str:
        if text.endswith("?"):
            raise ValueError("a statement asks nothing")
        return text


class Scene(Strict):
    scene: str
    ask: str
    options: tuple[str, ...] = Field(min_length=2)


class Bank(Strict):
    items: tuple[Statement | Scene, ...]
    part: Literal["self", "others"] = "self"
    at: time | None = None
    count: int = 0
    reversed: bool = False
    by_name: dict[str, Statement] = {}


def told(text: str) -> list[str]:
    read, faults = read_form(text.encode(), "bank.yaml", Bank)
    assert (read is None) == bool(faults)
    return [str(fault).removeprefix("bank.yaml:") for fault in faults]


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("items: [{text: Fine.}]", []),
        ("items: [{txt: Fine.}]", ["1:10: no key 'txt' here (did you mean 'text'?)"]),
        ("items: [{weight: 2}]", ["1:9: the key 'text' is missing here"]),
        ("items: [{scene: A., ask: B., options: [C]}]", ["1:39: this has 1 entry and must have at least 2"]),
        ("items: [{scene: A., aks: B., options: [C, D]}]", ["1:21: no key 'aks' here (did you mean 'ask'?)"]),
        ("items: [{text: Fine., weight: much}]", ["1:31: a number is due here, not 'much'"]),
        ("items: [{text: Fine., weight: 0}]", ["1:31: this should be greater than 0"]),
        ("items: [{text: Is it?}]", ["1:16: a statement asks nothing"]),
        ("items: [{text: This is too much to say.}]", ["1:16: this has 24 characters and must have at most 20"]),
        ("items: Fine.", ["1:8: a list is due here, with a dash before each line, not 'Fine.'"]),
        ("items: []\npart: selv", ["2:7: 'selv' is not known here: it can be self or others (did you mean 'self'?)"]),
        ("items: []\npart: [self]", ["2:7: a word is due here (self or others)"]),
        ("items: []\nat: later", ["2:5: a time like 20:30 or a date like 2026-11-23 is due here, not 'later'"]),
        ("items: []\ncount: 1.5", ["2:8: a whole number is due here, not '1.5'"]),
        ("items: []\nreversed: sometimes", ["2:11: yes or no is due here, not 'sometimes'"]),
        ("items: []\nby_name: {a: {txet: B.}}", ["2:15: no key 'txet' here (did you mean 'text'?)"]),
    ],
)
def test_a_fault_is_told_in_words_and_at_its_place(text: str, faults: list[str]) -> None:
    assert told(text) == faults


def test_of_several_forms_the_nearest_is_the_one_that_is_told() -> None:
    assert told("items:\n  - scene: A.\n    ask: B.\n") == ["2:5: the key 'options' is missing here"]


def test_the_keys_of_a_form_are_found_however_deep_it_lies() -> None:
    assert known_keys(Bank, ("items", 0, "Scene")) == ("scene", "ask", "options")
    assert known_keys(Bank, ("by_name", "anything")) == ("text", "weight")
    assert known_keys(Bank, ("part", "deeper")) == ()
