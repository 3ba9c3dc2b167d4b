"""Whether what is said to somebody fits where they stand: pictures, and texts that are for one end of a dimension.

Rule: nothing of the conversation is judged but this.

A *leak* is a text for one end of a dimension, shown to somebody whose own answers put them at the other end (the level
that texts are chosen by, at that moment). There must be none: the companion knew better. A text may still reach
somebody who *stands* at the other end, because an estimate errs. That cannot be none; so it is counted for each person
beside the number that the beliefs themselves expected: many more than that would be a fault of the inference or of the
choice of texts. People who answer carelessly are left out there, because their answers say nothing about them.

The end that a text is not for: it names the other end among its levels, and not this one ("high", or "middle, high":
not for low). Judged is the first time that somebody is shown a part of a form (a question with what follows it, a
suggestion): it was chosen then, and what is only shown once more follows what was true then. A text about a
relationship is judged by the picture of that one; one about anybody by every picture.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.attachment.plane import DIMENSIONS, Dimension, Level
from bot.attachment.standing import Standing
from bot.attachment.tendency import BORDER
from bot.dialogue.conversation import Conversation
from bot.operations.simulation.people import Person, Region, commonness, region_of
from bot.operations.simulation.stage import Stage
from bot.operations.simulation.texts import Text

NINETY_PER_CENT = 1.645
FAR = 2 * BORDER
"""So far from the middle somebody stands well inside a region and not at its border."""
_EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class Told:
    """The first picture of one relationship, and where the person really stood. inside: for each dimension, whether
    that lies in the 90 % interval. weight: how common such a person is."""

    relationship: str
    stood: Region
    told: Region
    inside: tuple[bool, bool]
    careless: bool
    weight: float

    @property
    def dimensions_right(self) -> int:
        """On how many dimensions the level told is the person's."""
        return sum(one == other for one, other in zip(self.stood, self.told, strict=True))

    @property
    def is_opposite(self) -> bool:
        """Whether on some dimension the other end was told."""
        return any({one, other} == {"low", "high"} for one, other in zip(self.stood, self.told, strict=True))


@dataclass(frozen=True, slots=True)
class Leak:
    """A text shown to somebody whose answers put them at the end that it is not for."""

    place: str
    person: int
    relationship: str
    region: Region


@dataclass
class Reached:
    """People who read a text that is not for where they stand: how many, how many far from it, how many the beliefs
    expected, of how many who could have."""

    people: int = 0
    far: int = 0
    expected: float = 0.0
    of: int = 0


@dataclass
class Fit:
    """Counts over all people."""

    stage: Stage
    shown: int = 0
    leaks: int = 0
    examples: list[Leak] = field(default_factory=list)
    strict: Reached = field(default_factory=Reached)
    wide: Reached = field(default_factory=Reached)
    _judged: set[str] = field(default_factory=set)
    _erred: dict[tuple[bool, str, Dimension], tuple[bool, bool, float]] = field(default_factory=dict)

    def look(self, person: Person, conversation: Conversation, texts: Sequence[Text], now: datetime) -> None:
        """Judge what was just said to a person."""
        meant = [text for text in texts if text.audience.is_for_some and text.form not in self._judged]
        self._judged.update(text.form for text in meant)
        for text in meant:
            for standing in self._concerned(text, conversation, now):
                self.shown += 1
                self._judge(person, text, standing)

    def _concerned(self, text: Text, conversation: Conversation, now: datetime) -> Iterator[Standing]:
        about = text.audience.relationships
        present = str(conversation.variables.get("relationship", ""))
        for standing in self.stage.library.standings(conversation.answers, now):
            name = standing.relationship
            if standing.is_early or (about and name not in about):
                continue
            if len(about) <= 1 or name == present:
                yield standing

    def _judge(self, person: Person, text: Text, standing: Standing) -> None:
        place, reading = person.place(standing.relationship), standing.reading
        stood = region_of(place)
        for number, dimension in enumerate(DIMENSIONS):
            end = text.audience.turned_from(dimension)
            if end is None:
                continue
            lean = reading.on(dimension)
            if lean.for_texts == end:
                self._leaked(text, person, standing)
            if person.manner.careless:
                continue
            # One error of an estimate reaches many texts, so it counts once for each relationship and dimension.
            is_strict = "middle" not in text.audience.levels[dimension]
            key = (is_strict, standing.relationship, dimension)
            was, was_far, expected = self._erred.get(key, (False, False, 0.0))
            is_there = stood[number] == end
            is_far = is_there and abs(float(place[number])) >= FAR
            chance = lean.chances[0 if end == "low" else 2]
            self._erred[key] = (was or is_there, was_far or is_far, max(expected, chance))

    def _leaked(self, text: Text, person: Person, standing: Standing) -> None:
        self.leaks += 1
        if len(self.examples) < _EXAMPLES:
            region: Region = (standing.reading.anxiety.for_texts, standing.reading.avoidance.for_texts)
            self.examples.append(Leak(text.place, person.number, standing.relationship, region))

    def end_of_a_life(self) -> None:
        """Add what one person read to the counts, and forget the person."""
        for (is_strict, _, _), (was_there, was_far, expected) in self._erred.items():
            reached = self.strict if is_strict else self.wide
            reached.people += was_there
            reached.far += was_far
            reached.expected += expected
            reached.of += 1
        self._erred.clear()
        self._judged.clear()

    def told(self, person: Person, conversation: Conversation, before: Sequence[Told], now: datetime) -> list[Told]:
        """The pictures that this person sees for the first time."""
        known = {one.relationship for one in before}
        standings = self.stage.library.standings(conversation.answers, now)
        return [_told(person, one) for one in standings if not one.is_early and one.relationship not in known]


def _told(person: Person, standing: Standing) -> Told:
    place, belief, reading = person.place(standing.relationship), standing.belief, standing.reading
    means, errors = belief.mean, belief.standard_errors
    first, second = (abs(float(place[n]) - means[n]) <= NINETY_PER_CENT * errors[n] for n in range(2))
    told: tuple[Level, Level] = (reading.anxiety.for_texts, reading.avoidance.for_texts)
    return Told(
        standing.relationship,
        region_of(place),
        told,
        (first, second),
        person.manner.careless,
        commonness(person.overall),
    )
