"""What the flows of the situation check, the looks back and the goodbye say, read the plain way.

Rule: as in `reading.py`, no model and no loader of ours.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.content.reading import read

SITUATIONS = ("situation", "situation_own", "situation_of_another")
LOOKS_BACK = (
    "looking_back",
    "looking_back_place",
    "looking_back_comfort",
    "looking_back_missing",
    "looking_back_child",
    "looking_back_sentence",
)
"""The six looks back; the first also holds the end that all share."""
RETURNS = ("start", "last_weeks", "farewell", "menu", "settings")
FLOWS = (*SITUATIONS, "lookback", *LOOKS_BACK, *RETURNS)

_SPOKEN = ("say", "ask")


def states(flow: str) -> dict[str, dict[str, Any]]:
    """The states of a flow, by name."""
    return dict(read(f"flows/{flow}.yaml")["states"])


def messages(flow: str) -> list[tuple[str, str]]:
    """(state, text) of everything it says; what is said together is one text each."""
    return [
        (name, text)
        for name, state in states(flow).items()
        for key in _SPOKEN
        if key in state
        for text in _texts(state[key])
    ]


def _texts(line: Any) -> Iterator[str]:
    match line:
        case str():
            yield line
        case list():
            for one in line:
                yield from _texts(one)
        case dict():
            yield from (text for key, part in line.items() if key != "when" for text in _texts(part))


def choices(flow: str) -> Iterator[tuple[str, str, str]]:
    """(state, label, target) of every choice; the target is "" where the choice copies or takes the state's way."""
    for name, state in states(flow).items():
        for choice in state.get("choices", ()):
            if "label" in choice:
                yield name, choice["label"], choice.get("go", "")
            else:
                [(label, target)] = choice.items()
                yield name, label, target


def targets(flow: str, state: str) -> set[str]:
    """The states to which a state leads, as "flow.state" (or a flow's name)."""
    form = states(flow)[state]
    go = form.get("go", ())
    found = {go} if isinstance(go, str) else {way["go"] for way in go}
    found |= {target for name, _, target in choices(flow) if name == state and target}
    found |= {form[key] for key in ("otherwise", "unanswered") if key in form}
    return {one if "." in one or one not in states(flow) else f"{flow}.{one}" for one in found}


def reached(flow: str, state: str) -> set[str]:
    """Everything in these flows that can follow a state, itself included."""
    seen: set[str] = set()
    open_ends = [f"{flow}.{state}"]
    while open_ends:
        place = open_ends.pop()
        name, _, inside = place.partition(".")
        if place in seen or not inside or name not in FLOWS:
            seen.add(place)
            continue
        seen.add(place)
        open_ends += targets(name, inside)
    return seen
