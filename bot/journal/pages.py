"""A journal as a text to read: what was asked, when, and what the person wrote, day by day.

Rule: pure. The person's words stand as they wrote them, quoted line by line, so that nothing in them can look like
something of ours.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

EMPTY = "Nothing is written here yet.\n"


@dataclass(frozen=True, slots=True)
class Writing:
    """One entry. question: what was asked ("" when that is not known any more)."""

    at: datetime
    question: str
    words: str


def pages(writings: Iterable[Writing], zone: ZoneInfo) -> str:
    """The whole journal in Markdown, oldest first, with the days and hours of `zone`."""
    days = groupby(writings, lambda one: one.at.astimezone(zone).date())
    parts = [part for day, some in days for part in (f"## {day:%A}, {day.day} {day:%B %Y}", *_of_a_day(some, zone))]
    return "\n\n".join(["# Journal", *parts]) + "\n" if parts else f"# Journal\n\n{EMPTY}"


def _of_a_day(writings: Iterable[Writing], zone: ZoneInfo) -> Iterator[str]:
    for one in writings:
        hour = f"{one.at.astimezone(zone):%H:%M}"
        yield f"**{hour}** {one.question}".rstrip()
        yield "\n".join(f"> {line}".rstrip() for line in one.words.splitlines() or [""])
