"""Sentences with places for values: the form of every sentence in `dialogues/explanations/words.yaml`.

Rule: a place is `{{ name }}` and nothing else; there is no logic in a sentence. The names it may use are declared
beside its field (`Uses`), so that a wrong one is found when the files are loaded and never when somebody reads it.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, Field
from pydantic.fields import FieldInfo

_PLACE = re.compile(r"{{\s*(\w+)\s*}}")
_IN_QUOTES = re.compile(r"(?<=“){{\s*(\w+)\s*}}(?=”)")
_INNER = str.maketrans("“”", "‘’")
_BRACES = re.compile(r"[{}]")


def _several(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


Said = Annotated[tuple[str, ...], BeforeValidator(_several), Field(min_length=1)]
"""One sentence (or message), in one variant or several."""


@dataclass(frozen=True)
class Uses:
    """The names that the sentences of a field may use. `needed`: each variant must use them all."""

    names: tuple[str, ...]
    needed: bool = False

    def fault_in(self, text: str) -> str | None:
        """What is wrong with the places in `text`, in words."""
        if _BRACES.search(_PLACE.sub("", text)):
            return "a place for a value is written {{ name }}, and braces mean nothing else"
        used = set(_PLACE.findall(text))
        for name in sorted(used - set(self.names)):
            can = f"it can use: {', '.join(self.names)}" if self.names else "it can use none"
            return f"this sentence knows no '{name}' ({can})"
        missing = sorted(set(self.names) - used) if self.needed else []
        return f"this sentence must use {{{{ {missing[0]} }}}}" if missing else None


def filled(text: str, /, **values: str) -> str:
    """`text` with its places filled in; quotes inside quotes become single ones. Raises KeyError for a name without a
    value."""
    if "{{" not in text:
        return text
    quoted = {match.group(1) for match in _IN_QUOTES.finditer(text)}
    spoken = {name: value.translate(_INNER) if name in quoted else value for name, value in values.items()}
    return _PLACE.sub(lambda place: spoken[place.group(1)], text)


@dataclass(frozen=True, slots=True)
class Speaker:
    """Chooses among variants: by the person's seed, and differently at the next turn."""

    seed: int
    turn: int

    def say(self, said: tuple[str, ...], /, **values: str) -> str:
        """One variant of `said`, filled in."""
        start = zlib.crc32(f"{self.seed} {said[0]}".encode())
        return filled(said[(start + self.turn) % len(said)], **values)


def sentences(form: BaseModel, where: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], str, Uses]]:
    """Every sentence of a form and of the forms inside it: the way to it, the sentence, and what it may use."""
    for name, field in type(form).model_fields.items():
        yield from _below(getattr(form, name), (*where, name), _uses(field))


def _uses(field: FieldInfo) -> Uses:
    return next((mark for mark in field.metadata if isinstance(mark, Uses)), Uses(()))


def _below(value: Any, where: tuple[str | int, ...], uses: Uses) -> Iterator[tuple[tuple[str | int, ...], str, Uses]]:
    if isinstance(value, BaseModel):
        yield from sentences(value, where)
    elif isinstance(value, str):
        yield where, value, uses
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from _below(one, (*where, key), uses)
    elif isinstance(value, tuple):
        for number, one in enumerate(value):
            yield from _below(one, (*where, number) if len(value) > 1 else where, uses)
