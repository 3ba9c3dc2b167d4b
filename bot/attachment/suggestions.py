"""Small things to try: the form of the files in `dialogues/suggestions/`, and which of them are offered next.

Rule: nothing comes twice before everything that fits was offered once; two offered together pull different levers
where they can, and fit into one message.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Collection, Sequence
from typing import Annotated, Literal

from pydantic import Field

from bot.attachment.forms import Form, Names
from bot.attachment.plane import Level

Levels = tuple[Level, ...]


class Fits(Form):
    """The levels on each dimension that a suggestion is offered at."""

    anxiety: Levels = ("low", "middle", "high")
    avoidance: Levels = ("low", "middle", "high")


class SuggestionForm(Form):
    """One small thing to try. lever: the part of the working model it works on. needs: what has to be at hand."""

    id: str
    text: str
    minutes: Annotated[int, Field(ge=1, le=15)]
    lever: Literal["self", "others", "expectation"]
    facet: str = ""
    effort: Annotated[int, Field(ge=1, le=3)] = 1
    needs: Names = ()
    relationships: Names
    fits: Fits = Fits()


class SuggestionsFile(Form):
    """One file of `dialogues/suggestions/`."""

    suggestions: tuple[SuggestionForm, ...]


def fitting(
    suggestions: Sequence[SuggestionForm], relationship: str, anxiety: Level, avoidance: Level
) -> list[SuggestionForm]:
    """Those that are meant for this relationship and region, in the order of the files."""
    return [
        one
        for one in suggestions
        if relationship in one.relationships and anxiety in one.fits.anxiety and avoidance in one.fits.avoidance
    ]


def choose(
    fits: Sequence[SuggestionForm], shown: Sequence[str], count: int, seed: int, can_join: Callable[..., bool]
) -> list[SuggestionForm]:
    """Up to `count` of those that fit: unseen ones first, then the longest unseen; among unseen ones another lever
    before the same again, easy before hard; what is equal, the seed decides.

    shown: ids in the order in which they were offered. can_join(chosen): whether these still fit into one message.
    """
    chosen: list[SuggestionForm] = []
    left = list(fits)
    while len(chosen) < count:
        levers = {one.lever for one in chosen}
        left.sort(key=lambda one: _order(one, shown, levers, seed))
        place = next((number for number, one in enumerate(left) if can_join([*chosen, one])), None)
        if place is None:
            break
        chosen.append(left.pop(place))
    return chosen


def _order(one: SuggestionForm, shown: Sequence[str], levers: Collection[str], seed: int) -> tuple[int, bool, int, int]:
    age = shown.index(one.id) + 1 if one.id in shown else 0
    return age, one.lever in levers, one.effort, zlib.crc32(f"{seed} {one.id}".encode())
