"""Help lines by country, and the choice of what to name: at most two at a time, not the same two again at once.

Rule: numbers are facts from files (`dialogues/safety/helplines/`), the wording is theirs too; nothing here is said by
this module itself. A country is recognised in words ("the US", "I'm in Portugal", "pt"); an unknown one is no error.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from pydantic import Field

from bot.safety.normalise import folded
from bot.safety.rules import Form, Kind, Words, YesNo

AT_A_TIME = 2
"""Lines named together: a person in a bad hour reads two, not ten."""

Cause = Literal["suicide", "abuse"]


class EmergencyNumber(Form):
    """An emergency number as it is dialled in the country. `calls`: whom, where a country has several."""

    number: str = Field(pattern=r"^[0-9]{2,6}$")
    calls: str = ""


class HelpLine(Form):
    """A line that answers at any hour. phone: the national number. write: how to write to it, as an instruction.
    free: known to cost nothing."""

    name: str
    helps: Cause
    phone: str = Field(default="", pattern=r"^([0-9][0-9 -]*[0-9])?$")
    write: str = ""
    page: str = ""
    free: YesNo = False


class Country(Form):
    """One country: what people call it, its emergency numbers, its lines. The first name is the one that is shown."""

    code: str = Field(pattern=r"^[A-Z]{2}$")
    names: Words = Field(min_length=1)
    emergency: tuple[EmergencyNumber, ...] = Field(min_length=1)
    lines: tuple[HelpLine, ...] = ()


class Wording(Form):
    """How lines are said: for each sentence its variants, with {country} and {numbers} to be filled in."""

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


class HelplinesFile(Form):
    """One file of countries, or the one with the wording. `checked`: the day on which the numbers were looked at."""

    about: str = ""
    checked: str = ""
    countries: tuple[Country, ...] = ()
    directories: Words = ()
    wording: Wording | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for: lines for a kind of need, in a country in the person's words; the how-many-th time it is.

    writing: only lines that one can write to.
    """

    kind: Kind
    country: str = ""
    times: int = 0
    writing: bool = False


class Helplines:
    """All countries and the wording."""

    def __init__(self, files: Sequence[HelplinesFile]) -> None:
        self._countries = {country.code: country for file in files for country in file.countries}
        self._names = {_key(name): country for country in self._countries.values() for name in country.names}
        self._directories = tuple(page for file in files for page in file.directories)
        self._wording = next(file.wording for file in files if file.wording is not None)

    def country(self, words: str) -> Country | None:
        """The country that someone means: its code alone, or one of its names anywhere in `words`; the longest wins."""
        key = _key(words)
        if key.upper() in self._countries:
            return self._countries[key.upper()]
        named = [name for name in self._names if f" {name} " in f" {key} " and (len(name) > 2 or name == key)]  # noqa: PLR2004
        return self._names[max(named, key=len)] if named else None

    def messages(self, request: Request) -> tuple[str, ...]:
        """What to say: the emergency number first when a body is in danger, last otherwise."""
        country = self.country(request.country)
        emergency = self._emergency(country, request)
        paragraphs = self._lines(country, request)
        if request.kind == "emergency":
            return emergency, paragraphs
        return paragraphs, emergency

    def _emergency(self, country: Country | None, request: Request) -> str:
        wording, now = self._wording, request.kind == "emergency"
        if country is None:
            return _turn(wording.now_unknown if now else wording.danger_unknown, request.times)
        numbers = wording.joining.join(map(_number, country.emergency))
        return _turn(wording.now if now else wording.danger, request.times).format(numbers=numbers)

    def _lines(self, country: Country | None, request: Request) -> str:
        wording, directories = self._wording, "  ".join(self._directories)
        lines = [] if country is None else _chosen(country.lines, request)
        name = "" if country is None else country.names[0]
        if not lines:
            variants = wording.no_lines if country else wording.unknown_country
            return f"{_turn(wording.no_writing if request.writing else variants, request.times)}\n{directories}".format(
                country=name
            )
        heading = _turn(wording.by_writing if request.writing else wording.lines, request.times).format(country=name)
        listed = "\n".join(self._said(line, writing=request.writing) for line in lines)
        return f"{heading}\n{listed}\n{_turn(wording.more, request.times)} {directories}"

    def _said(self, line: HelpLine, *, writing: bool) -> str:
        ways = [line.write] if line.write else []
        if line.phone and not writing:
            ways.insert(0, f"{self._wording.call} {line.phone}" + (f" ({self._wording.free})" if line.free else ""))
        # A page stands there only when there is nothing to dial: one way to take is enough.
        return f"• **{line.name}**: {self._wording.joining.join(ways or [line.page])}"


def _chosen(lines: Iterable[HelpLine], request: Request) -> list[HelpLine]:
    """At most two: those for this need, from another place in the list each time, then any that may help as well."""
    cause: Cause = "abuse" if request.kind == "abuse" else "suicide"
    able = [line for line in lines if line.write or not request.writing]
    fitting = [line for line in able if line.helps == cause]
    # Someone who is hurt by another may need a listener too; a line about violence is no help with a wish to die.
    others = [line for line in able if line.helps == "suicide"] if cause == "abuse" else []
    turned = _rotated(fitting, request.times * AT_A_TIME)
    return [*turned, *_rotated(others, request.times)][:AT_A_TIME]


def _rotated(lines: Sequence[HelpLine], by: int) -> list[HelpLine]:
    start = by % len(lines) if lines else 0
    return [*lines[start:], *lines[:start]]


def _number(number: EmergencyNumber) -> str:
    return f"**{number.number}**" + (f" ({number.calls})" if number.calls else "")


def _turn(variants: Sequence[str], times: int) -> str:
    return variants[times % len(variants)]


def _key(words: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", folded(words).replace(".", "")))


def problems(files: Sequence[HelplinesFile]) -> Mapping[int, str]:
    """Faults across files, by the file's position: no wording or two, no directory, a country or a name twice."""
    found: dict[int, str] = {}
    seen: dict[str, str] = {}
    for position, file in enumerate(files):
        for country in file.countries:
            for name in {country.code.casefold(), *map(_key, country.names)}:
                if seen.setdefault(name, country.code) != country.code:
                    found[position] = f"'{name}' names two countries, {seen[name]} and {country.code}"
    if files and sum(file.wording is not None for file in files) != 1:
        found[0] = "exactly one file of help lines has the wording"
    if files and not any(file.directories for file in files):
        found[0] = "one file of help lines names the international directories"
    return found
