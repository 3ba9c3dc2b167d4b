"""Small things to try: the form of the files in `dialogues/suggestions/`, and which of them are offered next.

Rule: nothing comes twice before everything that fits was offered once. A kind (lever and facet) that was not for this
person comes after all others; what was done asks for one step of effort more, what was left for the least. Two offered
together pull different levers where they can, and fit into one message. Files and their order decide nothing.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal, get_args

from pydantic import Field

from bot.attachment.forms import Form, Names
from bot.attachment.plane import LEVELS, Level
from bot.attachment.trying import Trying

Levels = tuple[Level, ...]
Lever = Literal["self", "others", "expectation"]
Facet = Literal[
    "asking", "waiting", "closeness", "praise", "conflict", "space", "telling", "comparing", "trust", "help"
]
FACETS: tuple[str, ...] = get_args(Facet)
Kind = tuple[Lever, Facet]
"""What is remembered of one that was disliked: that it worked on this part of the model, in this matter."""

PARTS = {"self": "view_of_self", "others": "view_of_others", "expectation": "expectations"}
"""The part of the working model that each lever moves."""

EVIDENCE = (*PARTS.values(), *(f"{dimension}_{level}" for dimension in ("anxiety", "avoidance") for level in LEVELS))
"""What a suggestion may rest on: a part of the model, or where somebody stands on a dimension."""

_MOST_EFFORT = 3


class Fits(Form):
    """The levels on each dimension that a suggestion is offered at."""

    anxiety: Levels = ("low", "middle", "high")
    avoidance: Levels = ("low", "middle", "high")

    @property
    def is_everyone(self) -> bool:
        """Whether it is every level there is."""
        return set(self.anxiety) == set(self.avoidance) == set(LEVELS)


class SuggestionForm(Form):
    """One small thing to try. lever: the part of the working model it works on. needs: what has to be at hand.
    follow_up: the one question two days later. evidence: what it rests on, see `EVIDENCE`."""

    id: str
    text: str
    minutes: Annotated[int, Field(ge=1, le=15)]
    lever: Lever
    facet: Facet
    effort: Annotated[int, Field(ge=1, le=3)] = 1
    needs: Names = ()
    relationships: Names
    fits: Fits = Fits()
    evidence: Names
    follow_up: str

    @property
    def kind(self) -> Kind:
        """Lever and facet."""
        return self.lever, self.facet


class SuggestionsFile(Form):
    """One file of `dialogues/suggestions/`."""

    suggestions: tuple[SuggestionForm, ...]


Why = Literal["first", "done", "not_yet", "not_for_me", "again"]


@dataclass(frozen=True, slots=True)
class Wish:
    """What earlier ones say about the next. shown: ids in the order in which they were offered. disliked: kinds.
    effort: the most that suits now. latest: the last answer, and what it was about."""

    shown: Sequence[str]
    disliked: Collection[Kind]
    effort: int
    latest: str = ""
    about: str = ""


def wish_of(trying: Trying, suggestions: Sequence[SuggestionForm]) -> Wish:
    """What the answers so far say; those about suggestions that are no more say nothing."""
    known = {one.id: one for one in suggestions}
    disliked: set[Kind] = set()
    effort, latest, about = 1, "", ""
    for one in trying.tried:
        form = known.get(one.id)
        if form is None or not one.how:
            continue
        latest, about = one.how, form.facet
        match one.how:
            case "not_for_me":
                disliked.add(form.kind)
            case "not_yet":
                effort = 1
            case "partly":
                effort = form.effort
            case "done":
                disliked.discard(form.kind)
                effort = min(form.effort + 1, _MOST_EFFORT)
    return Wish(trying.shown, disliked, effort, latest, about)


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
    fits: Sequence[SuggestionForm], wish: Wish, count: int, seed: int, can_join: Callable[..., bool]
) -> list[SuggestionForm]:
    """Up to `count` of those that fit: unseen ones before seen ones, kinds that are not disliked before those that are,
    the longest unseen first; among what is left nothing that asks too much while there is other, another lever before
    the same again, then the effort that suits; what is equal, the seed decides.

    can_join(chosen): whether these still fit into one message.
    """
    chosen: list[SuggestionForm] = []
    left = list(fits)
    while len(chosen) < count:
        levers = {one.lever for one in chosen}
        left.sort(key=lambda one: _order(one, wish, levers, seed))
        place = next((number for number, one in enumerate(left) if can_join([*chosen, one])), None)
        if place is None:
            break
        chosen.append(left.pop(place))
    return chosen


def why(chosen: Sequence[SuggestionForm], fits: Sequence[SuggestionForm], wish: Wish) -> Why:
    """The reason that had most to say in this choice. It is told, so it has to be the one."""
    if any(one.id in wish.shown for one in chosen):
        return "again"
    is_held_back = any(one.kind in wish.disliked for one in fits if one.id not in wish.shown)
    if wish.latest == "not_for_me" and is_held_back and not any(one.kind in wish.disliked for one in chosen):
        return "not_for_me"
    if wish.latest == "not_yet" and all(one.effort == 1 for one in chosen):
        return "not_yet"
    if wish.latest == "done" and any(one.effort == wish.effort for one in chosen):
        return "done"
    return "first"


def _order(
    one: SuggestionForm, wish: Wish, levers: Collection[str], seed: int
) -> tuple[bool, bool, int, bool, bool, int, int, str]:
    is_seen = one.id in wish.shown
    age = wish.shown.index(one.id) if is_seen else 0
    is_too_much = one.effort > wish.effort
    step = abs(one.effort - wish.effort)
    chance = zlib.crc32(f"{seed} {one.id}".encode())
    return is_seen, one.kind in wish.disliked, age, is_too_much, one.lever in levers, step, chance, one.id
