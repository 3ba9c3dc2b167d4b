"""What people agreed to share for calibration: their answers to items, without anything that says whose they are.

Rule: only of those who switched it on, never of fewer than twenty, and in an order that says nothing about who came
when. The form is the one that `securebase attachment calibrate` reads: a row a person, a column an item, the options
counted from 1.
"""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Final

import msgspec

from bot.dialogue.conversation import Conversation
from bot.errors import StoreError
from bot.ledger import CONVERSATION_DECODER

FEWEST: Final = 20
SHARES: Final = "shares_answers"
"""The variable that says yes."""

Row = Mapping[str, int]


async def shared_answers(conversations: AsyncIterator[Mapping[int, bytes]], items: Iterable[str]) -> str:
    """The CSV. items: the columns, in their order; answers to anything else stay out.

    Raises StoreError when fewer than twenty people share.
    """
    columns = list(items)
    rows = [row async for some in conversations for payload in some.values() if (row := _shared(payload, columns))]
    if len(rows) < FEWEST:
        raise StoreError(f"Fewer than {FEWEST} people share their answers, so nothing was written.")
    asked = [column for column in columns if any(column in row for row in rows)]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(asked)
    writer.writerows(sorted([str(row.get(column, "")) for column in asked] for row in rows))
    return out.getvalue()


def _shared(payload: bytes, columns: Iterable[str]) -> Row:
    """The latest answer to each item; nothing when the person does not share."""
    try:
        conversation: Conversation = CONVERSATION_DECODER.decode(payload)
    except msgspec.MsgspecError:
        return {}
    if conversation.variables.get(SHARES) is not True:
        return {}
    latest = {one.item: one.option + 1 for one in conversation.answers if one.option is not None}
    return {column: latest[column] for column in columns if column in latest}
