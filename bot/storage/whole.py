"""Everything that the store holds of one person, opened: for a copy that they take along, and for putting it back.

Rule: reads one person's rows in one transaction and decides nothing; what becomes of them is exporting.py's matter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Table, bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.records import Entry, SetAside, Subscription
from bot.storage.schema import conversations, journal, people, set_aside, shown, subscriptions, turns
from bot.storage.statements import PERSON
from bot.storage.vault import Seal, Vault


@dataclass(frozen=True, slots=True)
class Whole:
    """since, last_seen_at: when they first came, and were last here (to a day). conversation: where they stand.

    journal: the parts of its entries, oldest first; what was added to an entry has no kind of its own. days: local
    dates that had their turn, (day's number, skipped). shown: (question, message id, at). set_aside: what failed.
    """

    person: int
    since: datetime
    last_seen_at: datetime
    conversation: bytes | None
    journal: tuple[Entry, ...]
    subscription: Subscription | None
    days: tuple[tuple[int, bool], ...]
    shown: tuple[tuple[str, int, datetime], ...]
    set_aside: tuple[SetAside, ...]


async def read_whole(connection: AsyncConnection, vault: Vault, person: int) -> Whole | None:
    """Read it; None when nothing is kept of this person. Raises StoreError when something does not open."""
    rows = await _rows(connection, people, person)
    if not rows:
        return None
    (known,) = rows
    seal = vault.seal(person, known.wrapped_key)
    due = [Subscription(row.person, row.due_at, row.until_at) for row in await _rows(connection, subscriptions, person)]
    return Whole(
        person,
        known.created_at,
        known.last_seen_at,
        await _conversation(connection, seal, person),
        tuple(
            Entry(person, row.entry, row.kind, _text(seal.open(b"journal.text", row.text, row.entry)), row.at)
            for row in await _rows(connection, journal, person)
        ),
        due[0] if due else None,
        tuple((row.day, row.skipped) for row in await _rows(connection, turns, person)),
        tuple((row.question, row.message_id, row.at) for row in await _rows(connection, shown, person)),
        tuple(
            SetAside(row.id, person, row.at, seal.open(b"set_aside.payload", row.payload, row.id), row.fault)
            for row in await _rows(connection, set_aside, person)
        ),
    )


async def _conversation(connection: AsyncConnection, seal: Seal, person: int) -> bytes | None:
    rows = await _rows(connection, conversations, person)
    return seal.open(b"conversations.payload", rows[0].payload) if rows else None


async def _rows(connection: AsyncConnection, table: Table, person: int) -> Sequence[Row[Any]]:
    wanted = select(table).where(table.c.person == bindparam(PERSON)).order_by(*table.primary_key)
    return (await connection.execute(wanted, {PERSON: person})).all()


def _text(content: bytes) -> str:
    return content.decode("utf-8", "surrogatepass")
