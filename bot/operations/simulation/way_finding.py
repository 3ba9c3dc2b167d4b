"""How far it is, from any choice, to a place with something that nobody has met yet.

Rule: pure; it reads the machine's ways and knows no flow by name. Only ways that somebody takes at a place count; a
command, a sign of a crisis and what falls due work from everywhere, and lead nobody further.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from heapq import heappop, heappush

from bot.dialogue.machine import RETURN
from bot.dialogue.script import Script

_AT_A_PLACE = frozenset({"go", "choice", "beside", "otherwise", "visit"})


@dataclass(eq=False)
class WayFinding:
    """Distances in states. before: for each state, those with a way to it. after: where each way leads."""

    before: Mapping[str, set[str]]
    after: Mapping[tuple[str, str], set[str]]
    _distances: dict[str, int] = field(default_factory=dict)

    @classmethod
    def through(cls, script: Script) -> WayFinding:
        """The ways of a script."""
        before: dict[str, set[str]] = {}
        after: dict[tuple[str, str], set[str]] = {}
        for trigger, event in script.machine.events.items():
            if trigger.partition(".")[0] not in _AT_A_PLACE:
                continue
            for source, transitions in event.transitions.items():
                for dest in (transition.dest for transition in transitions):
                    if dest and dest != RETURN:
                        before.setdefault(dest, set()).add(source)
                        after.setdefault((source, trigger), set()).add(dest)
        return cls(before, after)

    def look(self, places: Mapping[str, int]) -> None:
        """Measure anew: to these places, each counted so many steps further off."""
        self._distances = _from(places, self.before)

    def to(self, state: str) -> int | None:
        """How many states from this one to the nearest of those places; None where no way leads to one."""
        return self._distances.get(state)

    def by(self, state: str, trigger: str) -> int | None:
        """The same, by one way out of a state."""
        found = [self._distances[dest] for dest in self.after.get((state, trigger), ()) if dest in self._distances]
        return min(found, default=None)


def _from(goals: Mapping[str, int], before: Mapping[str, set[str]]) -> dict[str, int]:
    distances: dict[str, int] = {}
    queue = sorted((far, place) for place, far in goals.items())
    while queue:
        steps, here = heappop(queue)
        if here not in distances:
            distances[here] = steps
            for earlier in before.get(here, ()):
                if earlier not in distances:
                    heappush(queue, (steps + 1, earlier))
    return distances
