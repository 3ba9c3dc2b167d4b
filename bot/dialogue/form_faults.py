"""What a model refuses, in an author's words and at the place in the file.

Rule: pydantic's own words never reach an author, except a validator's own sentence, which was written for one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from bot.dialogue.faults import Fault, did_you_mean, nearest, or_one_of, shortened
from bot.dialogue.form_keys import known_keys
from bot.dialogue.nodes import Node, Table, Text, place_of
from bot.dialogue.yaml_faults import QUOTE

Step = str | int

_LINE_KEYS = ("one of", "when", "together")


def form_faults(error: ValidationError, model: type[BaseModel], node: Node, file: str) -> Iterator[Fault]:
    """Every fault that `error` holds about `node`, which was read for `model`."""
    errors = _of_the_nearest_form(error.errors(include_url=False), node)
    misspelt = {loc for details in errors if details["type"] == "extra_forbidden" for loc in _meant(details, model)}
    for details in errors:
        loc = details["loc"]
        if loc in misspelt:
            continue  # it is not missing, it is misspelt, which is told already
        at_key = details["type"] == "extra_forbidden"
        place = place_of(node, _steps(loc, node), key=at_key)
        yield Fault(file, *place, _sentence(details, model))


def _meant(details: ErrorDetails, model: type[BaseModel]) -> Iterator[tuple[Step, ...]]:
    """Where the key that an unknown one was probably meant to be would stand."""
    *around, key = details["loc"]
    meant = nearest(str(key), known_keys(model, around))
    if meant is not None:
        yield (*around, meant)


def _steps(loc: Sequence[Step], node: Node) -> list[Step]:
    """The way through the file that `loc` means: without the names of forms, which pydantic puts in between."""
    return [step for step, is_form in _walked(loc, node) if not is_form]


def _walked(loc: Sequence[Step], node: Node) -> Iterator[tuple[Step, bool]]:
    """Each step of `loc`, and whether it is the name of a form rather than a key or a position."""
    here: Node | None = node
    for number, step in enumerate(loc):
        is_last = number == len(loc) - 1
        if isinstance(here, Table):
            entry = here.entries.get(str(step))
            is_form = entry is None and (not is_last or str(step)[:1].isupper())
            if not is_form:
                here = entry.value if entry is not None else None
        elif isinstance(step, int) and not isinstance(here, Text) and here is not None:
            is_form = False
            here = here.items[step] if step < len(here.items) else None
        else:
            is_form = True
        yield step, is_form


def _of_the_nearest_form(errors: Sequence[ErrorDetails], node: Node) -> list[ErrorDetails]:
    """Where a place may have one of several forms, pydantic lists the faults of each: keep those of the nearest one."""
    kept = list(errors)
    for depth in range(max((len(error["loc"]) for error in errors), default=0)):
        counts: dict[tuple[Step, ...], dict[Step, int]] = {}
        for error in kept:
            walked = list(_walked(error["loc"], node))
            if depth < len(walked) and walked[depth][1]:
                tried = counts.setdefault(error["loc"][:depth], {})
                tried[error["loc"][depth]] = tried.get(error["loc"][depth], 0) + 1
        best = {before: min(tried.items(), key=itemgetter(1))[0] for before, tried in counts.items()}
        kept = [
            error
            for error in kept
            if depth >= len(error["loc"]) or best.get(error["loc"][:depth], error["loc"][depth]) == error["loc"][depth]
        ]
    return kept


def _sentence(details: ErrorDetails, model: type[BaseModel]) -> str:
    kind, loc, given = details["type"], details["loc"], details["input"]
    context = details.get("ctx", {})
    match kind:
        case "extra_forbidden":
            sentence = f"no key '{loc[-1]}' here{or_one_of(str(loc[-1]), known_keys(model, loc[:-1]))}"
        case "missing":
            sentence = f"the key '{loc[-1]}' is missing here"
        case "literal_error":
            sentence = _none_of(str(context.get("expected", "")), given)
        case "value_error":
            sentence = str(context.get("error", details["msg"]))
        case "too_short" | "too_long":
            count = context.get("actual_length")
            sentence = f"this has {count} {'entry' if count == 1 else 'entries'} and must have {_bound(context)}"
        case "string_too_short" | "string_too_long":
            sentence = f"this has {len(str(given))} characters and must have {_bound(context)}"
        case _ if "type" in kind or kind.endswith("_parsing"):
            sentence = _wrong_type(kind, given)
        case _:
            message = details["msg"].removeprefix("Input ")
            sentence = f"this {message[:1].lower()}{message[1:]}"
    return sentence


def _bound(context: Mapping[str, Any]) -> str:
    return f"at least {context['min_length']}" if "min_length" in context else f"at most {context.get('max_length')}"


def _none_of(expected: str, given: Any) -> str:
    words = [word.strip("'") for part in expected.split(", ") for word in part.split(" or ")]
    listed = words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"
    if not isinstance(given, str):
        return f"a word is due here ({listed})"
    return f"'{shortened(given)}' is not known here: it can be {listed}{did_you_mean(given, words)}"


def _wrong_type(kind: str, given: Any) -> str:
    """A leaf where keys are due, and the like. Whatever is wrong with a sentence is nearly always a missing quote."""
    if kind == "string_type":
        return _no_sentence(given)
    if kind.startswith(("bool", "int", "float", "decimal")):
        due = {"bool": "yes or no", "int_": "a whole number"}.get(kind[:4], "a number")
    elif kind.startswith(("date", "time")):
        due = "a time like 20:30 or a date like 2026-11-23"
    elif kind.startswith(("model", "dict", "mapping", "dataclass")):
        return f"keys with a value behind each are due here, not {_what(given)}"
    else:
        return f"a list is due here, with a dash before each line, not {_what(given)}"
    return f"{due} is due here, not {_what(given)}"


def _no_sentence(given: Any) -> str:
    if isinstance(given, dict):
        key = next((key for key in given if did_you_mean(key, _LINE_KEYS)), None)
        if key is not None and key not in _LINE_KEYS:
            return f"no key '{key}' here{did_you_mean(key, _LINE_KEYS)}"
        return f"a sentence is due here, not keys; if a colon made '{shortened(next(iter(given), ''))}' a key: {QUOTE}"
    if isinstance(given, list):
        return f"one sentence is due here, not a list; if it begins with a bracket: {QUOTE}"
    return "a sentence is due here"


def _what(given: Any) -> str:
    if isinstance(given, dict):
        return "keys"
    return "a list" if isinstance(given, list) else f"'{shortened(str(given))}'"
