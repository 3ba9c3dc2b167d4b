"""One sitting: which question is open, which were asked, which comes next.

Rule: no message is made here. What a sitting remembers is small and plain, because it is stored with the conversation;
the answers themselves are the conversation's. The same answers, memory and seed give the same question again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from bot.attachment.answers import Given, barred
from bot.attachment.bank import Stack
from bot.attachment.items import Item
from bot.attachment.selection import Sitting, Until, is_enough, next_item
from bot.attachment.standing import Standing

_ASIDE = "aside"


@dataclass(frozen=True, slots=True)
class Open:
    """A sitting about one relationship: ids answered in it, in order, and the id that is open ("" for none). rested:
    whether it has made way once for something in between. aside: sittings about other relationships that wait, by
    relationship, as they are remembered."""

    relationship: str
    asked: tuple[str, ...] = ()
    item: str = ""
    rested: bool = False
    aside: Mapping[str, dict[str, Any]] = field(default_factory=dict)

    @classmethod
    def remembered(cls, memory: Any, relationship: str) -> Open:
        """The unfinished sitting about this relationship, or a new one; another one that is open is put aside."""
        kept = memory if isinstance(memory, dict) else {}
        aside = dict(kept.get(_ASIDE, {}))
        if kept.get("relationship"):
            aside[kept["relationship"]] = {key: value for key, value in kept.items() if key != _ASIDE}
        own = aside.pop(relationship, {})
        return cls(relationship, tuple(own.get("asked", ())), own.get("item", ""), own.get("rested", False), aside)

    def memory(self) -> dict[str, Any]:
        """What to remember of it, and of those that wait."""
        memory = {"relationship": self.relationship, "asked": list(self.asked), "item": self.item}
        return memory | ({"rested": True} if self.rested else {}) | self.afterwards()

    def afterwards(self) -> dict[str, Any]:
        """What to remember when it is finished."""
        return {_ASIDE: dict(self.aside)} if self.aside else {}


def rests(memory: Any) -> bool:
    """Whether the sitting that was remembered makes way just now."""
    return isinstance(memory, dict) and memory.get("rested", False) and not memory.get("item")


@dataclass(frozen=True, slots=True)
class Terms:
    """On what terms is asked: until when, with which person's seed, and at what time. rest_after: after how many
    answers something else comes in between; 0 for never."""

    until: Until
    seed: int
    now: datetime
    rest_after: int = 0

    @property
    def about(self) -> int:
        """About how many questions there will be."""
        return round((self.until.at_least + self.until.at_most) / 2)


def reopened(sitting: Open, answers: Sequence[Given]) -> Open:
    """The sitting as it stands when its state is entered anew: what was thrown away meanwhile was not asked."""
    answered = {answer.item for answer in answers if answer.relationship == sitting.relationship}
    return replace(sitting, asked=tuple(item for item in sitting.asked if item in answered))


def open_item(sitting: Open, stack: Stack) -> Item | None:
    """The item that is open, if the bank still has it."""
    if sitting.item not in stack.places or sitting.item in sitting.asked:
        return None
    return stack.items[stack.places[sitting.item]]


def next_open(sitting: Open, standing: Standing, answers: Sequence[Given], terms: Terms) -> Item | None:
    """The next item to ask; None when there were enough, or when nothing is left."""
    stack = standing.stack
    if not stack.items or is_enough(standing.belief, len(sitting.asked), terms.until):
        return None
    asked = tuple(stack.places[item] for item in sitting.asked if item in stack.places)
    so_far = Sitting(asked, barred(stack, answers, sitting.relationship, terms.now))
    place = next_item(stack, standing.belief, so_far, terms.seed)
    return None if place is None else stack.items[place]
