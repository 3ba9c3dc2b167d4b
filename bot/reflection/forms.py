"""The forms of this room's vocabularies: words for times and days (`reflection/times/`), for places (`.../places/`).

Rule: form only. Every leaf of a file arrives as text ("20:30", "yes"), and the model turns it into what a key asks for.
"""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from bot.reflection.rhythm import DAY

Words = tuple[str, ...]


class Form(BaseModel):
    """A part of a file: frozen, and a key that the form does not know is a fault."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _minutes(value: object) -> object:
    """Authors write 20:30; 26:00 is two hours after midnight, for a part of the day that ends there."""
    if not isinstance(value, str):
        return value
    written = re.fullmatch(r"([0-9]{1,2}):([0-5][0-9])", value)
    if written is None:
        raise ValueError("a time is written as 20:30")
    return int(written[1]) * 60 + int(written[2])


Minute = Annotated[int, BeforeValidator(_minutes), Field(ge=0, lt=DAY)]
"""Minutes after local midnight."""

Border = Annotated[int, BeforeValidator(_minutes), Field(ge=0, le=2 * DAY)]
"""The same, for the end of a part of the day that may lie after midnight."""


class Part(Form):
    """A part of the day. since and until: where its hours lie; usual: what is meant by its name alone."""

    words: Words = Field(min_length=1)
    since: Border
    until: Border
    usual: Minute


class Moment(Form):
    """A time that has a name ("noon") or is one by custom ("after work")."""

    words: Words = Field(min_length=1)
    at: Minute


class DayName(Form):
    """A day or several days by one name; 0 is Monday."""

    words: Words = Field(min_length=1)
    days: tuple[Annotated[int, Field(ge=0, le=6)], ...] = Field(min_length=1)


class Span(Form):
    """A length of time by one name ("a fortnight"), in days."""

    words: Words = Field(min_length=1)
    days: int = Field(ge=1, le=366)


class Breaks(Form):
    """Words for how long a break lasts.

    endless: no end. units: what a number counts, in days. amounts: numbers in words, beside those of times. until: what
    stands before the end. week, month, year: the next one. over, late: the day that is named is free too. end_of:
    before a unit. ordinals: behind a day's number.
    """

    endless: Words = ()
    units: tuple[Span, ...] = ()
    amounts: dict[str, int] = {}
    until: Words = ()
    today: Words = ()
    tomorrow: Words = ()
    next: Words = ()
    week: Words = ()
    month: Words = ()
    year: Words = ()
    over: Words = ()
    late: Words = ()
    end_of: Words = ()
    ordinals: Words = ()


class TimesFile(Form):
    """The words of one language for times of day, days and breaks.

    numbers: words for numbers; tens stand alone and before ones. fractions: minutes by name ("half"). past, to: between
    minutes and an hour. hours: what a number counts from now. clock: behind an hour ("o'clock"). now: the present
    minute. ands, through, excepts, no, around: as they say; excepts stand before days, off behind them, no before
    times. vague: no time at all ("sometimes"). filler: says nothing. usual: offered when nothing was understood.
    """

    language: str = Field(pattern=r"^[a-z]{2}$")
    about: str = ""
    numbers: dict[str, Annotated[int, Field(ge=0, le=59)]]
    zero: Words = ()
    fractions: dict[str, Annotated[int, Field(ge=1, le=59)]]
    minutes: Words = ()
    hours: Words = ()
    past: Words = ()
    to: Words = ()
    clock: Words = ()
    parts: dict[str, Part] = Field(min_length=1)
    moments: tuple[Moment, ...] = ()
    now: Words = ()
    days: tuple[DayName, ...] = Field(min_length=7)
    ands: Words = ()
    through: Words = ()
    excepts: Words = ()
    off: Words = ()
    no: Words = ()
    around: Words = ()
    vague: Words = ()
    filler: Words = ()
    usual: tuple[Minute, ...] = Field(min_length=1, max_length=4)
    breaks: Breaks = Breaks()


class Named(Form):
    """A place that people call otherwise than the table of cities does."""

    words: Words = Field(min_length=1)
    zone: str
    name: str


class Abbreviation(Form):
    """Letters for a zone ("EST"), and the places that may be meant, the likeliest first."""

    words: Words = Field(min_length=1)
    places: dict[str, str] = Field(min_length=1)


class PlacesFile(Form):
    """Words for places, beside the table of cities and the database of zones.

    before, after: what stands around a place and is no part of it. countries: further names, by ISO code. regions: the
    names of a country's regions, by its code and theirs. doubted: names of cities that are seldom meant. renamed: old
    zones whose successor the database does not name, or has in another country. common: zones to offer, in order.
    """

    about: str = ""
    before: Words = ()
    after: Words = ()
    named: tuple[Named, ...] = ()
    countries: dict[str, Words] = {}
    regions: dict[str, dict[str, Words]] = {}
    abbreviations: tuple[Abbreviation, ...] = ()
    doubted: Words = ()
    renamed: dict[str, str] = {}
    common: dict[str, str] = {}
