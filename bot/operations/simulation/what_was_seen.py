"""What was seen while invented people talked: which states, ways and texts were reached, by whom, and what went wrong.

Rule: counts only, as many as the script is large; nothing is kept of a person but a few figures.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bot.attachment.plane import LEVELS
from bot.operations.simulation.people import Region
from bot.operations.simulation.stage import Stage, Way, is_a_place
from bot.operations.simulation.texts import Finder, Text
from bot.operations.simulation.way_finding import WayFinding

REGIONS: Final[tuple[Region, ...]] = tuple((anxiety, avoidance) for anxiety in LEVELS for avoidance in LEVELS)
_EXAMPLES: Final = 5
_OFTEN: Final = 20
"""After so many answers that led nowhere it is no chance any more."""
_PATIENCE: Final = 60
"""A place where nothing new was met for so many visits is looked for no more: what it has left needs something else."""
_DETOUR: Final = 6
"""So many steps further people go for a state that nobody has met than for a way that nobody has taken there."""

Aim = int | str
"""The number of a text, or the name of a state."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that must not happen: what, where, and to whom first."""

    what: str
    where: str
    person: int
    seed: int
    detail: str = ""


@dataclass
class Seen:
    """Counts over all people. readers: for each text, how often it was shown to somebody of each region. answers: how
    often a choice of an ability was made, by its question and its label. aim: what the present person is to meet."""

    stage: Stage
    states: Counter[str] = field(default_factory=Counter)
    ways: Counter[Way] = field(default_factory=Counter)
    signs: Counter[tuple[str, str]] = field(default_factory=Counter)
    answers: Counter[tuple[str, str]] = field(default_factory=Counter)
    onward: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    troubles: Counter[tuple[str, str]] = field(default_factory=Counter)
    examples: list[Trouble] = field(default_factory=list)
    turns: int = 0
    aim: Aim | None = None
    ways_on: WayFinding = field(init=False)
    readers: NDArray[np.int64] = field(init=False)
    finder: Finder = field(init=False)
    _since_news: Counter[str] = field(default_factory=Counter)
    _said_at: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _nearest: dict[str, str] = field(default_factory=dict)
    _has_news: bool = True

    def __post_init__(self) -> None:
        """Nothing yet."""
        self.finder = Finder(self.stage.texts)
        self.ways_on = WayFinding.through(self.stage.script)
        self.readers = np.zeros((len(self.stage.texts), len(REGIONS)), dtype=np.int64)

    def passed(self) -> None:
        """Count what the step that was just made has passed."""
        places = list(filter(is_a_place, self.stage.states))
        for place in places:
            self._since_news[place] += 1
            if not self.states[place] or self._since_news[place] == _PATIENCE:
                self._has_news = True
        for way in self.stage.ways:
            if not self.ways[way]:
                self._news_at(way[0])
        self.states.update(places)
        self.ways.update(self.stage.ways)

    def look_out(self) -> None:
        """Measure how far it is to places with something that nobody has met, where that has changed."""
        if self._has_news:
            self._has_news = False
            self.ways_on.look(self._places_with_more())

    def seek(self, aim: Aim) -> None:
        """From now on somebody is there to meet this."""
        self.aim, self._has_news = aim, True

    @property
    def _wanted(self) -> Text | None:
        """The text that somebody is there to meet; None when it is a state, or nothing."""
        return self.stage.texts[self.aim] if isinstance(self.aim, int) else None

    @property
    def aims_at(self) -> frozenset[str]:
        """The relationships that the text is about which somebody is there to meet; none for one about any."""
        return frozenset() if self._wanted is None else frozenset(self._wanted.audience.relationships)

    def is_at_its_aim(self, asked: str) -> bool:
        """Whether a question is part of what holds the text that somebody is there to meet: the rest follows it."""
        form = "" if self._wanted is None else self._wanted.form
        return bool(form) and any(self.stage.texts[number].form == form for number in self.finder.found(asked))

    @property
    def has_met_its_aim(self) -> bool:
        """Whether there was an aim, and it was met."""
        if self.aim is None:
            return False
        return bool(self.states[self.aim] if isinstance(self.aim, str) else self.readers[self.aim].any())

    def unmet(self) -> list[Aim]:
        """States and texts that nobody has met."""
        return [*self.states_never_reached(), *self.texts_never_shown()]

    def _places_with_more(self) -> Mapping[str, int]:
        """Places with something new, and how many steps further off each is to count."""
        if isinstance(self.aim, str):
            return {self.aim: 0}
        if (text := self._wanted) is not None:
            return dict.fromkeys({text.state} if text.state else self._sayers([text]), 0)
        unread = [self.stage.texts[number] for number in self.texts_never_shown()]
        states = {*self.states_never_reached(), *(text.state for text in unread)}
        others = {*(source for source, _, _ in self.ways_never_taken()), *self._sayers(unread)}
        found = dict.fromkeys(others, _DETOUR) | dict.fromkeys(states, 0)
        return {place: far for place, far in found.items() if place and self._since_news[place] < _PATIENCE}

    def _sayers(self, texts: Iterable[Text]) -> set[str]:
        """For texts of abilities, the states that said what stands nearest to each."""
        nearest = {self._nearest_said(text.place) for text in texts if not text.state}
        return set().union(*(self._said_at[place] for place in nearest if place))

    def _nearest_said(self, place: str) -> str:
        """The narrowest place around a text of which something was said; looked up anew only after news."""
        if place not in self._nearest:
            self._nearest[place] = next((around for around in _around(place) if around in self._said_at), "")
        return self._nearest[place]

    def _news_at(self, place: str) -> None:
        self._since_news[place] = 0
        self._has_news = True

    def found(self, said: Iterable[str]) -> set[int]:
        """The texts in what the step that was just made has said; those of a flow only where it was passed."""
        passed, texts = self.stage.states, self.stage.texts
        numbers = (number for one in said for number in self.finder.found(one))
        return {number for number in numbers if not texts[number].state or texts[number].state in passed}

    def shown(self, numbers: Iterable[int], region: Region) -> None:
        """Count texts as shown to somebody of a region."""
        for number in numbers:
            if not self.readers[number].any():
                self._read_first(self.stage.texts[number])
            self.readers[number, REGIONS.index(region)] += 1

    def _read_first(self, text: Text) -> None:
        """A text of a flow is news at its state; one of an ability at the states that were passed."""
        places = {text.state} if text.state else set(filter(is_a_place, self.stage.states))
        for place in places:
            self._news_at(place)
        if not text.state:
            for around in _around(text.place):
                if around not in self._said_at:
                    self._nearest.clear()
                self._said_at[around] |= places

    def went(self, before: str, after: str) -> None:
        """An answer led from one question to another place."""
        self.onward[before][after] += 1

    def trouble(self, trouble: Trouble) -> None:
        """Count what must not happen; the first ones of a kind are kept as examples."""
        key = (trouble.what, trouble.where)
        self.troubles[key] += 1
        if self.troubles[key] == 1 or len(self.examples) < _EXAMPLES:
            self.examples.append(trouble)

    def states_never_reached(self) -> list[str]:
        """States that nobody came to."""
        return [name for name in self.stage.every_state if not self.states[name]]

    def ways_never_taken(self) -> list[Way]:
        """Choices, branches and commands that nobody took."""
        return [way for way in self.stage.every_way if not self.ways[way]]

    def texts_never_shown(self) -> list[int]:
        """Numbers of texts that nobody read."""
        return [int(number) for number in np.flatnonzero(self.readers.sum(axis=1) == 0)]

    def without_a_way_out(self) -> list[str]:
        """Questions that were answered often, and whose answers never led anybody home: not at once, and not by way of
        what came next."""
        nexts = {state: set(places) for state, places in self.onward.items()}
        leads_home = {state for state, places in nexts.items() if any(map(self._is_home, places))}
        while more := {state for state, places in nexts.items() if state not in leads_home and places & leads_home}:
            leads_home |= more
        return sorted(state for state in set(nexts) - leads_home if self.onward[state].total() >= _OFTEN)

    def _is_home(self, state: str) -> bool:
        return not is_a_place(state) or state.partition(".")[0] == self.stage.home


def _around(place: str) -> Iterator[str]:
    """Where a text stands, from the nearest key outwards: "items work_praise short" -> "items work_praise"."""
    words = place.split()
    yield from (" ".join(words[:count]) for count in range(len(words) - 1, 1, -1))


def rows_of(lines: Sequence[Sequence[str]]) -> Iterator[str]:
    """Lines of columns, each as wide as its widest."""
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        yield "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
