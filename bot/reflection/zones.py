"""Understanding where somebody is: a city, a country, the name of a zone, an offset, a clock.

Rule: pure but for its tables of reference; nothing is kept. Several places are a question; a place that is only a guess
says so (`guessed`), and is asked about even when it is alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime

from rapidfuzz.distance import OSA

from bot.reflection import cities, zone_tables
from bot.reflection.asked import MOST_OFFERS
from bot.reflection.clock import HALF, HOUR, time_at
from bot.reflection.hours import Words
from bot.reflection.offsets import QUARTER, fixed, offset_at, shown_by, with_offset, without_repeats
from bot.reflection.places import Place, Places, zone_name
from bot.reflection.spelling import name_key, plain
from bot.reflection.vocabulary import Token

_MOST_OF_A_COUNTRY = 6
_SHARE = 10
"""A zone with less than this part of a region's people is not asked about."""

_SHORTEST_SLIP = 5
"""Letters that a country's name needs for one of them to be wrong."""

_OFFSET = re.compile(
    r"(?:(?P<utc>utc|gmt|z) ?)?(?P<sign>[+\-\u2212\u2013]?) ?(?P<hours>\d{1,2})"
    r"(?:[:.]?(?P<minutes>[0-5]\d)|(?P<half>\.5))? ?(?:h|hours?)?"
)
_NOON, _TWO_DIGITS = 12, 10
_FLAG, _FLAG_LETTERS = 0x1F1E6, 26


def find(text: str, now: datetime, places: Places) -> tuple[Place, ...]:
    """The places that `text` may mean, the likeliest first; none when it is unknown."""
    if (flag := _flag(text)) is not None:
        return _of_country(flag, now, places)
    if (zone := _zone_by_name(text, places)) is not None:
        return (places.place(zone),)
    key = ""
    for written in _stripped(text, places):
        key = name_key(written)
        if key and (found := _offset(written, now, places) or _known(key, now, places)):
            return found
    return _misspelled_country(key, now, places) or cities.within(name_key(text), places) or cities.similar(key, places)


def warm(now: datetime, places: Places) -> None:
    """Read the tables that the first place needs (0.05 s and 13 MB), before somebody waits for it."""
    find("somewhere", now, places)


def zone_of_clock(
    text: str, now: datetime, places: Places, words: Words, languages: Sequence[str]
) -> tuple[Place, ...]:
    """The common zones whose clocks show the time in `text` at the moment `now`: one for each rule, at most four.

    Where no clock shows it, those that come within a quarter of an hour, as guesses.
    """
    tokens = words.of_times(languages).tokens(text)
    minutes = next((_readings(tokens, place) for place in range(len(tokens)) if time_at(tokens, place)), ())
    offsets = [offset for minute in minutes for offset in shown_by(minute, now)]
    if found := _with_offsets(offsets, now, places):
        return found
    return cities.guesses(_with_offsets([one + by for one in offsets for by in (QUARTER, -QUARTER)], now, places))


def _with_offsets(offsets: Sequence[int], now: datetime, places: Places) -> tuple[Place, ...]:
    zones = [zone for zone in places.common if offset_at(zone, now) in offsets]
    return tuple(places.commonly(zone) for zone in without_repeats(zones, now))[:MOST_OFFERS]


def _readings(tokens: Sequence[Token], place: int) -> tuple[int, ...]:
    """What a clock can show that somebody reads to us: "3" may be at night too."""
    found = time_at(tokens, place)
    if found is None or not found[0].readings:
        return ()
    time, _ = found
    if time.hour > _NOON or not time.digital or any("part" in token or _is_padded(token) for token in tokens):
        return time.readings[:1]
    said = time.readings[0] % HALF
    return said, said + HALF


def _is_padded(token: Token) -> bool:
    return "padded" in token or (token.written is not None and token.written.sure and token.written.hour < _TWO_DIGITS)


def _flag(text: str) -> str | None:
    """The country of a flag, which is two letters of a kind of its own."""
    letters = [ord(sign) - _FLAG for sign in text if 0 <= ord(sign) - _FLAG < _FLAG_LETTERS]
    code = "".join(chr(ord("A") + letter) for letter in letters)
    return code if code in zone_tables.zones_of_countries() else None


