"""Calls to the Bot API without the library's objects around them.

Rule: one call, one answer as it came; errors are the library's own. The library builds objects of what is sent and of
what is answered; for a message of ours that takes longer than to send it (measured: 250 microseconds against 60), and
of the answer only an id is wanted.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import msgspec
from telegram import Bot
from telegram.request import RequestData

_encoder = msgspec.json.Encoder()


class Wishes:
    """The parameters of one call, for `Transport`: as `RequestData` is for the library's own calls."""

    contains_files = False

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.parameters = {name: value for name, value in values.items() if value is not None}

    def body(self) -> bytes:
        """As JSON (https://core.telegram.org/bots/api#making-requests)."""
        return _encoder.encode(self.parameters)


class Calls:
    """Makes them, over the bot's own connections."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def __call__(self, method: str, **values: Any) -> Any:
        """Call `method`; its result. Raises TelegramError, as the library's own methods do."""
        wishes = cast("RequestData", Wishes(values))
        return await self._bot.request.post(f"{self._bot.base_url}/{method}", wishes)
