"""Asking for what the daily question needs to know: the hour, the weekend's, the days, quiet hours, the place, themes.

Rule: what to ask next, given what was said; a wish that is not certain becomes a question back with offers. The
sentences are the flow's, given as arguments: `text`, one for each reason to ask again (impossible, vague, unknown,
ambiguous), and the labels of choices that the room cannot know (`same`, `none`, `done`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from bot.reflection import breaks, zones
from bot.reflection.asked import LONGEST_LABEL, MOST_OFFERS, Asked
from bot.reflection.hours import WEEKDAYS, WEEKEND, Wish, Words, clock, understand
from bot.reflection.memory import Memory
from bot.reflection.places import Places
from bot.reflection.prompt_forms import THEMES
from bot.reflection.rhythm import EVERY_DAY, Quiet
from bot.reflection.wall_clock import zone_of
from bot.reflection.zones import find, zone_of_clock

What = Literal["hour", "weekend", "days", "quiet", "place", "themes"]
_NEEDED: Final[Mapping[str, tuple[str, ...]]] = {
    "hour": ("text", "impossible", "vague", "unknown", "ambiguous"),
    "weekend": ("text", "impossible", "vague", "unknown", "ambiguous", "same"),
    "days": ("text", "unknown", "every_day", "weekdays", "weekend"),
    "quiet": ("text", "unknown", "none"),
    "place": ("text", "unknown", "ambiguous"),
    "themes": ("text", "unknown", "too_many", "done"),
}
"""The sentences and labels that each of them needs from the flow."""

_MOST_LEFT_OUT: Final = 4
_USUAL_AT_WEEKENDS: Final = (10 * 60, 12 * 60)
_USUAL_QUIET: Final[tuple[Quiet, ...]] = ((22 * 60, 8 * 60), (23 * 60, 7 * 60))
_OUT: Final = "\N{BALLOT BOX WITH X} "
"""Before a theme that is left out."""

_BETWEEN: Final = re.compile(r"\s+(?:to|till|until|and)\s+|\s*[-\u2013\u2014]\s*")


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: the text, and what each choice stands for."""

    text: str
    labels: tuple[str, ...]
    offers: tuple[dict[str, Any], ...]


Found = tuple[Question | None, Memory]
"""A question back, or the memory with what was said."""


