"""The room's whole content, ready for use: items, explanations, words and suggestions.

Rule: immutable; made once from checked files. What a person's answers mean in it is asked here and computed below.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from bot.attachment.answers import Given, strand_of
from bot.attachment.bank import NOTHING_TO_ASK, ItemBank, Stack
from bot.attachment.explanations import ExplanationsFile, Words
from bot.attachment.forms import GENERAL
from bot.attachment.items import ItemsFile
from bot.attachment.plane import Level
from bot.attachment.standing import Elsewhere, Standing, Ties
from bot.attachment.suggestions import SuggestionForm, SuggestionsFile


@dataclass(frozen=True, eq=False)
class Library:
    """Content of the room. panels: the texts for a region, by (relationship, anxiety, avoidance) and kind."""

    bank: ItemBank
    words: Words
    panels: Mapping[tuple[str, Level, Level], Mapping[str, str]]
    suggestions: Sequence[SuggestionForm]

    @classmethod
    def of(
        cls,
        items: Iterable[ItemsFile],
        explanations: Iterable[ExplanationsFile],
        suggestions: Iterable[SuggestionsFile],
    ) -> Library:
        """The library of these files; they have been checked (`checks.py`), so exactly one of them holds the words."""
        explained = list(explanations)
        words = next(file.words for file in explained if file.words is not None)
        panels = {
            (file.relationship, region.anxiety, region.avoidance): region.panels
            for file in explained
            for region in file.regions
        }
        return cls(ItemBank.of(items), words, panels, [one for file in suggestions for one in file.suggestions])

    @cached_property
    def panel_names(self) -> tuple[str, ...]:
        """The kinds of panels that every region has, in the order of the first."""
        every = list(self.panels.values())
        return tuple(name for name in (every[0] if every else ()) if all(name in one for one in every))

    @property
    def relationships(self) -> tuple[str, ...]:
        """The relationships that can be asked and spoken about, in the order of the words."""
        return tuple(name for name in self.words.relationships if name in self.bank.stacks)

    def stack(self, relationship: str) -> Stack:
        """What can be asked about a relationship; nothing when it has no items, or no words to speak of it."""
        return self._stacks.get(relationship, NOTHING_TO_ASK)

    @cached_property
    def _stacks(self) -> dict[str, Stack]:
        return {name: self.bank.stacks[name] for name in (*self.relationships, GENERAL) if name in self.bank.stacks}

    @cached_property
    def ties(self) -> Ties:
        """The beliefs about all relationships together."""
        return Ties(self._stacks)

    def standing(self, answers: Sequence[Given], relationship: str, now: datetime | None = None) -> Standing:
        """How the person who gave these answers stands in `relationship`. Without `now` no time has passed since."""
        stack = self.stack(relationship)
        strand = strand_of(answers, relationship, stack.knows, now)
        return Standing(relationship, stack, strand, lambda: self._elsewhere(answers, relationship, now), self.ties)

    def _elsewhere(self, answers: Sequence[Given], but: str, now: datetime | None) -> Elsewhere:
        about = {answer.relationship for answer in answers} - {but}
        names = [name for name in self._stacks if name in about]
        strands = ((name, strand_of(answers, name, self._stacks[name].knows, now)) for name in names)
        return tuple((name, strand) for name, strand in strands if strand)

    def standings(self, answers: Sequence[Given], now: datetime | None = None) -> list[Standing]:
        """How the person stands wherever they gave a scored answer."""
        found = [self.standing(answers, name, now) for name in self.relationships]
        return [one for one in found if one.strand]
