"""What an author may write behind this room's abilities: reading it, and saying what is wrong with it.

Rule: text and sentences only. What still has places to fill in (`{{ ... }}`) is not judged before it is filled in.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from pydantic import Field, ValidationError

from bot.attachment.forms import Form, unknown
from bot.attachment.selection import Until


class UntilForm(Form):
    """When to stop asking. Without `at_least` it is eight questions, or `at_most` when that is less."""

    standard_error: float = Field(default=0.45, gt=0)
    at_most: int = Field(default=12, ge=1)
    at_least: int | None = Field(default=None, ge=1)

    def until(self) -> Until:
        """The same, complete."""
        at_least = 8 if self.at_least is None else self.at_least
        return Until(self.standard_error, min(at_least, self.at_most), self.at_most)


_KEYS_OF_UNTIL = tuple(UntilForm.model_fields)


def is_open(text: Any) -> bool:
    """Whether a text still has places to fill in."""
    return isinstance(text, str) and ("{{" in text or "{%" in text)


def mapping_of(arguments: Any, key: str) -> Mapping[str, Any]:
    """The arguments as a mapping: a text alone stands for `key`."""
    if isinstance(arguments, Mapping):
        return arguments
    return {key: arguments} if isinstance(arguments, str) and arguments else {}


def faults_in_keys(arguments: Any, main: str, keys: Collection[str], *, needs: Collection[str] = ()) -> Iterator[str]:
    """Keys that do not exist and keys that are missing."""
    if not isinstance(arguments, Mapping | str):
        yield f"this must be one word or keys with values ({', '.join(keys)})"
        return
    given = mapping_of(arguments, main)
    for key in given:
        if key not in keys:
            yield unknown("key", key, keys)
    for key in needs:
        if not given.get(key):
            yield f"the key '{key}' is missing"


def faults_in_name(arguments: Any, main: str, key: str, what: str, names: Collection[str]) -> Iterator[str]:
    """A value that must be one of `names` and is none of them."""
    value = mapping_of(arguments, main).get(key)
    if value is None or is_open(value):
        return
    if not isinstance(value, str):
        yield f"'{key}' must be one word"
    elif value not in names:
        yield unknown(what, value, names)


def faults_in_until(arguments: Any) -> Iterator[str]:
    """What is wrong with `until`."""
    until = mapping_of(arguments, "relationship").get("until")
    if until is None:
        return
    if not isinstance(until, Mapping):
        yield f"'until' must have keys with values ({', '.join(_KEYS_OF_UNTIL)})"
        return
    yield from (unknown("key", key, _KEYS_OF_UNTIL) for key in until if key not in _KEYS_OF_UNTIL)
    closed = {key: value for key, value in until.items() if key in _KEYS_OF_UNTIL and not is_open(value)}
    try:
        form = UntilForm.model_validate(closed)
    except ValidationError as error:
        yield from (f"'{fault['loc'][0]}' cannot be '{fault['input']}': {fault['msg']}" for fault in error.errors())
        return
    if form.at_least is not None and form.at_least > form.at_most:
        yield f"'at_least' ({form.at_least}) is more than 'at_most' ({form.at_most})"


def faults_in_number(arguments: Any, main: str, key: str, what: str) -> Iterator[str]:
    """A value that must be a number from 1 on and is none."""
    value = mapping_of(arguments, main).get(key)
    if value is not None and not is_open(value) and count_of(value) == 0:
        yield f"'{key}' is {what}, such as 5, and cannot be '{value}'"


def count_of(value: Any) -> int:
    """A whole number from 0 on; 0 for what is none."""
    text = str(value).strip()
    return int(text) if text.isascii() and text.isdigit() else 0
