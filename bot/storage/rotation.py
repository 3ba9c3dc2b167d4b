"""Replacing the operator's key, while the companion runs.

1. The key file gets a second line: the new key first, the old one behind it. From now on both open, and whatever is
   wrapped is wrapped by the new one: the companion looks at the file inside each transaction that wraps something.
2. Transactions that began before that are waited for. Then every data key, and what the house has sealed, is wrapped
   anew, some hundred at a time.
3. The old line is taken out, and what stood in the old file is overwritten.

Rule: killed anywhere, it has lost nothing, and the same command goes on where it was. The old key goes only when
nothing is left that it alone opens.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Executable, Row
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.errors import StoreError, StoreUnavailable
from bot.storage.engine import create_engine, existing
from bot.storage.faults import translated
from bot.storage.keyfile import KEY_BYTES, Keys, held, operator_keys, replace_keys
from bot.storage.statements import PERSON, Statements
from bot.storage.vault import Vault
from bot.storage.versions import look

_AT_A_TIME = 250
_PATIENCE_SECONDS = 60.0
"""So long a busy database is tried again."""


@dataclass(frozen=True, slots=True)
class Rotated:
    """people: data keys that were wrapped anew now. unreadable: rows that no key opens, before as after."""

    people: int
    unreadable: int


async def rotate_key(url: str | None, data_dir: Path, key_file: Path) -> Rotated:
    """Replace the operator's key, or go on with a replacement that was interrupted.

    Raises StoreError; what was done by then stays, and both keys open.
    """
    address = existing(url, data_dir)
    engine = create_engine(address)
    try:
        with held(key_file):
            keys = await _fitting(engine, key_file)
            if len(keys) == 1:
                keys = (os.urandom(KEY_BYTES), *keys)
                _put(key_file, keys)
            vault = Vault(keys[0], older=keys[1:])
            done = await _Rewrapping(engine, vault).all()
            _put(key_file, keys[:1])
            return done
    finally:
        await engine.dispose()


async def _fitting(engine: AsyncEngine, key_file: Path) -> Keys:
    found = await look(engine)
    if found.version is None:
        raise StoreError("The database is empty yet: there is no key to replace.")
    keys = operator_keys(key_file, create=False)
    if found.witness is not None and not Vault(keys[0], older=keys[1:]).fits(*found.witness):
        raise StoreError(
            f"The operator's key {key_file} is not the one that the people in this database were sealed with: "
            "put the right key back first."
        )
    return keys


def _put(key_file: Path, keys: Sequence[bytes]) -> None:
    try:
        replace_keys(key_file, keys)
    except OSError as error:
        raise StoreError(
            f"The operator's key {key_file} could not be replaced ({error.strerror}): nothing is lost, mend that and "
            "give the command again."
        ) from None


@dataclass(frozen=True, slots=True)
class _Kind:
    """Rows that hang on the operator's key. find: the next ones, their number first. change: writes one anew.
    anew: what it then is, None when it need not be changed."""

    find: Executable
    change: Executable
    anew: Callable[[Row[Any]], dict[str, Any] | None]


class _Rewrapping:
    def __init__(self, engine: AsyncEngine, vault: Vault) -> None:
        self._engine = engine
        self._vault = vault
        self._is_sqlite = engine.dialect.name == "sqlite"
        self._statements = Statements(engine.dialect)
        self._unreadable: set[tuple[Executable, int]] = set()

    async def all(self) -> Rotated:
        statements = self._statements
        if not self._is_sqlite:  # SQLite's one writer at a time waits for the others by itself
            await self._rest()
        people = await self._each(_Kind(statements.find_keys, statements.rewrap, self._rewrapped))
        message = partial(self._resealed, b"outbox.payload")
        await self._each(_Kind(statements.find_of_house, statements.reseal, message))
        letters = partial(self._resealed, b"farewells.payload")
        await self._each(_Kind(statements.find_letters_to_clear, statements.reseal_letters_to_clear, letters))
        if self._is_sqlite:
            await self._clear_log()
        return Rotated(people, len(self._unreadable))

    async def _rest(self) -> None:
        with translated():
            async with self._engine.begin() as connection:
                await connection.execute(self._statements.keys_at_rest)

    async def _each(self, kind: _Kind) -> int:
        """Change all rows of this kind; how many. Between two batches the companion has its turn, for as long as ours
        took."""
        past, changed = -(2**63), 0
        give_up_at = time.monotonic() + _PATIENCE_SECONDS
        while True:
            start = time.monotonic()
            try:
                last, count = await self._next(kind, past)
            except StoreUnavailable:
                if time.monotonic() > give_up_at:
                    raise
            else:
                if last is None:
                    return changed
                past, changed = last, changed + count
                give_up_at = time.monotonic() + _PATIENCE_SECONDS
            await asyncio.sleep(time.monotonic() - start)

    async def _next(self, kind: _Kind, past: int) -> tuple[int | None, int]:
        """The number of the last of the next rows, None behind the last; how many were changed."""
        with translated():
            async with self._engine.begin() as connection:
                rows = (await connection.execute(kind.find, {"past": past, "most": _AT_A_TIME})).all()
                if rows and not self._is_sqlite:
                    # As the companion does, so that two never wait for each other's rows.
                    people = sorted({row.person for row in rows})
                    await connection.execute(self._statements.lock_people, {"people": people})
                changes = [change for row in rows if (change := self._changed(kind, row)) is not None]
                if changes:
                    await connection.execute(kind.change, changes)
        return (rows[-1][0] if rows else None), len(changes)

    def _changed(self, kind: _Kind, row: Row[Any]) -> dict[str, Any] | None:
        try:
            return kind.anew(row)
        except StoreError:  # damaged: the old key opens it as little as the new one
            self._unreadable.add((kind.change, row[0]))
            return None

    def _rewrapped(self, row: Row[Any]) -> dict[str, Any] | None:
        becomes = self._vault.rewrapped(row.person, row.wrapped_key)
        return None if becomes is None else {PERSON: row.person, "was": row.wrapped_key, "becomes": becomes}

    def _resealed(self, column: bytes, row: Row[Any]) -> dict[str, Any] | None:
        becomes = self._vault.resealed(row.person, column, row.payload)
        return None if becomes is None else {"message": row.id, "becomes": becomes}

    async def _clear_log(self) -> None:
        """Keys that the old one wrapped stand in SQLite's log until it is written over. Without the old key they open
        nothing, so a reader who is in the way is not waited for."""
        with suppress(StoreError), translated():
            async with self._engine.connect() as connection:
                driver: Any = (await connection.get_raw_connection()).driver_connection
                await driver.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")
