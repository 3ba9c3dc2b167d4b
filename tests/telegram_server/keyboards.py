"""Inline keyboards: what may stand in `reply_markup`.

Rule: only what Telegram refuses is refused; other kinds of markup are accepted and leave no buttons.
Source: https://core.telegram.org/bots/api#inlinekeyboardbutton (callback_data: 1 to 64 bytes).
"""

from __future__ import annotations

import json
from typing import Any

from tests.telegram_server.errors import Refusal, bad_request
from tests.telegram_server.parameters import Parameters
from tests.telegram_server.world import Button, Keyboard

_DATA_BYTES = 64
_BUTTONS = 100
_COPIED = 256
# Neither figure of "too long" is documented; both are what bots meet.
_MARKUP_BYTES = 10 * 1024
_OTHER_ACTIONS = ("url", "login_url", "web_app", "switch_inline_query", "copy_text", "pay", "callback_game")


def read_keyboard(parameters: Parameters) -> Keyboard:
    """The inline keyboard of a request, rows of buttons; () when there is none."""
    markup = parameters.json("reply_markup", "reply keyboard markup")
    if markup is None:
        return ()
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    rows = markup.get("inline_keyboard", [])
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays')
    keyboard = tuple(tuple(_button(button) for button in row) for row in rows if row)
    if sum(map(len, keyboard)) > _BUTTONS or len(json.dumps(rows).encode()) > _MARKUP_BYTES:
        raise bad_request("reply markup is too long")
    return keyboard


def keyboard_as_json(keyboard: Keyboard) -> dict[str, Any]:
    """The keyboard as it stands in a Message."""
    return {"inline_keyboard": [[_as_json(button) for button in row] for row in keyboard]}


def _as_json(button: Button) -> dict[str, Any]:
    if button.copied:
        return {"text": button.label, "copy_text": {"text": button.copied}}
    return {"text": button.label} | ({"callback_data": button.data} if button.data else {"url": button.url})


def _button(button: object) -> Button:
    if not isinstance(button, dict):
        raise _unreadable("InlineKeyboardButton must be an Object")
    if "text" not in button:
        raise _unreadable('Can\'t find field "text"')
    label, data = button["text"], button.get("callback_data", "")
    if not isinstance(label, str) or not isinstance(data, str):
        raise _unreadable('Field "text" must be of type String')
    if not data and not any(button.get(action) for action in _OTHER_ACTIONS):
        raise _unreadable("Text buttons are unallowed in the inline keyboard")
    if not label.strip():
        raise bad_request("inline keyboard button text must be non-empty")
    if len(data.encode()) > _DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    return Button(label, data, str(button.get("url", "")), _copied(button.get("copy_text")))


def _copied(given: object) -> str:
    """https://core.telegram.org/bots/api#copytextbutton: 1 to 256 characters."""
    if given is None:
        return ""
    text = given.get("text") if isinstance(given, dict) else None
    if not isinstance(text, str) or not 0 < len(text) <= _COPIED:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")
    return text


def _unreadable(why: str) -> Refusal:
    return bad_request(f"can't parse inline keyboard button: {why}")
