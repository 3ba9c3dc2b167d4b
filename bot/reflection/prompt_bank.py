"""The prompts as sets: made once for everybody, so that a day's choice is a handful of `&`.

Rule: a set of prompts is a whole number whose bit n stands for prompt n; nothing here knows a person or a day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final, TypeVar

from bot.reflection.prompt_forms import ANY, LEVELS, PromptForm, Region

KeyT = TypeVar("KeyT", bound=Hashable)

_REGIONS: Final[tuple[Region, ...]] = tuple(product(LEVELS, LEVELS))


@dataclass(frozen=True, slots=True)
class PromptBank:
    """All prompts, and for every tag the set of those that have it.

    marks: prompt id -> its own set and its theme. to_depth: those of this depth or less. upright: those that lean
    nowhere and are asked of everyone. fitting, opposite: for a region, those meant for it, and for its other end.
    """

    prompts: tuple[PromptForm, ...]
    marks: Mapping[str, tuple[int, str]]
    themes: Mapping[str, int]
    levers: Mapping[str, int]
    about: Mapping[str, int]
    weighing: Mapping[int, int]
    to_depth: Mapping[int, int]
    upright: int
    fitting: Mapping[Region, int]
    opposite: Mapping[Region, int]
    everything: int

    @classmethod
    def of(cls, prompts: Iterable[PromptForm]) -> PromptBank:
        """The bank of these prompts, in the order of their ids, so that no file's name decides anything."""
        ordered = tuple(sorted(prompts, key=lambda one: one.id))
        deep = _sets((bit, one.depth) for bit, one in _bits(ordered))
        leaning = _sets((bit, one.leaning) for bit, one in _bits(ordered))
        return cls(
            prompts=ordered,
            marks={one.id: (bit, one.theme) for bit, one in _bits(ordered)},
            themes=_sets((bit, one.theme) for bit, one in _bits(ordered)),
            levers=_sets((bit, one.lever) for bit, one in _bits(ordered)),
            about=_sets((bit, one.relationship) for bit, one in _bits(ordered)),
            weighing=_sets((bit, one.weight) for bit, one in _bits(ordered)),
            to_depth={depth: sum(deep.get(lower, 0) for lower in range(1, depth + 1)) for depth in (1, 2, 3)},
            upright=union(leaning, [one for one in leaning if one.is_any]),
            fitting={there: union(leaning, [one for one in leaning if one.fits(there)]) for there in _REGIONS},
            opposite={there: union(leaning, [one for one in leaning if one.is_opposite(there)]) for there in _REGIONS},
            everything=(1 << len(ordered)) - 1,
        )


def leaning_to(bank: PromptBank, regions: Mapping[str, Region], left_out: Iterable[Region] = ()) -> int:
    """What is asked of everyone, and what leans as this person does.

    A question about one relationship goes by the picture of that one. One about anybody needs one picture that it fits
    and none of the opposite end, not even one that was `left_out`: nobody reads what is meant for the other side.
    """
    allowed, fitting, opposite = bank.upright, 0, union(bank.opposite, left_out)
    for relationship, region in regions.items():
        allowed |= bank.fitting[region] & bank.about.get(relationship, 0)
        fitting |= bank.fitting[region]
        opposite |= bank.opposite[region]
    return allowed | (fitting & ~opposite & bank.about.get(ANY, 0))


def _bits(prompts: Sequence[PromptForm]) -> Iterator[tuple[int, PromptForm]]:
    for place, one in enumerate(prompts):
        yield 1 << place, one


def _sets(tagged: Iterable[tuple[int, KeyT]]) -> dict[KeyT, int]:
    """For every tag, the set of those that have it."""
    sets: dict[KeyT, int] = defaultdict(int)
    for bit, tag in tagged:
        sets[tag] |= bit
    return dict(sets)


def union(sets: Mapping[KeyT, int], names: Iterable[KeyT]) -> int:
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
