"""A question back: what a person wrote was not understood, or is not certain, and this is what could be offered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

T = TypeVar("T")

MOST_OFFERS = 4

LONGEST_LABEL = 30
"""Characters that a button holds."""

Why = Literal["impossible", "vague", "unknown", "ambiguous"]
"""impossible: "25:00". vague: "sometimes". unknown: no word of it was understood. ambiguous: it may mean each offer."""


@dataclass(frozen=True, slots=True)
class Asked(Generic[T]):
    """Why it must be asked, and at most four offers, the likeliest first. One offer alone is to be made sure of."""

    why: Why
    offers: tuple[T, ...] = ()
