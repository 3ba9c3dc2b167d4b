"""Understanding at what time of day, and on which days, somebody wants to be written to.

Rule: pure; what is not certain is asked, never guessed. A bare "8" may be morning or evening, and both are offered, the
evening first; a bare 1 to 4 is the afternoon, 12 is noon, and "08:00", "10:30", "20" are read as a clock of 24 hours.

dateparser is not asked here: see breaks.py, which asks it for dates, and docs/architecture.md for what it reads.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.reflection.asked import MOST_OFFERS, Asked
from bot.reflection.clock import HALF, HOUR, NEAR, Time, apart
from bot.reflection.forms import TimesFile
from bot.reflection.hearing import Heard, hear
from bot.reflection.rhythm import DAY, EVERY_DAY
from bot.reflection.vocabulary import Vocabulary, of_breaks, of_times

WEEKDAYS, WEEKEND = frozenset(range(5)), frozenset((5, 6))

_MOST_UNKNOWN = 3
"""Words that may stand unread beside a time that was said clearly."""

_ASKED = ("ttd", "dtt")
"""Times and days in this order may be the week's and the weekend's, or both the weekend's: "8 and 10 on weekends"."""
_WAKING = 7
"""The first hour that is offered for one that cannot be."""
_LAST_HOUR = 23


@dataclass(frozen=True, slots=True)
class Wish:
    """When somebody wants to be written to: minutes after local midnight, days with Monday as 0; None where not said.

    weekend_minute is the hour of Saturday and Sunday where one was said for them: "weekends at 10am" has it alone.
    """

    minute: int | None = None
    weekend_minute: int | None = None
    days: tuple[int, ...] | None = None


class Words:
    """The vocabularies of all languages there are, by language."""

    def __init__(self, files: Iterable[TimesFile]) -> None:
        read = list(files)
        self._times = {file.language: Vocabulary(file, of_times(file)) for file in read}
        self._breaks = {file.language: Vocabulary(file, of_breaks(file)) for file in read}

    def of_times(self, languages: Sequence[str]) -> Vocabulary:
        """The words for times, of the first language that there are words for; of any when there is none."""
        return self._times[self._spoken(languages)]

    def of_breaks(self, languages: Sequence[str]) -> Vocabulary:
        """The words for breaks, likewise."""
        return self._breaks[self._spoken(languages)]

    def _spoken(self, languages: Sequence[str]) -> str:
        return next((one for one in languages if one in self._times), next(iter(self._times)))


def understand(text: str, words: Words, languages: Sequence[str], now: datetime) -> Wish | Asked[Wish]:
    """The wish in `text`, or what to ask. `now` is the person's local time, for "now" alone."""
    vocabulary = words.of_times(languages)
    usual = vocabulary.file.usual
    heard = hear(vocabulary.tokens(text), now)
    if any(not time.readings for time in heard.times):
        return Asked("impossible", _nearest(next(time for time in heard.times if not time.readings), usual))
    if not heard.kinds and not heard.without:
        return Asked("vague" if heard.vague else "unknown", tuple(map(Wish, usual)))
    # Whoever takes back every day that was named has named none.
    wishes = tuple(wish for wish in _wishes(_without_surroundings(heard)) if wish.days != ())
    if heard.refused or not wishes:
        return Asked("vague", tuple(Wish(minute, days=_all_days(heard) or None) for minute in usual))
    named = all(time.digital for time in heard.times) and bool(heard.times)
    if len(wishes) > 1 or heard.unknown > (_MOST_UNKNOWN if named else 0):
        return Asked("ambiguous", wishes[:MOST_OFFERS])
    return wishes[0]


def clock(minute: int) -> str:
    """Minutes after midnight as clocks show them: "20:30"."""
    return f"{minute // HOUR:02d}:{minute % HOUR:02d}"


def _without_surroundings(heard: Heard) -> Heard:
    """The same without a custom or a part of the day that a time beside it only makes exact: "mornings, like 7am"."""
    if heard.kinds != "tt" or len({time.digital for time in heard.times}) == 1:
        return heard
    around, exact = sorted(heard.times, key=lambda time: time.digital)
    near = tuple(one for one in exact.readings if apart(one, around.readings[0]) <= NEAR)
    return replace(heard, times=[replace(exact, readings=near)], kinds="t") if near else heard


