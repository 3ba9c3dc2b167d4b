"""What the server knows, as the Bot API writes it in JSON.

Rule: form only. Source: https://core.telegram.org/bots/api#available-types
"""

from __future__ import annotations

import re

from tests.telegram_server.entities import Entity, units
from tests.telegram_server.keyboards import keyboard_as_json
from tests.telegram_server.world import Bot, Chat, Json, Shown, seconds

_COMMAND = re.compile(r"(?<!\S)/[A-Za-z0-9_]{1,32}(?:@[A-Za-z0-9_]{1,32})?(?!\S)")


def bot_as_json(bot: Bot) -> Json:
    """A User: the bot."""
    return {"id": bot.id, "is_bot": True, "first_name": bot.first_name, "username": bot.username}


def person_as_json(chat: Chat) -> Json:
    """A User: the person of a private chat."""
    named = {"id": chat.id, "is_bot": False, "first_name": chat.first_name}
    return named | ({"language_code": chat.language_code} if chat.language_code else {})


def chat_as_json(chat: Chat) -> Json:
    """A Chat."""
    return {"id": chat.id, "type": "private", "first_name": chat.first_name}


def message_as_json(shown: Shown, chat: Chat, bot: Bot) -> Json:
    """A Message of the bot."""
    message: Json = {
        "message_id": shown.id,
        "from": bot_as_json(bot),
        "chat": chat_as_json(chat),
        "date": seconds(shown.date),
    }
    words, marks = ("text", "entities") if shown.photo is None else ("caption", "caption_entities")
    if shown.text:
        message[words] = shown.text
    if shown.entities:
        message[marks] = list(shown.entities)
    if shown.photo is not None:
        message["photo"] = [_photo_as_json(shown)]
    if shown.keyboard:
        message["reply_markup"] = keyboard_as_json(shown.keyboard)
    if shown.edited:
        message["edit_date"] = seconds(shown.edited)
    return message


def commands_in(text: str) -> list[Entity]:
    """The commands in what a person wrote, as entities."""
    return [
        {"type": "bot_command", "offset": units(text[: match.start()]), "length": units(match[0])}
        for match in _COMMAND.finditer(text)
    ]


def _photo_as_json(shown: Shown) -> Json:
    width, height = shown.size
    name = f"photo-{shown.chat}-{shown.id}"
    size = len(shown.photo or b"")
    return {"file_id": name, "file_unique_id": name, "width": width, "height": height, "file_size": size}
