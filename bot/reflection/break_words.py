"""The end of a break in our own words: a length ("two weeks"), a day ("until Monday"), the end of a week or a month.

Rule: words only; dates are dates.py's. The answer is the first day on which to write again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

from bot.reflection.vocabulary import Token

LONGEST = 366
"""Days that a break with an end can last."""

_WEEK, _LONG_MONTH = 7, 31


def end_in(tokens: Sequence[Token], today: date, *, whole: bool) -> date | None:
    """The end that these words mean; `date.max` for none. whole: every word of the text was read."""
    ends = any("end_of" in token or "next" in token for token in tokens)
    length = None if ends else _length(tokens, whole=whole)
    day = _day(tokens, today)
    if day is not None:
        return after(day, length or 0)
    if length is not None:
        return after(today, length)
    named = (_named(token, today) for token in tokens if whole or ends or "unit" not in token)
    found = next((one for one in named if one is not None), None)
    return date.max if found is None and any("endless" in token for token in tokens) else found


def day_of_a_month(tokens: Sequence[Token], today: date) -> date | None:
    """The coming "5th"."""
    for token, behind in pairwise(tokens):
        if "ordinal" in behind and token.number is not None:
            days = (today + timedelta(days=ahead) for ahead in range(1, 2 * _LONG_MONTH))
            return next((day for day in days if day.day == token.number), None)
    return None


def coming(weekday: int, today: date) -> date:
    """The next such day, a week ahead where today is one."""
    return today + timedelta(days=(weekday - today.weekday() - 1) % _WEEK + 1)


def after(day: date, days: int) -> date:
    """So many days later; a length that no calendar holds is as any other that is too long."""
    return day + timedelta(days=min(days, LONGEST + 1))


def _length(tokens: Sequence[Token], *, whole: bool) -> int | None:
    """Days of a length of time: "3 days", "a week and two days", "a day or two"; None when it is none."""
    days, amount, units = 0, None, []
    for token in tokens:
        if token.unit is not None and (amount is not None or whole):
            days += token.unit * (1 if amount is None else amount)
            units.append(token.unit)
            amount = None
        elif token.amount is not None:
            # "Two or three weeks": the longer one is said last.
            amount = token.amount
    if amount is not None and len(units) == 1:
        days = units[0] * amount
    return days if units else None


def _day(tokens: Sequence[Token], today: date) -> date | None:
    """The coming day that was named; the one behind it where that day itself is to be free."""
    token = next((one for one in tokens if one.days), None)
    if token is None:
        return None
    first = today if not any("week" in one for one in tokens) else coming(0, today) - timedelta(days=1)
    through = any("over" in one or "late" in one for one in tokens)
    # "Until the weekend" ends before it, "over the weekend" and "a weekend" behind it.
    if through or (len(token.days) > 1 and not any("until" in one for one in tokens)):
        return coming(token.days[-1], first) + timedelta(days=1)
    return coming(token.days[0], first)


def _named(token: Token, today: date) -> date | None:
    """The day that a word names beside the days of the week: "tomorrow", "next week", "the end of the month"."""
    if "today" in token or "tomorrow" in token:
        return after(today, 1)
    if "week" in token or token.unit == _WEEK:
        return coming(0, today)
    if "month" in token or (token.unit is not None and _WEEK < token.unit <= _LONG_MONTH):
        return (today.replace(day=1) + timedelta(days=_LONG_MONTH + 1)).replace(day=1)
    if "year" in token or (token.unit is not None and token.unit > _LONG_MONTH):
        return date(today.year + 1, 1, 1)
    return None
