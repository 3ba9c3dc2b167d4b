"""Which question is asked today: a pure choice, with the reason for it and the way to it.

The rules, in their order. Laws, which may leave nothing: themes that the person left out; relationships and leanings
that are not theirs; depth (1 for the first 5 answered days, then 2; 3 after 10 and a "go deeper"); after "too much
today" the lightest only, for a week. Then, among what was not shown for 120 days, wishes, which give way when nothing
would be left: a light one after a heavier one; the lever that fits their picture; the theme not seen for longest;
deeper ones for who asked for them; the seed. When everything was shown within 120 days, the longest unseen comes, and
`again` says so.

Rule: sets of prompts are whole numbers, one bit for each prompt, so that a rule is one `&`.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final, Literal

from bot.reflection.prompt_bank import PromptBank, leaning_to, members, union
from bot.reflection.prompt_forms import ANY, LEVELS, RELATIONSHIPS, PromptForm, Region
from bot.reflection.prompt_narrowing import Narrowing, Step

APART_DAYS: Final = 120
"""A question comes again after more than this many days, as long as another one is left."""

HELD_DAYS: Final = 7
"""How long "too much today" holds back everything but the lightest questions."""

LIGHTEST: Final = 1
_SECOND_DEPTH_FROM, _THIRD_DEPTH_FROM = 5, 10

Told = Literal["too_much", "yesterday", "leaning", "lever", "deeper", "theme", "again", "chance"]
"""The rules that can be the reason for a question."""


@dataclass(frozen=True, slots=True)
class History:
    """What is known of one person's questions so far.

    seen: prompt id -> the last local date it was shown. left_out: themes. off: keys of reasons they switched off.
    """

    seen: Mapping[str, date] = field(default_factory=dict)
    answered_days: int = 0
    deeper: bool = False
    too_much_on: date | None = None
    left_out: frozenset[str] = frozenset()
    off: frozenset[str] = frozenset()

    @property
    def depth(self) -> int:
        """The deepest question that may be asked by now."""
        if self.answered_days < _SECOND_DEPTH_FROM:
            return 1
        return 3 if self.deeper and self.answered_days >= _THIRD_DEPTH_FROM else 2


@dataclass(frozen=True, slots=True)
class Fit:
    """Whom a person thinks about here, and where they stand with those of whom there is a picture.

    left_out: where they stand with whom they left out: nothing is asked about it, and nothing against it either.
    """

    relationships: frozenset[str] = frozenset()
    regions: Mapping[str, Region] = field(default_factory=dict)
    left_out: tuple[Region, ...] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """Which rule decided, with what "Why this one?" needs to say so. `key` is what `History.off` holds."""

    rule: Told
    lever: str = ""
    theme: str = ""
    relationship: str = ""
    last: date | None = None

    @property
    def key(self) -> str:
        """The name under which this reason is switched off."""
        return f"{self.rule}:{self.lever}" if self.lever else self.rule


@dataclass(frozen=True, slots=True)
class Choice:
    """The question of the day. again: everything was shown within 120 days, which is said openly."""

    prompt: PromptForm
    reason: Reason
    again: bool
    trail: tuple[Step, ...]


def choose(bank: PromptBank, history: History, fit: Fit, today: date, seed: int) -> Choice | None:
    """The question for `today`, or None when nothing is eligible at all. The same arguments, the same choice."""
    left = Narrowing(bank.everything)
    _laws(left, bank, history, fit, today)
    if not left.set:
        return None
    past = _Past.of(bank, history.seen, today)
    if not left.wish("unseen", ~past.recent):
        return _longest_unseen(left, bank, history, today, seed)
    if past.was_heavy and "yesterday" not in history.off:
        left.wish("yesterday", bank.weighing.get(LIGHTEST, 0))
    levers = _wanted_levers(fit, history.off)
    if levers:
        left.wish("lever", _with_lever(bank, fit, levers))
    if "theme" not in history.off:
        left.wish("theme", _theme_longest_unseen(left.set, bank, past))
    if history.depth == max(bank.to_depth) and not past.was_heavy and "deeper" not in history.off:
        left.wish("deeper", _deepest(left.set, bank))
    prompt = _drawn(left, bank, today, seed)
    return Choice(prompt, _reason(left, prompt, levers, past), False, tuple(left.trail))


def lever_for(region: Region) -> str | None:
    """What eases where: worry, the view of oneself; distance, that of others; both alike, what one expects.

    Arriaga and others (2018); pulled both ways: predictability first. At ease on both, no lever is preferred.
    """
    anxiety, avoidance = (LEVELS.index(level) for level in region)
    if anxiety == avoidance:
        return "expectation" if anxiety else None
    return "self" if anxiety > avoidance else "others"


_REMOVED: Final = (0, "")
"""A prompt that was shown and is no longer in the files: no set has it, and no theme is called so."""


@dataclass(slots=True)
class _Past:
    """What was shown lately: the set of it, the last day of every theme, and whether yesterday's was a heavier one."""

    recent: int
    last: dict[str, date]
    was_heavy: bool

    @classmethod
    def of(cls, bank: PromptBank, seen: Mapping[str, date], today: date) -> _Past:
        since, yesterday = today - timedelta(days=APART_DAYS), today - timedelta(days=1)
        recent, lately, never = 0, 0, date.min
        last: dict[str, date] = {}
        for name, day in seen.items():
            bit, theme = bank.marks.get(name, _REMOVED)
            if day >= since:
                recent |= bit
                if day == yesterday:
                    lately |= bit
            if day > last.get(theme, never):
                last[theme] = day
        return cls(recent, last, bool(lately & ~bank.weighing.get(LIGHTEST, 0)))


