"""Reading one time of day among tokens: "half past nine", "20:30", "ten past 7 in the morning", "before bed".

Rule: one time at one place; how several times and days belong together is hours.py's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.reflection.forms import Part
from bot.reflection.rhythm import DAY
from bot.reflection.vocabulary import Token

HALF = DAY // 2
HOUR = 60

_NOON = 12
_FIRST_SURE_AFTERNOON, _LAST_SURE_AFTERNOON = 1, 4
"""Bare hours that nobody means before dawn."""

_LAST_HOUR = 24
_FIVE = 5
NEAR = 3 * HOUR
"""How far from a custom a time lies that is named beside it."""
_BETWEEN = 3
"""Words that say nothing, at most, between a time and its part of the day."""


@dataclass(frozen=True, slots=True)
class Time:
    """A time as it was said: the minutes after midnight that it can mean, the later one first; none when it cannot be.

    hour, minute: as written. digital: an hour was named, and not only a part of the day or a custom.
    """

    readings: tuple[int, ...]
    hour: int = 0
    minute: int = 0
    digital: bool = True


def time_at(tokens: Sequence[Token], start: int) -> tuple[Time, int] | None:
    """The time that begins at `start`, and where the tokens go on behind it; None when none begins there."""
    token = tokens[start]
    ahead = _skipped(tokens, start + 1)
    if token.part is not None and (found := _named(tokens, ahead)) is not None:
        hour, minute, sure, end = found
        return _with_what_agrees(tokens, _after_clock(tokens, end), _placed(hour, minute, sure, token.part))
    if (found := _named(tokens, start)) is not None:
        hour, minute, sure, end = found
        return _with_part(tokens, end, (hour, minute, sure))
    if token.moment is not None:
        return _near_moment(tokens, ahead, token.moment) or (Time((token.moment,), digital=False), start + 1)
    if token.part is not None:
        return Time((token.part.usual,), digital=False), start + 1
    return None


def _near_moment(tokens: Sequence[Token], ahead: int, moment: int) -> tuple[Time, int] | None:
    """The time that a custom only surrounds: "after dinner, around 9"."""
    if (found := _named(tokens, ahead)) is None:
        return None
    hour, minute, sure, end = found
    time, end = _with_part(tokens, end, (hour, minute, sure))
    return (_beside(hour, minute, moment) if len(time.readings) > 1 else time), end


def _with_part(tokens: Sequence[Token], end: int, said: tuple[int, int, bool]) -> tuple[Time, int]:
    hour, minute, sure = said
    end = _after_clock(tokens, end)
    ahead = _skipped(tokens, end)
    if ahead < len(tokens) and (part := tokens[ahead].part) is not None:
        return _with_what_agrees(tokens, ahead + 1, _placed(hour, minute, sure, part))
    if ahead < len(tokens) and (moment := tokens[ahead].moment) is not None and not sure:
        return _beside(hour, minute, moment), ahead + 1
    return _with_what_agrees(tokens, end, _placed(hour, minute, sure, None))


def _with_what_agrees(tokens: Sequence[Token], end: int, time: Time) -> tuple[Time, int]:
    """The time, behind what only says it once more: "tonight at 9pm", "9pm before bed"."""
    ahead = _skipped(tokens, end)
    while ahead < len(tokens) and len(time.readings) == 1 and _agrees(tokens[ahead], time.readings[0]):
        end, ahead = ahead + 1, _skipped(tokens, ahead + 1)
    return time, end


def _agrees(token: Token, minute: int) -> bool:
    if token.part is not None:
        return _lies_in(minute, token.part)
    return token.moment is not None and apart(minute, token.moment) <= NEAR


def _after_clock(tokens: Sequence[Token], end: int) -> int:
    while end < len(tokens) and "clock" in tokens[end]:
        end += 1
    return end


def _skipped(tokens: Sequence[Token], start: int) -> int:
    end = start
    while end < min(len(tokens), start + _BETWEEN) and _says_nothing(tokens[end]):
        end += 1
    return end


def _says_nothing(token: Token) -> bool:
    silent = "filler" in token or "around" in token or token.text == ","
    return silent and not {"part", "moment", "number", "excepts"} & set(token.meanings)


def _named(tokens: Sequence[Token], start: int) -> tuple[int, int, bool, int] | None:
    """Hour, minute, whether it is certain, and the end of what names an hour at `start`."""
    if start >= len(tokens):
        return None
    return _relative(tokens, start) or _plain(tokens, start)


def _relative(tokens: Sequence[Token], start: int) -> tuple[int, int, bool, int] | None:
    """As in "half past nine", "ten to 8", "20 minutes past eight", "half nine"."""
    token = tokens[start]
    minutes, place = (token.fraction if token.fraction is not None else token.number), start + 1
    if minutes is None:
        return None
    counted = place < len(tokens) and "minutes" in tokens[place]
    place += counted
    hour = _hour(tokens, place + 1)
    if place < len(tokens) and hour is not None and minutes < HOUR:
        if "past" in tokens[place]:
            return hour % _LAST_HOUR, minutes, hour == _LAST_HOUR, place + 2
        # "8 to 9" is a span of time, "5 to 9" and "8 minutes to 9" are not.
        if "to" in tokens[place] and (counted or token.fraction is not None or minutes % _FIVE == 0):
            return (hour - 1) % _LAST_HOUR or _NOON, HOUR - minutes, False, place + 2
    if token.fraction == HOUR // 2 and (hour := _hour(tokens, start + 1)) is not None:
        return hour, token.fraction, False, start + 2
    return None


def _hour(tokens: Sequence[Token], place: int) -> int | None:
    if place >= len(tokens):
        return None
    token = tokens[place]
    if token.number is not None and token.number <= _LAST_HOUR:
        return token.number
    return {0: _LAST_HOUR, HALF: _NOON}.get(token.moment) if token.moment is not None else None


def _plain(tokens: Sequence[Token], start: int) -> tuple[int, int, bool, int] | None:
    token = tokens[start]
    if (written := token.written) is not None:
        return written.hour, written.minute, written.sure, start + 1
    if (hour := token.number) is None:
        return None
    minute, end = _minute(tokens, start + 1, digits="digits" in token)
    return hour, minute, hour == 0 or hour > _NOON or "padded" in token, end


def _minute(tokens: Sequence[Token], start: int, *, digits: bool) -> tuple[int, int]:
    """The minute behind an hour ("nine thirty", "nine oh five", "8 30") and where it ends; 0 when there is none."""
    while start + 1 < len(tokens) and ((tokens[start].text == "-" and not digits) or "clock" in tokens[start]):
        start += 1
    rest = tokens[start : start + 2]
    if not rest:
        return 0, start
    if "zero" in rest[0]:
        behind = rest[1].number if len(rest) > 1 else None
        return (behind, start + 2) if behind is not None else (0, start + 1)
    minute = rest[0].number
    if minute is not None and minute >= 10 and digits == ("digits" in rest[0]):  # noqa: PLR2004 (two digits)
        return minute, start + 1
    return 0, start


def _placed(hour: int, minute: int, sure: bool, part: Part | None) -> Time:
    """The time that an hour of 12 or 24 and a part of the day make."""
    if hour > _LAST_HOUR or minute >= HOUR or (hour == _LAST_HOUR and minute):
        return Time((), hour, minute)
    said = hour * HOUR + minute
    if part is not None:
        both = (said,) if hour > _NOON or hour == 0 else (said % HALF + HALF, said % HALF)
        return Time(tuple(one % DAY for one in both if _lies_in(one, part))[:1], hour, minute)
    if sure or hour >= _NOON or hour == 0:
        return Time((said % DAY,), hour, minute)
    if _FIRST_SURE_AFTERNOON <= hour <= _LAST_SURE_AFTERNOON:
        return Time((said + HALF,), hour, minute)
    return Time((said + HALF, said), hour, minute)


def _lies_in(minute: int, part: Part) -> bool:
    return any(part.since <= one < part.until for one in (minute % DAY, minute % DAY + DAY))


def _beside(hour: int, minute: int, moment: int) -> Time:
    """The one of both halves that is nearer to a moment by custom: "10 before bed"."""
    if hour > _NOON or minute >= HOUR:
        return Time((), hour, minute)
    both = ((hour * HOUR + minute) % HALF, (hour * HOUR + minute) % HALF + HALF)
    return Time((min(both, key=lambda one: apart(one, moment)),), hour, minute)


def apart(one: int, other: int) -> int:
    """Minutes between two times of day, the shorter way round."""
    return min(abs(one - other), DAY - abs(one - other))
