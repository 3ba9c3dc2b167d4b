"""Taking messages away: all of a chat's last two days when its person was erased, and what was to last a day only.

Rule: best effort, never repeated for long. Telegram lets a bot delete what is younger than 48 hours, of both sides of a
private chat; what it refuses stays, and the person was told how to clear the rest by hand.
Source: https://core.telegram.org/bots/api#deletemessages (a hundred at a time; what is not there is passed over).
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

import structlog
from telegram import Bot
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.channels.telegram.faults import FAULTS_OF_FORM
from bot.channels.telegram.ports import Outbox
from bot.errors import StoreUnavailable

log = structlog.get_logger(__name__)

TRIED_FOR: Final = timedelta(minutes=10)
"""So long a farewell may take; then it is over, whatever came of it."""

LASTING: Final = timedelta(hours=24)
"""So long what is fleeting stays."""

_AT_A_TIME: Final = 100
_LOOKS_SECONDS: Final = 2.0


class Clearing:
    """Takes messages away until it is stopped. clock: the present time."""

    def __init__(self, bot: Bot, chats: Outbox, clock: Callable[[], datetime]) -> None:
        self._bot = bot
        self._chats = chats
        self._clock = clock

    async def run(self, stop: asyncio.Event) -> None:
        """Go on until the stop."""
        while not stop.is_set():
            with suppress(StoreUnavailable):
                await self.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(_LOOKS_SECONDS):
                    await stop.wait()

    async def clear(self) -> None:
        """Work off what there is now. Raises StoreUnavailable."""
        await self._take_leave()
        await self._tidy()

    async def _take_leave(self) -> None:
        done, given_up = [], []
        for farewell in await self._chats.farewells(_AT_A_TIME):
            is_late = self._clock() - farewell.at >= TRIED_FOR
            # The confirmation first: it is what tells the person that the rest goes.
            if (farewell.is_said or is_late) and (await self._delete(farewell.chat, farewell.letters) or is_late):
                done.append(farewell.id)
                if not farewell.is_said:
                    given_up.append(farewell.chat)
        if done:
            await self._chats.end_farewells(done, given_up)
            log.info("farewells were worked off", farewells=len(done), given_up=len(given_up))

    async def _tidy(self) -> None:
        found = await self._chats.fleeting(self._clock() - LASTING, _AT_A_TIME)
        by_person: dict[int, list[int]] = defaultdict(list)
        for person, number in found:
            by_person[person].append(number)
        gone = [
            (person, number)
            for person, numbers in by_person.items()
            if await self._delete(person, numbers)
            for number in numbers
        ]
        await self._chats.drop_letters(gone)

    async def _delete(self, chat: int, letters: Sequence[int]) -> bool:
        """Whether there is nothing more to try."""
        for some in _hundreds(letters):
            try:
                await self._bot.delete_messages(chat, list(some))
            except (BadRequest, Forbidden):
                continue  # too old, or the chat is closed: nobody can change that
            except (TelegramError, *FAULTS_OF_FORM):
                return False
        return True


def _hundreds(letters: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(letters), _AT_A_TIME):
        yield letters[start : start + _AT_A_TIME]
