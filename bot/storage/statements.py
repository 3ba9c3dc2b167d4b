"""The statements of the store, for one dialect, built once.

Rule: set-based, one for all people of a batch, and the same for both dialects. They differ in two places only: how a
collision is met (`on_conflict`), and how many numbers travel as one parameter (`_each`).

What writes a row for each person goes past SQLAlchemy's handling of parameters, as text that is compiled once and plain
tuples: at a hundred rows a statement it costs as much as SQLite itself (measured: 0.2 ms of 0.45 ms).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cached_property
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Delete,
    Dialect,
    Executable,
    Select,
    String,
    Table,
    bindparam,
    delete,
    func,
    select,
    type_coerce,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.types import TypeDecorator

from bot.storage.schema import (
    Moment,
    conversations,
    farewells,
    handled,
    journal,
    letters,
    outbox,
    people,
    set_aside,
    shown,
    subscriptions,
    turns,
)

# asyncpg tells columns from their names, so a parameter must not be named as the column it is compared with.
PERSON = "of_person"

# A number for PostgreSQL's advisory lock, in a space of its own (two numbers; people have one).
_ROTATING = (20_417, 2)


class _InJson(TypeDecorator[Sequence[int]]):
    impl = String
    cache_ok = True

    def process_bind_param(self, value: Sequence[int] | None, dialect: Dialect) -> str | None:
        return json.dumps(value)


class Statements:
    """All statements. An attribute that is a text takes a list of tuples, in the order of its columns."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._is_sqlite = dialect.name == "sqlite"
        self._insert = sqlite_insert if self._is_sqlite else postgresql_insert
        self.add_people = self._compiled(self._insert(people))
        self.add_entries = self._compiled(self._insert(journal), "person", "entry", "kind", "at", "text")
        self.add_messages = self._compiled(
            self._insert(outbox), "person", "created_at", "unasked", "of_house", "payload"
        )
        self.add_set_aside = self._compiled(self._insert(set_aside))
        self.put_conversations = self._put(conversations, "payload")
        self.put_subscriptions = self._put(subscriptions, "due_at", "until_at")
        self.add_turns = self._compiled(self._insert(turns))
        self.put_shown = self._put(shown, "message_id", "captioned", "at")
        self.add_letters = self._compiled(self._insert(letters).on_conflict_do_nothing())
        self.add_farewells = self._compiled(self._insert(farewells), "chat", "at", "payload")
        self.add_handled = self._compiled(self._insert(handled).on_conflict_do_nothing())

    @cached_property
    def lock_people(self) -> Executable:
        """PostgreSQL only: locks that exist before a row does, taken in the array's order, held until the commit.

        Before them a share in `keys_at_rest`: a rotation waits for whoever may still wrap with the key it replaces.
        """
        return select(
            func.pg_advisory_xact_lock_shared(*_ROTATING),
            func.pg_advisory_xact_lock(func.unnest(bindparam("people", type_=ARRAY(BigInteger)))),
        )

    @cached_property
    def keys_at_rest(self) -> Executable:
        """PostgreSQL only: wait until every transaction is over that began before this one."""
        return select(func.pg_advisory_xact_lock(*_ROTATING))

    @cached_property
    def find_keys(self) -> Executable:
        """person, wrapped_key of the next `most` people behind the person `past`."""
        return (
            select(people.c.person, people.c.wrapped_key)
            .where(people.c.person > bindparam("past"))
            .order_by(people.c.person)
            .limit(bindparam("most"))
        )

    @cached_property
    def rewrap(self) -> Executable:
        """Another wrapping of one person's key, unless they have got another key meanwhile."""
        is_it = (people.c.person == bindparam(PERSON), people.c.wrapped_key == bindparam("was"))
        return update(people).where(*is_it).values(wrapped_key=bindparam("becomes"))

    @cached_property
    def find_of_house(self) -> Executable:
        """id, person, payload of the next `most` messages of the house behind the id `past`."""
        return (
            select(outbox.c.id, outbox.c.person, outbox.c.payload)
            .where(outbox.c.of_house, outbox.c.id > bindparam("past"))
            .order_by(outbox.c.id)
            .limit(bindparam("most"))
        )

    @cached_property
    def reseal(self) -> Executable:
        """One message of the house, sealed anew."""
        return update(outbox).where(outbox.c.id == bindparam("message")).values(payload=bindparam("becomes"))

    @cached_property
    def find_letters_to_clear(self) -> Executable:
        """id, person, payload of the next `most` farewells behind the id `past`."""
        return (
            select(farewells.c.id, farewells.c.chat.label("person"), farewells.c.payload)
            .where(farewells.c.id > bindparam("past"))
            .order_by(farewells.c.id)
            .limit(bindparam("most"))
        )

    @cached_property
    def reseal_letters_to_clear(self) -> Executable:
        """The letters of one farewell, sealed anew."""
        return update(farewells).where(farewells.c.id == bindparam("message")).values(payload=bindparam("becomes"))

    @cached_property
    def load_people(self) -> Executable:
        """person, wrapped_key, last_seen_at in milliseconds, payload of the conversation."""
        seen = type_coerce(people.c.last_seen_at, BigInteger)
        return (
            select(people.c.person, people.c.wrapped_key, seen, conversations.c.payload)
            .select_from(people.outerjoin(conversations, conversations.c.person == people.c.person))
            .where(self._among(people.c.person, "people"))
        )

    @cached_property
    def seen_between(self) -> Executable:
        """person, wrapped_key, payload of the next `most` conversations behind the person `past`, of people who were
        seen last after `after` and before `before`."""
        return (
            select(people.c.person, people.c.wrapped_key, conversations.c.payload)
            .select_from(people.join(conversations, conversations.c.person == people.c.person))
            .where(people.c.person > bindparam("past"))
            .where(people.c.last_seen_at > bindparam("after"), people.c.last_seen_at < bindparam("before"))
            .order_by(people.c.person)
            .limit(bindparam("most"))
        )

    @cached_property
    def load_handled(self) -> Executable:
        """The ids among `updates` that were handled before."""
        return select(handled.c.id).where(self._among(handled.c.id, "updates"))

    @cached_property
    def load_due(self) -> Executable:
        """person, due_at in milliseconds of those among `people` to whom the companion speaks by itself."""
        due_at = type_coerce(subscriptions.c.due_at, BigInteger)
        return select(subscriptions.c.person, due_at).where(self._among(subscriptions.c.person, "people"))

    @cached_property
    def find_due(self) -> Executable:
        """person, due_at, until_at of the first `most` who are due `now`, the longest due first."""
        return (
            select(subscriptions.c.person, subscriptions.c.due_at, subscriptions.c.until_at)
            .where(subscriptions.c.due_at <= bindparam("now"))
            .order_by(subscriptions.c.due_at)
            .limit(bindparam("most"))
        )

    @cached_property
    def count_due(self) -> Executable:
        """How many are due from `first` on and before `last`."""
        due_at = subscriptions.c.due_at
        return select(func.count()).where(due_at >= bindparam("first"), due_at < bindparam("last"))

    @cached_property
    def put_off(self) -> Executable:
        """One person is due `by` milliseconds later."""
        later = {
            column.name: type_coerce(type_coerce(column, BigInteger) + bindparam("by"), Moment())
            for column in (subscriptions.c.due_at, subscriptions.c.until_at)
        }
        return update(subscriptions).where(subscriptions.c.person == bindparam(PERSON)).values(later)

    @cached_property
    def amend_turns(self) -> Executable:
        """A turn turns out to have been skipped."""
        is_it = (turns.c.person == bindparam(PERSON), turns.c.day == bindparam("of_day"))
        return update(turns).where(*is_it).values(skipped=True)

    @cached_property
    def see_people(self) -> Executable:
        """Note that `people` were here `now`."""
        return update(people).where(self._among(people.c.person, "people")).values(last_seen_at=bindparam("now"))

    @cached_property
    def take_back(self) -> Executable:
        """Remove one journal entry with all its parts."""
        return delete(journal).where(journal.c.person == bindparam(PERSON), journal.c.entry == bindparam("of_entry"))

    @cached_property
    def delivered(self) -> Executable:
        """Remove messages that were delivered: id, of_house of those that were still there."""
        return delete(outbox).where(self._among(outbox.c.id, "messages")).returning(outbox.c.id, outbox.c.of_house)

    @cached_property
    def fail(self) -> Executable:
        """Take messages out of their lines."""
        return update(outbox).where(self._among(outbox.c.id, "messages")).values(failed=True)

    @cached_property
    def count_attempt(self) -> Executable:
        """Count one more attempt."""
        return update(outbox).where(self._among(outbox.c.id, "messages")).values(attempts=outbox.c.attempts + 1)

    @cached_property
    def find_shown(self) -> Executable:
        """What is known of `people` and `questions`, in every combination."""
        return select(shown.c.person, shown.c.question, shown.c.message_id, shown.c.captioned).where(
            self._among(shown.c.person, "people"), shown.c.question.in_(bindparam("questions", expanding=True))
        )

    @cached_property
    def find_asked(self) -> Executable:
        """Which questions the messages `places` of `people` show, in every combination."""
        return select(shown.c.person, shown.c.message_id, shown.c.question).where(
            self._among(shown.c.person, "people"), self._among(shown.c.message_id, "places")
        )

    @cached_property
    def read_journal(self) -> Executable:
        """wrapped_key, entry, kind, text, at of one person's parts of entries, oldest first."""
        return (
            select(people.c.wrapped_key, journal.c.entry, journal.c.kind, journal.c.text, journal.c.at)
            .join_from(journal, people, people.c.person == journal.c.person)
            .where(journal.c.person == bindparam(PERSON))
            .order_by(journal.c.id)
        )

    @cached_property
    def forget_old(self) -> tuple[Executable, ...]:
        """Remove what is older than `before` and was needed for some days only."""
        return (
            delete(handled).where(handled.c.at < bindparam("before")),
            delete(outbox).where(outbox.c.failed, outbox.c.created_at < bindparam("before")),
        )

    @cached_property
    def find_letters(self) -> Executable:
        """person, message_id of the messages in the chats of `people` since `after`, in order."""
        return (
            select(letters.c.person, letters.c.message_id)
            .where(self._among(letters.c.person, "people"), letters.c.at > bindparam("after"))
            .order_by(letters.c.message_id)
        )

    @cached_property
    def find_fleeting(self) -> Executable:
        """person, message_id of the first `most` messages that were to be taken away `before`."""
        return (
            select(letters.c.person, letters.c.message_id)
            .where(letters.c.fleeting, letters.c.at < bindparam("before"))
            .order_by(letters.c.at)
            .limit(bindparam("most"))
        )

    @cached_property
    def drop_letters(self) -> Executable:
        """Forget one message of a chat."""
        return delete(letters).where(
            letters.c.person == bindparam(PERSON), letters.c.message_id == bindparam("of_message")
        )

    @cached_property
    def forget_letters(self) -> Executable:
        """Forget the messages before `before`: nobody can delete them any more."""
        return delete(letters).where(letters.c.at < bindparam("before"))

    @cached_property
    def find_farewells(self) -> Executable:
        """id, chat, at, payload of the first `most`, and whether the confirmation is still on its way."""
        waits = select(outbox.c.id).where(outbox.c.person == farewells.c.chat, outbox.c.of_house, ~outbox.c.failed)
        return select(farewells, waits.exists().label("waits")).order_by(farewells.c.id).limit(bindparam("most"))

    @cached_property
    def end_farewells(self) -> Executable:
        """They are done."""
        return delete(farewells).where(self._among(farewells.c.id, "farewells"))

    @cached_property
    def drop_confirmations(self) -> Executable:
        """What could not be said to these `chats` in time is not said any more."""
        return delete(outbox).where(self._among(outbox.c.person, "chats"), outbox.c.of_house)

    @cached_property
    def forget_shown(self) -> Executable:
        """Remove which messages showed questions before `before`."""
        return delete(shown).where(shown.c.at < bindparam("before"))

    @cached_property
    def forget_turns(self) -> Executable:
        """Remove the turns of days before `day`."""
        return delete(turns).where(turns.c.day < bindparam("before_day"))

    @cached_property
    def due(self) -> Executable:
        """The first waiting message of each person: replies before what nobody asked for, each in order of writing."""
        heads = self._heads().subquery("heads")
        line = heads.join(outbox, outbox.c.id == heads.c.id).outerjoin(people, people.c.person == outbox.c.person)
        return select(outbox, people.c.wrapped_key).select_from(line).order_by(outbox.c.unasked, outbox.c.id)

    def erase(self, table: Table) -> Delete:
        """Every row of `people` in `table`."""
        return delete(table).where(self._among(table.c.person, "people"))

    def _heads(self) -> Select[int]:
        """Walks the index outbox_line and looks for each row's predecessors in outbox_person; neither reads a row."""
        earlier = outbox.alias("earlier")
        is_behind = (
            select(earlier.c.id)
            .where(earlier.c.person == outbox.c.person, ~earlier.c.failed, earlier.c.id < outbox.c.id)
            .exists()
        )
        return (
            select(outbox.c.id)
            .where(~outbox.c.failed, ~self._among(outbox.c.person, "excluding"), ~is_behind)
            .order_by(outbox.c.unasked, outbox.c.id)
            .limit(bindparam("most"))
        )

    def _among(self, column: ColumnElement[int], name: str) -> ColumnElement[bool]:
        return column.in_(self._each(name))

    def _each(self, name: str) -> Select[Any]:
        """Any count of numbers as one parameter, an array or a text in JSON. A parameter for each number would make
        another statement of each count, and a statement holds only so many."""
        if self._is_sqlite:
            return select(func.json_each(bindparam(name, type_=_InJson)).table_valued("value").c.value)
        return select(func.unnest(bindparam(name, type_=ARRAY(BigInteger))))

    def _put(self, table: Table, *changing: str) -> str:
        statement = self._insert(table)
        return self._compiled(
            statement.on_conflict_do_update(
                index_elements=list(table.primary_key), set_={name: statement.excluded[name] for name in changing}
            )
        )

    def _compiled(self, statement: Any, *columns: str) -> str:
        """The text of an insert of `columns` (all without any), which are named in the order of the table."""
        return str(statement.compile(dialect=self._dialect, column_keys=list(columns) or None))
