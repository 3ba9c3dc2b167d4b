"""What the forms of this room's files have in common.

Rule: form only. Every leaf of a file arrives as text ("1.4", "yes"), and the model turns it into what a key asks for.
"""

from __future__ import annotations

from collections.abc import Collection
from difflib import get_close_matches
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict

from bot.attachment.plane import DIMENSIONS, Dimension

RELATIONSHIPS = ("romantic", "friendship", "work", "family")
"""The relationships that an item may ask about."""

GENERAL = "general"
"""What an item about people in general names instead. It has no texts of its own: its answers speak for all of them."""

LONGEST_MESSAGE = 400
LONGEST_LABEL = 30


class Form(BaseModel):
    """A part of a file: frozen, and a key that the form does not know is a fault."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Loadings(Form):
    """A number for each of the two dimensions."""

    anxiety: float = 0.0
    avoidance: float = 0.0

    def on(self, dimension: Dimension) -> float:
        """The number for one dimension."""
        return self.anxiety if dimension == "anxiety" else self.avoidance

    @property
    def pair(self) -> tuple[float, float]:
        """Both, in the order of the plane."""
        anxiety, avoidance = (self.on(dimension) for dimension in DIMENSIONS)
        return anxiety, avoidance


def _yes_or_no(value: Any) -> Any:
    return {"yes": True, "no": False}.get(value, value) if isinstance(value, str) else value


def _several(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


YesNo = Annotated[bool, BeforeValidator(_yes_or_no)]

Names = Annotated[tuple[str, ...], BeforeValidator(_several)]
"""A list of names; one name alone need not be in a list."""


def unknown(what: str, word: str, names: Collection[str]) -> str:
    """The sentence about a name that does not exist, with the nearest one, or with all of them."""
    near = get_close_matches(word, list(names), n=1, cutoff=0.6)
    hint = f"did you mean '{near[0]}'?" if near else f"there are: {', '.join(names)}"
    return f"no {what} named '{word}' ({hint})"
