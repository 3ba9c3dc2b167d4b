"""Simulated lives: where people stand overall and in each relationship, what they answer, and what is made of it.

Rule: people answer by the model, with chance from a seed; so this shows what the engine does when its assumptions hold,
and where it is unsure even then. Nothing is judged here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product

import numpy as np

from bot.attachment.answering import answer, grid_point
from bot.attachment.answers import Round, Strand
from bot.attachment.bank import Marks, Stack
from bot.attachment.belief import Belief
from bot.attachment.comparing import DIFFERS, surest
from bot.attachment.plane import CORRELATION, POINTS, Floats
from bot.attachment.relationships import TIE_VARIANCE
from bot.attachment.selection import Sitting, Until, is_enough, next_item
from bot.attachment.standing import Elsewhere, Standing, Ties
from bot.attachment.tendency import BORDER, tendencies

USUAL = Until(0.45, 8, 12)
"""The terms of the conversation."""

_REGION = 0.9
_FEWEST_ALIKE = 120
_NEAR = 0.5
_HALF_A_YEAR = 182
_SHARED = np.array([[1.0, CORRELATION], [CORRELATION, 1.0]])


@dataclass(frozen=True)
class Found:
    """What came of one sitting: where the person stood, and the belief about it."""

    truth: Floats
    belief: Belief
    questions: int

    @property
    def estimate(self) -> tuple[float, float]:
        """The belief's mean."""
        return self.belief.mean

    @property
    def covered(self) -> bool:
        """Whether the truth lies in the 90 % region: among the likeliest points that make up nine tenths."""
        weights = self.belief.weights
        own = weights[grid_point(self.truth)]
        # A point counts with half its weight: the truth lies somewhere in its square, not at its rim.
        return float(weights[weights > own].sum() + own / 2) <= _REGION


@dataclass(frozen=True)
class World:
    """What can be asked, chance, and the terms of a sitting."""

    stacks: Mapping[str, Stack]
    chance: np.random.Generator
    until: Until = USUAL

    @cached_property
    def ties(self) -> Ties:
        """The beliefs over these stacks."""
        return Ties(self.stacks)

    def sitting(
        self, name: str, place: Floats, *, before: Strand = (), elsewhere: Elsewhere = ()
    ) -> tuple[Strand, Found]:
        """One sitting about a relationship, after earlier rounds and what was said elsewhere."""
        stack, seed = self.stacks[name], int(self.chance.integers(2**31))
        asked: tuple[int, ...] = ()
        marks: Marks = ()
        while True:
            strand = (*before, Round(since=tuple(sorted(marks)))) if marks else before
            belief = self.ties.belief(name, strand, elsewhere)
            is_over = is_enough(belief, len(asked), self.until)
            chosen = None if is_over else next_item(stack, belief, Sitting(asked), seed)
            if chosen is None:
                return strand, Found(place, belief, len(asked))
            asked = (*asked, chosen)
            marks = (*marks, (stack.items[chosen].id, answer(stack.items[chosen], place, self.chance)))


def lives(stacks: Mapping[str, Stack], count: int, seed: int, until: Until = USUAL) -> Iterator[list[Found]]:
    """`count` people, drawn as the model says, who answer about one relationship after the other."""
    chance = np.random.default_rng(seed)
    world = World(stacks, chance, until)
    for _ in range(count):
        overall = chance.multivariate_normal(np.zeros(2), (1 - TIE_VARIANCE) * _SHARED)
        said: Elsewhere = ()
        found = []
        for name in stacks:
            place = _on_grid(overall + chance.multivariate_normal(np.zeros(2), TIE_VARIANCE * _SHARED))
            strand, one = world.sitting(name, place, elsewhere=said)
            said = (*said, (name, strand))
            found.append(one)
        yield found


def _on_grid(place: Floats) -> Floats:
    """The nearest grid point: the model knows no others."""
    nearest: Floats = POINTS[grid_point(place)]
    return nearest


def coverage(found: Sequence[Found]) -> float:
    """The share of people whose place lies in their 90 % region."""
    return float(np.mean([one.covered for one in found]))


def bias(found: Sequence[Found], reach: float = 2.0, width: float = 1.0) -> float:
    """The largest mean error among people who were placed alike, on either dimension, within so far of the middle.

    Placed alike: their estimates lie in the same step of `width`; steps with fewer than 120 people say too little.
    """
    truth, means = (np.array([getattr(one, name) for one in found]) for name in ("truth", "estimate"))
    worst = 0.0
    for dimension in range(2):
        steps = np.rint(means[:, dimension] / width)
        for step in np.unique(steps[np.abs(steps * width) <= reach]):
            alike = steps == step
            if alike.sum() >= _FEWEST_ALIKE:
                error = means[alike, dimension] - truth[alike, dimension]
                worst = max(worst, abs(float(error.mean())))
    return worst


def at(stack: Stack, place: tuple[float, float], count: int, seed: int) -> list[Found]:
    """`count` people who all stand at one place and answer about one relationship."""
    world = World({"one": stack}, np.random.default_rng(seed))
    return [world.sitting("one", np.array(place))[1] for _ in range(count)]


def places(reach: float, step: float) -> list[tuple[float, float]]:
    """A grid of true places, from -reach to reach on both dimensions."""
    steps = np.arange(-reach, reach + step / 2, step)
    return [(float(across), float(up)) for across, up in product(steps, steps)]


def category(belief: Belief) -> str:
    """The likeliest tendency."""
    chances = tendencies(belief)
    return max(chances, key=lambda name: chances[name])


def near_a_border(count: int, seed: int) -> float:
    """The share of people who stand within half a standard deviation of a border between two tendencies."""
    drawn = np.random.default_rng(seed).multivariate_normal(np.zeros(2), _SHARED, size=count)
    return float((np.abs(drawn - BORDER) <= _NEAR).any(axis=1).mean())


def said_to_have_changed(stack: Stack, count: int, seed: int) -> float:
    """The share of people who are told of a change half a year later, though they stand where they stood."""
    chance = np.random.default_rng(seed)
    world, told = World({"one": stack}, chance), 0
    for _number in range(count):
        place = _on_grid(chance.multivariate_normal(np.zeros(2), _SHARED))
        (first,), _ = world.sitting("one", place)
        strand, _ = world.sitting("one", place, before=(replace(first, days=_HALF_A_YEAR),))
        change = Standing("one", stack, strand, lambda: (), world.ties).change()
        told += change is not None and surest(change) >= DIFFERS
    return told / count


def changed_category(stack: Stack, count: int, seed: int) -> float:
    """The share of people whose likeliest tendency is another one when they sit twice without having changed."""
    chance = np.random.default_rng(seed)
    world, changed = World({"one": stack}, chance), 0
    for _ in range(count):
        place = _on_grid(chance.multivariate_normal(np.zeros(2), _SHARED))
        first, second = (category(world.sitting("one", place)[1].belief) for _ in range(2))
        changed += first != second
    return changed / count
