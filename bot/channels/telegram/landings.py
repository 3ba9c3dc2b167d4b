"""What has landed, and is written down before its chat goes on.

Rule: whatever has landed while the last commit was written goes into the next one, so marks of many chats share it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from bot.channels.telegram.outcomes import Delivered, Gone, Later, Outcome, Refused
from bot.channels.telegram.parcels import Parcel
from bot.channels.telegram.ports import Rooms
from bot.companion import Incoming
from bot.dialogue.events import Blocked, Undelivered
from bot.storage.records import Mark

Landing = tuple[Parcel, Outcome]


class Landings:
    """Messages whose outcome is known and not written down. `clock`: the time of a block."""

    def __init__(self, rooms: Rooms, clock: Callable[[], datetime]) -> None:
        self._rooms = rooms
        self._clock = clock
        self._waiting: list[Landing] = []

    def add(self, parcel: Parcel, outcome: Outcome) -> None:
        """One more."""
        self._waiting.append((parcel, outcome))

    async def settle(self) -> Sequence[Landing]:
        """Write down everything that waits; what was written. Raises StoreUnavailable: then all of it waits on."""
        landed, self._waiting = self._waiting, []
        try:
            await self._report(landed)
            await self._mark(landed)
        except BaseException:
            self._waiting = landed + self._waiting
            raise
        return landed

    async def _report(self, landed: Sequence[Landing]) -> None:
        """Tell the companion who is gone, and which questions nobody has seen."""
        at = self._clock()
        gone = {parcel.person for parcel, outcome in landed if isinstance(outcome, Gone)}
        news = [Incoming(person, Blocked(), at) for person in sorted(gone)]
        for parcel, outcome in landed:
            if isinstance(outcome, Refused) and parcel.message.choices and parcel.person not in gone:
                news.append(Incoming(parcel.person, Undelivered(parcel.message.question), at))
        if news:
            await self._rooms.companion.respond(news)

    async def _mark(self, landed: Sequence[Landing]) -> None:
        marks = [_mark(parcel, outcome) for parcel, outcome in landed if isinstance(outcome, Delivered)]
        failed = [parcel.number for parcel, outcome in landed if isinstance(outcome, Gone | Refused)]
        tried = [parcel.number for parcel, outcome in landed if isinstance(outcome, Later)]
        if marks or failed or tried:
            await self._rooms.store.mark(marks, failed, tried)


def _mark(parcel: Parcel, outcome: Delivered) -> Mark:
    message = parcel.message
    mark = Mark(parcel.number, parcel.person, letters=outcome.letters, fleeting=message.fleeting)
    if message.choices and message.question and outcome.shown_as is not None:
        return replace(mark, question=message.question, shown_as=outcome.shown_as, captioned=outcome.captioned)
    return mark
