"""The statements of the store, built once and compiled once.

Rule: set-based, one for all people of a batch, and the same for both dialects; what to do about a collision
(`on_conflict`) is the one place where the two differ.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, Delete, Select, Table, bindparam, delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.sql.dml import Insert

from bot.storage.schema import ID, conversations, handled, journal, outbox, people, set_aside, shown


def _among(column: ColumnElement[int] | ColumnElement[str], name: str) -> ColumnElement[bool]:
    return column.in_(bindparam(name, expanding=True))


LOCK_PEOPLE = select(
    func.pg_advisory_xact_lock(func.unnest(bindparam("people", type_=ARRAY(ID)))),
)
"""PostgreSQL only. The locks are taken in the order of the array, exist before a row does, and end with the commit."""

LOAD_PEOPLE = (
    select(people.c.person, people.c.wrapped_key, people.c.last_seen_at, conversations.c.payload)
    .select_from(people.outerjoin(conversations, conversations.c.person == people.c.person))
    .where(_among(people.c.person, "people"))
)
LOAD_HANDLED = select(handled.c.id).where(_among(handled.c.id, "updates"))

ADD_PEOPLE = insert(people)
SEE_PEOPLE = update(people).where(people.c.person == bindparam("of_person")).values(last_seen_at=bindparam("now"))
ADD_ENTRIES = insert(journal)
TAKE_BACK = delete(journal).where(journal.c.person == bindparam("of_person"), journal.c.entry == bindparam("of_entry"))
ADD_MESSAGES = insert(outbox)
ADD_SET_ASIDE = insert(set_aside)

DELIVERED = delete(outbox).where(_among(outbox.c.id, "ids")).returning(outbox.c.id, outbox.c.of_house)
FAILED = update(outbox).where(_among(outbox.c.id, "ids")).values(failed=True)
TRIED = update(outbox).where(_among(outbox.c.id, "ids")).values(attempts=outbox.c.attempts + 1)

FIND_SHOWN = select(shown.c.person, shown.c.question, shown.c.message_id, shown.c.captioned).where(
    _among(shown.c.person, "people"), _among(shown.c.question, "questions")
)
READ_JOURNAL = (
    select(people.c.wrapped_key, journal.c.entry, journal.c.kind, journal.c.text, journal.c.at)
    .join_from(journal, people, people.c.person == journal.c.person)
    .where(journal.c.person == bindparam("of_person"))
    .order_by(journal.c.id)
)
FORGET_OLD = (
    delete(handled).where(handled.c.at < bindparam("before")),
    delete(shown).where(shown.c.at < bindparam("before")),
    delete(outbox).where(outbox.c.failed, outbox.c.created_at < bindparam("before")),
)


def erase_from(table: Table) -> Delete:
    """Every row of `people` in `table`."""
    return delete(table).where(_among(table.c.person, "people"))


def _first_of_each() -> Select[int]:
    earlier = outbox.alias("earlier")
    is_behind = (
        select(earlier.c.id)
        .where(earlier.c.person == outbox.c.person, ~earlier.c.failed, earlier.c.id < outbox.c.id)
        .exists()
    )
    # Numbers are written into the statement, since a statement may hold far more of them than parameters.
    excluding = bindparam("excluding", expanding=True, literal_execute=True, type_=ID)
    return (
        select(outbox.c.id)
        .where(~outbox.c.failed, ~is_behind, outbox.c.person.not_in(excluding))
        .order_by(outbox.c.unasked, outbox.c.id)
        .limit(bindparam("most"))
    )


_HEADS = _first_of_each().subquery("heads")

DUE = (
    select(
        outbox.c.id,
        outbox.c.person,
        outbox.c.created_at,
        outbox.c.unasked,
        outbox.c.attempts,
        outbox.c.of_house,
        outbox.c.payload,
        people.c.wrapped_key,
    )
    .select_from(
        _HEADS.join(outbox, outbox.c.id == _HEADS.c.id).outerjoin(people, people.c.person == outbox.c.person),
    )
    .order_by(outbox.c.unasked, outbox.c.id)
)
"""The first waiting row of each person, replies before what nobody asked for, each in the order of writing."""


class Collisions:
    """The statements that meet a row which is there already."""

    def __init__(self, dialect: str) -> None:
        into = postgresql_insert if dialect == "postgresql" else sqlite_insert
        conversation, question, update_id = into(conversations), into(shown), into(handled)
        self.put_conversations: Insert = conversation.on_conflict_do_update(
            index_elements=["person"], set_={"payload": conversation.excluded.payload}
        )
        self.put_shown: Insert = question.on_conflict_do_update(
            index_elements=["person", "question"],
            set_={name: question.excluded[name] for name in ("message_id", "captioned", "at")},
        )
        self.put_handled: Insert = update_id.on_conflict_do_nothing()
