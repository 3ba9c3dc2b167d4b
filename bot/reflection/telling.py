"""Saying in words how the daily questions are set: "on weekdays at about 20:30, by the clock in Lisbon".

Rule: the words are the author's (`daily:` in dialogues/prompts/words.yaml); here they are only put together.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from bot.reflection.hours import WEEKDAYS, WEEKEND, clock
from bot.reflection.memory import Memory
from bot.reflection.prompt_forms import DailyWords, PromptWords
from bot.reflection.rhythm import EVERY_DAY, Pace
from bot.reflection.silence import pace_of
from bot.reflection.wall_clock import zone_of


def filled(text: str, **values: str) -> str:
    """`text` with the names between double braces filled in."""
    for name, value in values.items():
        text = text.replace(f"{{{{ {name} }}}}", value)
    return text


def listed(words: Sequence[str], last: str) -> str:
    """ "a, b and c"."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"


def when(words: DailyWords, memory: Memory) -> str:
    """Days, hours and place; "" while nothing is set."""
    if memory.rhythm is None:
        return ""
    pace = "day" if memory.silence is None else pace_of(memory.silence)
    usual, weekend = memory.minute, memory.weekend_minute
    if usual is None or weekend == usual or (weekend is not None and set(memory.days) <= WEEKEND):
        usual, weekend = weekend, None  # there is no other hour, or no day is left on which it is used
    wanted = frozenset(memory.days)
    at_weekend = wanted & WEEKEND if weekend is not None else frozenset()
    if pace == "day" and wanted - WEEKEND and at_weekend and len(wanted) < len(EVERY_DAY):
        parts = [_at(words, wanted - at_weekend, usual), _at(words, at_weekend, weekend)]
    else:
        parts = [filled(words.at, days=_often(words, wanted, pace), hour=clock(usual or 0))]
        if weekend is not None and at_weekend:
            parts.append(filled(words.or_at, hour=clock(weekend), days=days(words, at_weekend)))
    # "Springfield (New York time)" tells it from another Springfield; here "time" follows anyway.
    place = (memory.place or memory.zone).partition(" (")[0]
    return filled(words.by_the_clock, when=", ".join(parts), place=place)


def _at(words: DailyWords, wanted: frozenset[int], minute: int | None) -> str:
    return filled(words.at, days=days(words, wanted), hour=clock(minute or 0))


def _often(words: DailyWords, wanted: frozenset[int], pace: Pace) -> str:
    if pace == "day":
        return days(words, wanted)
    if wanted == frozenset(EVERY_DAY):
        return words.paces[pace]
    if pace == "silent":
        return f"{words.paces[pace]} {days(words, wanted)}"
    return filled(words.seldom, pace=words.paces[pace], days=days(words, wanted, one_of=True))


def days(words: DailyWords, wanted: frozenset[int], *, one_of: bool = False) -> str:
    """ "every day", "every day except Sundays", "on weekdays", "on Mondays and Thursdays". one_of: a question comes on
    one of them, "on any day except Sundays", "on Mondays or Thursdays"."""
    every_but, last = (words.any_day_but, words.either) if one_of else (words.every_day_but, words.last)
    if wanted == frozenset(EVERY_DAY):
        return words.every_day
    if wanted == WEEKDAYS:
        return words.weekdays
    if wanted == WEEKEND:
        return words.weekend
    if len(wanted) == len(EVERY_DAY) - 1:
        return filled(every_but, day=words.days[min(frozenset(EVERY_DAY) - wanted)])
    return filled(words.on_days, days=listed([words.days[day] for day in sorted(wanted)], last))


def quiet(words: DailyWords, memory: Memory) -> str:
    """The quiet hours."""
    if memory.quiet is None:
        return words.no_quiet
    return filled(words.quiet, begin=clock(memory.quiet[0]), end=clock(memory.quiet[1]))


def coming(all_words: PromptWords, memory: Memory, now: datetime) -> str:
    """When the next one comes, by the person's own clock: "today at about 20:30"; "" when none does."""
    if memory.coming is None:
        return ""
    words = all_words.daily
    then = memory.coming.at.astimezone(zone_of(memory.zone))
    away = (then.date() - memory.today(now)).days
    near = {0: words.today, 1: words.tomorrow}
    day = near.get(away) or filled(words.on, date=on_date(all_words, then.date()))
    return filled(words.next, day=day, hour=clock(then.hour * 60 + then.minute))


def on_date(words: PromptWords, day: date | None) -> str:
    """ "5 May"; "" for no date, and for one without end."""
    if day is None or day == date.max:
        return ""
    return filled(words.daily.on_date, day=str(day.day), month=words.months[day.month - 1])
