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
from telegram import Bot, InlineKeyboardMarkup
from telegram.constants import ParseMode
from telegram.error import BadRequest, TelegramError

from bot.channels.drawing import DrawingFailed
from bot.channels.packing import File
from bot.channels.telegram.calls import Calls
from bot.channels.telegram.faults import FAULTS_OF_FORM
from bot.channels.telegram.outcomes import (
    Delivered,
    Later,
    Limited,
    Outcome,
    Refused,
    is_about_the_picture,
    is_as_wished,
    is_past,
    is_unparsable,
    outcome_of,
)
from bot.channels.telegram.parcels import Parcel
from bot.channels.telegram.ports import Draws
from bot.channels.telegram.render import Part, fits_caption, rendered, without_picture
from bot.dialogue.messages import Message, Picture
from bot.errors import StoreUnavailable

T = TypeVar("T")

Export = Callable[[int, str], Awaitable[File | None]]

log = structlog.get_logger(__name__)

# A helpline's link must not unfold into a picture of its website.
_NO_PREVIEW = {"is_disabled": True}

_FILE_NAME = "picture.png"

_LONG = 200
"""Characters from which on a text takes a moment to write."""

_PATIENCE = 5
"""After so many answers that the library could not read, the message is given up: it may well have arrived."""


@dataclass(slots=True)
class _Journey:
    parts: tuple[Part, ...]
    sent: int = 0
    ids: tuple[int, ...] = ()


