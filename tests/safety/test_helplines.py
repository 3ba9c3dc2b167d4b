"""Help lines: numbers that can be dialled, countries in people's words, two at a time, never the same list at once."""

from __future__ import annotations

import re
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.safety.helplines import AT_A_TIME, Country, HelpLine, Helplines, HelplinesFile, Request, problems
from bot.safety.rules import Kind
from tests.safety.content import helpline_files, the_helplines

COUNTRIES = [country for file in helpline_files() for country in file.countries]
LINES = [(country, line) for country in COUNTRIES for line in country.lines]
LONGEST_MESSAGE = 400


def code(words: str) -> str | None:
    country = the_helplines().country(words)
    return None if country is None else country.code


@pytest.mark.parametrize("country", COUNTRIES, ids=lambda country: country.code)
def test_an_emergency_number_is_short_and_dialled_as_it_stands(country: Country) -> None:
    assert all(re.fullmatch(r"\d{2,6}", number.number) for number in country.emergency)


@pytest.mark.parametrize(
    ("country", "line"), LINES, ids=lambda value: getattr(value, "name", getattr(value, "code", ""))
)
def test_a_line_can_be_reached_in_one_way_at_least(country: Country, line: HelpLine) -> None:
    assert line.phone or line.write or line.page
    digits = re.sub(r"\D", "", line.phone)
    assert not line.phone or 3 <= len(digits) <= 12
    assert not line.phone.startswith("+"), "the national number, as it is dialled in the country"
    assert not line.write or re.fullmatch(r"(text|WhatsApp to) ([A-Z]+ to )?[\d ]{3,}", line.write)
    assert not line.page or re.fullmatch(r"[a-z0-9.-]+\.[a-z]+(/[\w/-]+)?", line.page)


@pytest.mark.parametrize(
    "number", ["182", "1393", "0900 0113", "800 290 0024", "8 800 2000 122", "+1988", "+1741741", "116 016 1"]
)
def test_numbers_that_are_known_to_be_wrong_are_not_there(number: str) -> None:
    assert number not in [line.phone for _, line in LINES]


@pytest.mark.parametrize(
    ("country", "number"),
    [
        ("US", "988"),
        ("GB", "116 123"),
        ("FR", "3114"),
        ("ES", "024"),
        ("NL", "0800 0113"),
        ("KR", "109"),
        ("MX", "800 911 2000"),
    ],
)
def test_national_numbers_are_the_present_ones(country: str, number: str) -> None:
    assert number in [line.phone for found, line in LINES if found.code == country]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Portugal", "PT"),
        ("PT", "PT"),
        ("pt", "PT"),
        ("I'm in Portugal right now", "PT"),
        ("the US", "US"),
        ("U.S.", "US"),
        ("usa!", "US"),
        ("in the US of course", "US"),
        ("uk", "GB"),
        ("the UK", "GB"),
        ("Northern Ireland", "GB"),
        ("Ireland", "IE"),
        ("New Mexico", "US"),
        ("méxico", "MX"),
        ("Türkiye", "TR"),
        ("españa", "ES"),
        ("Österreich", "AT"),
        ("deutschland", "DE"),
        ("South Korea", "KR"),
        ("the netherlands", "NL"),
        ("Россия", "RU"),
        ("in", "IN"),
    ],
)
def test_a_country_is_understood_in_words(words: str, expected: str) -> None:
    assert code(words) == expected


@pytest.mark.parametrize(
    "words", ["", " ", "Atlantis", "none of your business", "I live in it", "it's no use", "é", "…"]
)
def test_other_words_are_no_country(words: str) -> None:
    assert code(words) is None


@given(
    st.sampled_from(["", "Atlantis", *(country.code for country in COUNTRIES)]),
    st.sampled_from(get_args(Kind)),
    st.integers(0, 500),
    st.booleans(),
)
def test_every_answer_is_short_and_names_the_directories(country: str, kind: Kind, times: int, writing: bool) -> None:
    messages = the_helplines().messages(Request(kind, country, times, writing))
    assert len(messages) <= 2
    assert all(0 < len(message) <= LONGEST_MESSAGE and "{" not in message for message in messages)
    assert "findahelpline.com" in "".join(messages)
    assert "befrienders.org" in "".join(messages)
    assert sum(message.count("•") for message in messages) <= AT_A_TIME


@given(
    st.sampled_from(["", *(country.code for country in COUNTRIES)]), st.sampled_from(get_args(Kind)), st.integers(0, 50)
)
def test_it_is_never_said_in_the_same_words_twice_running(country: str, kind: Kind, times: int) -> None:
    helplines = the_helplines()
    assert helplines.messages(Request(kind, country, times)) != helplines.messages(Request(kind, country, times + 1))


def test_a_body_in_danger_hears_the_emergency_number_first() -> None:
    first, _ = the_helplines().messages(Request("emergency", "Japan"))
    assert "**119** (ambulance)" in first


def test_without_a_country_the_emergency_number_is_where_you_are() -> None:
    first, _ = the_helplines().messages(Request("emergency"))
    _, last = the_helplines().messages(Request("suicide"))
    assert "112 in many countries" in first
    assert "112 in many countries" in last


def test_somebody_who_is_hurt_is_given_lines_about_violence() -> None:
    lines, _ = the_helplines().messages(Request("abuse", "US"))
    assert "Domestic Violence Hotline" in lines
    assert "988" not in lines


def test_somebody_who_cannot_call_is_given_lines_to_write_to() -> None:
    lines, _ = the_helplines().messages(Request("suicide", "the UK", writing=True))
    assert "text SHOUT to 85258" in lines
    assert "116 123" not in lines


def test_a_country_without_a_sure_line_says_so_and_names_the_directories() -> None:
    lines, emergency = the_helplines().messages(Request("suicide", "Portugal"))
    assert "Portugal" in lines
    assert "•" not in lines
    assert "**112**" in emergency


def test_more_lines_than_two_come_in_turn() -> None:
    wording = next(file for file in helpline_files() if file.wording)
    lines = tuple(HelpLine(name=f"Line {letter}", helps="suicide", phone="123") for letter in "ABCD")
    country = Country(code="XX", names=("Xland",), emergency=COUNTRIES[0].emergency, lines=lines)
    helplines = Helplines([wording, HelplinesFile(countries=(country,))])
    named = [re.findall(r"Line (\w)", helplines.messages(Request("suicide", "Xland", times))[0]) for times in range(3)]
    assert named == [["A", "B"], ["C", "D"], ["A", "B"]]


def test_faults_across_files_are_found() -> None:
    wording = next(file for file in helpline_files() if file.wording)
    twice = Country(code="XX", names=("Xland", "Yland"), emergency=COUNTRIES[0].emergency)
    other = Country(code="YY", names=("Yland",), emergency=COUNTRIES[0].emergency)
    file = HelplinesFile(countries=(twice, other))
    assert problems(helpline_files()) == {}
    assert problems([wording, file]) == {1: "'yland' names two countries, XX and YY"}
    assert problems([wording, wording]) == {0: "exactly one file of help lines has the wording"}
    unnamed = wording.model_copy(update={"directories": ()})
    assert problems([unnamed]) == {0: "one file of help lines names the international directories"}
