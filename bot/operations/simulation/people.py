"""Invented people: where they stand, and how they are to talk with.

Rule: a person is made from two numbers, the seed of the run and their own, and is the same whoever comes before them.
Where they stand is drawn over the whole plane and not from the prior, so that the far corners are filled too; beside
that each relationship has a place of its own, as far from the overall one as the model says (relationships.py).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

import numpy as np

from bot.attachment.plane import CORRELATION, DIMENSIONS, LEVELS, REACH, Dimension, Floats, Level
from bot.attachment.relationships import TIE_VARIANCE
from bot.attachment.tendency import BORDER

WIDE = 2.0
"""The overall place is drawn evenly from -WIDE to WIDE on both dimensions."""

_SHARED = np.array([[1.0, CORRELATION], [CORRELATION, 1.0]])
_DEVIATION = np.linalg.cholesky(TIE_VARIANCE * _SHARED)
_NAMES = ("Ana", "Ben", "Chidi", "Dana", "Emre", "Freya", "Gil", "Hana")

Region = tuple[Level, Level]


@dataclass(frozen=True, slots=True)
class Manner:
    """How somebody talks. Each number is a chance at every turn.

    types: writes a label instead of tapping it. wordy: writes in words of their own where there is a choice, and goes
    on writing. skips: passes a question over. quits: leaves for today; for good at the first visit. rambles: says
    something that is no answer. careless: answers without reading, so that the answers say nothing about them.
    """

    name: str
    share: float
    types: float = 0.1
    wordy: float = 0.1
    skips: float = 0.03
    quits: float = 0.0
    rambles: float = 0.01
    careless: bool = False


MANNERS = (
    Manner("steady", 0.42),
    Manner("chatty", 0.14, types=0.4, wordy=0.6, rambles=0.04),
    Manner("terse", 0.14, types=0.02, wordy=0.0, skips=0.05, rambles=0.0),
    Manner("skipping", 0.08, skips=0.3),
    Manner("quitting", 0.08, quits=0.06),
    Manner("contrary", 0.07, types=0.3, wordy=0.3, skips=0.1, rambles=0.05, careless=True),
    Manner("rambling", 0.07, types=0.5, wordy=0.4, rambles=0.2),
)


@dataclass(frozen=True, slots=True)
class Person:
    """One invented person. days: how long they stay. has_a_bad_hour: they write of a crisis once. is_faithful: they
    stay for a year and answer nearly every day. seeks: how likely it is, each day, that they look for what nobody has
    met."""

    number: int
    seed: int
    name: str
    manner: Manner
    overall: Floats
    places: Mapping[str, Floats]
    days: int
    has_a_bad_hour: bool
    is_faithful: bool = False
    seeks: float = 0.3

    def place(self, relationship: str) -> Floats:
        """Where they stand in a relationship; overall for one without a place of its own."""
        return self.places.get(relationship, self.overall)


def invented(seed: int, number: int, relationships: tuple[str, ...]) -> Person:
    """Person number `number` of the run with this seed."""
    chance = np.random.default_rng([seed, number])
    overall = chance.uniform(-WIDE, WIDE, 2)
    places = {name: _on_the_plane(overall + _DEVIATION @ chance.standard_normal(2)) for name in relationships}
    shares = np.array([manner.share for manner in MANNERS])
    manner = MANNERS[int(chance.choice(len(MANNERS), p=shares / shares.sum()))]
    person = Person(
        number=number,
        seed=int(chance.integers(2**31)),
        name=_NAMES[number % len(_NAMES)],
        manner=manner,
        overall=overall,
        places=places,
        days=_days(chance),
        has_a_bad_hour=bool(chance.random() < _BAD_HOURS),
    )
    if manner.quits or chance.random() >= _FAITHFUL:
        return person
    return replace(person, is_faithful=True, days=int(chance.integers(*_A_YEAR)), seeks=0.4)


def seeker(
    seed: int, number: int, relationships: tuple[str, ...], levels: Mapping[Dimension, Collection[Level]]
) -> Person:
    """Somebody who stays for two years at most and looks for what nobody has met; they stand on one of these levels
    everywhere."""
    chance = np.random.default_rng([seed, number])
    stands = [sorted(levels[name])[int(chance.integers(len(levels[name])))] for name in DIMENSIONS]
    place = np.array([chance.uniform(*_WITHIN[level]) for level in stands])
    return Person(
        number=number,
        seed=int(chance.integers(2**31)),
        name=_NAMES[number % len(_NAMES)],
        manner=MANNERS[0],
        overall=place,
        places=dict.fromkeys(relationships, place),
        days=_TWO_YEARS,
        has_a_bad_hour=bool(chance.random() < _BAD_HOURS),
        is_faithful=True,
        seeks=0.8,
    )


_WITHIN: Mapping[Level, tuple[float, float]] = {"low": (-2.0, -1.0), "middle": (-0.4, 0.4), "high": (1.0, 2.0)}
_TWO_YEARS = 730
_BAD_HOURS, _FAITHFUL = 0.4, 0.08
_SHORT, _LONG, _LONG_SHARE, _A_YEAR = (4, 30), (65, 180), 0.35, (200, 420)


def _days(chance: np.random.Generator) -> int:
    """Most stay for days or weeks, a third for months: some things are said after sixty days."""
    return int(chance.integers(*(_LONG if chance.random() < _LONG_SHARE else _SHORT)))


def _on_the_plane(place: Floats) -> Floats:
    return np.clip(place, -REACH, REACH)


def level_of(value: float) -> Level:
    """Low, middle or high."""
    return LEVELS[int(value > -BORDER) + int(value > BORDER)]


def region_of(place: Floats) -> Region:
    """The region of a place."""
    return level_of(float(place[0])), level_of(float(place[1]))


def commonness(place: Floats) -> float:
    """How common such a person is where the model is right, up to a factor: what they were drawn from is even."""
    spread = (1 - TIE_VARIANCE) * _SHARED
    return float(np.exp(-place @ np.linalg.solve(spread, place) / 2))
