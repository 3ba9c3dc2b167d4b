"""A person's answers as this room reads them.

Rule: what counts and what does not is decided here: "rather not say" is missing, and of two answers to one item the
later one stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol

from bot.attachment.bank import Marks, Stack
from bot.attachment.selection import AGAIN_AFTER


class Given(Protocol):
    """One answer: to which item, about which relationship, which option (None: rather not say), and when."""

    @property
    def item(self) -> str: ...
    @property
    def relationship(self) -> str: ...
    @property
    def option(self) -> int | None: ...
    @property
    def at(self) -> datetime: ...


def marks_of(answers: Iterable[Given], relationship: str) -> Marks:
    """The scored answers about one relationship, one for each item; the order they come in does not matter."""
    latest: dict[str, tuple[datetime, int]] = {}
    for answer in answers:
        if answer.relationship == relationship and answer.option is not None:
            one = (answer.at, answer.option)
            if one >= latest.get(answer.item, one):
                latest[answer.item] = one
    return tuple((item, latest[item][1]) for item in sorted(latest))


def barred(stack: Stack, answers: Iterable[Given], relationship: str, now: datetime) -> frozenset[int]:
    """Places of the items about this relationship that were answered, or declined, too lately to be asked again."""
    return frozenset(
        stack.places[answer.item]
        for answer in answers
        if answer.relationship == relationship and answer.item in stack.places and now - answer.at < AGAIN_AFTER
    )


def latest_relationship(answers: Sequence[Given]) -> str:
    """The relationship that was last asked about; empty when none was."""
    return max(answers, key=lambda answer: answer.at).relationship if answers else ""
