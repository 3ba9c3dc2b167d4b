"""Understanding until when somebody wants to be left alone: "3 days", "until Monday", "till 5 May", "for now".

Rule: pure; the answer is the first day on which to write again, and `date.max` for a break without an end. Our own
words are read first; dateparser is asked for the rest alone, dates with a month's name and other languages.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import date, timedelta

from bot.reflection.asked import Asked
from bot.reflection.break_words import LONGEST, after, coming, day_of_a_month, end_in
from bot.reflection.dates import in_figures, in_words, parsed
from bot.reflection.hours import Words
from bot.reflection.vocabulary import Token

_WEEK = 7
_MOST_UNREAD = 5
"""Words that may stand unread beside an end that was said clearly."""
_PART = re.compile(r"(?<![\d.,])(\d{1,2}[.,]\d) ?[^\W\d]")
"""A number with a part behind the point: "1.5 weeks"."""


def until(text: str, today: date, words: Words, languages: Sequence[str]) -> date | Asked[date]:
    """The day on which to write again; `date.max` for no end; else what to ask."""
    if not text.strip():
        return date.max
    tokens = words.of_breaks(languages).tokens(text)
    unit = next((token.unit for token in tokens if token.unit is not None), None)
    if unit is not None and (parts := _PART.search(text)):
        return _checked(after(today, math.ceil(float(parts[1].replace(",", ".")) * unit)), today)
    figures = in_figures(text, today)
    if len(figures) > 1:
        return Asked("ambiguous", figures)
    found = figures[0] if figures else _said(text, tokens, today, languages)
    if found is not None:
        return found if found == date.max else _checked(found, today)
    return _asked(tokens, today)


def warm(languages: Sequence[str], today: date) -> None:
    """Load what the first date in these languages needs (0.2 s and 20 MB), before somebody waits for it."""
    parsed("5 1", today, languages, [])


def _said(text: str, tokens: Sequence[Token], today: date, languages: Sequence[str]) -> date | None:
    unread = sum("unknown" in token for token in tokens)
    found = end_in(tokens, today, whole=True) if not unread else None
    if found is None:
        has_until = any("until" in token for token in tokens)
        found = in_words(text, today, languages, month_alone=has_until) or day_of_a_month(tokens, today)
    if found is None and 0 < unread <= _MOST_UNREAD:
        found = end_in(tokens, today, whole=False)
    return found


def _asked(tokens: Sequence[Token], today: date) -> Asked[date]:
    numbers = [token.number for token in tokens if token.number]
    if numbers and not any("unknown" in token for token in tokens):
        return Asked("ambiguous", tuple(after(today, numbers[0] * unit) for unit in (1, _WEEK)))
    return Asked("vague" if any("vague" in token for token in tokens) else "unknown", _usual(today))


def _checked(found: date, today: date) -> date | Asked[date]:
    if today < found <= today + timedelta(days=LONGEST):
        return found
    return Asked("impossible", _usual(today))


def _usual(today: date) -> tuple[date, ...]:
    return tuple(sorted({today + timedelta(days=3), coming(0, today), today + timedelta(days=14)}))
