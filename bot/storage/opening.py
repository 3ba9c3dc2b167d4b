"""Opening the store, in the order in which nothing can be lost.

Rule: the database is looked at before the key is touched, and the key is known to fit before anything is written. So a
missing or wrong key stops the start and changes nothing, and a key is made only where there is nobody it could fit.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack, suppress
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.errors import StoreError
from bot.storage.engine import create_engine, database_url
from bot.storage.erased import NAME, ErasedList
from bot.storage.erasing import erase_again
from bot.storage.files import occupied, remove_partial
from bot.storage.store import Store
from bot.storage.vault import Vault
from bot.storage.versions import look, migrate


def _now() -> datetime:
    return datetime.now(UTC)


async def open_store(
    url: str | None,
    data_dir: Path,
    key_file: Path,
    clock: Callable[[], datetime] = _now,
    erased_list: Path | None = None,
) -> Store:
    """Open the database at `url` (a SQLite file in `data_dir` without one), made and migrated when that is due.

    erased_list: where the erasure list stands, in `data_dir` without it. Whoever is on it is erased, should a backup
    have brought them back.

    Raises SettingsError for an address that is none, StoreUnavailable when a server is out of reach, and StoreError for
    whatever else stops the start: each says in one sentence what to do.
    """
    address = database_url(url, data_dir)
    with ExitStack() as closing:
        if address.get_backend_name() == "sqlite":
            database = Path(str(address.database))
            closing.enter_context(occupied(database))
            remove_partial(database)
        engine = create_engine(address)
        try:
            vault = await _unlocked(engine, key_file)
            erased = _begun(erased_list or data_dir / NAME, data_dir)
            await erase_again(engine, vault, erased)
        except BaseException:
            await engine.dispose()
            raise
        return Store(engine, vault, erased, clock, closing.pop_all())


def _begun(erased_list: Path, data_dir: Path) -> ErasedList:
    with suppress(OSError):  # then the list says so
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    erased = ErasedList(erased_list)
    erased.begin()
    return erased


async def _unlocked(engine: AsyncEngine, key_file: Path) -> Vault:
    found = await look(engine)
    vault = Vault.open(key_file, create=found.witness is None)
    if found.witness is not None and not vault.fits(*found.witness):
        raise StoreError(
            f"The operator's key {key_file} is not the one that the people in this database were sealed with: "
            "put the right key back, or name its place in SECRET_KEY_FILE."
        )
    if found.is_due:
        await migrate(engine)
    return vault
