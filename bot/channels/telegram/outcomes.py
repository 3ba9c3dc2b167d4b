"""What became of one message on its way to Telegram.

Rule: one frozen type for each outcome that is handled differently; nothing else of the library's errors gets further
than `outcome_of`.
Source: Telegram does not document its descriptions; these are the ones its server is seen to give.
"""

from __future__ import annotations

from dataclasses import dataclass

from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter, TelegramError

from bot.channels.telegram.faults import wanted_pause


@dataclass(frozen=True, slots=True)
class Delivered:
    """The person has it. shown_as: the id of the message with the buttons; captioned: whether that is a picture.
    before: the ids of the parts that went before it."""

    shown_as: int | None = None
    captioned: bool = False
    before: tuple[int, ...] = ()

    @property
    def letters(self) -> tuple[int, ...]:
        """The ids of all its messages."""
        return self.before if self.shown_as is None else (*self.before, self.shown_as)


@dataclass(frozen=True, slots=True)
class Later:
    """The network or Telegram's server failed: the same message again after a growing pause."""


@dataclass(frozen=True, slots=True)
class Limited:
    """Too fast (429): again after so many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Gone:
    """The person blocked the companion, or the chat is no more."""


@dataclass(frozen=True, slots=True)
class Refused:
    """Telegram will never take this message. why: a word for the log, never Telegram's sentence or the text."""

    why: str


Outcome = Delivered | Later | Limited | Gone | Refused

_GONE = ("chat not found", "user not found", "user is deactivated", "peer_id_invalid", "can't initiate conversation")
_UNPARSABLE = ("can't parse entities", "can't parse caption entities", "unsupported start tag")
_AS_WISHED = ("message is not modified",)
_EDIT_IS_PAST = (
    "message to edit not found",
    "message can't be edited",
    "message_id_invalid",
    "query is too old",
)


def outcome_of(fault: TelegramError) -> Outcome:
    """What an error of the library means for the message."""
    match fault:
        case RetryAfter():
            return Limited(wanted_pause(fault))
        case Forbidden():
            return Gone()
        case BadRequest() if _says(fault, _GONE):
            return Gone()
        case BadRequest() if _says(fault, (*_AS_WISHED, *_EDIT_IS_PAST)):
            return Delivered()
        case BadRequest() | ChatMigrated():
            return Refused(type(fault).__name__)
        case _:
            return Later()


def is_unparsable(fault: BadRequest) -> bool:
    """Whether Telegram could not read the tags of the text."""
    return _says(fault, _UNPARSABLE)


def is_as_wished(fault: BadRequest) -> bool:
    """Whether an edit was refused because the message says that already."""
    return _says(fault, _AS_WISHED)


def is_past(fault: BadRequest) -> bool:
    """Whether an edit was refused because there is no such message any more, or it is too old."""
    return _says(fault, _EDIT_IS_PAST)


def is_about_the_picture(fault: BadRequest) -> bool:
    """Whether a refused photo may pass as a text: neither its tags nor its chat are at fault."""
    return not _says(fault, (*_UNPARSABLE, *_GONE))


def _says(fault: BadRequest, sentences: tuple[str, ...]) -> bool:
    description = fault.message.lower()
    return any(sentence in description for sentence in sentences)