def _zone_by_name(text: str, places: Places) -> str | None:
    """A zone written out: "Europe/Lisbon", "asia/calcutta", "America New York", "Etc/GMT+5"."""
    key = name_key(text)
    fixed_zone = places.fixed_zones.get(text.strip().casefold())
    # A word alone is a country, or an abbreviation that may mean several, before it is an old name of a zone.
    return fixed_zone or (places.zones.get(key) if " " in key else None)


def _stripped(text: str, places: Places) -> Iterator[str]:
    """`text`, and then with less and less of what people write around a place."""
    written = plain(text).strip(" .,!?;:")
    while written:
        yield written
        written = _shorter(written, places)


def _shorter(written: str, places: Places) -> str:
    """One phrase less, or nothing when there is none to take away. Commas and signs are kept where they stand."""
    words, key = written.split(" "), name_key(written)
    for before in places.before:
        if key.startswith(f"{before} "):
            return " ".join(words[len(before.split(" ")) :])
    for after in places.after:
        if key.endswith(f" {after}"):
            return " ".join(words[: -len(after.split(" "))]).strip(" ,")
    return ""


def _offset(written: str, now: datetime, places: Places) -> tuple[Place, ...]:
    found = _OFFSET.fullmatch(written)
    if found is None or not (found["utc"] or found["sign"]):
        return ()
    minutes = int(found["hours"]) * HOUR + int(found["minutes"] or 0) + (HOUR // 2 if found["half"] else 0)
    minutes = minutes if found["sign"] in ("+", "") else -minutes
    if minutes == 0:
        return (places.place("Etc/GMT" if found["utc"] == "gmt" else "Etc/UTC"),)
    zones = list(with_offset(minutes, places.common, now))
    if not zones and (always := fixed(minutes)) is not None:
        return (places.place(always),)
    return tuple(places.commonly(zone) for zone in zones)[:MOST_OFFERS]


def _known(key: str, now: datetime, places: Places) -> tuple[Place, ...]:
    """What is known by exactly this name."""
    if key in places.doubted:
        return ()
    if key in places.named:
        return places.named[key]
    country, region = places.country_codes.get(key), places.region_codes.get(key)
    found = [
        *(() if country is None else _of_country(country, now, places)),
        *(() if region is None else _of_region(*region, now, places)),
    ]
    if found:
        return tuple({place.zone: place for place in reversed(found)}.values())[::-1]
    if city := cities.by_name(key, places) or cities.with_region(key, places):
        return city
    return (places.place(places.zones[key]),) if key in places.zones else ()


def _of_country(code: str, now: datetime, places: Places) -> tuple[Place, ...]:
    people = zone_tables.people_by_zone(code)
    zones = sorted(zone_tables.zones_of_countries()[code], key=lambda zone: -people.get(zone, 0))
    different = list(without_repeats(zones, now))
    if len(different) == 1:
        return (Place(different[0], places.country_name(code)),)
    return tuple(Place(zone, zone_name(zone)) for zone in different)[:_MOST_OF_A_COUNTRY]


def _of_region(country: str, region: str, now: datetime, places: Places) -> tuple[Place, ...]:
    people = zone_tables.people_by_zone(country, region)
    enough = [zone for zone, count in people.items() if count * _SHARE >= sum(people.values())]
    name, zones = places.regions[country][region][0], list(without_repeats(enough, now))
    return tuple(Place(zone, name if len(zones) == 1 else f"{name} ({zone_name(zone)})") for zone in zones)


def _misspelled_country(key: str, now: datetime, places: Places) -> tuple[Place, ...]:
    if len(key) < _SHORTEST_SLIP or key in places.doubted:
        return ()
    near = [name for name in places.country_codes if name[0] == key[0] and OSA.distance(name, key, score_cutoff=1) == 1]
    meant = {places.country_codes[name] for name in near if len(name) >= _SHORTEST_SLIP}
    return _of_country(meant.pop(), now, places) if len(meant) == 1 else ()
