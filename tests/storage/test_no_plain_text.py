"""What a person wrote stands nowhere as it is: not in a column, not in a file of the database."""

from __future__ import annotations

from sqlalchemy import LargeBinary, String

from bot.storage.schema import PLAIN_TEXT_COLUMNS, metadata
from bot.storage.store import Changes, Entry, Letter, Mark, SetAside, Subscription
from tests.storage.databases import NOON, Database, save

WORD = "Zaunkönig"
"""Marks every text below; it is looked for as it would stand in a file."""
PERSON = 7


def _marked() -> Changes:
    words = f"My {WORD}.".encode()
    return Changes(
        conversations={PERSON: words},
        kept=[Entry(PERSON, "k3fz.1", "own_question", f"Why {WORD}?", NOON)],
        joined=[(PERSON, "k3fz.1", f"And {WORD}!", NOON)],
        farewells=[(PERSON, words, NOON)],
        messages=[(PERSON, words, False, NOON), (PERSON, words, True, NOON)],
        subscriptions={PERSON: Subscription(PERSON, NOON, NOON)},
        turns=[(PERSON, 739_000, False)],
        set_aside=[SetAside("ab12", PERSON, NOON, words, "ValueError")],
        letters=[Letter(PERSON, 500, NOON)],
        handled={1: NOON},
    )


async def test_no_column_and_no_file_holds_a_marked_word(database: Database) -> None:
    async with database.opened() as store:
        await save(store, _marked())
        (message,) = await store.due(1, ())
        await store.mark([Mark(message.id, PERSON, "k3fz.1", 501)])
        await save(store, Changes(conversations={PERSON: f"Still {WORD}.".encode()}))
        rows = await database.everything()
        assert {table for table in rows if not rows[table]} <= {"shown", "farewells"}
        for table, found in rows.items():
            assert not any(_holds_it(value) for row in found for value in row), table
        for path in database.folder.rglob("*"):
            assert WORD.encode() not in path.read_bytes(), path.name


def _holds_it(value: object) -> bool:
    return WORD.encode() in value if isinstance(value, bytes) else WORD in str(value)


def test_the_columns_that_hold_plain_text_are_the_ones_that_are_listed() -> None:
    texts = {
        f"{table.name}.{column.name}"
        for table in metadata.tables.values()
        for column in table.c
        if isinstance(column.type, String)
    }
    assert texts == set(PLAIN_TEXT_COLUMNS)


def test_there_is_something_sealed_in_every_table_that_keeps_words() -> None:
    sealed = {
        f"{table.name}.{column.name}"
        for table in metadata.tables.values()
        for column in table.c
        if isinstance(column.type, LargeBinary)
    }
    assert sealed == {
        "people.wrapped_key",
        "conversations.payload",
        "journal.text",
        "outbox.payload",
        "set_aside.payload",
        "farewells.payload",
    }
