"""One raw update of Telegram -> one event of one person.

Rule: every update is read alone, field by field, and nothing in it is trusted: what cannot be read is logged by its id
and harms nobody; of a message in which something is odd, or newer than we are, as much is taken as can be read.
Private chats only. Texts are made storable here: NUL and lone surrogates become U+FFFD.

The library's own classes are not built: half of them would be thrown away, and one odd field spoils the whole.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, TypeGuard

import structlog
import telegram
from telegram.constants import ChatMemberStatus, ChatType

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

# A field that the library does not know is a kind of tomorrow, and gets the answer of a kind.
_KNOWN_FIELDS = (
    frozenset(telegram.Message.__slots__) | frozenset(telegram.MaybeInaccessibleMessage.__slots__) | {"from"}
)

_GROUPS = frozenset({ChatType.GROUP, ChatType.SUPERGROUP, ChatType.CHANNEL})
_GONE = frozenset({ChatMemberStatus.BANNED, ChatMemberStatus.LEFT})

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

_Fields = dict[str, Any]


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


def read(raw: _Fields, username: str, now: datetime) -> Received:
    """Read one raw update. `username` is the bot's own; `now` is the time of an event that carries none (a press).

    Never raises: an update that cannot be read holds nothing.
    """
    try:
        return _read(raw, username, now)
    except Exception as fault:  # Whatever a stranger sent: the other updates of this batch must not suffer.
        log.warning("an update could not be read and is passed over", id=update_id(raw), fault=type(fault).__name__)
        return _NOTHING


def storable(text: str) -> str:
    """`text` with every character replaced that no database can hold."""
    return _UNSTORABLE.sub("\ufffd", text)


def _read(raw: _Fields, username: str, now: datetime) -> Received:
    number = raw["update_id"]
    if query := raw.get("callback_query"):
        return _pressed(number, query, now)
    if change := raw.get("my_chat_member"):
        return _membership(number, change, now)
    if message := raw.get("message"):
        return _written(number, message, now, lambda: _event(raw["message"], username))
    if message := raw.get("edited_message"):
        return _written(number, message, now, lambda: _edited(raw["edited_message"]))
    return _NOTHING


def _written(number: int, message: _Fields, now: datetime, event_of: Callable[[], Event | None]) -> Received:
    if message["chat"]["type"] in _GROUPS:
        return Received(group=_chat_id(message["chat"]))
    sender = message.get("from")
    if message["chat"]["type"] != ChatType.PRIVATE or not sender:
        return _NOTHING
    event = event_of()
    if event is None:
        return _NOTHING
    at = _moment(message.get("edit_date") or message.get("date"), now)
    return Received(_incoming(number, sender, event, at, _place(message)))


def _incoming(number: int, user: _Fields, event: Event, at: datetime, place: int | None = None) -> Incoming:
    person = user["id"]
    if not _is_number(person) or not 0 < person < _LARGEST_ID:
        raise ValueError("no id of a person")
    first_name, language = _text(user, "first_name"), _text(user, "language_code")
    return Incoming(person, event, at, id=number, first_name=first_name, language=language, place=place)


def _event(message: _Fields, username: str) -> Event | None:
    text, caption, also = _text(message, "text"), _text(message, "caption"), _also(message)
    if _is_of_somebody_else(message):
        return Unsupported("forwarded", _joined(text, caption, also))
    if text:
        return _words(text, username, also)
    if caption:
        return Said(caption, also)
    for kind in _KINDS:
        if message.get(kind):
            return Unsupported(kind, also)
    is_odd = bool(message.keys() - _KNOWN_FIELDS) or bool(message.get("text") or message.get("caption"))
    return Unsupported("message", also) if is_odd else None


def _edited(message: _Fields) -> Edited | None:
    """An edit without words (a live location moves every few seconds) says nothing."""
    words = _joined(_text(message, "text"), _text(message, "caption"), _also(message))
    return Edited(words) if words else None


def _words(text: str, username: str, also: str) -> Event:
    command = _COMMAND.fullmatch(text.strip())
    if command is None:
        return Said(text, also)
    name, addressee, arguments = command.groups()
    if addressee and addressee.lower() != username.lower():
        return Said(text, also)
    return Commanded(name.lower(), (arguments or "").strip(), also)


def _is_of_somebody_else(message: _Fields) -> bool:
    """Whether the words were forwarded from others: then they are no answer, and nothing to keep as this person's."""
    origin = message.get("forward_origin")
    if not origin:
        return False
    author = origin.get("sender_user") if isinstance(origin, dict) else None
    return not isinstance(author, dict) or author.get("id") != message["from"]["id"]


def _also(message: _Fields) -> str:
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
            words = [key for key in value if key not in _NOT_WORDS and not key.endswith("id")]
            left.extend(value[key] for key in reversed(words))
    return storable("\n".join(found))


def _is_of_a_bot(message: object) -> bool:
    sender = message.get("from") if isinstance(message, dict) else None
    return isinstance(sender, dict) and sender.get("is_bot") is True


def _pressed(number: int, query: _Fields, now: datetime) -> Received:
    press, user = query["id"], query["from"]
    if not isinstance(press, str):
        raise ValueError("no id of a press")
    choice = _choice(query.get("data"))
    chat = (query.get("message") or {}).get("chat") or {}
    # In a private chat the chat's id is the person's: whoever else presses there is somebody else.
    if choice is None or chat.get("type") != ChatType.PRIVATE or chat.get("id") != user["id"]:
        return Received(press=press)
    return Received(_incoming(number, user, choice, now), press=press)


def _choice(data: object) -> Pressed | None:
    # The data comes from the person's own program, which may send what it likes.
    if not isinstance(data, str) or len(data.encode("utf-8", "replace")) > _BUTTON_BYTES:
        return None
    button = _BUTTON.fullmatch(data)
    return Pressed(button[1], int(button[2])) if button else None


def _membership(number: int, change: _Fields, now: datetime) -> Received:
    is_gone = change["new_chat_member"]["status"] in _GONE
    if change["chat"]["type"] != ChatType.PRIVATE:
        return _NOTHING if is_gone else Received(group=_chat_id(change["chat"]))
    # Whoever unblocks us presses Start, and that is what is answered.
    at = _moment(change.get("date"), now)
    return Received(_incoming(number, change["from"], Blocked(), at)) if is_gone else _NOTHING


def _moment(seconds: object, now: datetime) -> datetime:
    try:
        return datetime.fromtimestamp(seconds, UTC) if _is_number(seconds) else now
    except (OverflowError, OSError, ValueError):
        return now


def _place(message: _Fields) -> int | None:
    place = message.get("message_id")
    return place if _is_number(place) else None


def _chat_id(chat: _Fields) -> int:
    number = chat["id"]
    if not _is_number(number):
        raise ValueError("no id of a chat")
    return number


def _text(fields: _Fields, key: str) -> str:
    text = fields.get(key)
    return storable(text) if isinstance(text, str) else ""


def _joined(*parts: str) -> str:
    return "\n".join(part for part in parts if part)


def _is_number(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)
