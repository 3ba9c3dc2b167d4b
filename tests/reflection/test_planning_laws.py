"""One person's turns over 400 days: whatever they change, and however long the program was away, a wanted date has one.

Rule: the same moves that the ability makes, on random lives; what is judged are moments and dates alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from hypothesis import given
from hypothesis import strategies as st

from bot.reflection.memory import Memory, answered
from bot.reflection.planning import (
    Move,
    asked_for,
    begun,
    ended,
    fell_due,
    held_back,
    let_go,
    paced,
    put_off,
    replanned,
    settled,
)
from bot.reflection.prompt_bank import PromptBank
from bot.reflection.prompts import Fit
from bot.reflection.rhythm import Pace, is_quiet
from tests.long import long
from tests.reflection.prompt_builders import bank, prompt

pytestmark = long

ZONES = sorted(zone for zone in available_timezones() if "/" in zone)
DAYS = 400
_PACES: tuple[Pace, ...] = ("day", "week", "fortnight")
LATE = timedelta(hours=3)
BANK: PromptBank = bank(*(prompt(f"p{number}") for number in range(200)))


@dataclass
class Life:
    """A person, and what was written down of them: when something was said, and which dates had a turn."""

    memory: Memory
    now: datetime
    seed: int
    due: datetime | None = None
    until: datetime | None = None
    said: list[datetime] = field(default_factory=list)
    asked: list[datetime] = field(default_factory=list)
    turns: list[tuple[date, bool]] = field(default_factory=list)

    def takes(self, move: Move, *, skipped: bool = False) -> None:
        self.memory = move.memory
        if move.plan is not None:
            self.due, self.until = move.plan.at, move.plan.until
            if self.due is not None and self.until is None:
                self.until = self.due + LATE
        if move.day is not None:
            self.turns.append((move.day, skipped))

    def lives_until(self, moment: datetime, away: timedelta) -> None:
        """Time goes by; the program looks at what is due `away` after it fell due."""
        while self.due is not None and self.due + away <= moment:
            self.now = max(self.now, self.due + away)
            assert self.until is not None
            if self.now >= self.until:
                self.takes(let_go(self.memory, self.now), skipped=True)
            else:
                self._is_written_to()
        self.now = max(self.now, moment)

    def _is_written_to(self) -> None:
        assert self.due is not None
        assert self.due <= self.now, "early"
        was_put_off = self.memory.coming is not None and self.memory.coming.again
        local = self.now.astimezone(ZoneInfo(self.memory.zone))
        assert not is_quiet(self.memory.quiet, local.hour * 60 + local.minute), "in quiet hours"
        assert self.memory.is_on, "after the end"
        if not was_put_off:
            rests = self.memory.break_until
            assert rests is None or local.date() >= rests, "in a break"
            self.said.append(self.now)
        self.takes(fell_due(self.memory, BANK, Fit(), self.seed, self.now))


def _does_something(life: Life, chance: Random) -> None:
    """One of the things that people do."""
    memory, now = life.memory, life.now
    days = tuple(sorted(chance.sample(range(7), chance.randint(1, 7))))
    quiet = None if chance.random() < 0.3 else (chance.randrange(1440), chance.randrange(1440))
    changes: list[dict[str, Any]] = [
        {"minute": chance.randrange(1440)},
        {"zone": chance.choice(ZONES)},
        {"days": days},
        {"quiet": quiet},
        {"break_until": memory.today(now) + timedelta(days=chance.randint(1, 9))},
        {"break_until": None},
    ]
    deeds: list[Callable[[], Move]] = [
        *(lambda change=change: replanned(memory.changed(**change), now) for change in changes),
        lambda: paced(memory, chance.choice(_PACES), now),
        lambda: put_off(memory, now),
        lambda: ended(memory) if chance.random() < 0.2 else begun(memory, now),
        lambda: settled(memory, answered(memory, memory.prompt, memory.today(now)), now),
        lambda: asked_for(memory, BANK, Fit(), life.seed, now),
    ]
    number = chance.randrange(len(deeds))
    before = len(life.turns)
    life.takes(deeds[number]())
    if len(life.turns) > before:
        life.asked.append(now)


@given(st.integers(0, 2**32), st.sampled_from(ZONES), st.integers(0, 1439))
def test_a_date_has_one_turn_whatever_people_change(seed: int, zone: str, minute: int) -> None:
    chance = Random(seed)  # noqa: S311 (it guards nothing)
    now = datetime(2026, chance.randint(1, 12), 1, tzinfo=UTC)
    life = Life(Memory(zone=zone, minute=minute), now, seed)
    life.takes(begun(life.memory, now))
    end = now + timedelta(days=DAYS)
    while life.now < end:
        away = chance.choice((timedelta(0), timedelta(minutes=5), timedelta(hours=2, minutes=59), timedelta(hours=9)))
        life.lives_until(life.now + timedelta(hours=chance.choice((1, 7, 24, 60))), away)
        if chance.random() < 0.4:
            _does_something(life, chance)
    dates = [day for day, _ in life.turns]
    assert len(dates) == len(set(dates))
    assert dates == sorted(dates)
    assert len(life.said) + len(life.asked) <= len(dates)


@given(st.integers(0, 2**32), st.sampled_from(ZONES), st.integers(0, 1439))
def test_who_answers_has_one_question_on_every_date_while_the_program_is_never_long_away(
    seed: int, zone: str, minute: int
) -> None:
    chance = Random(seed)  # noqa: S311 (it guards nothing)
    now = datetime(2026, chance.randint(1, 12), 1, tzinfo=UTC)
    life = Life(Memory(zone=zone, minute=minute), now, seed)
    life.takes(begun(life.memory, now))
    assert life.due is not None
    first = life.due.astimezone(ZoneInfo(zone)).date()
    for _ in range(DAYS):
        life.lives_until(life.now + timedelta(days=1), timedelta(minutes=chance.randrange(179)))
        life.takes(
            settled(life.memory, answered(life.memory, life.memory.prompt, life.memory.today(life.now)), life.now)
        )
    dates = [day for day, skipped in life.turns if not skipped]
    days = (dates[-1] - first).days + 1
    wanted = [first + timedelta(days=number) for number in range(days)]
    gone = [day for day in wanted if day not in dates]
    assert dates[0] == first
    assert all(_is_no_date(zone, day) for day in gone)


def _is_no_date(zone: str, day: date) -> bool:
    """Whether this zone jumped over the whole date."""
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo(zone))
    return noon.astimezone(UTC).astimezone(ZoneInfo(zone)).date() != day


@given(st.sampled_from(ZONES), st.integers(0, 1439), st.integers(-48, 96))
def test_while_it_is_held_back_the_next_one_is_told_for_behind_that(zone: str, minute: int, hours: int) -> None:
    now = datetime(2026, 4, 6, 16, tzinfo=UTC)
    memory = begun(Memory(zone=zone, minute=minute), now).memory
    assert memory.coming is not None
    until = now + timedelta(hours=hours)
    told = held_back(memory, until).coming
    assert told is not None
    assert told.at >= max(until, memory.coming.at)
    assert told.at < max(until, now) + timedelta(hours=26), "and no day later than it must be"
    assert held_back(memory, None) is memory
