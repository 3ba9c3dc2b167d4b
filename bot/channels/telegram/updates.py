"""One raw update of Telegram -> one event of one person.

Rule: every update is read alone and nothing in it is trusted: what cannot be read is logged by its id and harms nobody.
Private chats only. Texts are made storable here: NUL and lone surrogates become U+FFFD.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
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

# Keys below which nobody writes words to us: technical values, who it comes from, and what is read elsewhere (a message
# that is replied to was read when it came; an answer's own text and caption are the event's).
_NOT_WORDS = frozenset(
    {
        "caption_entities", "chat", "emoji", "entities", "from", "language_code", "mime_type", "pinned_message",
        "reply_markup", "reply_to_message", "sender_chat", "set_name", "type", "url", "username", "via_bot",
    }
)  # fmt: skip

_LARGEST_ID = 2**53
"""Telegram promises that ids of people have at most 52 significant bits."""


@dataclass(frozen=True, slots=True)
class Received:
    """What one update holds: an event (None: nothing for us), and the press that wants an answer at once ("": none)."""

    incoming: Incoming | None = None
    press: str = ""


_NOTHING = Received()


def update_id(raw: object) -> int | None:
    """The id of a raw update; None when it has none."""
    found = raw.get("update_id") if isinstance(raw, dict) else None
    return found if isinstance(found, int) and not isinstance(found, bool) and 0 <= found < _LARGEST_ID else None


def read(raw: dict[str, Any], username: str, now: datetime) -> Received:
    """Read one raw update. `username` is the bot's own; `now` is the time of an event that carries none (a press).

    Never raises: an update that cannot be read holds nothing.
    """
    try:
        update = telegram.Update.de_json(raw, None)
        return _read(raw, update, username, now)
    except Exception as fault:  # Whatever a stranger sent: the other updates of this batch must not suffer.
        log.warning("an update could not be read and is passed over", id=update_id(raw), fault=type(fault).__name__)
        return _salvaged(raw)


def storable(text: str) -> str:
    """`text` with every character replaced that no database can hold."""
    return _UNSTORABLE.sub("\ufffd", text)


def _read(raw: dict[str, Any], update: telegram.Update, username: str, now: datetime) -> Received:
    if update.callback_query:
        return _pressed(update.update_id, update.callback_query, now)
    if update.my_chat_member:
        return Received(_left(update.update_id, update.my_chat_member))
    message = update.message or update.edited_message
    if message is None or message.chat.type != telegram.Chat.PRIVATE or message.from_user is None:
        return _NOTHING
    sent = raw.get("message") or raw.get("edited_message")
    event = _event(message, username, storable(_also(sent)), is_edit=update.message is None)
    at = message.edit_date or message.date
    return Received(_incoming(update.update_id, message.from_user, event, at) if event else None)


def _incoming(update: int, user: telegram.User, event: Event, at: datetime) -> Incoming:
    if not isinstance(user.id, int) or not 0 < user.id < _LARGEST_ID:
        raise ValueError("no id of a person")
    if not isinstance(at, datetime):
        raise ValueError("no time")
    first_name, language = storable(user.first_name or ""), storable(user.language_code or "")
    return Incoming(user.id, event, at, id=update, first_name=first_name, language=language)


def _event(message: telegram.Message, username: str, also: str, *, is_edit: bool) -> Event | None:
    if is_edit:
        # An edit without words (a live location moves every few seconds) says nothing.
        words = "\n".join(part for part in (storable(message.text or message.caption or ""), also) if part)
        return Edited(words) if words else None
    if message.text:
        return _words(storable(message.text), username, also)
    if message.caption:
        return Said(storable(message.caption), also)
    for kind in _KINDS:
        if getattr(message, kind, None):
            return Unsupported(kind, also)
    # A kind that is newer than the library lands among the fields it does not know.
    return Unsupported("message", also) if message.api_kwargs else None


def _words(text: str, username: str, also: str) -> Event:
    command = _COMMAND.fullmatch(text.strip())
    if command is None:
        return Said(text, also)
    name, addressee, arguments = command.groups()
    if addressee and addressee.lower() != username.lower():
        return Said(text, also)
    return Commanded(name.lower(), (arguments or "").strip(), also)


def _also(message: Any) -> str:
    """Every word in a message that is neither its text nor its caption: a poll's question and options, a quote, names
    of contacts, files and places, and whatever Telegram adds tomorrow."""
    found: list[str] = []
    left: list[Any] = [{key: value for key, value in message.items() if key not in ("text", "caption")}]
    if _is_of_a_bot(message.get("reply_to_message")):
        left[0].pop("quote", None)  # our own words
    while left:
        value = left.pop()
        if isinstance(value, str):
            found.append(value)
        elif isinstance(value, list):
            left.extend(reversed(value))
        elif isinstance(value, dict):
            words = (key for key in value if key not in _NOT_WORDS and not key.endswith("id"))
            left.extend(value[key] for key in reversed(list(words)))
    return "\n".join(found)


def _salvaged(raw: dict[str, Any]) -> Received:
    """The words of a message that the library refuses (another version of the Bot API, say): screened all the same."""
    try:
        message = raw["message"]
        sender, chat = message["from"], message["chat"]
        words = storable(_also({"words": [message.get("text"), message.get("caption")]} | message))
        user = telegram.User(sender["id"], str(sender.get("first_name", "")), False)
        if not words or chat["type"] != telegram.Chat.PRIVATE or not isinstance(message["date"], int):
            return _NOTHING
        at = datetime.fromtimestamp(message["date"], UTC)
        return Received(_incoming(raw["update_id"], user, Unsupported("message", words), at))
    except Exception:  # As above: whatever a stranger sent.
        return _NOTHING


def _is_of_a_bot(message: Any) -> bool:
    sender = message.get("from") if isinstance(message, dict) else None
    return isinstance(sender, dict) and sender.get("is_bot") is True


def _pressed(update: int, query: telegram.CallbackQuery, now: datetime) -> Received:
    chat = query.message.chat if query.message else None
    if chat is None or chat.type != telegram.Chat.PRIVATE:
        return Received(press=query.id)
    return Received(_incoming(update, query.from_user, _choice(query.data), now), press=query.id)


def _choice(data: object) -> Event:
    # The data comes from the person's own program, which may send what it likes.
    if not isinstance(data, str) or len(data.encode("utf-8", "replace")) > _BUTTON_BYTES:
        return Unsupported("button")
    button = _BUTTON.fullmatch(data)
    return Pressed(button[1], int(button[2])) if button else Unsupported("button")


def _left(update: int, change: telegram.ChatMemberUpdated) -> Incoming | None:
    is_gone = change.new_chat_member.status in {telegram.ChatMember.BANNED, telegram.ChatMember.LEFT}
    if change.chat.type != telegram.Chat.PRIVATE or not is_gone:
        return None
    return _incoming(update, change.from_user, Blocked(), change.date)
