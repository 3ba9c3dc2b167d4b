"""The line to Telegram: a call is made again, with growing pauses, until it succeeds.

Rule: only what is made again without harm goes through here (asking, never sending). What an operator must know is said
once, in one sentence.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Final, TypeVar

from telegram.error import Conflict, EndPointNotFound, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.channels.telegram.faults import FAULTS_OF_FORM, is_webhook, wanted_pause
from bot.channels.telegram.pauses import growing, pause, unless
from bot.channels.telegram.trouble import Trouble
from bot.errors import SettingsError

T = TypeVar("T")

REFUSED: Final = (
    "Telegram does not accept the token: check TELEGRAM_BOT_TOKEN (and TELEGRAM_API_URL, if you have set it)."
)
UNREACHABLE: Final = "Telegram cannot be reached; trying again until it can."
UNREADABLE: Final = "Telegram's answer makes no sense (a proxy in between?); trying again."
BUSY: Final = "Telegram asks for patience; waiting as long as it says."
ANOTHER: Final = (
    "Another copy of this program uses the same token; only one may. Trying again until the other has ended."
)
WEBHOOK: Final = "A webhook is set for this token; removing it, no message is lost by that."
BACK: Final = "Telegram answers again."


class Line:
    """Calls that are made until they succeed. `beat` is called before every try."""

    def __init__(self, stop: asyncio.Event, beat: Callable[[], None]) -> None:
        self._stop = stop
        self.beat = beat
        self.trouble = Trouble(BACK)

    async def call(self, work: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """The outcome of `work()`, however many tries it takes.

        Raises: SettingsError when Telegram does not know the token; Stopped when the stop comes first.
        """
        tries = 0
        while True:
            self.beat()
            try:
                outcome = await unless(self._stop, work())
            except (InvalidToken, EndPointNotFound):
                # "from None": the library's own sentence repeats the token.
                raise SettingsError(REFUSED) from None
            except (TelegramError, *FAULTS_OF_FORM) as fault:
                tries += 1
                self.trouble.say(_sentence(fault))
                await pause(self._stop, max(growing(tries), wanted_pause(fault)))
            else:
                self.trouble.over()
                return outcome


def _sentence(fault: Exception) -> str:
    if isinstance(fault, Conflict):
        return WEBHOOK if is_webhook(fault) else ANOTHER
    if isinstance(fault, RetryAfter):
        return BUSY
    return UNREACHABLE if isinstance(fault, NetworkError) else UNREADABLE
