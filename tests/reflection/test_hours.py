"""What a person says about the time of day and the days is understood, or asked back with sensible offers."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reflection.asked import MOST_OFFERS, Asked, Why
from bot.reflection.hours import Wish, clock, understand
from bot.reflection.rhythm import EVERY_DAY
from tests.reflection.content import the_words

NOW = datetime(2026, 11, 26, 14, 5)  # noqa: DTZ001 (the person's own clock)
WEEK, ENDS = (0, 1, 2, 3, 4), (5, 6)
MINUTES = st.integers(0, 24 * 60 - 1)
ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
TENS = ("", "", "twenty", "thirty", "forty", "fifty")


def heard(text: str) -> Wish | Asked[Wish]:
    return understand(text, the_words(), ["en"], NOW)


def at(written: str) -> int:
    hour, minute = written.split(":")
    return int(hour) * 60 + int(minute)


def spelled(number: int) -> str:
    if number < len(ONES):
        return ONES[number]
    return TENS[number // 10] + (f" {ONES[number % 10]}" if number % 10 else "")


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("8pm", "20:00"),
        ("8 p.m.", "20:00"),
        (" 7 PM ", "19:00"),
        ("20:30", "20:30"),
        ("20.30", "20:30"),
        ("2030", "20:30"),
        ("20h30", "20:30"),
        ("20 uhr 30", "20:30"),
        ("19:00:00", "19:00"),
        ("0730", "07:30"),
        ("21", "21:00"),
        ("3", "15:00"),
        ("12", "12:00"),
        ("12am", "00:00"),
        ("12 pm", "12:00"),
        ("24:00", "00:00"),
        ("ten past 7 in the morning", "07:10"),
        ("a quarter past eight in the evening", "20:15"),
        ("twenty to eight pm", "19:40"),
        ("20 minutes past eight pm", "20:20"),
        ("eight-thirty pm", "20:30"),
        ("eight oh five pm", "20:05"),
        ("twenty one thirty", "21:30"),
        ("twenty hundred", "20:00"),
        ("half eight in the evening", "20:30"),
        ("half past twelve", "12:30"),
        ("nine in the evening", "21:00"),
        ("evening, at 8", "20:00"),
        ("tonight at 9", "21:00"),
        ("2 in the morning", "02:00"),
        ("1 at night", "01:00"),
        ("10 at night", "22:00"),
        ("in the evening", "20:00"),
        ("after work", "18:00"),
        ("after work, 6:30", "18:30"),
        ("10 before bed", "22:00"),
        ("before bed", "22:00"),
        ("lunchtime", "12:30"),
        ("noonish", "12:00"),
        ("12 noon", "12:00"),
        ("midnight", "00:00"),
        ("12 midnight", "00:00"),
        ("when I wake up", "07:30"),
        ("8-ish in the evning", "20:00"),
        ("any time after 8pm", "20:00"),
        ("could you please send it at around 8pm? thanks", "20:00"),
        ("ok let's say 9 pm then", "21:00"),
        ("8 pm Lisbon", "20:00"),
        ("tonight at 9pm", "21:00"),
        ("in the evening at 9pm", "21:00"),
        ("9pm in the evenings", "21:00"),
        ("9pm before bed", "21:00"),
        ("no, make it 9pm", "21:00"),
        ("I'd prefer mornings, like 7am", "07:00"),
        ("five to midnight", "23:55"),
        ("ten past midnight", "00:10"),
        ("quarter past noon", "12:15"),
        ("8:30p", "20:30"),
        ("7;30pm", "19:30"),
        ("late evening", "22:00"),
        ("in 10 minutes", "14:15"),
        ("now", "14:05"),
        ("in 2 hours", "16:05"),
        ("20 hours", "20:00"),
    ],
)
def test_a_clear_time_is_understood(text: str, time: str) -> None:
    assert heard(text) == Wish(at(time))


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("tuesdays and thursdays at 8pm", Wish(at("20:00"), days=(1, 3))),
        ("Mon, Wed, Fri at 7pm", Wish(at("19:00"), days=(0, 2, 4))),
        ("mon-fri 07:30", Wish(at("07:30"), days=WEEK)),
        ("monday to friday at 8 pm", Wish(at("20:00"), days=WEEK)),
        ("from friday to monday 8pm", Wish(at("20:00"), days=(0, 4, 5, 6))),
        ("wekdays at 8 pm", Wish(at("20:00"), days=WEEK)),
        ("weekday mornings", Wish(at("08:00"), days=WEEK)),
        ("every day at 9pm", Wish(at("21:00"), days=EVERY_DAY)),
        ("not on sundays", Wish(days=(0, 1, 2, 3, 4, 5))),
        ("every day except sunday at 8pm", Wish(at("20:00"), days=(0, 1, 2, 3, 4, 5))),
        ("8pm but not on weekends", Wish(at("20:00"), days=WEEK)),
        ("weekends off, 8pm", Wish(at("20:00"), days=WEEK)),
        ("8pm, no sundays", Wish(at("20:00"), days=(0, 1, 2, 3, 4, 5))),
        ("M-F 8pm", Wish(at("20:00"), days=WEEK)),
        ("not on mondays, 8pm", Wish(at("20:00"), days=(1, 2, 3, 4, 5, 6))),
        ("sundays", Wish(days=(6,))),
        ("sat and sun 10:30", Wish(None, at("10:30"), ENDS)),
        ("weekdays 19:00 weekend 10:00", Wish(at("19:00"), at("10:00"), EVERY_DAY)),
        ("at weekends 10am, on weekdays 7am", Wish(at("07:00"), at("10:00"), EVERY_DAY)),
        ("7am on weekdays and 10 at the weekend", Wish(at("07:00"), at("10:00"), EVERY_DAY)),
        ("7am on weekdays, otherwise 10am", Wish(at("07:00"), at("10:00"), EVERY_DAY)),
        ("20:00, weekends at 10am", Wish(at("20:00"), at("10:00"), EVERY_DAY)),
        ("mornings on weekdays and in the evening on weekends", Wish(at("08:00"), at("20:00"), EVERY_DAY)),
    ],
)
def test_days_are_understood(text: str, wish: Wish) -> None:
    assert heard(text) == wish


@pytest.mark.parametrize(
    ("text", "evening", "morning"),
    [
        ("8", "20:00", "08:00"),
        ("nine", "21:00", "09:00"),
        ("around nine", "21:00", "09:00"),
        ("9ish", "21:00", "09:00"),
        ("9 uhr", "21:00", "09:00"),
        ("7:30", "19:30", "07:30"),
        ("half past nine", "21:30", "09:30"),
        ("quarter to ten", "21:45", "09:45"),
        ("5 to 9", "20:55", "08:55"),
        ("8 o'clock", "20:00", "08:00"),
    ],
)
def test_an_hour_that_may_be_of_either_half_is_asked_with_the_evening_first(
    text: str, evening: str, morning: str
) -> None:
    assert heard(text) == Asked("ambiguous", (Wish(at(evening)), Wish(at(morning))))


def test_the_days_are_kept_while_the_hour_is_asked() -> None:
    assert heard("weekdays at 7") == Asked("ambiguous", (Wish(at("19:00"), days=WEEK), Wish(at("07:00"), days=WEEK)))
    assert heard("weekends at ten") == Asked(
        "ambiguous", (Wish(None, at("22:00"), ENDS), Wish(None, at("10:00"), ENDS))
    )
    both = heard("7 on weekdays and 10 at the weekend")
    assert both == Asked(
        "ambiguous", (Wish(at("19:00"), at("22:00"), EVERY_DAY), Wish(at("07:00"), at("10:00"), EVERY_DAY))
    )


def test_a_weekend_after_an_evening_in_the_week_may_be_either_half() -> None:
    asked = heard("8pm, weekends at 10")
    assert asked == Asked(
        "ambiguous", (Wish(at("20:00"), at("22:00"), EVERY_DAY), Wish(at("20:00"), at("10:00"), EVERY_DAY))
    )


def test_two_times_before_the_weekend_may_both_be_its_own() -> None:
    asked = heard("8 in the evening, 10 in the morning at weekends")
    assert isinstance(asked, Asked)
    assert asked.offers[0] == Wish(at("20:00"), at("10:00"), EVERY_DAY)
    assert Wish(None, at("20:00"), ENDS) in asked.offers


@pytest.mark.parametrize("text", ["8 or 9 pm", "between 8 and 9pm", "8-9pm", "8 to 9pm"])
def test_of_two_times_one_is_asked_for(text: str) -> None:
    assert heard(text) == Asked("ambiguous", (Wish(at("20:00")), Wish(at("21:00"))))


@pytest.mark.parametrize(
    ("text", "offer"),
    [("25:00", "15:00"), ("20:75", "20:00"), ("15am", "15:00"), ("20:30 in the morning", "08:30"), ("99:99", "19:00")],
)
def test_a_time_that_cannot_be_is_asked_with_the_nearest_that_can(text: str, offer: str) -> None:
    asked = heard(text)
    assert isinstance(asked, Asked)
    assert asked.why == "impossible"
    assert Wish(at(offer)) in asked.offers


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("sometimes", "vague"),
        ("it depends", "vague"),
        ("up to you", "vague"),
        ("not too early", "vague"),
        ("Atlantis", "unknown"),
        ("", "unknown"),
    ],
)
def test_what_names_no_time_is_asked_with_usual_times(text: str, why: Why) -> None:
    asked = heard(text)
    assert asked == Asked(why, (Wish(at("20:30")), Wish(at("12:30")), Wish(at("08:00"))))


@pytest.mark.parametrize(
    "text", ["please don't write at 8pm", "not at 8", "not 8pm", "I hate mornings", "not on weekdays and weekends"]
)
def test_a_time_that_was_refused_is_not_taken(text: str) -> None:
    asked = heard(text)
    assert isinstance(asked, Asked)
    assert asked.why == "vague"


@pytest.mark.parametrize(
    "text", ["I had such a bad night", "my mother lives there and I see her at 8pm on every visit"]
)
def test_a_time_within_a_sentence_that_was_not_understood_is_made_sure_of(text: str) -> None:
    asked = heard(text)
    assert isinstance(asked, Asked)
    assert asked.why == "ambiguous"


def test_a_language_without_words_is_read_with_those_there_are() -> None:
    assert understand("20h30", the_words(), ["pt", "en"], NOW) == Wish(at("20:30"))


@given(MINUTES)
def test_every_minute_is_understood_as_itself_in_eight_ways(minute: int) -> None:
    hour, rest = divmod(minute, 60)
    of_twelve, half = hour % 12 or 12, "am" if hour < 12 else "pm"
    parts = ((5, "at night"), (12, "in the morning"), (18, "in the afternoon"), (22, "in the evening"))
    part = next((said for until, said in parts if hour < until), "at night")
    in_words = {0: "o'clock", **{one: f"oh {spelled(one)}" for one in range(1, 10)}}.get(rest, spelled(rest))
    next_hour = of_twelve % 12 + 1
    ways = [
        clock(minute),
        f"{hour:02d}.{rest:02d}",
        f"{hour:02d}{rest:02d}",
        f"{hour}h{rest:02d}",
        f"{of_twelve}:{rest:02d}{half}",
        f"at {of_twelve}:{rest:02d} {part}",
        f"{spelled(of_twelve)} {in_words} {half}",
        f"{spelled(60 - rest)} minutes to {spelled(next_hour)} {half}" if rest else f"{of_twelve} {half}",
    ]
    assert {way: heard(way) for way in ways} == {way: Wish(minute) for way in ways}


@given(st.sets(st.integers(0, 6), min_size=1), MINUTES)
def test_every_choice_of_days_is_understood_as_itself(days: set[int], minute: int) -> None:
    names = ("monday", "tue", "wednesdays", "thursday", "fri", "saturdays", "sunday")
    wish = heard(f"{' and '.join(names[day] for day in days)} at {clock(minute)}")
    expected = tuple(sorted(days))
    assert wish == (Wish(None, minute, expected) if days <= set(ENDS) else Wish(minute, None, expected))


WORDS = (
    "8 9 25 20:30 730 half past to quarter five am pm in the evening morning night noon midnight lunch bed monday "
    "weekend not no on off every now hours minutes - , and or o'clock"
)


@given(st.text() | st.lists(st.sampled_from(WORDS.split(" "))).map(" ".join))
def test_whatever_is_written_gives_a_wish_within_the_day_or_a_few_offers(text: str) -> None:
    answer = heard(text)
    wishes = answer.offers if isinstance(answer, Asked) else (answer,)
    assert 1 <= len(wishes) <= MOST_OFFERS
    for wish in wishes:
        assert wish != Wish()
        assert all(minute is None or 0 <= minute < 24 * 60 for minute in (wish.minute, wish.weekend_minute))
        assert wish.days is None or (wish.days and list(wish.days) == sorted({*wish.days} & {*EVERY_DAY}))
