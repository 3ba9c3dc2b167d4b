"""How the bot presents itself (commands, name, descriptions), and its webhook.

Rule: as in `methods`. Each language has its own words; "" is for everybody else.
Source: https://core.telegram.org/bots/api#setmycommands, #setmydescription, #setmyname, #setwebhook
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from tests.telegram_server import methods
from tests.telegram_server.errors import bad_request
from tests.telegram_server.methods import Method
from tests.telegram_server.parameters import Parameters
from tests.telegram_server.world import Hook, World, seconds

_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_COMMANDS = 100
_DESCRIPTION = 256
_CONNECTIONS, _MOST_CONNECTIONS = 40, 100
_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,256}")


def set_my_commands(world: World, parameters: Parameters) -> Any:
    """The commands that the person's program offers."""
    commands = parameters.json("commands")
    if not isinstance(commands, list) or not all(isinstance(command, dict) for command in commands):
        raise bad_request("can't parse commands JSON object")
    if len(commands) > _COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not _COMMAND.fullmatch(str(command.get("command", ""))):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 0 < len(str(command.get("description", ""))) <= _DESCRIPTION:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    world.profile[_key("commands", parameters)] = commands
    return True


def get_my_commands(world: World, parameters: Parameters) -> Any:
    """The commands as they were set for this language."""
    return world.profile.get(_key("commands", parameters), [])


def _setter(name: str, longest: int) -> Method:
    def set_words(world: World, parameters: Parameters) -> Any:
        words = parameters.text(name)
        if len(words) > longest:
            raise bad_request(f"bot {name.replace('_', ' ')} is too long")
        world.profile[_key(name, parameters)] = words
        return True

    return set_words


def _getter(name: str, otherwise: Callable[[World], str] = lambda _: "") -> Method:
    def get_words(world: World, parameters: Parameters) -> Any:
        return {name: world.profile.get(_key(name, parameters)) or otherwise(world)}

    return get_words


def set_webhook(world: World, parameters: Parameters) -> Any:
    """Updates shall go to an address; "" is as deleteWebhook."""
    url = parameters.text("url")
    if url and not url.startswith("https://"):
        raise bad_request("bad webhook: HTTPS url must be provided for webhook")
    secret = parameters.text("secret_token")
    if secret and not _TOKEN.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    world.queue.allow(parameters.json("allowed_updates"))
    most = min(max(parameters.integer("max_connections", _CONNECTIONS), 1), _MOST_CONNECTIONS)
    return _use_webhook(world, Hook(url, secret, most) if url else None, parameters)


def delete_webhook(world: World, parameters: Parameters) -> Any:
    """Back to getUpdates. What waits stays, unless `drop_pending_updates` says otherwise."""
    return _use_webhook(world, None, parameters)


def get_webhook_info(world: World, _: Parameters) -> Any:
    """Where updates go, and how many wait."""
    hook = world.webhook
    info = {
        "url": hook.url if hook else "",
        "has_custom_certificate": False,
        "pending_update_count": len(world.queue.waiting),
    }
    if hook and hook.last_error_at:
        info |= {"last_error_date": seconds(hook.last_error_at), "last_error_message": hook.last_error}
    return info | ({"max_connections": hook.max_connections} if hook else {})


def _use_webhook(world: World, hook: Hook | None, parameters: Parameters) -> Any:
    if parameters.flag("drop_pending_updates"):
        world.queue.drop()
    world.webhook = hook
    world.on_update()
    return True


def _key(name: str, parameters: Parameters) -> str:
    return f"{name} {parameters.text('language_code')} {parameters.json('scope')}"


METHODS: Final[dict[str, Method]] = {
    "getme": methods.get_me,
    "sendmessage": methods.send_message,
    "sendphoto": methods.send_photo,
    "senddocument": methods.send_document,
    "editmessagetext": methods.edit_message_text,
    "editmessagecaption": methods.edit_message_caption,
    "editmessagereplymarkup": methods.edit_message_reply_markup,
    "deletemessage": methods.delete_message,
    "deletemessages": methods.delete_messages,
    "answercallbackquery": methods.answer_callback_query,
    "sendchataction": methods.send_chat_action,
    "setmessagereaction": methods.set_message_reaction,
    "leavechat": methods.leave_chat,
    "setwebhook": set_webhook,
    "deletewebhook": delete_webhook,
    "getwebhookinfo": get_webhook_info,
    "setmycommands": set_my_commands,
    "getmycommands": get_my_commands,
    "setmydescription": _setter("description", 512),
    "getmydescription": _getter("description"),
    "setmyshortdescription": _setter("short_description", 120),
    "getmyshortdescription": _getter("short_description"),
    "setmyname": _setter("name", 64),
    "getmyname": _getter("name", lambda world: world.bot.first_name),
}
"""Every method but getUpdates, by its name in small letters: Telegram does not care how it is written."""
