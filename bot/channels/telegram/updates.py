"""One raw update of Telegram -> one event of one person.

Rule: every update is read alone and nothing in it is trusted: what cannot be read is logged by its id and harms nobody.
Private chats only. Texts are made storable here: NUL and lone surrogates become U+FFFD.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import structlog
import telegram

from bot.companion import Incoming
from bot.dialogue.events import Blocked, Commanded, Edited, Event, Pressed, Said, Unsupported

log = structlog.get_logger(__name__)

ALLOWED: Final = ("message", "edited_message", "callback_query", "my_chat_member")
"""The kinds of update that we ask Telegram for."""

_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@([A-Za-z0-9_]{1,32}))?(?:\s+(.*))?", re.DOTALL)
_BUTTON = re.compile(r"([A-Za-z0-9._-]{1,58}):([0-9]{1,3})")
_BUTTON_BYTES = 64
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")

# What a person sends on purpose. Anything else without text is Telegram's own note (a pinned message, a timer that was
# changed), and an answer to it would only puzzle.
_KINDS = (
    "animation", "audio", "checklist", "contact", "dice", "document", "game", "live_photo", "location", "paid_media",
    "photo", "poll", "sticker", "story", "venue", "video", "video_note", "voice",
)  # fmt: skip

_GROUPS = frozenset({telegram.Chat.GROUP, telegram.Chat.SUPERGROUP, telegram.Chat.CHANNEL})

_LARGEST_ID = 2**53
"""Telegram promises that ids of people have at most 52 significant bits."""


@dataclass(frozen=True, slots=True)
class Received:
    """What one update holds: an event (None: nothing for us), the press that wants an answer at once ("": none), and
    the group that we were brought into (None: none)."""

    incoming: Incoming | None = None
    press: str = ""
    group: int | None = None


_NOTHING = Received()


def update_id(raw: object) -> int | None:
    """The id of a raw update; None when it has none."""
    found = raw.get("update_id") if isinstance(raw, dict) else None
    return found if isinstance(found, int) and not isinstance(found, bool) and 0 <= found < _LARGEST_ID else None


def read(raw: dict[str, Any], username: str, now: datetime) -> Received:
    """Read one raw update. `username` is the bot's own; `now` is the time of an event that carries none (a press).

    Never raises: of an update that the library cannot read, as much is taken as can be read without it.
    """
    try:
        update = telegram.Update.de_json(raw, None)
        return _read(update, username, now)
    except Exception as fault:  # Whatever a stranger sent: the other updates of this batch must not suffer.
        log.warning("an update could not be read as a whole", id=update_id(raw), fault=type(fault).__name__)
        return _salvaged(raw, username, now)


def _salvaged(raw: dict[str, Any], username: str, now: datetime) -> Received:
    """A private message in which something is newer than the library, or odd, has an answer all the same."""
    message: Any = raw.get("message")
    number = update_id(raw)
    try:
        if number is None or message["chat"]["type"] != telegram.Chat.PRIVATE or message["from"]["is_bot"]:
            return _NOTHING
        user = telegram.User(message["from"]["id"], str(message["from"]["first_name"]), is_bot=False)
        return Received(_incoming(number, user, _salvaged_event(message, username), now))
    except (KeyError, TypeError, AttributeError, ValueError):
        return _NOTHING


def _salvaged_event(message: dict[str, Any], username: str) -> Event:
    if message.get("forward_origin") is not None:
        return Unsupported("forwarded")
    text = message.get("text") or message.get("caption")
    return _words(storable(text), username) if isinstance(text, str) else Unsupported("message")


def storable(text: str) -> str:
    """`text` with every character replaced that no database can hold."""
    return _UNSTORABLE.sub("\ufffd", text)


def _read(update: telegram.Update, username: str, now: datetime) -> Received:
    if update.callback_query:
        return _pressed(update.update_id, update.callback_query, now)
    if update.my_chat_member:
        return _membership(update.update_id, update.my_chat_member)
    if message := update.message or update.edited_message:
        return _written(update.update_id, message, username, is_edit=update.message is None)
    return _NOTHING


def _written(update: int, message: telegram.Message, username: str, *, is_edit: bool) -> Received:
    if message.chat.type in _GROUPS:
        return Received(group=message.chat.id)
    if message.chat.type != telegram.Chat.PRIVATE or message.from_user is None:
        return _NOTHING
    event = _event(message, username, is_edit=is_edit)
    at = message.edit_date or message.date
    return Received(_incoming(update, message.from_user, event, at, message.message_id) if event else None)


def _incoming(update: int, user: telegram.User, event: Event, at: datetime, place: int | None = None) -> Incoming:
    if not isinstance(user.id, int) or not 0 < user.id < _LARGEST_ID:
        raise ValueError("no id of a person")
    if not isinstance(at, datetime):
        raise ValueError("no time")
    first_name, language = storable(user.first_name or ""), storable(user.language_code or "")
    return Incoming(user.id, event, at, id=update, first_name=first_name, language=language, place=place)


def _event(message: telegram.Message, username: str, *, is_edit: bool) -> Event | None:
    if is_edit:
        # An edit without text (a live location moves every few seconds) says nothing.
        text = message.text or message.caption
        return Edited(storable(text)) if text else None
    if _is_of_somebody_else(message):
        return Unsupported("forwarded")
    if message.text:
        return _words(storable(message.text), username)
    if message.caption:
        return Said(storable(message.caption))
    for kind in _KINDS:
        if getattr(message, kind, None):
            return Unsupported(kind)
    # A kind that is newer than the library lands among the fields it does not know.
    return Unsupported("message") if message.api_kwargs else None


def _is_of_somebody_else(message: telegram.Message) -> bool:
    """Whether the words were forwarded from others: then they are no answer, and nothing to keep as this person's."""
    origin = message.forward_origin
    if origin is None:
        return False
    return not isinstance(origin, telegram.MessageOriginUser) or origin.sender_user != message.from_user


