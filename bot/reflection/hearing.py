"""What was heard in a text, left to right: times, days, and what takes them back.

Rule: collecting only; what is meant by it is for hours.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.reflection.clock import HALF, HOUR, Time, time_at
from bot.reflection.rhythm import DAY, EVERY_DAY
from bot.reflection.vocabulary import Token


@dataclass(slots=True)
class Heard:
    """What was heard so far, left to right. kinds: "t" and "d" in the order in which times and days came."""

    times: list[Time]
    days: list[frozenset[int]]
    kinds: str = ""
    without: frozenset[int] = frozenset()
    vague: bool = False
    refused: bool = False
    unknown: int = 0

    def add_time(self, time: Time) -> None:
        """One more time."""
        self.times.append(time)
        self.kinds += "t"

    def add_days(self, days: frozenset[int], *, denied: bool) -> None:
        """More days, or days that are not wanted. Side by side they are one saying: "tuesdays and thursdays"."""
        if denied:
            self.without |= days
        elif self.kinds.endswith("d"):
            self.days[-1] |= days
        else:
            self.days.append(days)
            self.kinds += "d"


def hear(tokens: Sequence[Token], now: datetime) -> Heard:
    """Everything that a text says of times and days."""
    heard, place, denied = Heard([], []), 0, False
    while place < len(tokens):
        token = tokens[place]
        if "excepts" in token:
            denied = True
        if token.days:
            days, place = _days(tokens, place)
            heard.add_days(days, denied=denied or any("off" in behind for behind in tokens[place : place + 1]))
            continue
        if (found := _from_now(tokens, place, now) or time_at(tokens, place)) is not None:
            # "Not 8pm" refuses it, "not on mondays 8pm" and "no, 8pm" do not.
            heard.refused |= place > 0 and "excepts" in tokens[place - 1]
            denied = False
            time, place = found
            heard.add_time(time)
            continue
        heard.vague |= "vague" in token
        heard.refused |= "no" in token
        heard.unknown += "unknown" in token
        place += 1
    return heard


def _from_now(tokens: Sequence[Token], place: int, now: datetime) -> tuple[Time, int] | None:
    """The time that is meant by "now", by "in 2 hours", or by "in 10 minutes"; "20 hours" is a time of day."""
    minute, token, behind = now.hour * HOUR + now.minute, tokens[place], tokens[place + 1 : place + 3]
    if "now" in token:
        return Time((minute,)), place + 1
    if token.number is None or not behind:
        return None
    if "hours" in behind[0] and token.number * HOUR <= HALF:
        return Time(((minute + token.number * HOUR) % DAY,)), place + 2
    if "minutes" in behind[0] and not any("past" in after or "to" in after for after in behind[1:]):
        return Time(((minute + token.number) % DAY,)), place + 2
    return None


def _days(tokens: Sequence[Token], place: int) -> tuple[frozenset[int], int]:
    """The days that begin here, and where they end: "weekdays", "mon-fri"."""
    first = tokens[place].days
    if place + 2 < len(tokens) and "through" in tokens[place + 1] and (last := tokens[place + 2].days):
        span = (last[-1] - first[0]) % len(EVERY_DAY)
        return frozenset((first[0] + step) % len(EVERY_DAY) for step in range(span + 1)), place + 3
    return frozenset(first), place + 1
