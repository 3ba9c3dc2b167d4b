"""Where somebody is: cities, countries, zones, offsets, clocks and locations."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tzfpy import timezonenames

from bot.reflection import zone_tables
from bot.reflection.offsets import fixed, offset_at, rule_of
from bot.reflection.places import Place, Places
from bot.reflection.zones import find, warm, zone_of_clock
from tests.reflection.content import places_file, the_words

NOW = datetime(2026, 11, 26, 14, tzinfo=UTC)
SUMMER = datetime(2026, 7, 1, 12, tzinfo=UTC)
MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
# "localtime" is the machine's own; nobody has set the clock of "Factory".
ZONES = sorted(available_timezones() - {"localtime", "Factory"})


@cache
def places() -> Places:
    return Places(places_file())


def found(text: str, now: datetime = NOW) -> list[str]:
    return [place.zone for place in find(text, now, places())]


def clocks(text: str, now: datetime = NOW) -> tuple[Place, ...]:
    return zone_of_clock(text, now, places(), the_words(), ["en"])


@pytest.mark.parametrize(
    ("text", "zone", "name"),
    [
        ("Lisbon", "Europe/Lisbon", "Lisbon"),
        ("Lisboa", "Europe/Lisbon", "Lisbon"),
        ("I'm in Lisbon", "Europe/Lisbon", "Lisbon"),
        ("lisbon time", "Europe/Lisbon", "Lisbon"),
        ("Porto, please", "Europe/Lisbon", "Porto"),
        ("Pune", "Asia/Kolkata", "Pune"),
        ("New York", "America/New_York", "New York"),
        ("NYC", "America/New_York", "New York"),
        ("São Paulo", "America/Sao_Paulo", "São Paulo"),
        ("sao paulo", "America/Sao_Paulo", "São Paulo"),
        ("Paris", "Europe/Paris", "Paris"),
        ("Paris, France", "Europe/Paris", "Paris"),
        ("Paris, Texas", "America/Chicago", "Paris, Texas"),
        ("paris texas", "America/Chicago", "Paris, Texas"),
        ("i live in Berlin, Germany", "Europe/Berlin", "Berlin"),
        ("London", "Europe/London", "London, England"),
        ("London Ontario", "America/Toronto", "London, Ontario"),
        ("Portland", "America/Los_Angeles", "Portland, Oregon"),
        ("Roma", "Europe/Rome", "Rome"),
        ("Köln", "Europe/Berlin", "Köln"),
        ("koln", "Europe/Berlin", "Köln"),
        ("Cologne", "Europe/Berlin", "Köln"),
        ("Москва", "Europe/Moscow", "Moscow"),
        ("मुंबई", "Asia/Kolkata", "Mumbai"),
        ("Kiev", "Europe/Kyiv", "Kyiv"),
        ("Texas", "America/Chicago", "Texas"),
        ("Germany", "Europe/Berlin", "Germany"),
        ("Deutschland", "Europe/Berlin", "Germany"),
        ("🇩🇪", "Europe/Berlin", "Germany"),
        ("Iceland", "Atlantic/Reykjavik", "Iceland"),
        ("Asia/Calcutta", "Asia/Kolkata", "Kolkata"),
        ("america/new york", "America/New_York", "New York"),
        ("Europe/Kiev", "Europe/Kyiv", "Kyiv"),
        ("CET", "Europe/Brussels", "Central Europe"),
        ("utc", "Etc/UTC", "UTC"),
        ("UTC+5:30", "Asia/Kolkata", "India"),
        ("+0545", "Asia/Kathmandu", "Nepal"),
        ("GMT+5.5", "Asia/Kolkata", "India"),
        ("Athens", "Europe/Athens", "Athens, Greece"),
        ("Hanoi", "Asia/Ho_Chi_Minh", "Hanoi"),
        ("England", "Europe/London", "England"),
        ("UTC-12", "Etc/GMT+12", "UTC-12"),
        ("Etc/GMT+5", "Etc/GMT+5", "UTC-5"),
        ("Lisbonn", "Europe/Lisbon", "Lisbon"),
        ("Germny", "Europe/Berlin", "Germany"),
    ],
)
def test_one_place_is_understood(text: str, zone: str, name: str) -> None:
    (place,) = find(text, NOW, places())
    assert (place.zone, place.name, place.guessed) == (zone, name, False)


@pytest.mark.parametrize(
    ("text", "zones"),
    [
        ("Portugal", ["Europe/Lisbon", "Atlantic/Azores"]),
        ("Birmingham", ["Europe/London", "America/Chicago"]),
        ("Cambridge", ["Europe/London", "America/Toronto", "America/New_York"]),
        ("EST", ["America/New_York", "America/Panama"]),
        ("GMT", ["Europe/London", "Etc/GMT"]),
        ("Georgia", ["Asia/Tbilisi", "America/New_York"]),
        ("GMT-3", ["America/Sao_Paulo", "America/Santiago", "America/Halifax"]),
    ],
)
def test_a_name_of_several_places_is_a_question(text: str, zones: list[str]) -> None:
    assert found(text) == zones


def test_namesakes_are_told_apart_by_where_they_lie() -> None:
    assert [place.name for place in find("Birmingham", NOW, places())] == ["Birmingham, England", "Birmingham, Alabama"]


def test_in_summer_an_offset_may_be_that_of_the_winter() -> None:
    assert {"Europe/London", "Africa/Lagos", "Europe/Paris"} <= set(found("UTC+1", SUMMER))


@pytest.mark.parametrize("text", ["Berlin", "Germany", "Europe/Berlin"])
def test_a_place_tells_the_country(text: str) -> None:
    assert [place.rule_only for place in find(text, NOW, places())] == [False]


@pytest.mark.parametrize("text", ["CET", "UTC+2", "EST", "utc", "Etc/GMT+5"])
def test_a_rule_for_clocks_tells_no_country(text: str) -> None:
    assert all(place.rule_only for place in find(text, NOW, places()))


def test_a_city_lies_in_a_zone_of_its_country() -> None:
    own = zone_tables.zones_of_countries()
    rows = [line.split("\t") for line in zone_tables.city_lines().decode().splitlines()]
    abroad = {(row[2], row[4]) for row in rows if own.get(row[2]) and row[4] not in own[row[2]]}
    assert abroad == set()


@pytest.mark.parametrize("text", ["Atlantis", "Melborunee", "I moved to Berlin with my sister"])
def test_what_is_only_near_a_place_is_a_guess(text: str) -> None:
    guesses = find(text, NOW, places())
    assert guesses
    assert all(place.guessed for place in guesses)


@pytest.mark.parametrize(
    "text", ["", " ", "8", "Nowhere", "xyzzy", "home", "UTC+25", "UTC+9:45", "i'd rather not say", "?"]
)
def test_what_is_no_place_finds_none(text: str) -> None:
    assert find(text, NOW, places()) == ()


@pytest.mark.parametrize("zone", ZONES)
def test_every_zone_is_found_by_its_own_name(zone: str) -> None:
    today = places().canonical(zone)
    assert today in found(zone)
    assert ZoneInfo(today or "").utcoffset(NOW) is not None


@pytest.mark.parametrize("code", sorted(zone_tables.countries()))
def test_every_country_with_a_zone_is_found_by_its_name(code: str) -> None:
    zones = zone_tables.zones_of_countries().get(code, ())
    assert not zones or set(found(zone_tables.countries()[code])) & set(zones)


def test_a_renamed_zone_is_called_as_today_and_stays_in_its_country() -> None:
    known = places()
    old = [zone for zone in ZONES if known.canonical(zone) != zone]
    assert len(old) > 100
    assert all(known.canonical(known.canonical(zone) or "") == known.canonical(zone) for zone in ZONES)
    assert known.canonical("Europe/Copenhagen") == "Europe/Copenhagen"
    assert known.canonical("Atlantic/Jan_Mayen") == "Arctic/Longyearbyen"
    assert known.canonical("Middle/Earth") is None


def test_every_zone_of_the_words_is_one_by_today_s_name_and_every_name_fits_a_button() -> None:
    file = places_file()
    named = {**{one.zone: one.name for one in file.named}, **file.common}
    named |= {zone: name for one in file.abbreviations for zone, name in one.places.items()}
    assert [zone for zone in named if places().canonical(zone) != zone] == []
    assert [name for name in named.values() if len(name) > 30] == []
    assert [zone for zone in file.renamed.values() if places().canonical(zone) != zone] == []


def test_every_city_has_a_zone_of_today() -> None:
    table = zone_tables.city_lines().decode().splitlines()
    zones = {line.split("\t")[4] for line in table}
    assert len(table) > 30_000
    assert [zone for zone in sorted(zones) if zone not in zone_tables.zones()] == []


def test_the_common_zones_have_one_for_every_offset_in_use() -> None:
    for now in (NOW, SUMMER):
        offered = {offset_at(zone, now) for zone in places_file().common}
        used = {offset_at(zone, now) for zone in zone_tables.placed_zones()}
        assert used - offered <= {-120, 120}, now  # Troll in winter and Miquelon in summer have neighbours elsewhere


@pytest.mark.parametrize(
    ("text", "zones"),
    [
        ("it's 15:02", ["Europe/Paris", "Africa/Lagos", "Africa/Casablanca"]),
        ("14:00", ["Europe/London", "Africa/Accra"]),
        ("it is half past seven in the evening", ["Asia/Kolkata"]),
        ("19:45 here", ["Asia/Kathmandu"]),
        ("it's 23:00 here", ["Asia/Tokyo"]),
        ("4 am", ["Pacific/Honolulu", "Pacific/Kiritimati"]),
    ],
)
def test_a_clock_tells_the_zones_that_show_it_now(text: str, zones: list[str]) -> None:
    assert [place.zone for place in clocks(text)] == zones


def test_a_clock_that_shows_what_no_clock_shows_gives_guesses_and_no_clock_nothing() -> None:
    assert all(place.guessed for place in clocks("it's 21:40 here"))
    assert clocks("Atlantis") == ()
    assert clocks("25:00") == ()


@given(st.sampled_from(sorted(places_file().common)), MOMENTS)
def test_what_a_zone_s_clock_shows_offers_a_zone_that_shows_the_same(zone: str, now: datetime) -> None:
    local = now.astimezone(ZoneInfo(zone))
    offers = zone_of_clock(f"{local:%H:%M}", now, places(), the_words(), ["en"])
    assert 1 <= len(offers) <= 4
    shown = {f"{now.astimezone(ZoneInfo(one.zone)):%I:%M}" for one in offers}
    assert shown == {f"{local:%I:%M}"}
    assert any(f"{now.astimezone(ZoneInfo(one.zone)):%H:%M}" == f"{local:%H:%M}" for one in offers)
    assert len({rule_of(one.zone, now) for one in offers}) == len(offers)


@pytest.mark.parametrize("zone", timezonenames())
def test_every_zone_that_a_shared_location_may_have_is_understood(zone: str) -> None:
    (place,) = find(zone, NOW, places())
    assert not place.guessed
    assert ZoneInfo(place.zone).utcoffset(NOW) is not None


@given(st.integers(-12, 14))
def test_a_fixed_offset_is_the_one_that_was_said(hours: int) -> None:
    zone = fixed(hours * 60)
    assert zone is not None
    assert ZoneInfo(zone).utcoffset(NOW) == timedelta(hours=hours)
    assert fixed(hours * 60 + 30) is None


@given(st.text(max_size=80))
def test_whatever_is_written_is_a_few_places_or_none(text: str) -> None:
    offers = find(text, NOW, places())
    assert len(offers) <= 6
    assert len({(place.zone, place.name) for place in offers}) == len(offers)
    assert len(clocks(text)) <= 4


def test_what_was_warmed_is_read_already() -> None:
    warm(NOW, places())
    assert zone_tables.names_of_large_cities.cache_info().currsize == 1
