"""How long somebody wants to be left alone is understood, or asked back with days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reflection.asked import Asked, Why
from bot.reflection.break_words import LONGEST
from bot.reflection.breaks import until, warm
from tests.reflection.content import the_words

THURSDAY = date(2026, 11, 26)
DAYS = st.dates(date(2024, 1, 1), date(2040, 12, 31))


def heard(text: str, *languages: str, today: date = THURSDAY) -> date | Asked[date]:
    return until(text, today, the_words(), languages or ("en",))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("3 days", "2026-11-29"),
        ("3days", "2026-11-29"),
        ("three days please", "2026-11-29"),
        ("a week", "2026-12-03"),
        ("for two weeks", "2026-12-10"),
        ("a week and 3 days", "2026-12-06"),
        ("a couple of days", "2026-11-28"),
        ("a few days", "2026-11-29"),
        ("fortnight", "2026-12-10"),
        ("2 months", "2027-01-25"),
        ("a year", "2027-11-26"),
        ("a day or two", "2026-11-28"),
        ("2-3 days", "2026-11-29"),
        ("two or three weeks", "2026-12-17"),
        ("1.5 weeks", "2026-12-07"),
        ("half a year", "2027-05-27"),
        ("one more week", "2026-12-03"),
        ("until sunday night", "2026-11-30"),
        ("until after the weekend", "2026-11-30"),
        ("over the weekend", "2026-11-30"),
        ("a week from monday", "2026-12-07"),
        ("tuesday next week", "2026-12-01"),
        ("rest of the month", "2026-12-01"),
        ("until new year", "2027-01-01"),
        ("until june", "2027-06-01"),
        ("until the 15th", "2026-12-15"),
        ("today", "2026-11-27"),
        ("until tomorrow", "2026-11-27"),
        ("until Monday", "2026-11-30"),
        ("til wed", "2026-12-02"),
        ("until mondy", "2026-11-30"),
        ("until thursday", "2026-12-03"),
        ("until the weekend", "2026-11-28"),
        ("next week", "2026-11-30"),
        ("until the end of the month", "2026-12-01"),
        ("end of the year", "2027-01-01"),
        ("I need a break until monday", "2026-11-30"),
        ("till 5 May", "2027-05-05"),
        ("until the 5th of May", "2027-05-05"),
        ("december 24th", "2026-12-24"),
        ("until 1 March 2027", "2027-03-01"),
        ("till the 1st", "2026-12-01"),
        ("2026-12-24", "2026-12-24"),
        ("5.12.", "2026-12-05"),
        ("until 5.1.2027", "2027-01-05"),
        ("5.1.27", "2027-01-05"),
        ("13/12", "2026-12-13"),
        ("5/12/26", "2026-12-05"),
    ],
)
def test_the_end_of_a_break_is_understood(text: str, day: str) -> None:
    assert heard(text) == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("language", "text", "day"),
    [
        ("de", "3 Tage", "2026-11-29"),
        ("de", "bis Montag", "2026-11-30"),
        ("de", "bis 5. Mai", "2027-05-05"),
        ("fr", "jusqu'à lundi", "2026-11-30"),
        ("fr", "une semaine", "2026-12-03"),
        ("es", "hasta el lunes", "2026-11-30"),
        ("pt", "até segunda-feira", "2026-11-30"),
        ("ru", "две недели", "2026-12-10"),
        ("hi", "3 दिन", "2026-11-29"),
    ],
)
def test_the_person_s_other_languages_are_read(language: str, text: str, day: str) -> None:
    assert heard(text, language, "en") == date.fromisoformat(day)


@pytest.mark.parametrize("text", ["", " ", "for now", "until further notice", "indefinitely", "I don't know"])
def test_a_break_may_have_no_end(text: str) -> None:
    assert heard(text) == date.max


@pytest.mark.parametrize("text", ["0 days", "yesterday", "400 days", "2 years", "1 May 2020", "99 years and 99 years"])
def test_a_break_that_cannot_be_is_asked_about(text: str) -> None:
    asked = heard(text)
    assert isinstance(asked, Asked)
    assert asked.why == "impossible"


def test_a_number_alone_may_be_days_or_weeks() -> None:
    assert heard("5") == Asked("ambiguous", (THURSDAY + timedelta(days=5), THURSDAY + timedelta(days=35)))


def test_a_day_and_a_month_in_figures_may_stand_either_way() -> None:
    assert heard("5/12") == Asked("ambiguous", (date(2026, 12, 5), date(2027, 5, 12)))


@pytest.mark.parametrize(
    ("text", "why"),
    [("sometimes", "vague"), ("Atlantis", "unknown"), ("may", "unknown"), ("?", "unknown"), ("8pm", "unknown")],
)
def test_what_names_no_day_is_asked_with_three(text: str, why: Why) -> None:
    assert heard(text) == Asked(why, (date(2026, 11, 29), date(2026, 11, 30), date(2026, 12, 10)))


def test_a_language_that_nobody_knows_is_no_fault() -> None:
    warm(["xx"], THURSDAY)
    assert isinstance(heard("пять", "xx"), Asked)


@given(st.integers(1, LONGEST), DAYS)
def test_every_number_of_days_is_counted_from_today(days: int, today: date) -> None:
    assert heard(f"{days} days", today=today) == today + timedelta(days=days)


@given(st.integers(0, 6), DAYS)
def test_a_weekday_is_the_coming_one(weekday: int, today: date) -> None:
    name = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")[weekday]
    found = heard(f"until {name}", today=today)
    assert isinstance(found, date)
    assert found.weekday() == weekday
    assert 1 <= (found - today).days <= 7


@given(st.integers(1, LONGEST), DAYS)
def test_a_written_day_is_itself(ahead: int, today: date) -> None:
    day = today + timedelta(days=ahead)
    written = (day.isoformat(), f"{day.day}.{day.month}.{day.year}", f"till {day.day} {day:%B} {day.year}")
    assert {text: heard(text, today=today) for text in written} == dict.fromkeys(written, day)


@given(st.text(max_size=80), DAYS)
def test_whatever_is_written_gives_a_day_ahead_or_a_few_offers(text: str, today: date) -> None:
    answer = heard(text, "en", "de", today=today)
    days = answer.offers if isinstance(answer, Asked) else (answer,)
    assert 1 <= len(days) <= 4
    assert all(day > today for day in days)
