"""Narrowing a set of prompts rule by rule, with the trail of what each rule left.

Rule: a law may leave nothing, a wish gives way; which is which is decided in prompts.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Rule = Literal[
    "left_out", "relationships", "leaning", "depth", "too_much", "unseen", "again", "yesterday", "lever", "theme",
    "deeper", "chance",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Step:
    """One rule that was applied, and how many prompts were left after it."""

    rule: Rule
    left: int


class Narrowing:
    """The set that is left, and the trail of the rules that made it."""

    def __init__(self, everything: int) -> None:
        self.set = everything
        self.trail: list[Step] = []
        self.decisive: set[Rule] = set()

    def law(self, rule: Rule, allowed: int) -> None:
        """Keep only what is allowed, even if that is nothing."""
        narrowed = self.set & allowed
        if narrowed != self.set:
            self.decisive.add(rule)
        self.set = narrowed
        self.trail.append(Step(rule, narrowed.bit_count()))

    def wish(self, rule: Rule, wanted: int) -> bool:
        """Keep what is wanted if anything of it is left; whether that was so."""
        if not self.set & wanted:
            return False
        self.law(rule, wanted)
        return True
