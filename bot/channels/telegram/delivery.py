"""One message of the outbox -> the calls to Telegram that bring it to its person.

Rule: nothing here waits or tries again later; it makes the calls and says what became of them. How far a message of
several parts got is remembered in memory, so that a pause in the middle repeats nothing (a crash in the middle repeats
the parts that had left: the mark comes after the last).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import structlog
import telegram
from telegram import Bot, LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.error import BadRequest, TelegramError

from bot.channels.drawing import DrawingFailed
from bot.channels.telegram.faults import FAULTS_OF_FORM
from bot.channels.telegram.outcomes import (
    Delivered,
    Later,
    Limited,
    Outcome,
    Refused,
    is_about_the_picture,
    is_unparsable,
    outcome_of,
)
from bot.channels.telegram.parcels import Parcel
from bot.channels.telegram.ports import Draws
from bot.channels.telegram.render import Part, fits_caption, rendered, without_picture
from bot.dialogue.messages import Picture

T = TypeVar("T")

log = structlog.get_logger(__name__)

# A helpline's link must not unfold into a picture of its website.
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)

_FILE_NAME = "picture.png"

_PATIENCE = 5
"""After so many answers that the library could not read, the message is given up: it may well have arrived."""


@dataclass(slots=True)
class _Journey:
    parts: tuple[Part, ...]
    sent: int = 0


class Delivery:
    """Makes the calls."""

    def __init__(self, bot: Bot, drawings: Draws) -> None:
        self._bot = bot
        self._drawings = drawings
        self._journeys: dict[int, _Journey] = {}

    async def deliver(self, parcel: Parcel, left: Callable[[], None]) -> Outcome:
        """Bring one message to its person, as far as it goes; never raises. `left` is called after each part that
        left as a message of its own (an edit is none)."""
        try:
            outcome: Outcome = await (self._edit(parcel) if parcel.message.replaces else self._send(parcel, left))
        except TelegramError as fault:
            outcome = outcome_of(fault)
        except FAULTS_OF_FORM as fault:
            # Status 200 and JSON, but not what the library expects of Telegram.
            outcome = Later() if parcel.attempts + 1 < _PATIENCE else Refused(type(fault).__name__)
        except Exception as fault:  # A fault of ours: this message must not stop everybody else's.
            outcome = Refused(type(fault).__name__)
        if isinstance(outcome, Refused):
            log.error("a message was refused and is given up", person=parcel.person, fault=outcome.why)
        if not isinstance(outcome, Later | Limited):
            self._journeys.pop(parcel.number, None)
        return outcome

    async def _send(self, parcel: Parcel, left: Callable[[], None]) -> Delivered:
        journey = self._journeys.get(parcel.number) or _Journey(rendered(parcel.message))
        message_id, captioned = None, False
        while journey.sent < len(journey.parts):
            part = journey.parts[journey.sent]
            captioned = part.picture is not None
            message_id = await self._part(parcel.person, part)
            if message_id is None:
                journey.parts = rendered(without_picture(parcel.message))
                continue
            left()
            journey.sent += 1
            if journey.sent < len(journey.parts):
                self._journeys[parcel.number] = journey
        return Delivered(message_id, captioned)

    async def _part(self, person: int, part: Part) -> int | None:
        return await (self._photo(person, part, part.picture) if part.picture else self._text(person, part))

    async def _text(self, person: int, part: Part) -> int:
        async def send(text: str, parse_mode: str | None) -> telegram.Message:
            return await self._bot.send_message(
                person, text, parse_mode=parse_mode, reply_markup=part.keyboard, link_preview_options=_NO_PREVIEW
            )

        return (await _with_or_without_tags(send, part)).message_id

    async def _photo(self, person: int, part: Part, picture: Picture) -> int | None:
        """The message's id; None when the picture cannot be shown and the text must do without."""

        async def send(caption: str, parse_mode: str | None) -> telegram.Message:
            return await self._bot.send_photo(
                person, image, caption or None, parse_mode=parse_mode, reply_markup=part.keyboard, filename=_FILE_NAME
            )

        try:
            image = await self._drawings.png(picture)
            return (await _with_or_without_tags(send, part)).message_id
        except DrawingFailed as fault:
            log.error("a picture could not be drawn; its description goes instead", person=person, fault=str(fault))
        except BadRequest as fault:
            if not is_about_the_picture(fault):
                raise
            log.error("Telegram refused a picture; its description goes instead", person=person)
        return None

    async def _edit(self, parcel: Parcel) -> Delivered:
        parts = rendered(parcel.message)
        if parcel.shown is None or not parts:
            return Delivered()
        (message_id, captioned), part = parcel.shown, parts[-1]
        to: dict[str, Any] = {"chat_id": parcel.person, "message_id": message_id, "reply_markup": part.keyboard}
        if captioned and not fits_caption(parcel.message):
            # The choice made no longer fits below the picture, but the buttons go all the same.
            await self._bot.edit_message_reply_markup(**to)
            return Delivered(message_id, captioned)

        async def edit(text: str, parse_mode: str | None) -> object:
            if captioned:
                return await self._bot.edit_message_caption(caption=text, parse_mode=parse_mode, **to)
            return await self._bot.edit_message_text(
                text, parse_mode=parse_mode, link_preview_options=_NO_PREVIEW, **to
            )

        await _with_or_without_tags(edit, part)
        return Delivered(message_id, captioned)


async def _with_or_without_tags(call: Callable[[str, str | None], Awaitable[T]], part: Part) -> T:
    try:
        return await call(part.html, ParseMode.HTML)
    except BadRequest as fault:
        if not is_unparsable(fault):
            raise
    return await call(part.text, None)