def _words(text: str, username: str) -> Event:
    command = _COMMAND.fullmatch(text.strip())
    if command is None:
        return Said(text)
    name, addressee, arguments = command.groups()
    if addressee and addressee.lower() != username.lower():
        return Said(text)
    return Commanded(name.lower(), (arguments or "").strip())


def _pressed(update: int, query: telegram.CallbackQuery, now: datetime) -> Received:
    if not isinstance(query.id, str):
        raise ValueError("no id of a press")
    choice = _choice(query.data)
    # In a private chat the chat's id is the person's: whoever else presses there is somebody else.
    if query.message is None or not _is_private_to(query.from_user, query.message.chat) or choice is None:
        return Received(press=query.id)
    return Received(_incoming(update, query.from_user, choice, now), press=query.id)


def _is_private_to(user: telegram.User, chat: telegram.Chat) -> bool:
    return chat.type == telegram.Chat.PRIVATE and chat.id == user.id


def _choice(data: object) -> Pressed | None:
    # The data comes from the person's own program, which may send what it likes.
    if not isinstance(data, str) or len(data.encode("utf-8", "replace")) > _BUTTON_BYTES:
        return None
    button = _BUTTON.fullmatch(data)
    return Pressed(button[1], int(button[2])) if button else None


def _membership(update: int, change: telegram.ChatMemberUpdated) -> Received:
    is_gone = change.new_chat_member.status in {telegram.ChatMember.BANNED, telegram.ChatMember.LEFT}
    if change.chat.type != telegram.Chat.PRIVATE:
        return _NOTHING if is_gone else Received(group=change.chat.id)
    # Whoever unblocks us presses Start, and that is what is answered.
    return Received(_incoming(update, change.from_user, Blocked(), change.date)) if is_gone else _NOTHING
