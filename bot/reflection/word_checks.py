"""What is wrong in the words for times and places, for the author who can mend it.

Rule: only what one form alone cannot see; a fault is the file, the way to the place in it, and a sentence.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import get_close_matches

from pydantic import BaseModel

from bot.reflection import zone_tables
from bot.reflection.asked import LONGEST_LABEL
from bot.reflection.forms import PlacesFile, TimesFile
from bot.reflection.places import Places
from bot.reflection.spelling import name_key, plain

Fault = tuple[BaseModel, tuple[str | int, ...], str]

_A_WEEK = frozenset(range(7))


def faults(times: Sequence[TimesFile], places: Sequence[PlacesFile]) -> Iterator[Fault]:
    """Everything that is wrong across these files."""
    languages: dict[str, TimesFile] = {}
    for file in times:
        if languages.setdefault(file.language, file) is not file:
            yield file, ("language",), f"another file has the words of '{file.language}' already"
        yield from _in_times(file)
    for further in places[1:]:
        yield further, (), "the words for places stand in one file, and another one has them already"
    for one in places[:1]:
        yield from _in_places(one)


def _in_times(file: TimesFile) -> Iterator[Fault]:
    if missing := _A_WEEK - {day for name in file.days for day in name.days}:
        yield file, ("days",), f"no word means day {min(missing)} (0 is Monday, 6 is Sunday)"
    seen: dict[str, str] = {}
    for where, words in _with_a_time(file):
        for number, word in enumerate(words):
            other = seen.setdefault(plain(word), "/".join(map(str, where)))
            if other != "/".join(map(str, where)):
                yield file, (*where, "words", number), f"'{word}' means another time already, in {other}"


def _with_a_time(file: TimesFile) -> Iterator[tuple[tuple[str | int, ...], Sequence[str]]]:
    """The lists of words of which each word means one time or one set of days."""
    yield from ((("parts", name), part.words) for name, part in file.parts.items())
    yield from ((("moments", number), moment.words) for number, moment in enumerate(file.moments))
    yield from ((("days", number), day.words) for number, day in enumerate(file.days))


def _in_places(file: PlacesFile) -> Iterator[Fault]:
    known = Places(file)
    for where, zone, name in _shown(file):
        if (today := known.canonical(zone)) != zone:
            yield file, where, _unknown_zone(zone) if today is None else f"'{zone}' is called '{today}' today"
        if len(name) > LONGEST_LABEL:
            yield file, where, f"'{name}' is longer than a button: at most {LONGEST_LABEL} characters"
    for old, new in file.renamed.items():
        if known.canonical(new) != new:
            yield file, ("renamed", old), _unknown_zone(new)
    for key, code in [*(("countries", one) for one in file.countries), *(("regions", one) for one in file.regions)]:
        if code not in zone_tables.countries():
            yield file, (key, code), f"no country has the code '{code}'"
    for number, word in enumerate(file.doubted):
        if name_key(word) in known.named:
            yield file, ("doubted", number), f"'{word}' is named above, so it cannot be doubted"


def _shown(file: PlacesFile) -> Iterator[tuple[tuple[str | int, ...], str, str]]:
    """Where each zone stands that somebody may be offered, the zone, and its name on the button."""
    yield from ((("named", number, "zone"), one.zone, one.name) for number, one in enumerate(file.named))
    for number, several in enumerate(file.abbreviations):
        yield from ((("abbreviations", number, "places", zone), zone, name) for zone, name in several.places.items())
    yield from ((("common", zone), zone, name) for zone, name in file.common.items())


def _unknown_zone(zone: str) -> str:
    near = get_close_matches(zone, zone_tables.zones(), n=1)
    return f"no zone is called '{zone}'" + (f" (did you mean '{near[0]}'?)" if near else "")
