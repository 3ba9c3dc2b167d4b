"""Help lines by country, and the choice of what to name: at most two at a time, not the same list again at once.

Rule: numbers are facts from files (`dialogues/safety/helplines/`), the wording is theirs too; nothing here is said by
this module itself. A country is recognised in words ("the US", "I'm in Portugal", "pt"); an unknown one is no error.

A number stands as it is dialled in the country, without marks in or around it: phones make such digits tappable by
themselves, and a number turned into another form by a program is a number that nobody has dialled.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeVar

from pydantic import Field

from bot.safety.normalise import folded
from bot.safety.rules import Form, Kind, Words, YesNo

AT_A_TIME = 2
"""Lines named together: a person in a bad hour reads two, not ten."""

_LONGEST = 400
"""Characters that one message holds."""

ALL_HOURS = "24/7"

Cause = Literal["suicide", "abuse", "youth"]

Need = Literal[Kind, "youth"]
"""What lines are asked for: a kind of crisis, or somebody young."""

T = TypeVar("T")
# Marks stay inside a word: without its vowel signs a Hindi word is another one.
WORD = r"[^\s!-/:-@\[-`{-~\u00a1\u00bf\u2010-\u2027]+"
_DATE = r"^([0-9]{4}-[0-9]{2}-[0-9]{2})?$"


class EmergencyNumber(Form):
    """An emergency number as it is dialled in the country. `calls`: whom, where a country has several."""

    number: str = Field(pattern=r"^[0-9]{2,6}$")
    calls: str = ""
    checked: str = Field(default="", pattern=_DATE)


class HelpLine(Form):
    """A line. phone: the national number. write: how to write to it, as an instruction. hours: empty when not sure.

    free: known to cost nothing. note: what one has to know to reach it. source: where it was found; checked: the day on
    which that source was verified, never the day on which somebody copied it from there.
    """

    name: str
    helps: Cause
    phone: str = Field(default="", pattern=r"^([0-9*][0-9 -]*[0-9])?$")
    write: str = ""
    page: str = ""
    free: YesNo = False
    hours: str = ""
    note: str = ""
    confidence: Literal["high", "medium"] = "medium"
    source: str = ""
    checked: str = Field(default="", pattern=_DATE)


class Country(Form):
    """One country: what people call it, its emergency numbers, its lines. The first name is the one that is shown."""

    code: str = Field(pattern=r"^[A-Z]{2}$")
    names: Words = Field(min_length=1)
    emergency: tuple[EmergencyNumber, ...] = Field(min_length=1)
    lines: tuple[HelpLine, ...] = ()


class Wording(Form):
    """How lines are said: for each sentence its variants, with {country}, {numbers} and {pages} to be filled in.
    unchecked: in place of `more`, below lines of which one has been verified by nobody."""

    danger: Words = Field(min_length=1)
    danger_unknown: Words = Field(min_length=1)
    now: Words = Field(min_length=1)
    now_unknown: Words = Field(min_length=1)
    lines: Words = Field(min_length=1)
    by_writing: Words = Field(min_length=1)
    no_writing: Words = Field(min_length=1)
    no_lines: Words = Field(min_length=1)
    unknown_country: Words = Field(min_length=1)
    more: Words = Field(min_length=1)
    joining: str
    free: str
    call: str
    unchecked: Words = Field(min_length=1)


class HelplinesFile(Form):
    """One file of countries, the one with the wording, or the one that says which zones lie in which country.

    soon: words for means and for times that are near: with one of them the emergency number comes first."""

    about: str = ""
    countries: tuple[Country, ...] = ()
    directories: Words = ()
    soon: Words = ()
    zones: dict[str, Words] = Field(default_factory=dict)
    wording: Wording | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for: lines for a need, in a country in the person's words; the how-many-th time it is.

    zone: the time zone that the person chose, asked only when the words name no country. writing: only lines that one
    can write to. near: means or a time were named, so the emergency number comes first. alone: the emergency number,
    and nothing beside it.
    """

    need: Need
    country: str = ""
    zone: str = ""
    times: int = 0
    writing: bool = False
    near: bool = False
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One number or page as an operator has to check it. checked: None when nobody has verified its source."""

    country: str
    helps: str
    name: str
    reached: str
    source: str
    checked: date | None


class Helplines:
    """All countries and the wording."""

    def __init__(self, files: Sequence[HelplinesFile]) -> None:
        self._countries = {country.code: country for file in files for country in file.countries}
        self._names = {_key(name): country for country in self._countries.values() for name in country.names}
        self._zones = {zone: code for file in files for code, zones in file.zones.items() for zone in zones}
        self._directories = tuple(page for file in files for page in file.directories)
        self._wording = next(file.wording for file in files if file.wording is not None)

    def country(self, words: str) -> Country | None:
        """The country that someone means: its code alone, or one of its names anywhere in `words`; the longest wins."""
        key = _key(words)
        if key.upper() in self._countries:
            return self._countries[key.upper()]
        named = [name for name in self._names if f" {name} " in f" {key} " and (len(name) > 2 or name == key)]  # noqa: PLR2004
        return self._names[max(named, key=len)] if named else None

    def country_of_zone(self, zone: str) -> Country | None:
        """The country that a time zone ("Europe/Lisbon") lies in; None for one that lies in several or in none."""
        return self._countries.get(self._zones.get(zone, ""))

    def entries(self) -> Iterator[Entry]:
        """Everything that an operator has to check, by country."""
        for country in self._countries.values():
            for one in country.emergency:
                yield Entry(country.code, "emergency", one.calls or "emergency", one.number, "", _day(one.checked))
            for line in country.lines:
                reached = self._wording.joining.join(way for way in (line.phone, line.write, line.page) if way)
                yield Entry(country.code, line.helps, line.name, reached, line.source, _day(line.checked))

    def message(self, request: Request) -> str:
        """What to say: the emergency number first where it is near or a body is in danger, last otherwise."""
        country = self.country(request.country) or self.country_of_zone(request.zone)
        emergency = self._emergency(country, request)
        if request.alone:
            return emergency
        whole = [self._lines(country, request, pages=pages) for pages in (True, False)]
        messages = ["\n\n".join((emergency, lines) if _is_near(request) else (lines, emergency)) for lines in whole]
        return messages[0] if len(messages[0]) <= _LONGEST else messages[1]

    def _emergency(self, country: Country | None, request: Request) -> str:
        wording, near = self._wording, _is_near(request)
        if country is None:
            return _turn(wording.now_unknown if near else wording.danger_unknown, request.times)
        numbers = wording.joining.join(map(_number, country.emergency))
        return _turn(wording.now if near else wording.danger, request.times).format(numbers=numbers)

    def _lines(self, country: Country | None, request: Request, *, pages: bool) -> str:
        wording, name = self._wording, "" if country is None else country.names[0]
        directories = ", ".join(_rotated(self._directories, request.times)[:AT_A_TIME])
        lines = [] if country is None else _chosen(country.lines, request)
        if not lines:
            variants = wording.no_lines if country else wording.unknown_country
            if request.writing:
                variants = wording.no_writing
            return _turn(variants, request.times).format(country=name, pages=directories)
        heading = _turn(wording.by_writing if request.writing else wording.lines, request.times).format(country=name)
        listed = "\n".join(self._said(line, writing=request.writing, page=pages) for line in lines)
        below = wording.more if all(line.checked for line in lines) else wording.unchecked
        return f"{heading}\n{listed}\n{_turn(below, request.times).format(pages=directories)}"

    def _said(self, line: HelpLine, *, writing: bool, page: bool) -> str:
        ways = [line.write] if line.write else []
        if line.phone and not writing:
            ways.insert(0, f"{self._wording.call} {line.phone}" + (f" ({self._wording.free})" if line.free else ""))
        reached = self._wording.joining.join(ways)
        # The page is where the line's chat is, for whoever cannot call; it gives way where the message gets too long.
        shown = line.page if page or not ways else ""
        parts = [part for part in (reached, line.note, line.hours, shown) if part]
        return f"• **{line.name}**: " + "; ".join(parts)


def _is_near(request: Request) -> bool:
    return request.near or request.alone or request.need == "emergency"


def _cause(need: Need) -> Cause:
    if need in ("abuse", "youth"):
        return "abuse" if need == "abuse" else "youth"
    return "suicide"


def _chosen(lines: Iterable[HelpLine], request: Request) -> list[HelpLine]:
    """At most two of those for this need, from another place in the list each time; one that answers at any hour is
    always among them, where there is one. Lines for another need are no substitute: the directories are."""
    able = [line for line in lines if line.helps == _cause(request.need) and (line.write or not request.writing)]
    turned = _rotated(able, request.times * AT_A_TIME)
    chosen, rest = turned[:AT_A_TIME], turned[AT_A_TIME:]
    if rest and all(line.hours != ALL_HOURS for line in chosen):
        chosen[-1] = next((line for line in rest if line.hours == ALL_HOURS), chosen[-1])
    return chosen


def _rotated(lines: Sequence[T], by: int) -> list[T]:
    start = by % len(lines) if lines else 0
    return [*lines[start:], *lines[:start]]


def _number(number: EmergencyNumber) -> str:
    return f"**{number.number}**" + (f" ({number.calls})" if number.calls else "")


def _turn(variants: Sequence[str], times: int) -> str:
    return variants[times % len(variants)]


def _key(words: str) -> str:
    return " ".join(re.findall(WORD, folded(words).replace(".", "")))


def _day(written: str) -> date | None:
    return date.fromisoformat(written) if written else None


def problems(files: Sequence[HelplinesFile]) -> Mapping[int, str]:
    """Faults across files, by the file's position: no wording or two, no directory, a name or a zone twice."""
    found: dict[int, str] = {}
    seen: dict[str, str] = {}
    for position, file in enumerate(files):
        for code, names in _named(file):
            for name in names:
                if seen.setdefault(name, code) != code:
                    found[position] = f"'{name}' names two countries, {seen[name]} and {code}"
    if files and sum(file.wording is not None for file in files) != 1:
        found[0] = "exactly one file of help lines has the wording"
    if files and not any(file.directories for file in files):
        found[0] = "one file of help lines names the international directories"
    return found


def _named(file: HelplinesFile) -> Iterator[tuple[str, Iterable[str]]]:
    for country in file.countries:
        yield country.code, {country.code.casefold(), *map(_key, country.names)}
    yield from file.zones.items()
