"""Erasing again whoever is on the erasure list: a backup, however it was put back, brings nobody back.

Rule: only whose mark stands on the list goes, and a mark belongs to one life: who came back after an erasure stays.
Each opening looks, because an operator may have put the rows back by hand (docs/measured.md says what that takes),
and only when the list names anyone.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection
from contextlib import suppress
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.errors import StoreError
from bot.storage.erased import ErasedList, Marks
from bot.storage.faults import translated
from bot.storage.schema import TABLES_OF_A_PERSON
from bot.storage.statements import Statements
from bot.storage.vault import Vault

_AT_A_TIME = 1000


async def erase_again(engine: AsyncEngine, vault: Vault, erased: ErasedList) -> None:
    """Make database and list agree: erase whom the list calls erased, and settle what a crash left open on it.

    Raises StoreError.
    """
    marks = erased.read()
    if marks is None or not (marks.erased or marks.open):
        return
    there = await erase_listed(engine, vault, marks)
    erased.withdraw(marks.open & there)
    erased.confirm(marks.open - there)


async def erase_listed(engine: AsyncEngine, vault: Vault, marks: Marks) -> set[bytes]:
    """Erase whom `marks` call erased. The open ones that are there."""
    with translated():
        async with engine.connect() as connection:
            await connection.execution_options(read_only=True)
            found = {
                mark: person
                async for mark, person in _lives(connection, vault)
                if mark in marks.erased or mark in marks.open
            }
        if back := [person for mark, person in found.items() if mark in marks.erased]:
            await _erase(engine, back)
    return {mark for mark in found if mark in marks.open}


async def _lives(connection: AsyncConnection, vault: Vault) -> AsyncIterator[tuple[bytes, int]]:
    statements, past = Statements(connection.dialect), -(2**63)
    while rows := (await connection.execute(statements.find_keys, {"past": past, "most": _AT_A_TIME})).all():
        for person, wrapped in rows:
            past = person
            with suppress(StoreError):  # a damaged key opens nothing of theirs either
                yield vault.mark(person, wrapped), person


async def _erase(engine: AsyncEngine, people: Collection[int]) -> None:
    statements = Statements(engine.dialect)
    async with engine.begin() as connection:
        for table in TABLES_OF_A_PERSON:
            await connection.execute(statements.erase(table), {"people": list(people)})
    if engine.dialect.name == "sqlite":
        async with engine.connect() as connection:
            driver: Any = (await connection.get_raw_connection()).driver_connection
            await driver.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")
