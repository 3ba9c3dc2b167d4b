"""Which city is meant by a name: namesakes, a region behind the name, a name in a sentence, a name misspelled.

Rule: cities only; zones.py asks for everything else first.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from bot.reflection import zone_tables
from bot.reflection.asked import MOST_OFFERS
from bot.reflection.places import Place, Places, zone_name
from bot.reflection.zone_tables import City

_DOMINANT = 8
"""A city so many times larger than its namesakes is the one that is meant."""
_DOMINANT_CAPITAL = 2
"""The same for a capital."""
_NOTABLE = 50
"""Thousands of people in a namesake that is worth telling apart in the name that is shown."""

_SIMILAR = 0.72
_SHORTEST_GUESS, _SHORTEST_SLIP = 5, 6
"""Letters that a name needs to be guessed, and for one of them to be wrong without a question back."""
_LONGEST_GUESS = 40
_WIDEST, _SHORTEST_WITHIN = 3, 4
"""A name within a sentence: its words at most, and its letters at least."""


def by_name(key: str, places: Places) -> tuple[Place, ...]:
    """The cities of that name that may be meant, one of each zone."""
    named = list(zone_tables.cities_named(key))
    found = _likely(named)
    by_zone: dict[str, list[City]] = {}
    for city in found:
        by_zone.setdefault(city.zone, []).append(city)
    alone = len(by_zone) == 1 and not _has_namesake(found[0], named)
    return tuple(places.place(zone, _shown(cities, places, alone=alone)) for zone, cities in by_zone.items())[
        :MOST_OFFERS
    ]


def with_region(key: str, places: Places) -> tuple[Place, ...]:
    """A city with its country or region behind it: "Paris, Texas", "London Ontario", "Cambridge UK"."""
    words = key.split(" ")
    for cut in range(len(words) - 1, 0, -1):
        name, behind = " ".join(words[:cut]), " ".join(words[cut:])
        if not places.is_around(behind):
            continue
        cities = _likely([city for city in zone_tables.cities_named(name) if places.lies_in(city, behind)])
        if cities:
            known = by_name(name, places)
            alone = len(known) == 1 and known[0].zone == cities[0].zone
            return (known[0] if alone else places.place(cities[0].zone, _shown(cities[:1], places, alone=False)),)
    return ()


def within(key: str, places: Places) -> tuple[Place, ...]:
    """Large cities named in a sentence; guesses, since the sentence was not understood."""
    words = key.split(" ")
    for width in range(min(_WIDEST, len(words) - 1), 0, -1):
        spans = [" ".join(words[start : start + width]) for start in range(len(words) - width + 1)]
        found = [place for span in spans if _is_large(span, places) for place in by_name(span, places)]
        if found:
            return guesses(found)
    return ()


def similar(key: str, places: Places) -> tuple[Place, ...]:
    """Cities that are spelled nearly so. One wrong letter in a long name is read past; more is a guess."""
    if not _SHORTEST_GUESS <= len(key) <= _LONGEST_GUESS:
        return ()
    names = zone_tables.names_of_large_cities().get(key[0], ())
    near = [name for name, _, _ in extract(key, names, scorer=OSA.normalized_similarity, score_cutoff=_SIMILAR)]
    slips = min((OSA.distance(key, name) for name in near), default=0)
    found = [by_name(name, places) for name in near if OSA.distance(key, name) == slips]
    if slips == 1 and len(set(found)) == 1 and len(key) >= _SHORTEST_SLIP and key not in places.doubted:
        return found[0]
    return guesses([*by_name(key, places), *(place for several in found for place in several)])


def guesses(found: Iterable[Place]) -> tuple[Place, ...]:
    """One place of each zone, to be made sure of."""
    by_zone = {place.zone: replace(place, guessed=True) for place in reversed(list(found))}
    return tuple(reversed(by_zone.values()))[:MOST_OFFERS]


def _likely(cities: Sequence[City]) -> list[City]:
    """Those that may be meant, the largest first.

    What is called so in another language counts only where it is larger than all that bear the name: Rome before the
    Roma of Texas.
    """
    largest = max((city.thousands for city in cities if city.main), default=0)
    able = [city for city in cities if city.main or city.thousands > _DOMINANT * largest]
    ranked = sorted(able, key=lambda city: -city.thousands)
    share = _DOMINANT_CAPITAL if ranked and ranked[0].capital else _DOMINANT
    return [city for city in ranked if city.thousands * share >= ranked[0].thousands]


def _has_namesake(city: City, named: Sequence[City]) -> bool:
    return any(other.main and other.zone != city.zone and other.thousands >= _NOTABLE for other in named)


def _shown(cities: Sequence[City], places: Places, *, alone: bool) -> str:
    city = cities[0]
    if alone:
        return city.name
    if len({places.around(one) for one in cities}) > 1:
        return f"{city.name} ({zone_name(city.zone)} time)"
    return f"{city.name}, {places.around(city)}"


def _is_large(span: str, places: Places) -> bool:
    if len(span) < _SHORTEST_WITHIN or span in places.doubted:
        return False
    return span in zone_tables.names_of_large_cities().get(span[0], ())
