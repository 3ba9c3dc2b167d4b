"""How the bot presents itself in Telegram: its commands and its two descriptions.

Rule: best effort, in the background. Only what differs is set, and no failure of it stops the companion.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import structlog
from telegram import Bot, BotCommand
from telegram.error import TelegramError

from bot.channels.telegram.faults import FAULTS_OF_FORM

log = structlog.get_logger(__name__)

LONGEST_DESCRIPTION: Final = 512
LONGEST_SHORT_DESCRIPTION: Final = 120
"""In UTF-16 units; https://core.telegram.org/bots/api#setmydescription, #setmyshortdescription."""


@dataclass(frozen=True, slots=True)
class Profile:
    """The texts. commands: (name without slash, description). description: what an empty chat shows.
    short_description: what the bot's page and its links show. An empty text is left as it is in Telegram."""

    commands: tuple[tuple[str, str], ...] = ()
    description: str = ""
    short_description: str = ""


async def introduce(bot: Bot, profile: Profile) -> None:
    """Make Telegram show `profile`."""
    try:
        await _set_commands(bot, profile.commands)
        await _set_descriptions(bot, profile)
    except (TelegramError, *FAULTS_OF_FORM) as fault:
        log.warning("the bot's commands and descriptions could not be set", fault=type(fault).__name__)


async def _set_commands(bot: Bot, commands: tuple[tuple[str, str], ...]) -> None:
    shown = tuple((command.command, command.description) for command in await bot.get_my_commands())
    if commands and shown != commands:
        await bot.set_my_commands([BotCommand(name, description) for name, description in commands])


async def _set_descriptions(bot: Bot, profile: Profile) -> None:
    wish = profile.description
    if wish and (await bot.get_my_description()).description != wish:
        await bot.set_my_description(wish)
    wish = profile.short_description
    if wish and (await bot.get_my_short_description()).short_description != wish:
        await bot.set_my_short_description(wish)
