"""Help lines: the numbers of the facts we start from, countries in people's words, never one list twice running."""

from __future__ import annotations

import re
from dataclasses import replace
from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialogue.messages import plain
from bot.safety.ability import NEEDS
from bot.safety.helplines import AT_A_TIME, Country, HelpLine, Helplines, HelplinesFile, Need, Request, problems
from tests.safety.content import helpline_files, the_helplines

COUNTRIES = [country for file in helpline_files() for country in file.countries]
LINES = [(country, line) for country in COUNTRIES for line in country.lines]
DIRECTORIES = [page for file in helpline_files() for page in file.directories]
LONGEST_MESSAGE = 400


def said(need: Need, country: str = "", *, times: int = 0, writing: bool = False, near: bool = False) -> str:
    return the_helplines().message(Request(need, country, times=times, writing=writing, near=near))


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


@pytest.mark.parametrize("number", ["182", "1393", "0900 0113", "800 290 0024", "+1988", "+1741741", "116 016 1"])
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
    st.sampled_from(NEEDS),
    st.integers(0, 500),
    st.booleans(),
    st.booleans(),
)
def test_every_answer_is_one_short_message_with_a_number_and_a_directory(
    country: str, need: Need, times: int, writing: bool, near: bool
) -> None:
    message = said(need, country, times=times, writing=writing, near=near)
    assert 0 < len(plain(message)) <= LONGEST_MESSAGE
    assert "{" not in message
    assert sum(page in message for page in DIRECTORIES) == AT_A_TIME
    assert re.search(r"\*\*\d{2,6}\*\*|112", message), "an emergency number is always there"
    assert message.count("•") <= AT_A_TIME


@given(st.sampled_from(["", *(country.code for country in COUNTRIES)]), st.sampled_from(NEEDS), st.integers(0, 50))
def test_the_same_list_is_never_said_twice_running(country: str, need: Need, times: int) -> None:
    one, other = (said(need, country, times=number) for number in (times, times + 1))
    repeated = set(one.splitlines()) & set(other.splitlines()) - {""}
    assert all(line.startswith("•") for line in repeated), "only a line that is alone in its country comes again"
    assert one != other


def test_a_body_in_danger_hears_the_emergency_number_first() -> None:
    assert "**119** (ambulance)" in said("emergency", "Japan").partition("\n\n")[0]


def test_the_emergency_number_comes_first_where_means_or_a_time_were_named() -> None:
    near, far = (said("suicide", "Portugal", near=near) for near in (True, False))
    assert "**112**" in near.partition("\n\n")[0]
    assert "**112**" in far.rpartition("\n\n")[2]


def test_without_a_country_the_emergency_number_is_where_you_are() -> None:
    assert "112 in many countries" in said("emergency")
    assert "112 in many countries" in said("suicide")


def test_somebody_who_is_hurt_is_given_lines_about_violence() -> None:
    assert "Domestic Violence Hotline" in said("abuse", "US")
    assert "988" not in said("abuse", "US")


@pytest.mark.parametrize(("need", "country"), [("abuse", "Portugal"), ("youth", "Portugal"), ("suicide", "Turkey")])
def test_where_no_line_for_a_need_is_known_there_is_the_emergency_number_and_the_directory(
    need: Need, country: str
) -> None:
    message = said(need, country)
    assert "•" not in message
    assert country in message
    assert "findahelpline.com" in message
    assert "**112**" in message


def test_somebody_young_is_given_lines_for_the_young() -> None:
    assert "8 800 2000 122" in said("youth", "Россия")
    assert "8 800 2000 122" not in said("suicide", "Россия")


def test_somebody_who_cannot_call_is_given_lines_to_write_to() -> None:
    message = said("suicide", "the UK", writing=True)
    assert "text SHOUT to 85258" in message
    assert "116 123" not in message


def test_a_line_says_its_hours_and_what_it_costs() -> None:
    assert "call 116 123 (free); 24/7; samaritans.org" in said("suicide", "the UK")
    assert "call 808 24 24 24; option 4; 24/7; sns24.gov.pt" in said("suicide", "Portugal")


def test_below_lines_that_nobody_has_verified_stands_that_numbers_can_change() -> None:
    for times in range(2):
        assert " change" in said("suicide", "Portugal", times=times)
    assert " change" not in said("suicide", "the UK")


def test_pages_give_way_where_the_message_would_be_too_long() -> None:
    message = said("abuse", "US", times=1, near=True)
    assert "thehotline.org" not in message
    assert "START to 88788" in message


def test_one_that_answers_at_any_hour_is_always_among_them() -> None:
    for times in range(4):
        assert "24/7" in said("suicide", "Portugal", times=times)
        assert "24/7" in said("suicide", "India", times=times)


def test_a_zone_gives_the_country_when_no_words_do() -> None:
    request = Request("suicide", zone="Europe/Lisbon")
    assert "SNS 24" in the_helplines().message(request)
    assert "3114" in the_helplines().message(replace(request, country="France"))


@pytest.mark.parametrize(
    ("zone", "expected"),
    [("Europe/Lisbon", "PT"), ("Asia/Calcutta", "IN"), ("US/Eastern", "US"), ("UTC", None), ("", None)],
)
def test_a_country_is_guessed_from_a_zone_that_lies_in_one(zone: str, expected: str | None) -> None:
    country = the_helplines().country_of_zone(zone)
    assert (None if country is None else country.code) == expected


def test_every_country_has_a_zone_and_every_zone_is_one() -> None:
    zones = {code: names for file in helpline_files() for code, names in file.zones.items()}
    assert set(zones) == {country.code for country in COUNTRIES}
    assert {zone for names in zones.values() for zone in names} <= available_timezones()


def test_more_lines_than_two_come_in_turn() -> None:
    wording = next(file for file in helpline_files() if file.wording)
    lines = tuple(HelpLine(name=f"Line {letter}", helps="suicide", phone="123") for letter in "ABCD")
    country = Country(code="XX", names=("Xland",), emergency=COUNTRIES[0].emergency, lines=lines)
    helplines = Helplines([wording, HelplinesFile(countries=(country,))])
    named = [
        re.findall(r"Line (\w)", helplines.message(Request("suicide", "Xland", times=times))) for times in range(3)
    ]
    assert named == [["A", "B"], ["C", "D"], ["A", "B"]]


def test_a_day_is_the_day_of_the_source_and_never_that_of_the_collection() -> None:
    for _, line in LINES:
        assert line.source, f"{line.name} cites no source"
        assert line.checked in ("", "2026-06-02"), f"{line.name} was checked on no day that its source names"
        assert bool(line.checked) == ("open-helplines" in line.source)


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
