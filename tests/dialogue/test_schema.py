"""The schema for editors agrees with what the loader takes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.dialogue.forms import ChoiceForm, FlowForm, ReplyForm
from bot.dialogue.schema import ABILITIES, schema, schema_text
from bot.dialogue.shaping import KEYS
from tests.dialogue.schema_judge import Judge
from tests.dialogue.test_loader import RICH

ROOT = Path(__file__).parents[2]
FLOWS = sorted((ROOT / "dialogues/flows").rglob("*.yaml"))
SCHEMA = schema()


class _Editor(yaml.SafeLoader):
    """Reads as editors do (YAML 1.2): true and false are no words, yes, no, on and off are."""


_Editor.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Editor.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(?:true|false)$"), list("tf"))


def judged(text: str) -> list[str]:
    return Judge(SCHEMA).refusals(yaml.load(text, _Editor))  # noqa: S506 - a safe loader with other words for yes


def flow(state: str) -> str:
    return f"flow: f\nstart: a\nstates:\n  a: {state}\n"


def test_the_published_schema_is_the_present_one() -> None:
    # Write it anew: python -m bot.dialogue.schema > dialogues/schema.json
    assert (ROOT / "dialogues/schema.json").read_text(encoding="utf-8") == schema_text()


@pytest.mark.parametrize("path", FLOWS, ids=lambda path: path.stem)
def test_the_schema_takes_every_flow_there_is(path: Path) -> None:
    assert judged(path.read_text(encoding="utf-8")) == []


def test_the_schema_takes_every_form_a_flow_may_have() -> None:
    assert judged(RICH) == []


def test_the_schema_knows_the_keys_of_the_models_and_no_others() -> None:
    definitions: dict[str, Any] = SCHEMA["definitions"]
    assert SCHEMA["properties"].keys() == FlowForm.model_fields.keys()
    assert definitions["state"]["properties"].keys() == KEYS | ABILITIES.keys()
    assert definitions["state"]["properties"]["reply"]["properties"].keys() == ReplyForm.model_fields.keys()
    assert definitions["choice"]["anyOf"][1]["properties"].keys() == {
        field.alias or name for name, field in ChoiceForm.model_fields.items()
    }


@pytest.mark.parametrize(
    "text",
    [
        "start: a\nstates: {}",
        "flow: f\nstart: a\nstates: {}\ncomand: f",
        flow("{aks: Hello}"),
        flow("{say: {one off: [A, B]}}"),
        flow("{say: []}"),
        flow("{do: stopp}"),
        flow("{exact: maybe}"),
        flow("{go: two words}"),
        flow("{go: [{condition: x}]}"),
        flow("{choices: [{Yes: a, No: a}]}"),
        flow("{choices: [{lable: Yes}, {go: a}]}"),
        flow("{reply: {jurnal: a}}"),
        flow("[say, Hello]"),
        "flow: f\nstart: a\nvariables: {x: words}\nstates: {}",
    ],
)
def test_the_schema_underlines_what_the_loader_refuses(text: str) -> None:
    assert judged(text) != []
