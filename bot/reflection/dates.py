"""Reading a date: in figures, or with the name of a month or of a day in any language.

Rule: a date that may be another one is not chosen here. dateparser is believed only where its day agrees with the
figures that were written: asked freely it gives "20 Uhr" as the 20th and "may" as the 26th of May on a 26th.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime

from bot.reflection.spelling import plain

_WEEK = 7
_LAST_MONTH = 12
_LONGEST_DATE = 60
"""Letters of a text in which a date is looked for."""
_WORDS_BEFORE = 4
"""Words before a date that are no part of it."""

_ISO = re.compile(r"(?<!\d)(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?!\d)")
_FIGURES = re.compile(r"(?<![\d.])(\d{1,2})([./-])(\d{1,2})(?:\2(\d{2}|\d{4})|\.)?(?!\d)")
_OF_A_CLOCK = re.compile(r"\d ?(am|pm)|:")
_CENTURY = 2000
_DATES = {"PREFER_DATES_FROM": "future", "RETURN_AS_TIMEZONE_AWARE": False}
_UNITS = (1, 7, 28, 29, 30, 31, 365, 366)
"""Days that a number in a text may count."""


def in_figures(text: str, today: date) -> tuple[date, ...]:
    """The days that figures alone may mean: "2026-12-05", "5.12.", and both of "5/12"."""
    written = plain(text)
    if iso := _ISO.search(written):
        return tuple(_dates(int(iso[1]), int(iso[2]), int(iso[3]), today))
    found = _FIGURES.search(written)
    # "2-3 days" is no date: a dash needs the year.
    if found is None or _OF_A_CLOCK.search(written) or (found[2] == "-" and found[4] is None):
        return ()
    first, second, year = int(found[1]), int(found[3]), found[4]
    in_year = None if year is None else int(year) + (_CENTURY if len(year) == len("26") else 0)
    either = [*_dates(in_year, second, first, today)]
    if found[2] != ".":
        either += _dates(in_year, first, second, today)
    return tuple(sorted({day for day in either if day > today} or set(either)))


def in_words(text: str, today: date, languages: Sequence[str], *, month_alone: bool) -> date | None:
    """A date at the end of `text`: what stands before it ("until", "bis") is no part of it.

    month_alone: whether the name of a month means its first day.
    """
    words = text.strip(" .!?").split()
    if len(text) > _LONGEST_DATE:
        return None
    ends = (" ".join(words[start:]) for start in range(min(_WORDS_BEFORE + 1, len(words))))
    found = (_believed(end, today, languages, month_alone=month_alone) for end in ends)
    return next((one for one in found if one is not None), None)


def parsed(text: str, today: date, languages: Sequence[str], parts: Sequence[str]) -> date | None:
    """What dateparser reads, where `parts` of a date (day, month, year) were written."""
    # Loaded at the first date that nothing of ours reads: it costs 0.07 s and 13 MB.
    import dateparser  # noqa: PLC0415

    base = datetime(today.year, today.month, today.day)  # noqa: DTZ001 (a day of the person's own calendar)
    try:
        found = dateparser.parse(
            text, languages=list(languages), settings={**_DATES, "REQUIRE_PARTS": list(parts), "RELATIVE_BASE": base}
        )
    except (ValueError, OverflowError):
        return None  # a language that it does not know, or a date outside the calendar
    return None if found is None else found.date()


def _dates(year: int | None, month: int, day: int, today: date) -> Iterator[date]:
    for able in (today.year, today.year + 1) if year is None else (year,):
        try:
            found = date(able, month, day)
        except ValueError:
            continue  # there is no such day
        if found > today or year is not None:
            yield found
            return


def _believed(text: str, today: date, languages: Sequence[str], *, month_alone: bool) -> date | None:
    figures = [int(one) for one in re.findall(r"\d+", text)]
    found = parsed(text, today, languages, ["day"])
    if figures:
        return found if found is not None and _agrees(found, today, figures) else None
    if found is None:
        # A weekday has no day of its own, and a month is given today's.
        found = parsed(text, today, languages, [])
        if found is None or found == today or found.day == today.day:
            return found.replace(day=1) if found is not None and found > today and month_alone else None
        return found if 0 < (found - today).days <= _WEEK else None
    return found


def _agrees(found: date, today: date, figures: Sequence[int]) -> bool:
    if found <= today:
        return found.year in figures and found.day in figures
    ahead = (found - today).days
    return (
        found.day in figures or any(ahead == figures[0] * unit for unit in _UNITS) or _months(found, today) in figures
    )


def _months(found: date, today: date) -> int | None:
    same = found.day == today.day
    return (found.year - today.year) * _LAST_MONTH + found.month - today.month if same else None
