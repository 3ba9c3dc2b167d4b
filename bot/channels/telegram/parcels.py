"""Rows of the outbox, ready to leave.

Rule: what a row holds is read here and nowhere else; a row that cannot be read is given up, never tried for ever.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import msgspec
import structlog

from bot.channels.telegram.ports import Outbox
from bot.dialogue.messages import Message
from bot.storage.records import Outgoing

log = structlog.get_logger(__name__)

_decoder = msgspec.json.Decoder(Message)


@dataclass(frozen=True, slots=True)
class Parcel:
    """A message that is about to leave. number: its number in the outbox. attempts: how often it was tried before.
    shown: for a message that replaces another: (the message's id in Telegram, whether it is a caption)."""

    number: int
    person: int
    message: Message
    attempts: int = 0
    shown: tuple[int, bool] | None = None


def opened(rows: Sequence[Outgoing]) -> tuple[list[Parcel], list[Parcel]]:
    """The messages in `rows`, and (empty) those that cannot be read."""
    good, spoilt = [], []
    for row in rows:
        try:
            good.append(Parcel(row.id, row.person, _decoder.decode(row.payload), row.attempts))
        except msgspec.MsgspecError as fault:
            log.error("a message in the outbox cannot be read", person=row.person, fault=type(fault).__name__)
            spoilt.append(Parcel(row.id, row.person, Message("")))
    return good, spoilt


async def addressed(parcels: Sequence[Parcel], outbox: Outbox) -> list[Parcel]:
    """The same, and those that replace a message know which one. Raises StoreUnavailable."""
    wanted = {(parcel.person, parcel.message.replaces) for parcel in parcels if parcel.message.replaces}
    shown = await outbox.shown(wanted) if wanted else {}
    return [replace(parcel, shown=shown.get((parcel.person, parcel.message.replaces))) for parcel in parcels]
