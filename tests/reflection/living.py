"""A life of some hundred days with a daily prompt: the clock goes on, the process stops and starts, wishes change.

Rule: only what the dispatcher does too, in the smallest form: one row stands there; when it is due it is claimed, sent
or skipped, and the next one takes its place. The laws are judged on the rows.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.reflection.rhythm import Rhythm
from bot.reflection.schedule import Due, leaves_before, next_due, since_change, since_claim
from tests.reflection.by_the_minute import is_quiet, wished_on

DELAY = timedelta(seconds=2)
"""Between the moment and the claim."""


@dataclass(frozen=True)
class Row:
    """One date that had a prompt, or was skipped. left: when it was claimed, on the machine's clock."""

    due: Due
    left: datetime
    sent: bool
    rhythm: Rhythm


@dataclass
class Life:
    """now: the machine's clock; it may jump. pending: the row that stands there."""

    rhythm: Rhythm
    spread: timedelta
    now: datetime
    last: date | None = None
    rows: list[Row] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.begun = self.now
        self.pending = self._next(self.now)

    def _next(self, after: datetime) -> Due | None:
        due = next_due(self.rhythm, after, self.last, self.spread)
        assert due is None or due.at > after
        return due

    def runs(self, span: timedelta) -> None:
        """So long the process runs: whatever is due leaves."""
        until = self.now + span
        while self.pending is not None and self.pending.at + DELAY <= until:
            self.now = max(self.now, self.pending.at + DELAY)
            self._claim(self.pending)
        self.now = max(self.now, until)

    def _claim(self, due: Due) -> None:
        sent = self.now < leaves_before(self.rhythm, due.at)
        self.rows.append(Row(due, self.now, sent, self.rhythm))
        self.last = due.date
        self.pending = self._next(since_claim(due.at, self.now))

    def is_down(self, span: timedelta) -> None:
        """So long nothing happens."""
        self.now += span

    def clock_jumps(self, span: timedelta) -> None:
        """The machine's clock is put forward or back."""
        self.now += span

    def wishes(self, rhythm: Rhythm) -> None:
        """Another zone, hour, days, quiet hours, pace, or a break."""
        self.rhythm = rhythm
        unclaimed = None if self.pending is None else self.pending.wished
        last_at = self.rows[-1].due.at if self.rows else None
        self.pending = self._next(since_change(self.now, unclaimed, last_at))


def broken_laws(life: Life) -> list[str]:
    """What must hold whatever happened, said of each row that breaks it."""
    dates = [row.due.date for row in life.rows]
    found = [] if dates == sorted(set(dates)) else [f"a date twice, or an earlier one after a later one: {dates}"]
    for row in life.rows:
        found += [f"{row}: {what}" for what in _broken_by(row)]
    return found


def _broken_by(row: Row) -> list[str]:
    zone, rhythm, due = ZoneInfo(row.rhythm.zone), row.rhythm, row.due
    kept = {
        "on its own date": due.at.astimezone(zone).date() == due.date,
        "on a wanted day": due.date.weekday() in rhythm.days,
        "not quiet when it is due": not is_quiet(rhythm, due.at.astimezone(zone)),
        "not quiet when it leaves": not row.sent or not is_quiet(rhythm, row.left.astimezone(zone)),
        "not before it is due": row.left >= due.at >= due.wished,
        "less than three hours late": not row.sent or row.left - due.at < timedelta(hours=3),
        "not during a break": rhythm.break_until is None or due.date >= rhythm.break_until,
        "not while silent": rhythm.every != "silent",
        "not before the wished time": _is_late_enough(row, zone),
    }
    return [what for what, is_kept in kept.items() if not is_kept]


def _is_late_enough(row: Row, zone: ZoneInfo) -> bool:
    """By the wall; the slow way where the wall says too little: when the clock fell back, or jumped over midnight."""
    wall = row.due.wished.astimezone(zone)
    weekend = row.due.date.weekday() >= 5 and row.rhythm.weekend_minute is not None
    minute = row.rhythm.weekend_minute if weekend else row.rhythm.minute
    return wall.hour * 60 + wall.minute >= (minute or 0) or row.due.wished == wished_on(row.rhythm, row.due.date)


def utc(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    """A moment."""
    return datetime(year, month, day, hour, minute, tzinfo=UTC)
