"""The methods that put something before a person, or take it away: one function each, request -> result.

Rule: everything is judged before anything is changed; a function raises a Refusal or does its whole work. They run
while the world is held.
Source: https://core.telegram.org/bots/api#available-methods and #updating-messages
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

from tests.telegram_server import pictures
from tests.telegram_server.entities import Formatted, parse_html, units
from tests.telegram_server.errors import bad_request, blocked, deactivated, not_modified, old_query
from tests.telegram_server.keyboards import read_keyboard
from tests.telegram_server.parameters import Parameters
from tests.telegram_server.rendering import bot_as_json, message_as_json
from tests.telegram_server.world import Chat, Shown, World

Method = Callable[[World, Parameters], Any]

TEXT_UNITS: Final = 4096
CAPTION_UNITS: Final = 1024
ANSWER_UNITS: Final = 200

QUERY_LIFETIME: Final = timedelta(minutes=10)
"""How long a press can be answered. Telegram does not say."""

_ACTIONS = frozenset(
    {
        *("typing", "choose_sticker", "find_location", "upload_document", "upload_photo"),
        *("record_video", "record_video_note", "record_voice", "upload_video", "upload_video_note", "upload_voice"),
    }
)
# Spaces and characters that show nothing; a text of these alone is empty.
_UNSEEN = "".join(map(chr, (*range(0x21), 0x7F, 0x85, 0xA0, 0xAD, *range(0x2000, 0x2010), 0x2028, 0x2029, 0x202F)))
_UNSEEN += "\u205f\u2060\u3000\ufeff"
_CONTROLS = dict.fromkeys(set(range(0x20)) - {0x0A, 0x0D}, " ") | {0x0D: None}


def get_me(world: World, _: Parameters) -> Any:
    """Who the bot is."""
    return bot_as_json(world.bot) | {
        "can_join_groups": False,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def send_message(world: World, parameters: Parameters) -> Any:
    """A text, with or without buttons."""
    chat = _chat(world, parameters)
    text = _words(parameters, "text")
    keyboard = read_keyboard(parameters)
    _judge_text(text)
    shown = Shown(chat.id, world.message_id(), text.text, world.clock(), text.entities, keyboard)
    return message_as_json(world.put("sent", shown), chat, world.bot)


def send_photo(world: World, parameters: Parameters) -> Any:
    """A photo, uploaded with this request."""
    chat = _chat(world, parameters)
    photo = parameters.file("photo")
    if photo is None:
        raise bad_request("there is no photo in the request")
    caption = _words(parameters, "caption")
    keyboard = read_keyboard(parameters)
    _judge_caption(caption)
    size = pictures.measure(photo)
    shown = Shown(
        chat.id, world.message_id(), caption.text, world.clock(), caption.entities, keyboard, photo=photo, size=size
    )
    return message_as_json(world.put("sent", shown), chat, world.bot)


def send_document(world: World, parameters: Parameters) -> Any:
    """A file, uploaded with this request."""
    chat = _chat(world, parameters)
    document = parameters.file("document")
    if document is None:
        raise bad_request("there is no document in the request")
    if not document:
        raise bad_request("file must be non-empty")
    caption = _words(parameters, "caption")
    _judge_caption(caption)
    shown = Shown(chat.id, world.message_id(), caption.text, world.clock(), caption.entities, document=document)
    return message_as_json(world.put("sent", shown), chat, world.bot)


def edit_message_text(world: World, parameters: Parameters) -> Any:
    """Another text; without `reply_markup` the buttons go away."""
    chat, shown = _to_edit(world, parameters)
    text = _words(parameters, "text")
    keyboard = read_keyboard(parameters)
    _judge_text(text)
    if shown.photo is not None:
        raise bad_request("there is no text in the message to edit")
    return _edited(world, chat, replace(shown, text=text.text, entities=text.entities, keyboard=keyboard))


def edit_message_caption(world: World, parameters: Parameters) -> Any:
    """Another caption; without `reply_markup` the buttons go away."""
    chat, shown = _to_edit(world, parameters)
    caption = _words(parameters, "caption")
    keyboard = read_keyboard(parameters)
    _judge_caption(caption)
    if shown.photo is None:
        raise bad_request("there is no caption in the message to edit")
    return _edited(world, chat, replace(shown, text=caption.text, entities=caption.entities, keyboard=keyboard))


def edit_message_reply_markup(world: World, parameters: Parameters) -> Any:
    """Other buttons, or none."""
    chat, shown = _to_edit(world, parameters)
    return _edited(world, chat, replace(shown, keyboard=read_keyboard(parameters)))


def delete_message(world: World, parameters: Parameters) -> Any:
    """Delete a message of the bot."""
    if not world.remove(_chat(world, parameters).id, parameters.integer("message_id")):
        raise bad_request("message to delete not found")
    return True


def delete_messages(world: World, parameters: Parameters) -> Any:
    """Delete messages; those that are not found are passed over."""
    chat = _chat(world, parameters)
    wanted = parameters.json("message_ids")
    if not isinstance(wanted, list) or not wanted:
        raise bad_request("message identifiers are not specified")
    for message in wanted:
        world.remove(chat.id, int(message))
    return True


def answer_callback_query(world: World, parameters: Parameters) -> Any:
    """Tell the person's program that the press was heard: once, and soon."""
    text = parameters.text("text")
    press = world.presses.get(parameters.text("callback_query_id"))
    if press is None or press.answer is not None or world.clock() - press.at > QUERY_LIFETIME:
        raise old_query()
    if units(text) > ANSWER_UNITS:
        raise bad_request("MESSAGE_TOO_LONG")
    press.answer = text
    return True


