"""What one person was offered and took on, and how it went: plain data, and how it moves on.

Rule: pure and frozen. A suggestion that was taken on is followed up once: by itself two days later, or, where that was
not possible, when the person comes back; after fourteen days not at all. One follow-up is enough for a day.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final, Literal

import msgspec

How = Literal["done", "partly", "not_yet", "not_for_me"]

HOWS: Final[tuple[How, ...]] = ("done", "partly", "not_yet", "not_for_me")
"""What can be said of it, in the order of the buttons."""

FOLLOWED_UP_AFTER: Final = timedelta(days=2)
FORGOTTEN_AFTER: Final = timedelta(days=14)
APART: Final = timedelta(days=1)
"""So far apart two follow-ups are: what was taken on together is asked about on two days, about the same hour."""

_KEPT: Final = 60
"""So many of those taken on are remembered: more than half a year of one every third day."""


class Tried(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """One that was taken on. asked: whether it was followed up. let_go: it was not possible when it was to be.
    turn: the number of the dialogue's question in which that was. how: the answer, "" without one."""

    id: str
    at: datetime
    asked: bool = False
    let_go: bool = False
    turn: int = 0
    how: How | Literal[""] = ""


class Trying(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """shown: every suggestion that was offered, in the order in which it last was. offered: the ones just now, and the
    reason for them with what it is about. tried: those taken on, the earliest first. present: the one that is asked
    about, or was just now. followed_at: when one was last followed up."""

    shown: tuple[str, ...] = ()
    offered: tuple[str, ...] = ()
    reason: str = ""
    about: str = ""
    tried: tuple[Tried, ...] = ()
    present: str = ""
    followed_at: datetime | None = None

    def changed(self, **changes: Any) -> Trying:
        """The same but for these."""
        return msgspec.structs.replace(self, **changes)

    def of(self, name: str) -> Tried | None:
        """The one with this id, if it was taken on."""
        return next((one for one in self.tried if one.id == name), None)


def remembered(memory: Any) -> Trying:
    """As an ability remembered it."""
    return msgspec.convert(memory, Trying) if memory else Trying()


def stored(trying: Trying) -> Any:
    """As it is stored."""
    return msgspec.to_builtins(trying)


def taken_on(trying: Trying, name: str, now: datetime) -> Trying:
    """One more was taken on; the same again begins anew."""
    others = tuple(one for one in trying.tried if one.id != name)
    return trying.changed(tried=(*others, Tried(name, now))[-_KEPT:])


def next_time(trying: Trying) -> datetime | None:
    """When the next one is followed up without being asked for; None for not at all."""
    planned = ((one, _turn_of(one, trying)) for one in trying.tried if not one.asked and not one.let_go)
    return min((at for one, at in planned if at <= one.at + FORGOTTEN_AFTER), default=None)


def waiting(trying: Trying, now: datetime) -> Tried | None:
    """The one to follow up now that the person is here."""
    for one in trying.tried:
        if not one.asked and _turn_of(one, trying) <= now <= one.at + FORGOTTEN_AFTER:
            return one
    return None


def followed_up(trying: Trying, now: datetime) -> Trying:
    """The one that waits has its turn, and gets no other."""
    one = waiting(trying, now)
    if one is None:
        return trying.changed(present="")
    return _with(trying, msgspec.structs.replace(one, asked=True)).changed(present=one.id, followed_at=now)


def let_go(trying: Trying, now: datetime) -> Trying:
    """Nothing was said of what was due: it waits for the person."""
    return trying.changed(
        tried=tuple(
            msgspec.structs.replace(one, let_go=True) if one.at + FOLLOWED_UP_AFTER <= now else one
            for one in trying.tried
        )
    )


def unseen(trying: Trying) -> Trying:
    """The present one was never delivered: it waits for the person."""
    one = trying.of(trying.present)
    if one is None:
        return trying
    return _with(trying, msgspec.structs.replace(one, asked=False, let_go=True)).changed(present="", followed_at=None)


def shown_as(trying: Trying, turn: int) -> Trying:
    """The present one is asked about under this number of the dialogue."""
    one = trying.of(trying.present)
    return trying if one is None else _with(trying, msgspec.structs.replace(one, turn=turn))


def answered(trying: Trying, name: str, how: How) -> Trying:
    """How it went, as the person says; said again, it is that."""
    one = trying.of(name)
    if one is None:
        return trying
    return _with(trying, msgspec.structs.replace(one, how=how, asked=True, turn=0)).changed(present=name)


def _turn_of(one: Tried, trying: Trying) -> datetime:
    """From when on this one may be followed up."""
    turn = one.at + FOLLOWED_UP_AFTER
    return turn if trying.followed_at is None else max(turn, trying.followed_at + APART)


def _with(trying: Trying, changed: Tried) -> Trying:
    return trying.changed(tried=tuple(changed if one.id == changed.id else one for one in trying.tried))
