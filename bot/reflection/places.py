"""The words for places, ready for looking up, and the names of zones.

Rule: names only; which place is meant is zones.py's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from bot.reflection import zone_tables
from bot.reflection.forms import PlacesFile
from bot.reflection.spelling import name_key
from bot.reflection.zone_tables import City

FIXED = "Etc/GMT"
"""What zones begin with that are an offset and no place; their sign is turned, by POSIX."""


@dataclass(frozen=True, slots=True)
class Place:
    """A zone by the name that it has today, and the name to show.

    guessed: to be made sure of, even alone. rule_only: the clocks are known and the country is not ("CET", "UTC+2").
    """

    zone: str
    name: str
    guessed: bool = False
    rule_only: bool = False


class Places:
    """What places are called. Tables of reference are read when they are first asked."""

    def __init__(self, file: PlacesFile) -> None:
        self.common = file.common
        self.regions = file.regions
        self._file = file
        self.before = sorted((name_key(words) for words in file.before), key=len, reverse=True)
        self.after = sorted((name_key(words) for words in file.after), key=len, reverse=True)
        self.doubted = frozenset(map(name_key, file.doubted))
        self.named: dict[str, tuple[Place, ...]] = {}
        self.named |= {name_key(word): (Place(one.zone, one.name),) for one in file.named for word in one.words}
        for several in file.abbreviations:
            meant = tuple(Place(zone, name, rule_only=True) for zone, name in several.places.items())
            self.named.update((name_key(word), meant) for word in several.words)
        self.region_codes = {
            name_key(name): (country, code)
            for country, regions in file.regions.items()
            for code, name in _pairs(regions)
        }

    @cached_property
    def country_codes(self) -> Mapping[str, str]:
        """The ISO code of a country by each of its names."""
        names = {name_key(name): code for code, name in zone_tables.countries().items()}
        return names | {name_key(name): code for code, name in _pairs(self._file.countries)}

    @cached_property
    def _codes(self) -> frozenset[str]:
        regions = (code for several in self.regions.values() for code in several)
        return frozenset(code.casefold() for code in (*zone_tables.countries(), *regions))

    @cached_property
    def zones(self) -> Mapping[str, str]:
        """The zones by their names as `name_key` writes them; not the fixed offsets, whose signs would be lost."""
        return {name_key(zone): zone for zone in sorted(zone_tables.zones()) if not zone.startswith(FIXED)}

    @cached_property
    def fixed_zones(self) -> Mapping[str, str]:
        """The zones that are a fixed offset, in small letters."""
        return {zone.casefold(): zone for zone in zone_tables.zones() if zone.startswith(FIXED)}

    def canonical(self, zone: str) -> str | None:
        """Today's name of a zone; None when there is none of that name."""
        if zone not in zone_tables.zones():
            return None
        renamed = self._file.renamed.get(zone)
        while renamed is None and zone not in zone_tables.placed_zones() and zone in zone_tables.renamings():
            zone = zone_tables.renamings()[zone]
        return renamed or zone

    def place(self, zone: str, name: str = "") -> Place:
        """The place for a zone, by today's name."""
        today = self.canonical(zone) or zone
        return Place(today, name or zone_name(today), rule_only=today not in zone_tables.placed_zones())

    def commonly(self, zone: str) -> Place:
        """A common zone, as it is offered to whoever told the clock and not the place."""
        return Place(zone, self.common[zone], rule_only=True)

    def country_name(self, code: str) -> str:
        """The name of a country as it is shown."""
        return self._file.countries.get(code, (zone_tables.countries().get(code, code),))[0]

    def around(self, city: City) -> str:
        """The region that a city lies in, or its country where regions have no names here."""
        names = self.regions.get(city.country, {}).get(city.region)
        return names[0] if names else self.country_name(city.country)

    def is_around(self, words: str) -> bool:
        """Whether `words` can be the country or the region of some city."""
        return words in self._codes or words in self.country_codes or words in self.region_codes

    def lies_in(self, city: City, words: str) -> bool:
        """Whether `words` are the country or the region of a city, by name or by code."""
        if words in (city.country.casefold(), city.region.casefold()) or self.country_codes.get(words) == city.country:
            return True
        return self.region_codes.get(words) == (city.country, city.region)


def zone_name(zone: str) -> str:
    """What a zone is called when nobody said a city: "Buenos Aires", "UTC-5"."""
    offset = zone.removeprefix(FIXED)
    if offset != zone and offset.lstrip("+-").isdigit():
        return f"UTC{-int(offset):+d}"
    return zone.rpartition("/")[2].replace("_", " ")


def _pairs(names: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, str]]:
    yield from ((code, name) for code, several in names.items() for name in several)
