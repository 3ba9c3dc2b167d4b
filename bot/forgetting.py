"""What goes by itself as time passes: the place of a bad hour, and people who stayed away.

Rule: looked at first, then read again inside the transaction that writes: somebody may have come back meanwhile. Two
weeks lie between the notice and the erasure, also for people who stopped (they were told then, and are not written to):
a clock that is wrong for a day erases nobody.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
import structlog

from bot.companion import Companion, Incoming
from bot.dialogue.bad_hours import CRISIS_KEPT, without_crisis
from bot.dialogue.conversation import Conversation
from bot.dialogue.events import Fading
from bot.dialogue.script import Script
from bot.ledger import CONVERSATION_DECODER, CONVERSATION_ENCODER
from bot.storage.records import Changes
from bot.storage.store import Store

log = structlog.get_logger(__name__)

FADING_FOR = timedelta(days=14)
"""So long before they are erased people are told."""

_LOOKED_AT = timedelta(days=21)
"""Who stayed away longer was looked at before; a service that was down for two weeks still comes to everybody."""

_SEEN_EXACTLY_TO = timedelta(days=1)
_EVER = datetime(1970, 1, 1, tzinfo=UTC)


class Forgetting:
    """Forgets. kept: so long what people told stays while they are away."""

    def __init__(self, script: Script, store: Store, companion: Companion, kept: timedelta) -> None:
        self._script = script
        self._store = store
        self._companion = companion
        self._kept = kept

    async def forget(self, now: datetime) -> None:
        """All of it, as far as it is due. Raises StoreUnavailable."""
        await self._forget_bad_hours(now)
        await self._tell(now)
        await self._erase_who_stayed_away(now)

    async def _forget_bad_hours(self, now: datetime) -> None:
        """Of conversations about a crisis that nobody came back to within seven days, keep the day and nothing else."""
        async for some in self._store.seen_between(now - _LOOKED_AT, now - CRISIS_KEPT + _SEEN_EXACTLY_TO):
            over = {person for person, payload in some.items() if self._without_crisis(payload, now) is not None}
            if not over:
                continue
            async with self._store.batch(over, []) as rows:
                changes = Changes(absent=over)
                for person, payload in rows.conversations.items():
                    left = self._without_crisis(payload, now)
                    if left is not None:
                        changes.conversations[person] = CONVERSATION_ENCODER.encode(left)
                await rows.save(changes)

    def _without_crisis(self, payload: bytes, now: datetime) -> Conversation | None:
        try:
            return without_crisis(self._script, CONVERSATION_DECODER.decode(payload), now)
        except Exception as error:  # one conversation that cannot be read must not keep the others as they are
            log.error("an old conversation could not be looked at", fault=type(error).__name__)
            return None

    async def _tell(self, now: datetime) -> None:
        day = (now + FADING_FOR).date()
        async for some in self._store.seen_between(_EVER, now - self._kept + FADING_FOR):
            told = [person for person, payload in some.items() if _is_to_be_told(payload, now)]
            await self._companion.respond([Incoming(person, Fading(day), now) for person in told])

    async def _erase_who_stayed_away(self, now: datetime) -> None:
        async for some in self._store.seen_between(_EVER, now - self._kept):
            people = {person for person, payload in some.items() if _has_faded(payload, now)}
            if not people:
                continue
            async with self._store.batch(people, []) as rows:
                gone = {person for person, payload in rows.conversations.items() if _has_faded(payload, now)}
                await rows.save(Changes(erased=gone))
            log.info("people who stayed away were erased", people=len(gone))


def _is_to_be_told(payload: bytes, now: datetime) -> bool:
    known = _opened(payload)
    return known is not None and (known.fading_at is None or known.fading_at > now)


def _has_faded(payload: bytes, now: datetime) -> bool:
    known = _opened(payload)
    return known is not None and known.fading_at is not None and now - known.fading_at >= FADING_FOR


def _opened(payload: bytes) -> Conversation | None:
    """The conversation; None when it cannot be read: nothing is decided about whoever that is."""
    try:
        return CONVERSATION_DECODER.decode(payload)
    except msgspec.MsgspecError as error:
        log.error("an old conversation could not be looked at", fault=type(error).__name__)
        return None
