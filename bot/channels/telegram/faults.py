"""What the library raises, beyond its own errors.

Rule: nothing of an error's text gets out of this room: it may hold the address with the token, or what somebody wrote.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from telegram.error import Conflict, RetryAfter, TelegramError

FAULTS_OF_FORM: Final = (KeyError, TypeError, AttributeError, ValueError)
"""An answer with status 200 and in JSON, but none of Telegram's: the library looks for a field that is not there."""


def wanted_pause(fault: BaseException) -> float:
    """Seconds that Telegram asks us to wait; 0.0 when it asks for none."""
    if not isinstance(fault, RetryAfter):
        return 0.0
    after = fault.retry_after
    return after.total_seconds() if isinstance(after, timedelta) else float(after)


def is_webhook(fault: TelegramError) -> bool:
    """Whether updates are refused because of a webhook (else because of another copy that polls)."""
    return isinstance(fault, Conflict) and "webhook" in fault.message.lower()