def send_chat_action(world: World, parameters: Parameters) -> Any:
    """ "typing ..." """
    chat = _chat(world, parameters)
    action = parameters.text("action")
    if action not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    world.actions.append((chat.id, action))
    return True


def set_message_reaction(world: World, parameters: Parameters) -> Any:
    """A reaction to a message, of either side."""
    chat = _chat(world, parameters)
    message = parameters.integer("message_id")
    reaction = parameters.json("reaction") or []
    if not 0 < message < world.next_message_id:
        raise bad_request("message to react not found")
    if not isinstance(reaction, list) or any(not isinstance(one, dict) or "type" not in one for one in reaction):
        raise bad_request("can't parse reaction JSON object")
    if len(reaction) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    world.reactions[chat.id, message] = reaction
    return True


def leave_chat(world: World, parameters: Parameters) -> Any:
    """Leave a group; a private chat cannot be left."""
    chat = _chat(world, parameters)
    if chat.id > 0:
        raise bad_request("chat member status can't be changed in private chats")
    world.left.append(chat.id)
    return True


def _chat(world: World, parameters: Parameters) -> Chat:
    """The chat of a request, if the bot may write to it."""
    if not parameters.text("chat_id"):
        raise bad_request("chat_id is empty")
    chat = world.chats.get(parameters.integer("chat_id"))
    if chat is None or not chat.known:
        raise bad_request("chat not found")
    if chat.deactivated:
        raise deactivated()
    if chat.blocked:
        raise blocked()
    return chat


def _to_edit(world: World, parameters: Parameters) -> tuple[Chat, Shown]:
    chat = _chat(world, parameters)
    message = parameters.integer("message_id")
    if not message:
        raise bad_request("message identifier is not specified")
    shown = world.shown.get((chat.id, message))
    if shown is None and (chat.id, message) in world.from_people:
        raise bad_request("message can't be edited")
    if shown is None:
        raise bad_request("message to edit not found")
    return chat, shown


def _edited(world: World, chat: Chat, shown: Shown) -> Any:
    if shown == world.shown[chat.id, shown.id]:
        raise not_modified()
    return message_as_json(world.put("edited", replace(shown, edited=world.clock())), chat, world.bot)


def _words(parameters: Parameters, name: str) -> Formatted:
    """The text of that name, read as `parse_mode` says; control characters become spaces, as in Telegram."""
    text = parameters.text(name).translate(_CONTROLS)
    mode = parameters.text("parse_mode").lower()
    if mode == "html":
        return parse_html(text)
    if mode not in ("", "none"):
        raise bad_request("unsupported parse_mode")
    return Formatted(text, tuple(parameters.json(_entities_of(name)) or ()))


def _entities_of(name: str) -> str:
    return "entities" if name == "text" else "caption_entities"


def _judge_text(text: Formatted) -> None:
    if not text.text.strip(_UNSEEN):
        raise bad_request("message text is empty")
    if units(text.text) > TEXT_UNITS:
        raise bad_request("message is too long")


def _judge_caption(caption: Formatted) -> None:
    if units(caption.text) > CAPTION_UNITS:
        raise bad_request("message caption is too long")
