"""What comes in, free of any channel: one frozen type for each kind of event.

Rule: an event says what the person did and nothing about who they are or when; those come beside it.
"""

from __future__ import annotations

import msgspec


class _Event(msgspec.Struct, frozen=True, tag=True, gc=False):
    pass


class Commanded(_Event, frozen=True):
    """A command: `/map` is `Commanded("map")`, `/start ref7` is `Commanded("start", "ref7")`."""

    name: str
    arguments: str = ""


class Said(_Event, frozen=True):
    """A text that the person typed."""

    text: str


class Edited(_Event, frozen=True):
    """A text that the person changed after it was sent: read for a sign of crisis, and no answer to anything."""

    text: str


class Pressed(_Event, frozen=True):
    """A press of choice number `choice` (from 0) of the question with id `question`."""

    question: str
    choice: int


class Unsupported(_Event, frozen=True):
    """Something that is no text: a sticker, a voice message. `kind` is the channel's word for it."""

    kind: str


class Blocked(_Event, frozen=True):
    """The person blocked the companion, or their chat is gone: no messages, only the consequences."""


class Undelivered(_Event, frozen=True):
    """The channel could not show the question with this id: nobody has seen it, and no answer can be meant for it."""

    question: str


class Noticed(_Event, frozen=True):
    """Screening found a sign of crisis in what the person wrote.

    tier: "pause" or "check-in". kind: suicide, self_harm, abuse, ... text: the words, as they came.
    """

    tier: str
    kind: str
    text: str


Event = Commanded | Said | Edited | Pressed | Unsupported | Blocked | Undelivered | Noticed


def typed(text: str) -> Commanded | Said:
    """A line as it is typed where commands are not marked otherwise: `/map` is a command, all else is said."""
    if text.startswith("/") and len(text) > 1 and not text[1].isspace():
        name, _, arguments = text[1:].partition(" ")
        return Commanded(name.casefold(), arguments.strip())
    return Said(text)
