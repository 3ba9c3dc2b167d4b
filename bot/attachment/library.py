"""The room's whole content, ready for use: items, explanations, words and suggestions.

Rule: immutable; made once from checked files. What a person's answers mean in it is asked here and computed below.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.attachment.answers import Given, marks_of
from bot.attachment.bank import NOTHING_TO_ASK, ItemBank, Marks, Stack
from bot.attachment.belief import PRIOR, Belief
from bot.attachment.explanations import ExplanationsFile, Words
from bot.attachment.items import ItemsFile
from bot.attachment.plane import Level
from bot.attachment.suggestions import SuggestionForm, SuggestionsFile
from bot.attachment.tendency import FEWEST_ANSWERS, Reading, read


@dataclass(frozen=True, eq=False)
class Standing:
    """How one person stands in one relationship: what can be asked, what was answered, and the belief after it."""

    relationship: str
    stack: Stack
    marks: Marks
    belief: Belief

    @property
    def is_early(self) -> bool:
        """Whether it is too early to say anything."""
        return len(self.marks) < FEWEST_ANSWERS

    @cached_property
    def reading(self) -> Reading:
        """What the belief says, early or not."""
        return read(self.belief)


@dataclass(frozen=True, eq=False)
class Library:
    """Content of the room. panels: the texts for a region, by (relationship, anxiety, avoidance)."""

    bank: ItemBank
    words: Words
    panels: Mapping[tuple[str, Level, Level], tuple[str, ...]]
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
            (file.relationship, region.anxiety, region.avoidance): tuple(region.panels.values())
            for file in explained
            for region in file.regions
        }
        return cls(ItemBank.of(items), words, panels, [one for file in suggestions for one in file.suggestions])

    @property
    def relationships(self) -> tuple[str, ...]:
        """The relationships that can be asked and spoken about, in the order of the words."""
        return tuple(name for name in self.words.relationships if name in self.bank.stacks)

    def stack(self, relationship: str) -> Stack:
        """What can be asked about a relationship; nothing when it has no items, or no words to speak of it."""
        known = relationship in self.words.relationships
        return self.bank.stacks.get(relationship, NOTHING_TO_ASK) if known else NOTHING_TO_ASK

    def standing(self, answers: Iterable[Given], relationship: str) -> Standing:
        """How the person who gave these answers stands in `relationship`."""
        stack = self.stack(relationship)
        if not stack.items:
            return Standing(relationship, stack, (), PRIOR)
        known = tuple(mark for mark in marks_of(answers, relationship) if stack.knows(*mark))
        return Standing(relationship, stack, known, stack.belief(known))

    def standings(self, answers: Sequence[Given]) -> list[Standing]:
        """How the person stands wherever they gave a scored answer."""
        found = [self.standing(answers, name) for name in self.relationships]
        return [one for one in found if one.marks]
