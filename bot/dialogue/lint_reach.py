"""What can be reached from where: states that nobody comes to, circles, and too many messages in a row.

Rule: ways between states only. Nothing is said about reach while a flow could not be read or a target is unknown: it
may be the one that leads there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.dialogue.draft import Draft, Here
from bot.dialogue.faults import Fault
from bot.dialogue.lint_ways import asks, targets, unknown_target
from bot.dialogue.machine import RETURN, resolved
from bot.dialogue.messages import MOST_IN_A_ROW


def check_reach(draft: Draft) -> Iterator[Fault]:
    """Faults in how states follow each other."""
    states = {here.full_name: here for here in draft.states()}
    if draft.complete and _all_targets_are_known(draft, states):
        yield from _unreached(draft, states)
    for here in states.values():
        if _is_circle(draft, states, here):
            yield here.fault_at_name(f"'{here.name}' comes round to itself, and the person never has a turn")
    row = _Row(draft, states)
    for here in states.values():
        yield from row.faults(here)


def _all_targets_are_known(draft: Draft, states: Mapping[str, Here]) -> bool:
    if any(source.form.start not in source.form.states for source in draft.sources):
        return False
    named = ((here, target) for here in states.values() for target, *_ in targets(here.form))
    return not any(unknown_target(draft, here, target) for here, target in named)


def _target(draft: Draft, here: Here, target: str) -> str | None:
    """The full name of a target; None for `return` and for what does not exist (which is a fault of its own)."""
    known = target in here.flow.states or target.partition(".")[0] in draft.flows
    return resolved(target, here.flow, draft.flows) if known and target != RETURN else None


def _next(draft: Draft, here: Here) -> list[str]:
    """Where a state leads without the person, by full names; nowhere when it asks."""
    if asks(here.form):
        return []
    ways = [here.form.visit] if here.form.visit is not None else [branch.go for branch in here.form.go]
    return [name for way in ways if (name := _target(draft, here, way)) is not None]


def _unreached(draft: Draft, states: Mapping[str, Here]) -> Iterator[Fault]:
    entered = [source.form for source in draft.sources if source.form.command or source.form.on]
    waiting = [f"{flow.flow}.{flow.start}" for flow in entered]
    reached: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in reached or name not in states:
            continue
        reached.add(name)
        found = (_target(draft, states[name], target) for target, *_ in targets(states[name].form))
        waiting.extend(name for name in found if name is not None)
    for source in draft.sources:
        flow = source.form
        if not any(f"{flow.flow}.{state}" in reached for state in flow.states):
            yield source.fault("nothing leads to this flow: give it a command, or go to it from another", "flow")
            continue
        for state in flow.states:
            if f"{flow.flow}.{state}" not in reached:
                yield source.fault_at_key(f"nothing leads to '{state}'", "states", state)


def _is_circle(draft: Draft, states: Mapping[str, Here], here: Here) -> bool:
    """Whether the only way on comes back here, with nobody asked and nothing called that could ask."""
    seen: set[str] = set()
    name = here.full_name
    while name not in seen and name in states:
        seen.add(name)
        following = _next(draft, states[name])
        if len(following) != 1 or states[name].form.visit is not None or _calls(states[name]):
            return False
        name = following[0]
        if name == here.full_name:
            return True
    return False


def _calls(here: Here) -> bool:
    return any(key not in ("say", "set", "do") for key, _ in here.form.actions)


class _Row:
    """Counts messages in a row. What an ability says is not known here, so a row is counted up to it and from it on."""

    def __init__(self, draft: Draft, states: Mapping[str, Here]) -> None:
        self._draft = draft
        self._states = states
        self._known: dict[str, int] = {}

    def faults(self, here: Here) -> Iterator[Fault]:
        """The fault of a state in which more than three in a row have been said."""
        counts = _counts(here)
        if max(counts) > MOST_IN_A_ROW:
            yield here.fault_at_name(_too_many(max(counts)))
            return
        following = max((self._from(name) for name in _next(self._draft, here)), default=0)
        if counts[-1] and counts[-1] + following > MOST_IN_A_ROW and following <= MOST_IN_A_ROW:
            yield here.fault_at_name(_too_many(counts[-1] + following))

    def _from(self, name: str) -> int:
        """The most messages in a row from entering a state on."""
        if name not in self._known:
            self._known[name] = 0  # a circle, which is a fault of its own, ends here
            here = self._states.get(name)
            if here is not None:
                counts = _counts(here)
                following = [self._from(after) for after in _next(self._draft, here)] if len(counts) == 1 else []
                self._known[name] = counts[0] + max(following, default=0)
        return self._known[name]


def _counts(here: Here) -> list[int]:
    """How many messages a state says itself: in all, or between the abilities it calls."""
    counts = [0]
    for key, _ in here.form.actions:
        if key == "say":
            counts[-1] += 1
        elif key not in ("set", "do"):
            counts.append(0)
    if here.form.ask is not None:
        counts[-1] += 1
    return counts


def _too_many(count: int) -> str:
    return f"{count} messages in a row from here before the person has a turn: at most {MOST_IN_A_ROW}"
