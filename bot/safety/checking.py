"""What an operator has to check: numbers whose source nobody has verified, or not within a year.

Rule: a list for reading, and nothing decided; the day it is comes in as an argument.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from bot.safety.helplines import Entry

FRESH = timedelta(days=365)
"""So long a verified number is taken for good: lines move, and a dead number in a bad hour is worse than none."""


def is_due(entry: Entry, today: date) -> bool:
    """Whether somebody has to look at this number (again)."""
    return entry.checked is None or today - entry.checked > FRESH


def listed(entries: Iterable[Entry], today: date, *, only_due: bool) -> Iterator[str]:
    """One line for each number, and at the end how many have to be checked."""
    known = list(entries)
    for entry in known:
        if is_due(entry, today) or not only_due:
            source = f" [{entry.source}]" if entry.source else ""
            yield f"{entry.country}  {entry.helps}  {entry.name}: {entry.reached}  {_state(entry, today)}{source}"
    due = sum(is_due(entry, today) for entry in known)
    yield f"Of {len(known)} numbers and pages, {due} are to be checked on the line's own page before going live."


def _state(entry: Entry, today: date) -> str:
    if entry.checked is None:
        return "not yet checked"
    return f"checked {entry.checked.isoformat()}" + (", more than 12 months ago" if is_due(entry, today) else "")
