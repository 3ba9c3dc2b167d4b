"""The prompts as sets: made once for everybody, so that a day's choice is a handful of `&`.

Rule: a set of prompts is a whole number whose bit n stands for prompt n; nothing here knows a person or a day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from bot.reflection.prompt_forms import ANY, Leaning, PromptForm, Region

KeyT = TypeVar("KeyT", bound=Hashable)


@dataclass(frozen=True, slots=True)
class PromptBank:
    """All prompts, and for every tag the set of those that have it."""

    prompts: tuple[PromptForm, ...]
    bits: Mapping[str, int]
    theme_of: Mapping[str, str]
    themes: Mapping[str, int]
    levers: Mapping[str, int]
    about: Mapping[str, int]
    weighing: Mapping[int, int]
    to_depth: Mapping[int, int]
    leanings: tuple[tuple[Leaning, int], ...]
    everything: int

    @classmethod
    def of(cls, prompts: Iterable[PromptForm]) -> PromptBank:
        """The bank of these prompts, in the order of their ids, so that no file's name decides anything."""
        ordered = tuple(sorted(prompts, key=lambda one: one.id))
        deep = _sets((bit, one.depth) for bit, one in _bits(ordered))
        return cls(
            ordered,
            {one.id: bit for bit, one in _bits(ordered)},
            {one.id: one.theme for one in ordered},
            _sets((bit, one.theme) for bit, one in _bits(ordered)),
            _sets((bit, one.lever) for bit, one in _bits(ordered)),
            _sets((bit, one.relationship) for bit, one in _bits(ordered)),
            _sets((bit, one.weight) for bit, one in _bits(ordered)),
            {depth: sum(deep.get(lower, 0) for lower in range(1, depth + 1)) for depth in (1, 2, 3)},
            tuple(_sets((bit, one.leaning) for bit, one in _bits(ordered)).items()),
            (1 << len(ordered)) - 1,
        )


def leaning_to(bank: PromptBank, regions: Mapping[str, Region]) -> int:
    """What is asked of everyone, and what leans as this person does.

    A question about one relationship goes by the picture of that one. One about anybody needs one picture that it fits
    and none of the opposite end: nobody reads what is meant for the other side.
    """
    allowed = 0
    for leaning, members in bank.leanings:
        if leaning.is_any:
            allowed |= members
            continue
        fitting = [name for name, region in regions.items() if leaning.fits(region)]
        allowed |= members & union(bank.about, fitting)
        if fitting and not any(leaning.is_opposite(region) for region in regions.values()):
            allowed |= members & bank.about.get(ANY, 0)
    return allowed


def _bits(prompts: Sequence[PromptForm]) -> Iterator[tuple[int, PromptForm]]:
    for place, one in enumerate(prompts):
        yield 1 << place, one


def _sets(tagged: Iterable[tuple[int, KeyT]]) -> dict[KeyT, int]:
    """For every tag, the set of those that have it."""
    sets: dict[KeyT, int] = defaultdict(int)
    for bit, tag in tagged:
        sets[tag] |= bit
    return dict(sets)


def union(sets: Mapping[str, int], names: Iterable[str]) -> int:
    """The set of all that have one of these tags."""
    whole = 0
    for name in names:
        whole |= sets.get(name, 0)
    return whole


def members(of: int, bank: PromptBank) -> Iterator[PromptForm]:
    """The prompts of a set, in the order of the bank."""
    while of:
        lowest = of & -of
        yield bank.prompts[lowest.bit_length() - 1]
        of ^= lowest
