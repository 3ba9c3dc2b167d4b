"""A person's answers as this room reads them.

Rule: what counts and what does not is decided here: "rather not say" is missing, and of two answers to one item in the
same round the later one stands. An objection ("not me") lies among the answers, under a name that no item has.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, Protocol, TypeVar

from bot.attachment.bank import Marks, Stack
from bot.attachment.forms import GENERAL
from bot.attachment.selection import AGAIN_AFTER

Where = Literal["too_anxious", "too_distant", "all_of_it"]

NOT_ME: Final = "not_me"
"""The item that an objection answers; without an option it is taken back."""
WHERES: Final[tuple[Where, ...]] = ("too_anxious", "too_distant", "all_of_it")
"""Where a picture was said to be off, in the order of the options."""


class Given(Protocol):
    """One answer: to which item, about which relationship, which option (None: rather not say), and when."""

    @property
    def item(self) -> str: ...
    @property
    def relationship(self) -> str: ...
    @property
    def option(self) -> int | None: ...
    @property
    def at(self) -> datetime: ...


One = TypeVar("One", bound=Given)


@dataclass(frozen=True, slots=True)
class Round:
    """The scored answers of one sitting, or of several within 27 days: no item is asked twice in them.

    before: those that stood when the picture was objected to (all `since` without an objection). days: how many passed
    until the next round, or until now when a new one would begin now; 0 when nothing has passed.
    """

    before: Marks = ()
    since: Marks = ()
    objection: Where | None = None
    days: int = 0

    @property
    def marks(self) -> Marks:
        """All of them, by item."""
        return tuple(sorted((*self.before, *self.since))) if self.before else self.since


Strand = tuple[Round, ...]
"""Everything that was answered about one relationship, the earliest round first."""


def strand_of(
    answers: Iterable[Given], relationship: str, knows: Callable[[str, int], bool], now: datetime | None = None
) -> Strand:
    """The answers about one relationship as rounds; the order they come in does not matter.

    knows: whether an item (still) has an option; other answers are passed over. Without `now` nothing has passed since.
    """
    scored: list[tuple[datetime, int, str]] = []
    objections: list[tuple[datetime, int]] = []
    for answer in answers:
        if answer.relationship != relationship:
            continue
        if answer.item == NOT_ME:
            objections.append((answer.at, -1 if answer.option is None else answer.option))
        elif answer.option is not None and knows(answer.item, answer.option):
            scored.append((answer.at, answer.option, answer.item))
    scored.sort()
    objections.sort()
    return _timed(list(_rounds(scored)), objections, now)


def _rounds(scored: Sequence[tuple[datetime, int, str]]) -> Iterable[list[tuple[datetime, int, str]]]:
    one: list[tuple[datetime, int, str]] = []
    for answer in scored:
        if one and answer[0] - one[0][0] >= AGAIN_AFTER:
            yield one
            one = []
        one.append(answer)
    if one:
        yield one


def _timed(
    rounds: Sequence[list[tuple[datetime, int, str]]], objections: Sequence[tuple[datetime, int]], now: datetime | None
) -> Strand:
    made = []
    for number, one in enumerate(rounds):
        following = rounds[number + 1][0][0] if number + 1 < len(rounds) else None
        until = following or (now if now is not None and now - one[0][0] >= AGAIN_AFTER else None)
        days = max((until - one[-1][0]).days, 0) if until else 0
        # An objection is to the picture that stood when it was made.
        heard = [(at, option) for at, option in objections if at >= one[0][0] and (not following or at < following)]
        made.append(_round(one, heard, days))
    return tuple(made)


def _round(scored: Sequence[tuple[datetime, int, str]], objections: Sequence[tuple[datetime, int]], days: int) -> Round:
    latest = {item: (at, option) for at, option, item in scored}
    marks = sorted((item, option) for item, (_, option) in latest.items())
    at, option = objections[-1] if objections else (None, -1)
    if at is None or not 0 <= option < len(WHERES):
        return Round(since=tuple(marks), days=days)
    before = tuple(mark for mark in marks if latest[mark[0]][0] <= at)
    return Round(before, tuple(mark for mark in marks if mark not in before), WHERES[option], days)


def barred(stack: Stack, answers: Iterable[Given], relationship: str, now: datetime) -> frozenset[int]:
    """Places of the items about this relationship that were answered, or declined, too lately to be asked again."""
    return frozenset(
        stack.places[answer.item]
        for answer in answers
        if answer.relationship == relationship and answer.item in stack.places and now - answer.at < AGAIN_AFTER
    )


def latest_relationship(answers: Iterable[Given]) -> str:
    """The relationship that was last asked about; empty when none was."""
    about = [answer for answer in answers if answer.relationship != GENERAL]
    return max(about, key=lambda answer: answer.at).relationship if about else ""


def looked_at_long_ago(answers: Iterable[Given], now: datetime) -> tuple[str, ...]:
    """The relationships about which nothing was answered, or declined, for so long that every item may come again; the
    longest ago first."""
    last: dict[str, datetime] = {}
    for answer in answers:
        if answer.relationship != GENERAL and answer.item != NOT_ME:
            last[answer.relationship] = max(answer.at, last.get(answer.relationship, answer.at))
    return tuple(sorted((name for name, at in last.items() if now - at >= AGAIN_AFTER), key=lambda name: last[name]))


def objecting(answers: Sequence[One], relationship: str) -> tuple[One, ...]:
    """The answers without what was objected to in `relationship` since its last scored answer: a new objection, or
    taking it back, stands in its place."""
    scored = [one.at for one in answers if one.relationship == relationship and one.item != NOT_ME]
    last = max(scored, default=None)
    return tuple(
        one
        for one in answers
        if one.relationship != relationship or one.item != NOT_ME or (last is not None and one.at < last)
    )
