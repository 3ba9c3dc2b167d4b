"""Trying a sentence, an argument or a condition before a person meets it.

Rule: parsed, its names looked up, then evaluated once with each sample of their types.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from bot.dialogue.abilities import ValueType
from bot.dialogue.conditions import SAMPLES, fill, fill_argument, holds, is_template, names_in, names_in_condition
from bot.dialogue.faults import did_you_mean
from bot.dialogue.texts import Argument, Condition, Part, Sentence
from bot.errors import ScriptError

_ONE_BRACE = re.compile(r"(?<!\{)\{\s*([A-Za-z_]\w*)\s*\}(?!\})")
_TRIES = 2
"""Samples of each type."""

_UNKNOWN = "?"
"""Stands for a text that cannot be filled in: neither empty nor too long."""


class Trial:
    """Tries texts with the names that they may read. judges_names: whether all such names are known."""

    def __init__(self, names: Mapping[str, ValueType], *, judges_names: bool) -> None:
        self._names = names
        self._judges_names = judges_names

    def faults(self, part: Part) -> Iterator[str]:
        """What is wrong with `part`; nothing for most."""
        if isinstance(part, Condition) and "{" in part.text:
            yield "a condition stands without braces: `certainty < 0.6`"
            return
        if not isinstance(part, Condition) and not is_template(part.text):
            yield from self._half_templates(part.text)
            return
        try:
            names = names_in_condition(part.text) if isinstance(part, Condition) else names_in(part.text)
        except (ScriptError, RecursionError) as error:
            yield f"{_kind(part)} cannot be read ({_why(error, part)})"
            return
        unknown = sorted(names - self._names.keys())
        if not unknown:
            yield from self._failures(part)
        elif self._judges_names:
            for name in unknown:
                yield f"nothing is called '{name}': add it to `variables`{did_you_mean(name, self._names)}"

    def filled(self, part: Sentence | Argument) -> str:
        """The text as it may come out, with a longer sample of each name; _UNKNOWN where it cannot be filled in."""
        try:
            return self._evaluated(part, _TRIES - 1) if is_template(part.text) else part.text
        except Exception:  # whatever it is, `faults` tells it; or its names belong to what has faults of its own
            return _UNKNOWN

    def _half_templates(self, text: str) -> Iterator[str]:
        if "}}" in text or "%}" in text:
            yield "the braces that open this name are missing: '{{ name }}'"
        for found in _ONE_BRACE.finditer(text):
            if found.group(1) in self._names:
                yield f"a name stands in two braces: '{{{{ {found.group(1)} }}}}'"

    def _failures(self, part: Part) -> Iterator[str]:
        for sample in range(_TRIES):
            try:
                self._evaluated(part, sample)
            # An author's expression can fail in any way that Python knows; whatever it is, it is told as a fault.
            except Exception as error:
                yield f"{_kind(part)} fails ({_why(error, part)})"
                return

    def _evaluated(self, part: Part, sample: int) -> str:
        def read(name: str) -> str | float | bool:
            return SAMPLES[self._names[name]][sample]

        match part:
            case Condition():
                return str(holds(part.text, read))
            case Sentence():
                return fill(part.text, read)
            case Argument():
                return fill_argument(part.text, read)


def _kind(part: Part) -> str:
    return "this condition" if isinstance(part, Condition) else "this sentence"


def _why(error: Exception, part: Part) -> str:
    """The cause, in an author's words where Python's would not be understood."""
    cause = error.__cause__ or error
    said = (str(cause).splitlines() or [type(cause).__name__])[0].rstrip(".")
    if isinstance(cause, ZeroDivisionError):
        return "it divides by a number that can be 0"
    if isinstance(cause, TypeError) and ("not supported between" in said or "unsupported operand" in said):
        return "text and a number do not go together"
    if said == "unexpected ')'" and ")" not in part.text:
        return "it stops too early"
    return said
