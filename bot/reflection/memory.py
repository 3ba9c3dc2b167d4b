"""What is remembered of one person's daily questions: plain data, and how it moves on.

Rule: pure and frozen; what the person is told about it is the matter of `telling.py` and the flows.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, Final

import msgspec

from bot.reflection.prompts import History, Reason
from bot.reflection.rhythm import EVERY_DAY, Quiet, Rhythm, is_quiet
from bot.reflection.silence import Silence, after_answer, pace_of
from bot.reflection.wall_clock import minute_of, zone_of

NOWHERE: Final = "Etc/UTC"
"""By whose days a question is counted that was asked for before the person had said where they are."""

LATER: Final = (timedelta(hours=3), timedelta(hours=1))
"""How long "later today" is; the second where the day is not long enough for the first."""

_RECALLED: Final = 30
"""So many questions of the past can still be answered."""


class Asked(msgspec.Struct, frozen=True, gc=False):
    """A question that was shown and has no answer yet. turn: the number of the dialogue's question that showed it."""

    turn: int
    prompt: str
    day: date


class Kept(msgspec.Struct, frozen=True, gc=False):
    """An answer to look back on: to which prompt, its words (the beginning of long ones), and the local date."""

    prompt: str
    words: str
    day: date


class Coming(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """What was scheduled. at: without the spread, in UTC. day: the local date it belongs to. again: the question of a
    day that had its turn, put off until later."""

    at: datetime
    day: date
    again: bool = False


class Memory(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """One person's daily questions.

    minute, weekend_minute, days, quiet, break_until: as in `Rhythm`; zone and place (its name) when they were said;
    rule_only: of the place only the clock is known, as with "CET".
    is_on: whether questions are wanted. says: what the last turn came to (see `silence.Says`), and break_unread:
    that the words for a break were not read; both for the flow.
    last: the last local date that had a turn, and last_at when; coming: the next.
    seen: prompt -> the ordinal of the last day it was shown. The rest of a choice's history by its names in `History`.
    prompt, day, reason, again, answered: the present question. follow_up: what its answer is followed by.
    asked: those that can still be answered. kept: some answers of the last weeks, to look back on; the journal has all.
    offers: the choices of a question back, as they were offered.
    """

    minute: int | None = None
    weekend_minute: int | None = None
    days: tuple[int, ...] = EVERY_DAY
    quiet: Quiet | None = None
    break_until: date | None = None
    zone: str = ""
    place: str = ""
    rule_only: bool = False
    is_on: bool = False
    silence: Silence | None = None
    says: str = ""
    break_unread: bool = False
    last: date | None = None
    last_at: datetime | None = None
    coming: Coming | None = None
    seen: dict[str, int] = {}
    answered_days: int = 0
    answered_on: date | None = None
    deeper: bool = False
    too_much_on: date | None = None
    left_out: tuple[str, ...] = ()
    off: tuple[str, ...] = ()
    prompt: str = ""
    day: date | None = None
    reason: dict[str, Any] = {}
    again: bool = False
    answered: bool = False
    follow_up: str = ""
    asked: tuple[Asked, ...] = ()
    offers: tuple[dict[str, Any], ...] = ()
    kept: tuple[Kept, ...] = ()

    @property
    def rhythm(self) -> Rhythm | None:
        """The wishes as the schedule takes them; None while hour or place are not known."""
        if not self.zone or (self.minute is None and self.weekend_minute is None):
            return None
        minute = self.minute if self.minute is not None else self.weekend_minute or 0
        every = "day" if self.silence is None else pace_of(self.silence)
        return Rhythm(self.zone, minute, self.weekend_minute, self.days, self.quiet, every, self.break_until)

    @property
    def history(self) -> History:
        """What the choice of a prompt goes by."""
        return History(
            {name: date.fromordinal(day) for name, day in self.seen.items()},
            self.answered_days,
            self.deeper,
            self.too_much_on,
            frozenset(self.left_out),
            frozenset(self.off),
        )

    @property
    def why(self) -> Reason:
        """Why the present question was chosen."""
        return msgspec.convert(self.reason, Reason) if self.reason else Reason("chance")

    def today(self, now: datetime) -> date:
        """The local date."""
        return now.astimezone(zone_of(self.zone or NOWHERE)).date()

    def changed(self, **changes: Any) -> Memory:
        """The same but for these."""
        return msgspec.structs.replace(self, **changes)


def recalled(memory: Any) -> Memory:
    """What an ability remembered, as it is stored."""
    return msgspec.convert(memory, Memory) if memory else Memory()


def stored(memory: Memory) -> Any:
    """As it is stored."""
    return msgspec.to_builtins(memory)


def shown(memory: Memory, turn: int) -> Memory:
    """The present question stands under this number of the dialogue."""
    if memory.day is None:
        return memory
    asked = [one for one in memory.asked if one.prompt != memory.prompt]
    return memory.changed(asked=(*asked, Asked(turn, memory.prompt, memory.day))[-_RECALLED:])


def answered(memory: Memory, prompt: str, today: date) -> Memory:
    """A prompt was answered: the present one, or one of an earlier day."""
    is_present = prompt == memory.prompt
    return memory.changed(
        silence=None if memory.silence is None else after_answer(memory.silence),
        answered_days=memory.answered_days + (memory.answered_on != today),
        answered_on=today,
        answered=memory.answered or is_present,
        asked=tuple(one for one in memory.asked if one.prompt != prompt),
    )


def passed(memory: Memory) -> Memory:
    """The present question was put aside with a tap: that is no silence."""
    return memory.changed(
        silence=None if memory.silence is None else after_answer(memory.silence),
        answered=True,
        asked=tuple(one for one in memory.asked if one.prompt != memory.prompt),
    )


def is_slowed(memory: Memory) -> bool:
    """Whether silence has made the pace slower than was wished."""
    return memory.silence is not None and memory.silence.slowed is not None


def later_today(memory: Memory, now: datetime) -> datetime | None:
    """When "later today" is; None when that would be another day, or in quiet hours."""
    rhythm = memory.rhythm
    for later in LATER:
        then = now + later
        if rhythm is not None and memory.today(then) == memory.today(now) and not _is_quiet_at(rhythm, then):
            return then
    return None


def _is_quiet_at(rhythm: Rhythm, at: datetime) -> bool:
    return is_quiet(rhythm.quiet, minute_of(at.astimezone(zone_of(rhythm.zone))))
