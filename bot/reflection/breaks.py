"""Understanding until when somebody wants to be left alone: "3 days", "until Monday", "till 5 May", "for now".

Rule: pure; the answer is the first day on which to write again, and `date.max` for a break without an end. Our own
words are read first. dateparser is asked for the rest alone, dates with a month's name and other languages, and is
believed only where its day agrees with the figures that were written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise

from bot.reflection.asked import Asked
from bot.reflection.hours import Words
from bot.reflection.spelling import plain
from bot.reflection.vocabulary import Token

LONGEST = 366
"""Days that a break with an end can last."""

_WEEK, _LONG_MONTH = 7, 31
_LONGEST_DATE = 60
"""Letters of a text in which a date is looked for."""
_WORDS_BEFORE, _MOST_UNREAD = 4, 5
"""Words before a date that are no part of it, and words that may stand unread beside an end that was said clearly."""

_LAST_MONTH = 12
_ISO = re.compile(r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_NUMERIC = re.compile(r"(?<![\d.])(\d{1,2})([./-])(\d{1,2})(?:\2(\d{2}|\d{4})|\.)?(?![\d])")
_CENTURY = 2000
_DATES = {"PREFER_DATES_FROM": "future", "RETURN_AS_TIMEZONE_AWARE": False}
_UNITS = (1, 7, 28, 29, 30, 31, 365, 366)
"""Days that a number in a text may count."""


def until(text: str, today: date, words: Words, languages: Sequence[str]) -> date | Asked[date]:
    """The day on which to write again; `date.max` for no end; else what to ask."""
    tokens = words.of_breaks(languages).tokens(text)
    written = plain(text)
    if not written.strip(" .,!?"):
        return date.max
    if numeric := list(dict.fromkeys(_numeric(written, today))):
        return _checked(numeric[0], today) if len(numeric) == 1 else Asked("ambiguous", tuple(sorted(numeric)))
    unread = sum("unknown" in token for token in tokens)
    found = None if unread else _by_our_words(tokens, today)
    if found is None:
        found = _by_dateparser(text, today, languages) or _day_of_a_month(tokens, today)
    if found is None and unread <= _MOST_UNREAD:
        found = _by_our_words(tokens, today)
    if found is not None:
        return found if found == date.max else _checked(found, today)
    numbers = [token.number for token in tokens if token.number]
    if numbers and not unread:
        return Asked("ambiguous", tuple(today + timedelta(days=numbers[0] * unit) for unit in (1, _WEEK)))
    return Asked("vague" if any("vague" in token for token in tokens) else "unknown", _usual(today))


def warm(languages: Sequence[str], today: date) -> None:
    """Load what the first date in these languages needs (0.2 s and 20 MB), before somebody waits for it."""
    _parsed("5 1", today, languages, [])


def _by_our_words(tokens: Sequence[Token], today: date) -> date | None:
    said = [token for token in tokens if "filler" not in token or len(token.meanings) > 1]
    if (days := _length(said)) is not None:
        return _after(today, days)
    for token in said:
        if (found := _named(token, today)) is not None:
            return found
    return date.max if any("endless" in token for token in said) else None


def _length(said: Sequence[Token]) -> int | None:
    """Days of a length of time: "3 days", "a week and two days", "fortnight"; None when it is none."""
    days, amount, units = 0, None, 0
    if any("end_of" in token or "next" in token for token in said):
        return None
    for token in said:
        if token.unit is not None:
            days += token.unit * (1 if amount is None else amount)
            amount, units = None, units + 1
        elif token.amount is not None:
            amount = token.amount if amount is None else amount * token.amount
    return days if units else None


def _named(token: Token, today: date) -> date | None:
    """The day that a word names: "Monday", "tomorrow", "next week"."""
    if token.days:
        return _coming(token.days[0], today)
    if "today" in token or "tomorrow" in token:
        return _after(today, 1)
    if "week" in token or ("unit" in token and token.unit == _WEEK):
        return _coming(0, today)
    if "month" in token or ("unit" in token and token.unit is not None and _WEEK < token.unit <= _LONG_MONTH):
        return (today.replace(day=1) + timedelta(days=_LONG_MONTH + 1)).replace(day=1)
    return date(today.year + 1, 1, 1) if token.unit is not None and token.unit > _LONG_MONTH else None


def _coming(weekday: int, today: date) -> date:
    return today + timedelta(days=(weekday - today.weekday() - 1) % _WEEK + 1)


def _after(today: date, days: int) -> date:
    # A length that no calendar holds is refused like any other that is too long.
    return today + timedelta(days=min(days, LONGEST + 1))


def _numeric(written: str, today: date) -> Iterator[date]:
    """The days that figures alone may mean: "2026-12-05", "5.12.", and both of "5/12"."""
    if iso := _ISO.search(written):
        yield from _dates(int(iso[1]), int(iso[2]), int(iso[3]), today)
        return
    found = _NUMERIC.search(written)
    if found is None or re.search(r"\d ?(am|pm)|:", written):
        return
    first, second, year = int(found[1]), int(found[3]), found[4]
    in_year = None if year is None else int(year) + (_CENTURY if len(year) == len("26") else 0)
    yield from _dates(in_year, second, first, today)
    if found[2] != ".":
        yield from _dates(in_year, first, second, today)


def _dates(year: int | None, month: int, day: int, today: date) -> Iterator[date]:
    for able in (today.year, today.year + 1) if year is None else (year,):
        try:
            found = date(able, month, day)
        except ValueError:
            continue  # there is no such day
        if found > today or year is not None:
            yield found
            return


def _day_of_a_month(tokens: Sequence[Token], today: date) -> date | None:
    """The coming "5th"."""
    for token, behind in pairwise(tokens):
        if "ordinal" in behind and token.number is not None:
            days = (today + timedelta(days=ahead) for ahead in range(1, 2 * _LONG_MONTH))
            return next((day for day in days if day.day == token.number), None)
    return None


def _by_dateparser(text: str, today: date, languages: Sequence[str]) -> date | None:
    """A date somewhere at the end of `text`: what stands before it ("until", "bis") is no part of it."""
    words = text.strip(" .!?").split()
    if len(text) > _LONGEST_DATE:
        return None
    ends = (" ".join(words[start:]) for start in range(min(_WORDS_BEFORE + 1, len(words))))
    return next((found for end in ends if (found := _believed(end, today, languages)) is not None), None)


def _believed(text: str, today: date, languages: Sequence[str]) -> date | None:
    figures = [int(one) for one in re.findall(r"\d+", text)]
    found = _parsed(text, today, languages, ["day"])
    if not figures:
        # A weekday has no day of its own. A month alone has none either, and is given today's: that is no answer.
        found = found or _parsed(text, today, languages, [])
        is_near = found is not None and 0 < (found - today).days <= _WEEK
        return found if is_near or (found is not None and _months(found, today) is None) else None
    if found is None:
        return None
    ahead = (found - today).days
    counts = any(ahead == figures[0] * unit for unit in _UNITS) or _months(found, today) == figures[0]
    return found if counts or found.day in figures else None


def _months(found: date, today: date) -> int | None:
    same = found.day == today.day
    return (found.year - today.year) * _LAST_MONTH + found.month - today.month if same else None


def _parsed(text: str, today: date, languages: Sequence[str], parts: list[str]) -> date | None:
    # Loaded at the first date that our words do not read: it costs 0.07 s and 13 MB.
    import dateparser  # noqa: PLC0415

    base = datetime(today.year, today.month, today.day)  # noqa: DTZ001 (a day of the person's own calendar)
    try:
        found = dateparser.parse(
            text, languages=list(languages), settings={**_DATES, "REQUIRE_PARTS": parts, "RELATIVE_BASE": base}
        )
    except (ValueError, OverflowError):
        return None  # a language that it does not know, or a date outside the calendar
    return None if found is None else found.date()


def _checked(found: date, today: date) -> date | Asked[date]:
    if today < found <= today + timedelta(days=LONGEST):
        return found
    return Asked("impossible", _usual(today))


def _usual(today: date) -> tuple[date, ...]:
    return tuple(sorted({today + timedelta(days=3), _coming(0, today), today + timedelta(days=14)}))