class Delivery:
    """Makes the calls."""

    def __init__(self, bot: Bot, drawings: Draws, announce: Callable[[int], None], export: Export) -> None:
        """announce: shows a person that an answer is being written; must not wait. export: makes the file of all that
        is kept of a person (None: nothing is)."""
        self._bot = bot
        self._drawings = drawings
        self._announce = announce
        self._export = export
        self._journeys: dict[int, _Journey] = {}
        self._call = Calls(bot)

    async def deliver(self, parcel: Parcel, left: Callable[[], None]) -> Outcome:
        """Bring one message to its person, as far as it goes; never raises. `left` is called after each part that
        left as a message of its own (an edit is none)."""
        try:
            outcome: Outcome = await (self._edit(parcel, left) if parcel.message.replaces else self._send(parcel, left))
        except TelegramError as fault:
            outcome = outcome_of(fault)
        except FAULTS_OF_FORM as fault:
            # Status 200 and JSON, but not what the library expects of Telegram.
            outcome = Later() if parcel.attempts + 1 < _PATIENCE else Refused(type(fault).__name__)
        except StoreUnavailable:
            outcome = Later()  # the file could not be made just now
        except Exception as fault:  # A fault of ours: this message must not stop everybody else's.
            outcome = Refused(type(fault).__name__)
        if isinstance(outcome, Refused):
            log.error("a message was refused and is given up", person=parcel.person, fault=outcome.why)
        if not isinstance(outcome, Later | Limited):
            log.debug("a message has landed", kind=type(outcome).__name__, person=parcel.person)
            self._journeys.pop(parcel.number, None)
        return outcome

    async def _send(self, parcel: Parcel, left: Callable[[], None]) -> Delivered:
        journey = self._journeys.get(parcel.number) or _Journey(rendered(parcel.message))
        if parcel.message.to_words and len(parcel.message.text) > _LONG:
            self._announce(parcel.person)
        message_id, captioned = None, False
        while journey.sent < len(journey.parts):
            part = journey.parts[journey.sent]
            captioned = part.picture is not None
            message_id = await self._part(parcel, part)
            if message_id is None:
                journey.parts = rendered(without_picture(parcel.message))
                continue
            left()
            journey.sent += 1
            journey.ids = (*journey.ids, message_id)
            if journey.sent < len(journey.parts):
                self._journeys[parcel.number] = journey
        return Delivered(message_id, captioned, journey.ids[:-1])

    async def _part(self, parcel: Parcel, part: Part) -> int | None:
        if parcel.message.export and (file := await self._export(parcel.person, parcel.message.export)) is not None:
            return await self._document(parcel, part, file)
        return await (self._photo(parcel, part, part.picture) if part.picture else self._text(parcel, part))

    async def _document(self, parcel: Parcel, part: Part, file: File) -> int:
        name, content = file

        async def send(caption: str, parse_mode: str | None) -> telegram.Message:
            return await self._bot.send_document(
                parcel.person,
                content,
                caption or None,
                parse_mode=parse_mode,
                filename=name,
                disable_notification=is_quiet(parcel.message),
                disable_content_type_detection=True,
            )

        return (await _with_or_without_tags(send, part)).message_id

    async def _text(self, parcel: Parcel, part: Part) -> int:
        async def send(text: str, parse_mode: str | None) -> Any:
            return await self._call(
                "sendMessage",
                chat_id=parcel.person,
                text=text,
                parse_mode=parse_mode,
                reply_markup=part.keyboard,
                link_preview_options=_NO_PREVIEW,
                disable_notification=is_quiet(parcel.message),
                protect_content=parcel.message.protected,
            )

        return int((await _with_or_without_tags(send, part))["message_id"])

    async def _photo(self, parcel: Parcel, part: Part, picture: Picture) -> int | None:
        """The message's id; None when the picture cannot be shown and the text must do without."""
        person = parcel.person

        async def send(caption: str, parse_mode: str | None) -> telegram.Message:
            return await self._bot.send_photo(
                person,
                image,
                caption or None,
                parse_mode=parse_mode,
                reply_markup=InlineKeyboardMarkup.de_json(dict(part.keyboard), None) if part.keyboard else None,
                filename=_FILE_NAME,
                disable_notification=is_quiet(parcel.message),
                protect_content=parcel.message.protected,
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

    async def _edit(self, parcel: Parcel, left: Callable[[], None]) -> Delivered:
        """Change the message that was shown before; a new question that cannot take its place is a message of its own,
        and a closed one that cannot be shown as such stays as it is."""
        message_id, captioned = parcel.shown or (None, False)
        is_question = bool(parcel.message.choices)
        try:
            if message_id is not None and not (is_question and captioned and not fits_caption(parcel.message)):
                return await self._change(parcel, message_id, captioned)
        except BadRequest as fault:
            if is_as_wished(fault):
                return Delivered(message_id, captioned)
            if not is_question or not is_past(fault):
                raise
        return await self._send(parcel, left) if is_question else Delivered()

    async def _change(self, parcel: Parcel, message_id: int, captioned: bool) -> Delivered:
        parts = rendered(parcel.message)
        if not parts:
            return Delivered()
        part = parts[-1]
        to = {"chat_id": parcel.person, "message_id": message_id, "reply_markup": part.keyboard}
        if captioned and not fits_caption(parcel.message):
            # The choice made no longer fits below the picture, but the buttons go all the same.
            await self._call("editMessageReplyMarkup", **to)
            return Delivered(message_id, captioned)

        async def edit(text: str, parse_mode: str | None) -> object:
            if captioned:
                return await self._call("editMessageCaption", caption=text, parse_mode=parse_mode, **to)
            return await self._call(
                "editMessageText", text=text, parse_mode=parse_mode, link_preview_options=_NO_PREVIEW, **to
            )

        await _with_or_without_tags(edit, part)
        return Delivered(message_id, captioned)


def is_quiet(message: Message) -> bool:
    """Whether the person's phone keeps silent: nobody is called by what they did not ask for."""
    return message.unasked and not message.rings


async def _with_or_without_tags(call: Callable[[str, str | None], Awaitable[T]], part: Part) -> T:
    try:
        return await call(part.html, ParseMode.HTML)
    except BadRequest as fault:
        if not is_unparsable(fault):
            raise
    return await call(part.text, None)
