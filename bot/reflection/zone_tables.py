"""Tables of reference: zones and their renamings from tzdata, cities from GeoNames (made by tests/setup/cities.py).

Rule: files of this installation alone, each read once, when it is first needed, as `zoneinfo` does; nothing is decided
here. Cities stay the bytes that they are in the file (2.4 MB) and are searched there, rather than made objects.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

_NO_PLACE = frozenset(("Factory",))
"""A name among the zones that is none: a clock that nobody has set."""

_LARGE = 100
"""Thousands of people in a city that is recognised in a sentence, or misspelled."""


@dataclass(frozen=True, slots=True)
class City:
    """One city. thousands: of inhabitants. main: whether it was looked up by the name that is shown."""

    name: str
    country: str
    region: str
    zone: str
    thousands: int
    capital: bool
    main: bool


@cache
def zones() -> frozenset[str]:
    """The names of all zones there are, those that were renamed too."""
    return frozenset(_packed("tzdata", "zones").split()) - _NO_PLACE


@cache
def renamings() -> Mapping[str, str]:
    """Name of a zone -> the name that took its place."""
    lines = _packed("tzdata", "zoneinfo", "tzdata.zi").splitlines()
    return {old: new for _, new, old in (line.split(" ") for line in lines if line.startswith("L "))}


@cache
def countries() -> Mapping[str, str]:
    """ISO code of a country -> its English name."""
    return {row[0]: row[1] for row in _rows("iso3166.tab")}


@cache
def zones_of_countries() -> Mapping[str, tuple[str, ...]]:
    """ISO code of a country -> its zones."""
    found: dict[str, tuple[str, ...]] = {}
    for code, _, zone, *_ in _rows("zone.tab"):
        found[code] = (*found.get(code, ()), zone)
    return found


@cache
def placed_zones() -> frozenset[str]:
    """The zones that are a country's: none of them is an old name."""
    return frozenset(zone for several in zones_of_countries().values() for zone in several)


def cities_named(key: str) -> Iterator[City]:
    """Every city of that name, written as `name_key` does, the largest first."""
    table, sought, start = city_lines(), f"|{key}|".encode(), 0
    while key and (start := table.find(sought, start)) >= 0:
        begin = table.rfind(b"\n", 0, start) + 1
        end = table.find(b"\n", start)
        _, name, country, region, zone, thousands, capital = table[begin:end].decode().split("\t")
        yield City(name, country, region, zone, int(thousands), capital=bool(capital), main=begin == start)
        start = end


@cache
def people_by_zone(country: str, region: str = "") -> Mapping[str, int]:
    """Zone -> thousands of people in the cities of a country, or of one of its regions; most first."""
    place = re.escape(f"\t{country}\t{region}".encode()) + (rb"\t" if region else rb"[^\t]*\t")
    found: dict[str, int] = {}
    for zone, thousands in re.findall(place + rb"([^\t\n]+)\t(\d+)\t", city_lines()):
        found[zone.decode()] = found.get(zone.decode(), 0) + int(thousands)
    return dict(sorted(found.items(), key=lambda one: -one[1]))


@cache
def names_of_large_cities() -> Mapping[str, tuple[str, ...]]:
    """First letter -> names of the cities of 100,000 people and more, as `name_key` writes them."""
    found: dict[str, dict[str, None]] = {}
    for keys, *_, thousands, _ in (line.split("\t") for line in city_lines().decode().splitlines()):
        if int(thousands) < _LARGE:
            break  # the largest stand first
        for key in keys.strip("|").split("|"):
            found.setdefault(key[0], {})[key] = None
    return {letter: tuple(names) for letter, names in found.items()}


@cache
def city_lines() -> bytes:
    """The table of cities as it is in the file, the largest first."""
    return (resources.files("bot.reflection") / "cities.tsv").read_bytes()


def _rows(name: str) -> Iterator[list[str]]:
    lines = _packed("tzdata", "zoneinfo", name).splitlines()
    return (line.split("\t") for line in lines if not line.startswith("#"))


def _packed(package: str, *path: str) -> str:
    return resources.files(package).joinpath(*path).read_text("utf-8")
