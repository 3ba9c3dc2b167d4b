"""The texts inside a line or an ability's arguments, each with the way to it in its file.

Rule: structure only; whether a text is right is trial.py's matter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import msgspec

from bot.dialogue.forms import Line, OneOf, Together, When

Way = tuple[str | int, ...]


class Sentence(msgspec.Struct, frozen=True):
    """What a person reads."""

    text: str


class Argument(msgspec.Struct, frozen=True):
    """What goes to an ability, into a variable or onto a button."""

    text: str


class Condition(msgspec.Struct, frozen=True):
    """What is true or not."""

    text: str


Part = Sentence | Argument | Condition


def leaves(line: Line, *path: str | int) -> Iterator[tuple[Part, Way]]:
    """Every sentence and condition in a line."""
    match line:
        case str():
            yield Sentence(line), path
        case OneOf():
            for number, variant in enumerate(line.one_of):
                yield from leaves(variant, *path, "one of", number)
        case Together():
            for number, part in enumerate(line.together):
                yield from leaves(part, *path, "together", number)
        case When():
            yield Condition(line.when), (*path, "when")
            yield from leaves(line.say, *path, "say")
            if line.otherwise is not None:
                yield from leaves(line.otherwise, *path, "otherwise")


def longest(line: Line, length: Callable[[str], int]) -> int:
    """The most characters that a line can have; `length` measures one sentence."""
    match line:
        case OneOf():
            return max(longest(variant, length) for variant in line.one_of)
        case Together():
            parts = [longest(part, length) for part in line.together]
            return sum(parts) + len("\n\n") * (len(parts) - 1)
        case When():
            otherwise = 0 if line.otherwise is None else longest(line.otherwise, length)
            return max(longest(line.say, length), otherwise)
        case _:
            return length(str(line))


def arguments(value: Any, *path: str | int) -> Iterator[tuple[Part, Way]]:
    """Every text in an ability's arguments, at every depth."""
    if isinstance(value, str):
        yield Argument(value), path
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from arguments(inner, *path, key)
    else:
        for number, inner in enumerate(value):
            yield from arguments(inner, *path, number)
