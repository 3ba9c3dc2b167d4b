"""The way of one turn: what is said when it falls due, and when the next one is.

Rule: pure moves of a `Memory`, each with what the dialogue's world has to do about it; no words.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

import msgspec

from bot.reflection.memory import Coming, Memory, is_slowed, later_today
from bot.reflection.prompt_bank import PromptBank
from bot.reflection.prompts import Fit, choose
from bot.reflection.rhythm import Pace, Rhythm
from bot.reflection.schedule import LATENESS, leaves_before, next_due, room_for, since_change, since_claim
from bot.reflection.silence import Silence, after_choice, at_due

NOTHING_LEFT: Final = "nothing left"
ANSWERED: Final = "answered"
"""What a turn may come to, beside what silence.py says."""

_ANOTHER_TURN: Final = timedelta(hours=12)
"""What falls due so long after what was planned is none of that: a fault had put it off."""

_AT_ONCE: Final = timedelta(0)


@dataclass(frozen=True, slots=True)
class Plan:
    """When to speak next. at: None for not at all. room, until: see `dialogue.abilities.Schedule`."""

    at: datetime | None
    room: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """memory: as it is from now on. plan: when that changed. day: the local date that has had its turn now."""

    memory: Memory
    plan: Plan | None = None
    day: date | None = None


def expected(memory: Memory) -> Plan:
    """What was planned last, once more: for who keeps one time for several that speak by themselves."""
    rhythm, coming = memory.rhythm, memory.coming
    if rhythm is None or coming is None or not memory.is_on:
        return Plan(None)
    if coming.again:
        return Plan(coming.at, None, leaves_before(rhythm, coming.at))
    return _plan(rhythm, coming.at)


def _plan(rhythm: Rhythm, wished: datetime) -> Plan:
    until = leaves_before(rhythm, wished)
    return Plan(wished, room_for(rhythm, wished), until if until < wished + LATENESS else None)


def planned(memory: Memory, after: datetime) -> Move:
    """The first turn after a moment."""
    rhythm = memory.rhythm
    due = None if rhythm is None or not memory.is_on else next_due(rhythm, after, memory.last, _AT_ONCE)
    if rhythm is None or due is None:
        return Move(memory.changed(coming=None), Plan(None))
    return Move(memory.changed(coming=Coming(due.wished, due.date)), _plan(rhythm, due.wished))


def replanned(memory: Memory, now: datetime) -> Move:
    """The same after something was changed: the date that waits for its turn keeps it."""
    waiting = memory.coming.at if memory.coming is not None and not memory.coming.again else None
    return planned(memory, since_change(now, waiting, memory.last_at))


def held_back(memory: Memory, until: datetime | None) -> Memory:
    """As it is when nothing is said until then; to tell what will be, and not to be kept."""
    coming = memory.coming
    return memory if until is None or coming is None or coming.at >= until else planned(memory, until).memory


def begun(memory: Memory, now: datetime) -> Move:
    """Questions are wanted from now on."""
    silence = memory.silence or Silence(memory.today(now))
    return replanned(memory.changed(is_on=True, silence=silence, break_until=None), now)


def ended(memory: Memory) -> Move:
    """Questions are not wanted any more."""
    return Move(memory.changed(is_on=False, coming=None), Plan(None))


def wished_pace(memory: Memory) -> Pace:
    """How often the person wants a question, whatever silence has made of it."""
    return memory.silence.wished if memory.silence is not None else "day"


def paced(memory: Memory, pace: Pace, now: datetime) -> Move:
    """Another pace is wished for; asked about or not."""
    silence = after_choice(memory.silence or Silence(memory.today(now)), pace)
    return replanned(memory.changed(silence=silence), now)


def fell_due(memory: Memory, bank: PromptBank, fit: Fit, seed: int, now: datetime) -> Move:
    """A turn falls due."""
    coming = memory.coming
    if coming is None or now - coming.at > _ANOTHER_TURN:
        coming = Coming(now, memory.today(now))
    after = since_claim(coming.at, now)
    if coming.again:
        return planned(memory.changed(says="prompt"), after)
    says, silence = at_due(memory.silence or Silence(coming.day), coming.day)
    memory = memory.changed(silence=silence, says=says)
    if says == "prompt":
        memory = chosen(memory, bank, fit, coming.day, seed)
    taken = memory.changed(last=coming.day, last_at=now)
    following = planned(taken, after)
    return Move(following.memory, following.plan, coming.day)


def asked_for(memory: Memory, bank: PromptBank, fit: Fit, seed: int, now: datetime) -> Move:
    """The person asks for today's question: a date has one, whoever asks for it."""
    today = memory.today(now)
    if memory.last is not None and memory.last >= today:
        return Move(memory.changed(says=ANSWERED if memory.answered or memory.day != memory.last else "prompt"))
    memory = chosen(memory.changed(says="prompt"), bank, fit, today, seed)
    memory = memory.changed(last=today, last_at=now)
    if not memory.is_on:
        return Move(memory, day=today)
    following = replanned(memory, now)
    return Move(following.memory, following.plan, today)


def chosen(memory: Memory, bank: PromptBank, fit: Fit, day: date, seed: int) -> Memory:
    """With the question of the day, if there is any."""
    choice = choose(bank, memory.history, fit, day, seed)
    if choice is None:
        return memory.changed(says=NOTHING_LEFT)
    return memory.changed(
        prompt=choice.prompt.id,
        day=day,
        reason=msgspec.to_builtins(choice.reason),
        again=choice.again,
        answered=False,
        seen=memory.seen | {choice.prompt.id: day.toordinal()},
    )


def let_go(memory: Memory, now: datetime) -> Move:
    """A turn was let go by before anything was said: it is a turn all the same, and the silence is not theirs."""
    coming = memory.coming
    if coming is None:
        return Move(memory, Plan(None))
    following = planned(memory.changed(last=memory.last if coming.again else coming.day), since_claim(coming.at, now))
    return Move(following.memory, following.plan, None if coming.again else coming.day)


def unseen(memory: Memory) -> Memory:
    """The present question was never delivered: it may be asked another time, and the silence is not theirs."""
    silence = memory.silence
    if silence is not None:
        silence = msgspec.structs.replace(silence, unanswered=max(0, silence.unanswered - 1))
    seen = {name: day for name, day in memory.seen.items() if name != memory.prompt}
    asked = tuple(one for one in memory.asked if one.prompt != memory.prompt)
    return memory.changed(silence=silence, seen=seen, asked=asked, prompt="", day=None)


def put_off(memory: Memory, now: datetime) -> Move:
    """Later today."""
    rhythm, at = memory.rhythm, later_today(memory, now)
    if rhythm is None or at is None or not memory.is_on:
        return Move(memory)
    until = leaves_before(rhythm, at)
    return Move(memory.changed(coming=Coming(at, memory.today(at), again=True)), Plan(at, None, until))


def settled(before: Memory, after: Memory, now: datetime) -> Move:
    """After an answer: who had been written to less often has the wished pace back, and what was put off does not come
    once more."""
    is_put_off = after.coming is not None and after.coming.again
    if after.is_on and (after.answered if is_put_off else is_slowed(before)):
        return replanned(after, now)
    return Move(after)
