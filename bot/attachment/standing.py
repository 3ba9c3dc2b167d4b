"""How one person stands in one relationship, and the memory of beliefs that makes asking for it cheap.

Rule: everything is computed when it is first asked for, from the answers alone, and only a bounded number of results
is kept, whoever they belong to; so a belief that was forgotten and one that was kept are the same numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Final

import numpy as np

from bot.attachment.answers import Round, Strand
from bot.attachment.bank import Stack
from bot.attachment.belief import Belief, belief_of
from bot.attachment.evidence import Evidence, evidence_of, without
from bot.attachment.forms import GENERAL
from bot.attachment.plane import POINTS, Floats
from bot.attachment.relationships import (
    Difference,
    Heard,
    at_overall,
    between,
    downward,
    forward,
    likelihood_of,
    since,
    upward,
)
from bot.attachment.tendency import FEWEST_ANSWERS, Reading, read

_KEPT = 256
"""Of each kind of result. One step reads the same belief several times (what leans, the region, the picture), and a
sitting the same context at each answer. A result is 7 KB, so all of them are 7 MB at most."""

_NOTHING: Final = np.zeros(len(POINTS))

Elsewhere = tuple[tuple[str, Strand], ...]
"""What was answered about other relationships, by name: only those with answers."""


class Ties:
    """The beliefs of anyone, over these stacks; the newest ones are kept."""

    def __init__(self, stacks: Mapping[str, Stack]) -> None:
        """stacks: what can be asked, by relationship."""
        self._stacks = stacks
        self.evidence: Callable[[str, Round], Evidence] = lru_cache(maxsize=_KEPT)(self._evidence)
        self.context: Callable[[str, Elsewhere], Floats] = lru_cache(maxsize=_KEPT)(self._context)
        self.belief: Callable[[str, Strand, Elsewhere], Belief] = lru_cache(maxsize=_KEPT)(self._belief)
        self._up: Callable[[str, Strand], Floats] = lru_cache(maxsize=_KEPT)(self._upward)

    def _evidence(self, name: str, one: Round) -> Evidence:
        return evidence_of(self._stacks[name], one)

    def heard(self, name: str, strand: Strand) -> list[Heard]:
        """A strand's rounds as likelihoods. What is general does not drift: its rounds count alike."""
        return [Heard(self.evidence(name, one).log_likelihood, 0 if name == GENERAL else one.days) for one in strand]

    def _upward(self, name: str, strand: Strand) -> Floats:
        heard = self.heard(name, strand)
        return likelihood_of(forward(_NOTHING, heard)) if name == GENERAL else upward(heard)

    def overall(self, elsewhere: Elsewhere) -> Floats:
        """What these answers say about the overall position, as logarithms: (G,)."""
        return at_overall(self._up(name, strand) for name, strand in elsewhere)

    def _context(self, name: str, elsewhere: Elsewhere) -> Floats:
        """What is known about a relationship from the answers elsewhere, as logarithms: (G,)."""
        overall = self.overall(elsewhere)
        return overall if name == GENERAL else downward(overall)

    def _belief(self, name: str, strand: Strand, elsewhere: Elsewhere) -> Belief:
        return self.belief_of(name, self.heard(name, strand), elsewhere)

    def belief_of(self, name: str, heard: Sequence[Heard], elsewhere: Elsewhere) -> Belief:
        """The belief about a relationship after these rounds."""
        return belief_of(forward(self.context(name, elsewhere), heard))


@dataclass(frozen=True, eq=False)
class Standing:
    """How one person stands in one relationship: what can be asked, what was answered, and the belief after it.

    others: what they answered about other relationships; asked for only when a belief is needed.
    """

    relationship: str
    stack: Stack
    strand: Strand
    others: Callable[[], Elsewhere]
    ties: Ties

    @cached_property
    def elsewhere(self) -> Elsewhere:
        """What was answered about other relationships."""
        return self.others()

    @property
    def general(self) -> list[tuple[str, int]]:
        """The answers (item, option) about people in general."""
        return [mark for name, strand in self.elsewhere if name == GENERAL for one in strand for mark in one.marks]

    @cached_property
    def count(self) -> int:
        """How many scored answers there are."""
        return sum(len(one.marks) for one in self.strand)

    @property
    def is_early(self) -> bool:
        """Whether it is too early to say anything."""
        return self.count < FEWEST_ANSWERS

    @property
    def belief(self) -> Belief:
        """The belief about this relationship, with what the others say about it."""
        return self.ties.belief(self.relationship, self.strand, self.elsewhere)

    @cached_property
    def reading(self) -> Reading:
        """What the belief says, early or not."""
        return read(self.belief)

    @property
    def holds_together(self) -> bool:
        """Whether the answers of the latest round hang together."""
        return not self.strand or self.ties.evidence(self.relationship, self.strand[-1]).fit.holds

    @cached_property
    def earlier(self) -> tuple[Belief, ...]:
        """The beliefs when each round but the last was over, the earliest first."""
        ends = [self.strand[: number + 1] for number in range(len(self.strand) - 1)]
        return tuple(self._at_the_end_of(rounds) for rounds in ends)

    def _at_the_end_of(self, rounds: Strand) -> Belief:
        return self.ties.belief(self.relationship, (*rounds[:-1], replace(rounds[-1], days=0)), self.elsewhere)

    def without(self, number: int, mark: tuple[str, int]) -> Belief:
        """The belief if this answer of round `number` had not been given."""
        heard = self.ties.heard(self.relationship, self.strand)
        one = self.strand[number]
        left = without(self.stack, self.ties.evidence(self.relationship, one), one, mark)
        heard[number] = replace(heard[number], log_likelihood=left)
        return self.ties.belief_of(self.relationship, heard, self.elsewhere)

    def change(self) -> tuple[Difference, Difference] | None:
        """How much higher they stood in the last round than in the one before; None with one round."""
        heard = self.ties.heard(self.relationship, self.strand[:-1])
        if not heard:
            return None
        days, heard[-1] = heard[-1].days, replace(heard[-1], days=0)
        then = forward(self.ties.context(self.relationship, self.elsewhere), heard)
        return since(then, days, self._at_the_end_of(self.strand))

    def above(self, other: Standing) -> tuple[Difference, Difference]:
        """How much higher they stand here than in another relationship."""
        both = (self.relationship, other.relationship)
        strands = (self.ties.heard(both[0], self.strand), self.ties.heard(both[1], other.strand))
        rest = self.ties.overall(tuple(one for one in self.elsewhere if one[0] not in both))
        return between(self.belief, other.belief, strands, rest)
