"""Sentences with names in them, and conditions: Jinja2's sandbox, made strict.

Rule: a name that nobody declared is an error, never an empty word, and never silently false. What a person typed is
escaped when it is put into a sentence, so nobody's words turn into markup; it is never itself read as a template.

Sentences without braces are never compiled; templates are compiled at first use and kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateError, meta
from jinja2.sandbox import ImmutableSandboxedEnvironment

from bot.dialogue.abilities import Value, ValueType
from bot.dialogue.messages import escaped
from bot.dialogue.tidy import sentence, tidy
from bot.errors import ScriptError

OUTSIDE: Mapping[str, ValueType] = {
    "first_name": "text",
    "language": "text",
    "alphabet": "text",
    "noticed_kind": "text",
    "noticed_tier": "text",
    "noticed_near": "yes/no",
    "in_crisis": "yes/no",
    "interrupted": "yes/no",
    "interrupted_in": "text",
    "put_off": "text",
    "stopped": "yes/no",
    "agreed": "yes/no",
    "on_break": "yes/no",
    "discreet": "yes/no",
    "kept_for": "text",
    "held": "yes/no",
    "argument": "text",
    "days_away": "number",
}
"""Names that are given from outside the script: who writes, what screening noticed, and how the conversation stands."""

UNSET: Mapping[ValueType, Value] = {"text": "", "number": 0.0, "yes/no": False}
"""What a declared variable holds before anything set it."""

SAMPLES: Mapping[ValueType, tuple[Value, ...]] = {
    "text": ("", "a word or two of text"),
    "number": (0.0, 1.0),
    "yes/no": (False, True),
}
"""Values with which `check` tries every template and condition once."""


def _environment(finalize: Callable[[Any], Any] | None) -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined, finalize=finalize, autoescape=False)
    environment.filters |= {"tidy": tidy, "sentence": sentence}
    # Without the global helpers (range, lipsum, cycler ...) a sentence can only say, never work.
    environment.globals.clear()
    return environment


def _spoken(value: Any) -> Any:
    """How a value stands in a sentence: words escaped, whole numbers without a point, yes and no in words."""
    if isinstance(value, str):
        return escaped(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def _written(value: Any) -> Any:
    """How a value stands in an ability's argument: as `_spoken`, without the escaping."""
    return value if isinstance(value, str) else _spoken(value)


_LONE_NAME = re.compile(r"\{\{ (\w+) \}\}")
_SENTENCES = _environment(_spoken)
_ARGUMENTS = _environment(_written)


def is_template(text: str) -> bool:
    """Whether `text` has anything to fill in."""
    return "{{" in text or "{%" in text


@lru_cache(maxsize=4096)
def names_in(text: str) -> frozenset[str]:
    """The names that a sentence reads.

    Raises ScriptError when it cannot be parsed.
    """
    if not is_template(text):
        return frozenset()
    try:
        return frozenset(meta.find_undeclared_variables(_SENTENCES.parse(text)))
    except TemplateError as error:
        raise ScriptError(str(error)) from error


def names_in_condition(condition: str) -> frozenset[str]:
    """The names that a condition reads. Raises ScriptError when it cannot be parsed."""
    return names_in("{{ (" + condition + ") }}")


@lru_cache(maxsize=4096)
def _sentence(text: str) -> Template:
    return _SENTENCES.from_string(text)


@lru_cache(maxsize=1024)
def _argument(text: str) -> Template:
    return _ARGUMENTS.from_string(text)


@lru_cache(maxsize=1024)
def _condition(text: str) -> Callable[..., Any]:
    # As shipped, an unknown name reads as None and so as false; with this it stays undefined and is refused below.
    return _SENTENCES.compile_expression(text, undefined_to_none=False)


def fill(text: str, read: Callable[[str], Value]) -> str:
    """`text` with its names filled in; `read` gives a name's value. Raises ScriptError when the template fails."""
    return _filled(_sentence, text, read) if is_template(text) else text


def fill_argument(text: str, read: Callable[[str], Value]) -> str:
    """As `fill`, for what goes to an ability and not to a person: nothing is escaped."""
    if name := _LONE_NAME.fullmatch(text):
        # The usual argument, `"{{ relationship }}"`, needs no template (measured: 1 us instead of 15).
        return str(_written(read(name.group(1))))
    return _filled(_argument, text, read) if is_template(text) else text


def _filled(compiled: Callable[[str], Template], text: str, read: Callable[[str], Value]) -> str:
    try:
        return compiled(text).render({name: read(name) for name in names_in(text)})
    except (TemplateError, ArithmeticError, TypeError, ValueError) as error:
        raise ScriptError(f"the sentence cannot be filled in ({error})") from error


def holds(condition: str, read: Callable[[str], Value]) -> bool:
    """Whether `condition` is true. Raises ScriptError when it fails or has no value."""
    try:
        value = _condition(condition)(**{name: read(name) for name in names_in_condition(condition)})
        if isinstance(value, StrictUndefined):
            raise ScriptError(f"the condition '{condition}' has no value")
        return bool(value)
    except (TemplateError, ArithmeticError, TypeError, ValueError) as error:
        raise ScriptError(f"the condition '{condition}' fails ({error})") from error


def converted(text: str, kind: ValueType) -> Value:
    """`text` as a value of type `kind`. Raises ScriptError when it is none."""
    if kind == "text":
        return text
    if kind == "yes/no":
        if text.strip().casefold() in ("yes", "no"):
            return text.strip().casefold() == "yes"
        raise ScriptError(f"'{text}' is neither yes nor no")
    try:
        return float(text)
    except ValueError as error:
        raise ScriptError(f"'{text}' is not a number") from error
