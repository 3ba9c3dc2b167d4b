"""A JSON Schema of a flow, as authors write it: editors complete from it and underline what it does not know.

Rule: the author's form, short forms and all (shaping.py turns it into the models). It helps while writing; whether a
script is right is decided by the loader alone. Written anew by `python -m bot.dialogue.schema > dialogues/schema.json`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from typing import Any, get_args

from bot.dialogue.abilities import ValueType
from bot.dialogue.forms import NAME, ChoiceForm, Deed

_Schema = dict[str, Any]

ABILITIES: Mapping[str, str] = {
    "assess": "Ask items about one relationship until the picture is sharp enough: {relationship: ..., until: {...}}.",
    "daily": "One question a day: due, today, show, begin, end, later; or {ask: hour, ...}, {pace: week}, {tell: ...}.",
    "discard": "Throw away the answers about one relationship: {relationship: ...}.",
    "explain": "Say what the answers show: lean, tendencies, region, reasons, differences or map.",
    "export": "Send everything that is kept as a file, with this sentence; or {what: journal, sentence: ...}.",
    "helplines": "Name help lines: {country: ..., kind: suicide, by: writing, near: yes}.",
    "not_me": "Note where a picture does not fit: {relationship: ..., where: too_anxious}; nowhere takes it back.",
    "picture": "Draw: attachment_map, or {name: attachment_map, caption: ...}.",
    "suggest": "Offer so many small things to try, or take note of the one taken: {taken: ...}.",
}
"""What an editor says about the keys that call another room. A hint for authors: nothing here calls anything."""

# An editor reads 2, yes and 20:30 as YAML does; we read them as the text that they are.
_TEXT: _Schema = {"type": ["string", "number", "boolean"]}
_YES_OR_NO: _Schema = {"enum": ["yes", "no", True, False]}


def schema() -> _Schema:
    """The schema of one file of dialogues/flows/."""
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "A flow of Secure Base",
        "description": "docs/authoring.md explains every key, with examples.",
        **_table(_flow_keys(), needs=["flow", "start", "states"]),
        "definitions": {
            "name": {"type": "string", "pattern": f"^{NAME}$"},
            "target": {"type": "string", "pattern": rf"^{NAME}(\.{NAME})?$"},
            "line": _line(),
            "values": {"type": "object", "additionalProperties": _TEXT},
            "state": _table(_state_keys()),
            "choice": {"anyOf": [_short_choice(), _long_choice()]},
        },
    }


def schema_text() -> str:
    """The text of dialogues/schema.json."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


def _told(description: str, kind: _Schema) -> _Schema:
    return {"description": description, **kind}


def _is(name: str) -> _Schema:
    return {"$ref": f"#/definitions/{name}"}


def _list_of(kind: _Schema) -> _Schema:
    return {"type": "array", "items": kind, "minItems": 1}


def _table(keys: Mapping[str, _Schema], needs: list[str] | None = None) -> _Schema:
    return {"type": "object", "properties": dict(keys), "additionalProperties": False, "required": needs or []}


def _flow_keys() -> dict[str, _Schema]:
    types = {"enum": list(get_args(ValueType))}
    return {
        "flow": _told("The flow's name, which is its file's name too.", _is("name")),
        "about": _told("What this flow is for, in a line; for other authors.", _TEXT),
        "command": _told("The command that enters this flow from everywhere, without the slash.", {"type": "string"}),
        "words": _told("Whole messages that mean the same as the command.", _list_of(_TEXT)),
        "on": _told(
            "The event that enters this flow: a sign of crisis, the first words two days after one, its time, or an "
            "agreement that reads differently today.",
            {"enum": ["noticed", "afterwards", "due", "agreement"]},
        ),
        "quietly_if": _told("With `on: due`: it comes without a sound, and only while this holds.", _TEXT),
        "never_waits": _told("Nothing is put before it, not even the question that follows a bad hour.", _YES_OR_NO),
        "part_of": _told("The flow that this file is a part of.", _is("name")),
        "start": _told("The state it begins in.", _is("name")),
        "variables": _told(
            "What this flow sets, each with its type.", {"type": "object", "additionalProperties": types}
        ),
        "states": _told("The states by their names.", {"type": "object", "additionalProperties": _is("state")}),
    }


def _state_keys() -> dict[str, _Schema]:
    reply = _table(
        {
            "journal": _told("Keep it in the journal, under this kind.", _TEXT),
            "set": _told("Keep it in this variable.", _is("name")),
            "may_skip": _told("Offer a button to skip it.", _YES_OR_NO),
        }
    )
    branch = _table({"condition": _TEXT, "go": _is("target")}, needs=["go"])
    return {
        "say": _told("What is said: a line, or a list of lines with a message each.", _one_or_more(_is("line"))),
        "set": _told("Variables to set.", _is("values")),
        "do": _told("Something for the conversation as a whole.", {"enum": list(get_args(Deed))}),
        "ask": _told("The question; then it is the person's turn.", _is("line")),
        "choices": _told("The buttons: `- Label: state`.", _list_of(_is("choice"))),
        "beside": _told("Buttons beside those of the ability that waits here.", _list_of(_is("choice"))),
        "reply": _told("A free answer is welcome.", reply),
        "go": _told("The way on: a state, a flow, flow.state or return.", {"anyOf": [_is("target"), _list_of(branch)]}),
        "exact": _told("Only the exact label, letter or number counts.", _YES_OR_NO),
        "visit": _told("A flow to run through before the way on.", _is("target")),
        "otherwise": _told("Where words lead that are none of the choices.", _is("target")),
        "in_place": _told("A tap that leads to another such question changes the message, and adds none.", _YES_OR_NO),
        "small_talk": _told("Small talk is answered as such before the ability reads the words.", _YES_OR_NO),
        "takes_location": _told("A place that is shared here answers the ability, by its time zone.", _YES_OR_NO),
        "words_stay": _told(
            "Words that are none of the choices are heard and not kept; the question stays.", _YES_OR_NO
        ),
        "protected": _told("While this holds, what is said here cannot be forwarded or saved.", _TEXT),
        "unanswered": _told("Where it leads when the question is passed over.", _is("target")),
        **{name: _told(description, {}) for name, description in ABILITIES.items()},
    }


def _line() -> _Schema:
    forms = {
        "one of": ({"one of": _told("Variants; never the same twice in a row.", _list_of(_is("line")))}, ["one of"]),
        "when": ({"when": _TEXT, "say": _is("line"), "otherwise": _is("line")}, ["when", "say"]),
        "together": ({"together": _told("Paragraphs of one message.", _list_of(_is("line")))}, ["together"]),
    }
    return {"anyOf": [_TEXT, *(_table(keys, needs) for keys, needs in forms.values())]}


def _short_choice() -> _Schema:
    return {
        "type": "object",
        "minProperties": 1,
        "maxProperties": 1,
        "propertyNames": {"not": {"enum": [field.alias or name for name, field in ChoiceForm.model_fields.items()]}},
        "additionalProperties": _is("target"),
    }


def _long_choice() -> _Schema:
    copied = _told("A sentence to take along, copied with one tap; it leads nowhere.", _TEXT)
    keys = {
        "label": _TEXT,
        "words": _told("Whole messages that mean this choice too.", _list_of(_TEXT)),
        "condition": _TEXT,
        "set": _is("values"),
        "go": _is("target"),
        "copy": copied,
    }
    return _table(keys, needs=["label"])


def _one_or_more(kind: _Schema) -> _Schema:
    return {"anyOf": [kind, _list_of(kind)]}


if __name__ == "__main__":
    sys.stdout.write(schema_text())