def _laws(left: Narrowing, bank: PromptBank, history: History, fit: Fit, today: date) -> None:
    left.law("left_out", ~union(bank.themes, history.left_out))
    left.law("relationships", union(bank.about, (ANY, *fit.relationships, *fit.regions)))
    left.law("leaning", leaning_to(bank, {} if "leaning" in history.off else fit.regions, fit.left_out))
    left.law("depth", bank.to_depth[history.depth])
    if is_held(history, today):
        left.law("too_much", bank.weighing.get(LIGHTEST, 0))


def is_held(history: History, today: date) -> bool:
    """Whether "too much today" still keeps the questions light."""
    if history.too_much_on is None or "too_much" in history.off:
        return False
    return today - history.too_much_on <= timedelta(days=HELD_DAYS)


def _wanted_levers(fit: Fit, off: frozenset[str]) -> dict[str, str]:
    """Relationship -> the lever that fits there, without those that the person switched off."""
    found = {name: lever_for(fit.regions[name]) for name in RELATIONSHIPS if name in fit.regions}
    return {name: lever for name, lever in found.items() if lever and f"lever:{lever}" not in off}


def _with_lever(bank: PromptBank, fit: Fit, levers: Mapping[str, str]) -> int:
    """What pulls the lever that fits. Where none is preferred, the questions about that relationship stay."""
    wanted = union(bank.about, (fit.relationships | fit.regions.keys()) - levers.keys())
    for relationship, lever in levers.items():
        wanted |= bank.levers.get(lever, 0) & union(bank.about, (relationship, ANY))
    return wanted


def _theme_longest_unseen(left: int, bank: PromptBank, past: _Past) -> int:
    """All themes with the oldest last day; a theme that was never shown is older than any."""
    days = {theme: past.last.get(theme, date.min) for theme, members in bank.themes.items() if members & left}
    oldest = min(days.values())
    return union(bank.themes, [theme for theme, day in days.items() if day == oldest])


def _deepest(left: int, bank: PromptBank) -> int:
    deepest = min(depth for depth, members in bank.to_depth.items() if not left & ~members)
    return ~bank.to_depth.get(deepest - 1, 0)


def _longest_unseen(left: Narrowing, bank: PromptBank, history: History, today: date, seed: int) -> Choice:
    oldest = min(history.seen[one.id] for one in members(left.set, bank))
    bits = [bank.marks[one.id][0] for one in members(left.set, bank) if history.seen[one.id] == oldest]
    left.law("again", sum(bits))
    prompt = _drawn(left, bank, today, seed)
    return Choice(prompt, Reason("again", theme=prompt.theme, last=oldest), True, tuple(left.trail))


def _drawn(left: Narrowing, bank: PromptBank, today: date, seed: int) -> PromptForm:
    """One of what is left: the seed and the day decide, and nothing else."""
    drawable = list(members(left.set, bank))
    drawn = drawable[zlib.crc32(f"{seed} {today.isoformat()}".encode()) % len(drawable)]
    left.law("chance", bank.marks[drawn.id][0])
    return drawn


_KEPT_LIGHT: Final[tuple[Told, ...]] = ("too_much", "yesterday")


def _reason(left: Narrowing, prompt: PromptForm, levers: Mapping[str, str], past: _Past) -> Reason:
    """The reason that says most about this question: what kept it light, their picture, then the rest in order."""
    for rule in _KEPT_LIGHT:
        if rule in left.decisive:
            return Reason(rule, theme=prompt.theme)
    about = "" if prompt.relationship == ANY else prompt.relationship
    if not prompt.leaning.is_any:
        return Reason("leaning", theme=prompt.theme, relationship=about)
    fitting = [name for name, lever in levers.items() if lever == prompt.lever and about in {"", name}]
    if "lever" in left.decisive and fitting:
        return Reason("lever", prompt.lever, prompt.theme, fitting[0])
    if "deeper" in left.decisive:
        return Reason("deeper", theme=prompt.theme)
    if "theme" in left.decisive:
        return Reason("theme", theme=prompt.theme, last=past.last.get(prompt.theme))
    return Reason("chance", theme=prompt.theme)
