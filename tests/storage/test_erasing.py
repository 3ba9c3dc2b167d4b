"""Erasing a person: no row, no key, and on SQLite no byte in any file."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Table

from bot.storage.schema import TABLES_OF_A_PERSON, metadata
from bot.storage.store import Changes, Entry, Letter, Mark, SetAside, Store, Subscription
from tests.storage.databases import NOON, Database, conversation, replies, save, waiting


def _life_of(person: int) -> Changes:
    """Something in every table."""
    return Changes(
        conversations={person: b"where I stand"},
        kept=[Entry(person, "k3fz.1", "own_question", "Why?", NOON)],
        joined=[(person, "k3fz.1", "And when?", NOON)],
        messages=[(person, b"first", False, NOON), (person, b"second", False, NOON)],
        subscriptions={person: Subscription(person, NOON, NOON)},
        turns=[(person, 739_000, False)],
        set_aside=[SetAside(f"of {person}", person, NOON, b"event", "ValueError")],
        letters=[Letter(person, 500, NOON)],
    )


async def _live(store: Store, person: int) -> None:
    await save(store, _life_of(person))
    message = next(message for message in await store.due(10, ()) if message.person == person)
    await store.mark([Mark(message.id, person, "k3fz.1", 501, letters=(501,))])


def test_every_table_but_the_handled_ids_and_the_farewells_belongs_to_people() -> None:
    assert set(metadata.tables) - {table.name for table in TABLES_OF_A_PERSON} == {"handled", "farewells"}


async def test_an_erased_person_has_no_row_and_the_others_keep_theirs(database: Database) -> None:
    async with database.opened() as store:
        for person in (7, 8):
            await _live(store, person)
        await save(store, Changes(erased={7}))
        for table in TABLES_OF_A_PERSON:
            assert {_person(table, row) for row in await database.rows(table.name)} == {8}, table.name
        assert await conversation(store, 8) == b"where I stand"
        assert [entry.text for entry in await store.journal(8)] == ["Why?\nAnd when?"]


async def test_a_farewell_reaches_an_erased_person_and_leaves_nothing_of_them(database: Database) -> None:
    async with database.opened() as store:
        await _live(store, 7)
        await save(store, Changes(erased={7}, farewells=[(7, b"All gone.", NOON), (7, b"Take care.", NOON)]))
        for words in (b"All gone.", b"Take care."):
            (message,) = await store.due(10, ())
            assert message.payload == words
            await store.mark([Mark(message.id, 7, "k3fz.9", 502, letters=(502,))])
        (farewell,) = await store.farewells(10)
        await store.end_farewells([farewell.id])
        assert not any((await database.everything()).values())


async def test_a_farewell_knows_which_messages_can_go_and_whether_the_confirmation_has_left(database: Database) -> None:
    async with database.opened() as store:
        await _live(store, 8)
        await _live(store, 7)
        database.clock.now = NOON + timedelta(hours=47)
        last_words = Letter(7, 503, NOON + timedelta(hours=47))
        await save(store, Changes(erased={7}, farewells=[(7, b"All gone.", NOON)], letters=[last_words]))
        (farewell,) = await store.farewells(10)
        assert (farewell.chat, farewell.letters, farewell.is_said) == (7, (500, 501, 503), False)
        message = next(message for message in await store.due(10, ()) if message.person == 7)
        await store.mark([Mark(message.id, 7, letters=(504,))])
        (farewell,) = await store.farewells(10)
        assert farewell.is_said
        assert not any(row[0] == 7 for row in await database.rows("letters"))


async def test_messages_that_nobody_can_delete_any_more_are_left_out_and_forgotten(database: Database) -> None:
    async with database.opened() as store:
        await _live(store, 7)
        await save(store, Changes(letters=[Letter(7, 600, NOON + timedelta(hours=10))]))
        database.clock.now = NOON + timedelta(hours=49)
        await store.forget_old(NOON)
        assert [row[1] for row in await database.rows("letters")] == [600]
        await save(store, Changes(erased={7}))
        assert [one.letters for one in await store.farewells(10)] == [(600,)]


async def test_a_farewell_that_is_given_up_says_nothing_more(database: Database) -> None:
    async with database.opened() as store:
        await _live(store, 7)
        await save(store, Changes(erased={7}, farewells=[(7, b"All gone.", NOON)]))
        (farewell,) = await store.farewells(10)
        await store.end_farewells([farewell.id], [7])
        assert not any((await database.everything()).values())


async def test_what_is_fleeting_is_found_after_a_day_and_dropped_when_it_is_gone(database: Database) -> None:
    letters = [
        Letter(7, 1, NOON, fleeting=True),
        Letter(7, 2, NOON),
        Letter(8, 3, NOON + timedelta(hours=1), fleeting=True),
    ]
    async with database.opened() as store:
        await save(store, Changes(letters=letters))
        assert await store.fleeting(NOON, 10) == []
        assert await store.fleeting(NOON + timedelta(hours=2), 10) == [(7, 1), (8, 3)]
        assert await store.fleeting(NOON + timedelta(hours=2), 1) == [(7, 1)]
        await store.drop_letters([(7, 1)])
        assert await store.fleeting(NOON + timedelta(hours=2), 10) == [(8, 3)]


async def test_who_comes_back_in_the_same_batch_hears_the_farewell_first_and_has_a_new_key(database: Database) -> None:
    async with database.opened() as store:
        await _live(store, 7)
        old = await database.rows("people")
        again = Changes(erased={7}, farewells=[(7, b"All gone.", NOON)], conversations={7: b"anew"})
        again.messages.append((7, b"Hello.", False, NOON))
        await save(store, again)
        assert (await database.rows("people"))[0][1] != old[0][1]
        assert await conversation(store, 7) == b"anew"
        assert await waiting(store) == [b"All gone."]
        (message,) = await store.due(1, ())
        await store.mark([Mark(message.id, 7)])
        assert await waiting(store) == [b"Hello."]


async def test_a_message_that_was_under_way_during_the_erasure_leaves_no_trace(database: Database) -> None:
    async with database.opened() as store:
        await save(store, replies(7, b"q"))
        (message,) = await store.due(1, ())
        await save(store, Changes(erased={7}))
        await store.mark([Mark(message.id, 7, "k3fz.1", 501)])
        assert await database.rows("shown") == []


async def test_a_delivery_that_is_marked_during_the_erasure_leaves_no_trace(database: Database) -> None:
    async with database.opened() as store:
        for person in range(1, 13):
            await save(store, replies(person, b"q"))
            (message,) = await store.due(1, ())
            mark = store.mark([Mark(message.id, person, "k3fz.1", 501)])
            erasure = save(store, Changes(erased={person}))
            await asyncio.gather(*((mark, erasure) if person % 2 else (erasure, mark)))
        assert not any((await database.everything()).values())


async def test_erasing_somebody_unknown_does_nothing(store: Store) -> None:
    await save(store, Changes(erased={404}))
    assert await conversation(store, 404) is None


async def test_no_file_holds_a_byte_of_an_erased_person(sqlite: Database) -> None:
    async with sqlite.opened() as store:
        await _live(store, 8)
        await _live(store, 7)
        await save(store, Changes(conversations={7: b"a later place"}))
        theirs = [
            bytes(value)
            for table in TABLES_OF_A_PERSON
            for row in await sqlite.rows(table.name)
            if _person(table, row) == 7
            for value in row
            if isinstance(value, bytes)
        ]
        assert len(theirs) == 6
        assert all(_is_in_a_file(sqlite.folder, value) for value in theirs)
        await save(store, Changes(erased={7}))
        # The store is still open: the promise holds at once, not at the next restart.
        assert not any(_is_in_a_file(sqlite.folder, value) for value in theirs)


def _person(table: Table, row: tuple[Any, ...]) -> Any:
    return row[table.c.keys().index("person")]


def _is_in_a_file(folder: Path, value: bytes) -> bool:
    return any(value in path.read_bytes() for path in folder.iterdir())
