"""What comes in, free of any channel: one frozen type for each kind of event.

Rule: an event says what the person did and nothing about who they are or when; those come beside it.
"""

from __future__ import annotations

from datetime import date, datetime

import msgspec


class _Event(msgspec.Struct, frozen=True, tag=True, gc=False):
    pass


class Commanded(_Event, frozen=True):
    """A command: `/map` is `Commanded("map")`, `/start ref7` is `Commanded("start", "ref7")`.

    also: words that came with it and are no argument (what was quoted); screened, never answered.
    served: the help that this asks for was given directly, while there was no storage.
    """

    name: str
    arguments: str = ""
    also: str = ""
    served: bool = False


class Said(_Event, frozen=True):
    """A text that the person typed. also: words that came with it and are no answer (what was quoted, a file's name):
    they are screened, and then gone. about: the id of the question it was written as a reply to ("": of none)."""

    text: str
    also: str = ""
    about: str = ""


class Edited(_Event, frozen=True):
    """A text that the person changed after it was sent: read for a sign of crisis, and no answer to anything."""

    text: str


class Pressed(_Event, frozen=True):
    """A press of choice number `choice` (from 0) of the question with id `question`."""

    question: str
    choice: int


class Unsupported(_Event, frozen=True):
    """Something that is no text: a sticker, a voice message. `kind` is the channel's word for it. also: the words in it
    (a poll's question, a contact's name): they are screened, and then gone."""

    kind: str
    also: str = ""


class Located(_Event, frozen=True):
    """The person shared where they are, and of the place only the time zone is kept: its IANA name, "" where none is
    known. also: as above."""

    zone: str = ""
    also: str = ""


class Due(_Event, frozen=True):
    """The time has come at which the companion speaks by itself. at: when that was to be. until: from when on it is too
    late for it."""

    at: datetime
    until: datetime


class Fading(_Event, frozen=True):
    """The person has been away for so long that all of theirs is erased on `day`, unless they come back."""

    day: date


class Blocked(_Event, frozen=True):
    """The person blocked the companion, or their chat is gone: no messages, only the consequences."""


class Undelivered(_Event, frozen=True):
    """The channel could not show the question with this id: nobody has seen it, and no answer can be meant for it."""

    question: str


class Noticed(_Event, frozen=True):
    """Screening found a sign of crisis in what the person wrote.

    tier: "pause" or "check-in". kind: suicide, self_harm, abuse, ... text: the words, as they came. near: means or a
    time were named. served: help lines were given directly, while there was no storage.
    """

    tier: str
    kind: str
    text: str
    near: bool = False
    served: bool = False


class Unread(_Event, frozen=True):
    """Screening failed on what the person wrote, so nobody knows whether it is a cry for help: help lines are shown.

    text: the words, which may still be a stop word. served: as above.
    """

    text: str
    served: bool = False


Event = (
    Commanded
    | Said
    | Edited
    | Pressed
    | Unsupported
    | Located
    | Due
    | Fading
    | Blocked
    | Undelivered
    | Noticed
    | Unread
)


NOT_THEIR_DOING = (Blocked, Due, Fading, Undelivered)
"""What happens to a conversation without its person having been here."""


def typed(text: str) -> Commanded | Said:
    """A line as it is typed where commands are not marked otherwise: `/map` is a command, all else is said."""
    if text.startswith("/") and len(text) > 1 and not text[1].isspace():
        name, _, arguments = text[1:].partition(" ")
        return Commanded(name.casefold(), arguments.strip())
    return Said(text)