def _wishes(heard: Heard) -> tuple[Wish, ...]:
    """Everything that may be meant, the likeliest first."""
    if not heard.times:
        return (Wish(days=_all_days(heard)),)
    paired = _paired(heard)
    both = [] if paired is None else _of_week_and_weekend(heard, *paired)
    if both and heard.kinds not in _ASKED:
        return tuple(dict.fromkeys(both))
    days = _all_days(heard)
    one = [_on(minute, days) for time in _of_one_half(heard.times) for minute in time.readings]
    return tuple(dict.fromkeys([*both, *one]))


def _of_week_and_weekend(heard: Heard, weekday: int, weekend: int, days: frozenset[int]) -> list[Wish]:
    # A weekend that begins later is still a morning; after an evening in the week it may be either.
    morning = any(len(time.readings) == 1 and time.readings[0] < HALF for time in heard.times)
    times = _of_one_half(heard.times) if morning else heard.times
    readings = [[time.readings[min(half, len(time.readings) - 1)] for time in times] for half in range(2)]
    return [Wish(minutes[weekday], minutes[weekend], _without(days, heard)) for minutes in readings]


def _on(minute: int, days: tuple[int, ...] | None) -> Wish:
    if days is not None and set(days) <= WEEKEND:
        return Wish(None, minute, days)
    return Wish(minute, None, days)


def _of_one_half(times: Sequence[Time]) -> list[Time]:
    """A time that may be morning or evening follows the one beside it that is clear: "8 and 9pm"."""
    clear = [time.readings[0] for time in times if len(time.readings) == 1 and time.digital]
    if not clear:
        return list(times)
    half = clear[0] // HALF
    return [replace(time, readings=_in_half(time.readings, half)) for time in times]


def _in_half(readings: tuple[int, ...], half: int) -> tuple[int, ...]:
    return readings if len(readings) == 1 else tuple(one for one in readings if one // HALF == half)


def _paired(heard: Heard) -> tuple[int, int, frozenset[int]] | None:
    """Which of two times is the weekdays' and which the weekend's, and the days of both; None when they are neither."""
    sets = dict(zip(range(2), heard.days, strict=False))
    if heard.kinds in _ASKED and sets[0] <= WEEKEND:
        sets = {0: WEEKDAYS, 1: sets[0]} if heard.kinds == "ttd" else {0: sets[0], 1: WEEKDAYS}
    elif heard.kinds == "tdt":
        # "8pm, weekends at 10" and "7 on weekdays, otherwise 10".
        only = sets[0]
        sets = {1: only, 0: WEEKDAYS} if only <= WEEKEND else {0: only, 1: WEEKEND}
    elif heard.kinds not in ("tdtd", "dtdt"):
        return None
    for weekday, weekend in ((0, 1), (1, 0)):
        if sets[weekend] <= WEEKEND and (sets[weekday] <= WEEKDAYS or sets[weekday] == frozenset(EVERY_DAY)):
            return weekday, weekend, sets[0] | sets[1]
    return None


def _all_days(heard: Heard) -> tuple[int, ...] | None:
    if not heard.days and not heard.without:
        return None
    return _without(frozenset().union(*heard.days) or frozenset(EVERY_DAY), heard)


def _without(days: frozenset[int], heard: Heard) -> tuple[int, ...]:
    return tuple(sorted(days - heard.without))


def _nearest(time: Time, usual: Sequence[int]) -> tuple[Wish, ...]:
    """Offers for a time that cannot be: what one wrong digit makes it, or its hour on this side of its minutes."""
    minute = time.minute if time.minute < HOUR else 0
    if time.hour <= _LAST_HOUR and time.minute >= HOUR:
        near = [time.hour * HOUR + minute for minute in (0, HOUR // 2)]
    elif time.hour <= _LAST_HOUR:
        # Only the part of the day is wrong: "20:30 in the morning".
        said = time.hour * HOUR + minute
        near = [one for one in (said, said % HALF) if _WAKING * HOUR <= one < DAY]
    else:
        hours = [hour for hour in range(_LAST_HOUR, _WAKING - 1, -1) if _one_digit_off(hour, time.hour)]
        near = [hour * HOUR + minute for hour in (hours[0], hours[-1])] if hours else []
    return tuple(map(Wish, dict.fromkeys([*near, *usual])))[:MOST_OFFERS]


def _one_digit_off(hour: int, written: int) -> bool:
    return sum(a != b for a, b in zip(f"{hour:02d}", f"{written:02d}", strict=False)) == 1