@dataclass(frozen=True, eq=False)
class Asking:
    """hours: the words for times. places: the words for places."""

    hours: Words
    places: Places

    def warm(self, now: datetime) -> None:
        """Read what the first place and the first date need, before somebody waits for it (0.25 s, 30 MB)."""
        zones.warm(now, self.places)
        breaks.warm(("en",), now.date())

    def problems(self, given: Mapping[str, Any]) -> Sequence[str]:
        """What is wrong with the arguments of `daily: {ask: ...}`."""
        what = given["ask"]
        if what not in _NEEDED:
            return [f"'{what}' is nothing to ask for; there are: {', '.join(_NEEDED)}"]
        missing = [f"'{key}' is missing here" for key in _NEEDED[what] if key not in given]
        return missing + [f"no such key: '{key}'" for key in given if key not in ("ask", *_NEEDED[what])]

    def ask(self, given: Mapping[str, Any], memory: Memory) -> Question:
        """The first question."""
        return _offered(given["text"], self._offers(given, memory))

    def _offers(self, given: Mapping[str, Any], memory: Memory) -> Mapping[str, dict[str, Any]]:
        labelled: dict[str, dict[str, Any]] = {}
        match given["ask"]:
            case "hour":
                labelled = _wishes([Wish(minute) for minute in self.hours.of_times(("en",)).file.usual])
            case "weekend":
                labelled = _wishes([Wish(minute) for minute in _USUAL_AT_WEEKENDS]) | {given["same"]: {"same": True}}
            case "days":
                days = {"every_day": EVERY_DAY, "weekdays": WEEKDAYS, "weekend": WEEKEND}
                labelled = {given[key]: {"days": sorted(days[key])} for key in days}
            case "quiet":
                spans = {f"{clock(one[0])} \N{EN DASH} {clock(one[1])}": {"quiet": list(one)} for one in _USUAL_QUIET}
                labelled = spans | {given["none"]: {"quiet": None}}
            case "themes":
                labelled = _themes(given, memory)
        return labelled

    def chosen(self, given: Mapping[str, Any], memory: Memory, number: int) -> Found:
        """A choice was made among the offers."""
        changed = memory
        match memory.offers[number] if number < len(memory.offers) else {}:
            case {"theme": theme}:
                return self._toggled(given, memory, theme)
            case {"same": _}:
                changed = memory.changed(weekend_minute=None)
            case {"quiet": quiet}:
                changed = memory.changed(quiet=tuple(quiet) if quiet else None)
            case {"zone": zone, "name": name, "rule_only": rule_only}:
                changed = memory.changed(zone=zone, place=name, rule_only=rule_only)
            case {"days": days, "minute": minute, "weekend": weekend}:
                changed = _wished(given["ask"], memory, Wish(minute, weekend, None if days is None else tuple(days)))
            case {"days": days}:
                changed = memory.changed(days=tuple(days))
        return None, changed

    def read(
        self, given: Mapping[str, Any], memory: Memory, text: str, languages: Sequence[str], now: datetime
    ) -> Found:
        """Words were written."""
        match given["ask"]:
            case "place":
                return self._place(given, memory, text, languages, now)
            case "quiet":
                quiet = self._quiet(text, languages, now)
                if quiet is None:
                    return _offered(given["unknown"], self._offers(given, memory)), memory
                return None, memory.changed(quiet=quiet)
            case "themes":
                meant = next((theme for theme in THEMES if theme.casefold() == text.strip().casefold()), None)
                if meant is None:
                    return _offered(given["unknown"], _themes(given, memory)), memory
                return self._toggled(given, memory, meant)
            case _:
                return self._when(given, memory, text, languages, now)

    def _when(
        self, given: Mapping[str, Any], memory: Memory, text: str, languages: Sequence[str], now: datetime
    ) -> Found:
        """Hours and days, as they are said together; what was not asked for is taken as well."""
        what = given["ask"]
        local = now.astimezone(zone_of(memory.zone)) if memory.zone else now
        found = understand(text, self.hours, languages, local)
        if isinstance(found, Asked):
            offers = _wishes(found.offers) if what != "days" else self._offers(given, memory)
            return _offered(given.get(found.why, given["unknown"]), offers), memory
        memory = _wished(what, memory, found)
        if found.minute is None and found.weekend_minute is None and what != "days":
            return _offered(given["unknown"], self._offers(given, memory)), memory
        return None, memory

    def _toggled(self, given: Mapping[str, Any], memory: Memory, theme: str) -> Found:
        text, left_out = given["text"], tuple(one for one in memory.left_out if one != theme)
        if theme not in memory.left_out:
            if len(left_out) < _MOST_LEFT_OUT:
                left_out = (*left_out, theme)
            else:
                text = given["too_many"]
        memory = memory.changed(left_out=left_out)
        return _offered(text, _themes(given, memory)), memory

    def _quiet(self, text: str, languages: Sequence[str], now: datetime) -> Quiet | None:
        parts = _BETWEEN.split(text.strip(), maxsplit=1)
        found = [self._surely(part, languages, now, late=number == 0) for number, part in enumerate(parts)]
        return (found[0], found[1]) if len(found) == 2 and found[0] is not None and found[1] is not None else None  # noqa: PLR2004 (a pair)

    def _surely(self, text: str, languages: Sequence[str], now: datetime, *, late: bool) -> int | None:
        """One end of the quiet hours: a bare number is an evening's where they begin, a morning's where they end."""
        found = understand(text, self.hours, languages, now)
        wishes = found.offers if isinstance(found, Asked) and found.why == "ambiguous" else ()
        minutes = [found.minute] if isinstance(found, Wish) else [one.minute for one in wishes]
        known = [minute for minute in minutes if minute is not None]
        return (max(known) if late else min(known)) if known else None

    def _place(
        self, given: Mapping[str, Any], memory: Memory, text: str, languages: Sequence[str], now: datetime
    ) -> Found:
        found = find(text, now, self.places) or zone_of_clock(text, now, self.places, self.hours, languages)
        if len(found) == 1 and not found[0].guessed:
            return None, memory.changed(zone=found[0].zone, place=found[0].name, rule_only=found[0].rule_only)
        offers = found or tuple(map(self.places.commonly, self.places.common))
        labelled = {
            one.name[:LONGEST_LABEL]: {"zone": one.zone, "name": one.name, "rule_only": one.rule_only}
            for one in offers[:MOST_OFFERS]
        }
        return _offered(given["ambiguous" if found else "unknown"], labelled), memory


def _wished(what: str, memory: Memory, wish: Wish) -> Memory:
    """What was said is taken over, and nothing that was not."""
    if what == "weekend":
        said = wish.weekend_minute if wish.weekend_minute is not None else wish.minute
        return memory.changed(weekend_minute=said)
    days = memory.days if wish.days is None else wish.days
    minute = memory.minute if wish.minute is None else wish.minute
    weekend = memory.weekend_minute if wish.weekend_minute is None else wish.weekend_minute
    if wish.minute is not None and wish.weekend_minute is None and set(days) <= WEEKEND:
        weekend = None  # an hour that is said for no day but the weekend's is the hour of these
    return memory.changed(minute=minute, weekend_minute=weekend, days=days)


def _wishes(wishes: Sequence[Wish]) -> dict[str, dict[str, Any]]:
    return {_label(wish): _plain(wish) for wish in wishes}


def _label(wish: Wish) -> str:
    both = [clock(minute) for minute in (wish.minute, wish.weekend_minute) if minute is not None]
    return " / ".join(both)


def _plain(wish: Wish) -> dict[str, Any]:
    days = None if wish.days is None else list(wish.days)
    return {"minute": wish.minute, "weekend": wish.weekend_minute, "days": days}


def _themes(given: Mapping[str, Any], memory: Memory) -> dict[str, dict[str, Any]]:
    labelled: dict[str, dict[str, Any]] = {
        f"{_OUT if theme in memory.left_out else ''}{theme}": {"theme": theme} for theme in THEMES
    }
    return labelled | {given["done"]: {}}


def _offered(text: str, labelled: Mapping[str, dict[str, Any]]) -> Question:
    return Question(text, tuple(labelled), tuple(labelled.values()))
