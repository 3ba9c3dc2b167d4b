"""Small signs that are no messages: a pressed button is answered, what was written is noted with a reaction, a long
answer is announced, a group is left with a word.

Rule: best effort. Nobody waits for them, and nothing depends on whether they arrived. Only the answer to a press is
tried again when the network failed, at once, since its button would go on spinning. With too many on their way the next
wait, and those that would come too late to mean anything are left out.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, Final

from telegram import Bot
from telegram.constants import ChatAction
from telegram.error import BadRequest, NetworkError, TelegramError

from bot.channels.telegram.calls import Calls
from bot.channels.telegram.faults import FAULTS_OF_FORM

AT_ONCE: Final = 30

_WAITING: Final = 2000
_LATEST: Final = 10.0
"""Seconds after which a sign is left out: a query is too old by then, and typing is long over."""

_REMEMBERED: Final = 1000
_TRIES: Final = 3

NOTED: Final = "\N{WRITING HAND}"
"""One of the reactions that a bot may give (https://core.telegram.org/bots/api#reactiontypeemoji)."""

Call = Callable[[], Awaitable[Any]]


class Courtesies:
    """The signs that are on their way. private_only: what is said to a group before it is left."""

    def __init__(self, bot: Bot, private_only: str = "") -> None:
        self._call = Calls(bot)
        self._private_only = private_only
        self._waiting: deque[tuple[float, Call]] = deque(maxlen=_WAITING)
        self._tasks: set[asyncio.Task[None]] = set()
        self._lately: dict[str | int, None] = {}

    def answer(self, press: str) -> None:
        """Answer the press with this id, so that the person's program stops showing that it waits."""
        if self._is_new(press):
            self._make(lambda: self._answer(press))

    def note(self, person: int, place: int) -> None:
        """Show that what the person wrote was kept."""
        reaction = [{"type": "emoji", "emoji": NOTED}]
        self._make(lambda: self._call("setMessageReaction", chat_id=person, message_id=place, reaction=reaction))

    def announce(self, person: int) -> None:
        """Show that an answer is being written."""
        self._make(lambda: self._call("sendChatAction", chat_id=person, action=ChatAction.TYPING))

    def leave(self, group: int) -> None:
        """Say a word to a group, and leave it."""
        if self._is_new(group):
            self._make(lambda: self._take_leave(group))

    async def close(self) -> None:
        """Give up what is still on its way."""
        self._waiting.clear()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _answer(self, press: str) -> None:
        for _ in range(_TRIES):
            try:
                await self._call("answerCallbackQuery", callback_query_id=press)
            except BadRequest:
                return  # too old, or answered already: no other try will help
            except NetworkError:
                continue
            return

    async def _take_leave(self, group: int) -> None:
        if self._private_only:
            with suppress(TelegramError, *FAULTS_OF_FORM):
                await self._call("sendMessage", chat_id=group, text=self._private_only)
        await self._call("leaveChat", chat_id=group)

    def _is_new(self, key: str | int) -> bool:
        """An update may be seen several times before it is acknowledged."""
        if key in self._lately:
            return False
        self._lately[key] = None
        if len(self._lately) > _REMEMBERED:
            del self._lately[next(iter(self._lately))]
        return True

    def _make(self, call: Call) -> None:
        self._waiting.append((_now(), call))
        if len(self._tasks) < AT_ONCE:
            task = asyncio.create_task(self._work())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _work(self) -> None:
        while self._waiting:
            since, call = self._waiting.popleft()
            if _now() - since <= _LATEST:
                with suppress(TelegramError, *FAULTS_OF_FORM):
                    await call()


def _now() -> float:
    return asyncio.get_running_loop().time()
