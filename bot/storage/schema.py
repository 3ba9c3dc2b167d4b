"""The tables, as SQLAlchemy Core knows them. The migrations build them; a test compares the two.

Rule: whatever a person typed, and whatever quotes or names them, stands in a column of sealed bytes. The columns that
may hold plain text are listed below, each with its reason. A table with a column `person` is erased with the person,
without being named anywhere else.

Times are whole milliseconds since 1970 in UTC, on both dialects.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Dialect,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    false,
)
from sqlalchemy.types import TypeDecorator

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)

# In SQLite only a column of type INTEGER is the row's own number; a BIGINT would need an index beside it.
ID = BigInteger().with_variant(Integer(), "sqlite")


def milliseconds(at: datetime) -> int:
    """`at` as it is stored; what is finer is cut off. Raises ValueError for a time without its zone."""
    if at.tzinfo is None:
        raise ValueError("a time without its zone cannot be stored")
    return (at - _EPOCH) // _MILLISECOND


class Moment(TypeDecorator[datetime]):
    """A point in time with its zone, stored as milliseconds UTC."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """To milliseconds."""
        return None if value is None else milliseconds(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """From milliseconds, in UTC."""
        return None if value is None else _EPOCH + timedelta(milliseconds=value)


metadata = MetaData()

people = Table(
    "people",
    metadata,
    Column("person", ID, primary_key=True, autoincrement=False),
    Column("wrapped_key", LargeBinary, nullable=False),
    Column("created_at", Moment, nullable=False),
    # Exact to a day, so that most steps need not write it.
    Column("last_seen_at", Moment, nullable=False),
)

conversations = Table(
    "conversations",
    metadata,
    Column("person", ID, primary_key=True, autoincrement=False),
    Column("payload", LargeBinary, nullable=False),
)

# An entry may have several parts: what was added to it later is a row of its own. Parts are in the order of their ids.
journal = Table(
    "journal",
    metadata,
    Column("id", ID, primary_key=True),
    Column("person", ID, nullable=False),
    Column("entry", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("at", Moment, nullable=False),
    Column("text", LargeBinary, nullable=False),
    Index("journal_person", "person", "entry"),
    sqlite_autoincrement=True,
)

outbox = Table(
    "outbox",
    metadata,
    # An id is never used again: a mark that comes late must not meet another message.
    Column("id", ID, primary_key=True),
    Column("person", ID, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("unasked", Boolean, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("failed", Boolean, nullable=False, server_default=false()),
    # Sealed with the key of the house: the person it goes to was erased and has no key any more.
    Column("of_house", Boolean, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    Index("outbox_person", "person", "failed", "id"),
    sqlite_autoincrement=True,
)
# The line in front of the door: replies first, then what nobody asked for, each in the order in which it was written.
Index(
    "outbox_line",
    outbox.c.unasked,
    outbox.c.id,
    outbox.c.person,
    sqlite_where=~outbox.c.failed,
    postgresql_where=~outbox.c.failed,
)

shown = Table(
    "shown",
    metadata,
    Column("person", ID, primary_key=True, autoincrement=False),
    Column("question", String, primary_key=True),
    Column("message_id", BigInteger, nullable=False),
    Column("captioned", Boolean, nullable=False),
    Column("at", Moment, nullable=False),
    sqlite_with_rowid=False,
)

handled = Table(
    "handled",
    metadata,
    Column("id", ID, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
)

# When the companion next speaks by itself, and from when on it is too late for it.
subscriptions = Table(
    "subscriptions",
    metadata,
    Column("person", ID, primary_key=True, autoincrement=False),
    Column("due_at", Moment, nullable=False),
    Column("until_at", Moment, nullable=False),
    # Holds all there is, so that what is due is found without reading a row.
    Index("subscriptions_due", "due_at", "until_at", "person"),
)

# A local date has one turn, whatever the clocks do: `day` is its number (datetime.date.toordinal).
turns = Table(
    "turns",
    metadata,
    Column("person", ID, primary_key=True, autoincrement=False),
    Column("day", Integer, primary_key=True, autoincrement=False),
    Column("skipped", Boolean, nullable=False),
    sqlite_with_rowid=False,
)

# The messages of a chat, of both sides, by number alone: so long as Telegram lets a bot delete them.
letters = Table(
    "letters",
    metadata,
    Column("person", ID, primary_key=True, autoincrement=False),
    Column("message_id", BigInteger, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    # To be taken away after a day: the person shares their phone, or fears a reader.
    Column("fleeting", Boolean, nullable=False),
    Index("letters_at", "at"),
    sqlite_with_rowid=False,
)
Index("letters_fleeting", letters.c.at, sqlite_where=letters.c.fleeting, postgresql_where=letters.c.fleeting)

# What is left to do in the chat of somebody who was erased. Not theirs any more, so their erasure leaves it alone; the
# numbers of the messages are sealed with the key of the house.
farewells = Table(
    "farewells",
    metadata,
    Column("id", ID, primary_key=True),
    Column("chat", BigInteger, nullable=False),
    Column("at", Moment, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    sqlite_autoincrement=True,
)

set_aside = Table(
    "set_aside",
    metadata,
    Column("id", String, primary_key=True),
    Column("person", ID, nullable=False),
    Column("at", Moment, nullable=False),
    Column("fault", String, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    Index("set_aside_person", "person"),
)

PLAIN_TEXT_COLUMNS = {
    "journal.entry": "the id of an answer, made by the program",
    "journal.kind": "what the answer belongs to, a word of the script",
    "shown.question": "the id of a question, made by the program",
    "set_aside.id": "a random id that the log names too",
    "set_aside.fault": "the name of an exception's type, never its message",
}
"""Every column that holds text as it is, and why it may."""

TABLES_OF_A_PERSON = tuple(table for table in metadata.sorted_tables if "person" in table.c)
"""What is erased with a person."""
