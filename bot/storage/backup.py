"""A backup of a SQLite database while the companion runs, and bringing one back.

A backup is one file that SQLite can open, with a digest of it at its end, so that a damaged byte is noticed even where
SQLite would not look. It is as unreadable without the operator's key as the database is.

Rule: a file appears in its place whole or not at all. Whoever is on the erasure list is erased in what is brought back
before it takes its place, so the database that the companion opens never held them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path
from shutil import copyfile

from sqlalchemy.engine import URL

from bot.errors import StoreError
from bot.storage.engine import create_engine, database_url, existing
from bot.storage.erased import NAME, ErasedList, Marks, joined
from bot.storage.erasing import erase_listed
from bot.storage.files import SQLITE_LOGS, made_beside, occupied
from bot.storage.keyfile import held, operator_keys
from bot.storage.vault import Vault
from bot.storage.versions import look, migrate

_END = b"\nSecure Base backup, SHA-256 of all before this line: "
_DIGEST_DIGITS = 64
_SMALLEST_PAGE = 512


@dataclass(frozen=True, slots=True)
class Places:
    """Where things are, as the settings say."""

    database_url: str | None
    data_dir: Path
    key_file: Path
    erased_list: Path


@dataclass(frozen=True, slots=True)
class Restored:
    """people: how many there are now. erased: how many the backup held who have been erased since. unreadable: those
    whose data key does not open."""

    people: int
    erased: int
    unreadable: int


def back_up(places: Places, file: Path) -> None:
    """Write the database as it is at this moment to `file`, and the erasure list into the same folder.

    Raises StoreError: then nothing of it was left.
    """
    database = _path(existing(places.database_url, places.data_dir), "pg_dump")
    if file.exists():
        raise StoreError(f"There is a file {file} already, and a backup never writes over one: name another.")
    failed = _told(f"The backup {file} could not be written", "nothing of it was left")
    with _at_rest(places.key_file), failed, made_beside(file) as partial:
        with closing(sqlite3.connect(database)) as source, closing(_connected(partial)) as target:
            source.backup(target)
            target.execute("PRAGMA journal_mode=DELETE")
        _sign(partial)
        _copy_list(ErasedList(places.erased_list), ErasedList(file.parent / NAME))


async def restore(places: Places, file: Path, *, list_is_lost: bool) -> Restored:
    """Put the backup `file` in the place of a database that holds nobody.

    list_is_lost: the erasure list is gone, and those who were erased since the backup come back.
    Raises StoreError: then nothing was changed.
    """
    database = _path(database_url(places.database_url, places.data_dir), "pg_restore")
    with _alone(database):
        await _refuse_people(database)
        erased = ErasedList(places.erased_list)
        marks = _marks(erased, ErasedList(file.parent / NAME), list_is_lost=list_is_lost)
        keys = operator_keys(places.key_file, create=False)
        failed = _told(f"The backup {file} could not be brought back", "nothing was changed")
        with failed, made_beside(database) as partial:
            copyfile(file, partial)
            _judge(partial, file)
            done = await _made_ready(partial, file, Vault(keys[0], older=keys[1:]), marks)
            erased.put(marks)
            for ending in SQLITE_LOGS:  # of the database that held nobody: not to be taken for the new one's
                database.with_name(database.name + ending).unlink(missing_ok=True)
    return done


@contextmanager
def _alone(database: Path) -> Iterator[None]:
    """Have the database to ourselves; where there was none, a failure leaves none."""
    was_there = database.exists()
    with occupied(database):
        try:
            yield
        except BaseException:
            if not was_there:
                database.unlink(missing_ok=True)
            raise


async def _refuse_people(database: Path) -> None:
    engine = create_engine(_url(database))
    try:
        if (await look(engine)).witness is not None:
            raise StoreError(
                f"The database {database} holds people, and a backup never takes anybody's place: move it away first."
            )
    finally:
        await engine.dispose()


async def _made_ready(partial: Path, file: Path, vault: Vault, marks: Marks) -> Restored:
    """Bring it to today's form and erase who is on the list."""
    engine = create_engine(_url(partial))
    try:
        found = await look(engine)
        if found.version is None:
            raise _no_backup(file)
        if found.is_due:
            await migrate(engine)
        before, unreadable = _counted(partial, vault)
        if before and unreadable == before:
            raise StoreError(
                f"The operator's key is not the one that the people in {file} were sealed with: put that key back, or "
                "add it as a second line to the key's file."
            )
        await erase_listed(engine, vault, marks)
    finally:
        await engine.dispose()
    with closing(_connected(partial)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
    after, _ = _counted(partial, vault)
    return Restored(after, before - after, unreadable)


def _marks(erased: ErasedList, beside: ErasedList, *, list_is_lost: bool) -> Marks:
    """Who is not to come back. A list that was begun anew knows nothing of what was erased before."""
    ours, theirs = erased.read(), beside.read()
    if not list_is_lost and (ours is None or (theirs is not None and theirs.name != ours.name)):
        what = "missing" if ours is None else "not the one of this backup"
        raise StoreError(
            f"The erasure list {erased.path} is {what}, so people who were erased since would come back: put the list "
            "there, or say --list-is-lost."
        )
    if theirs is not None and (ours is None or theirs.name != ours.name):
        ours, theirs = theirs, ours  # the older list goes on under its name
    all_marks = joined(ours or erased.begin(), theirs)
    return Marks(all_marks.name, all_marks.erased | all_marks.open)


def _copy_list(ours: ErasedList, beside: ErasedList) -> None:
    marks = ours.begin()
    if beside.path.exists() and beside.path.samefile(ours.path):
        return  # it stands where the backups are, as it should
    beside.put(joined(marks, beside.read()))


@contextmanager
def _at_rest(key_file: Path) -> Iterator[None]:
    """No rotation goes on, and none begins: a backup that needs two keys would be lost with the older one."""
    with held(key_file):
        if len(operator_keys(key_file, create=False)) > 1:
            raise StoreError(
                "The operator's key is being replaced: finish that first with `securebase data rotate-key`."
            )
        yield


@contextmanager
def _told(what: str, so: str) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise StoreError(f"{what} ({getattr(error, 'sqlite_errorname', type(error).__name__)}): {so}.") from None
    except OSError as error:
        raise StoreError(f"{what} ({error.strerror}): {so}.") from None


def _sign(partial: Path) -> None:
    with partial.open("r+b") as written:
        digest = file_digest(written, "sha256").hexdigest()
        written.write(_END + digest.encode())


def _judge(partial: Path, file: Path) -> None:
    """Take the digest off and compare; without one (a copy that SQLite itself made) SQLite's own check must do."""
    with partial.open("r+b") as copied:
        size = copied.seek(0, 2)
        start = size - len(_END) - _DIGEST_DIGITS
        copied.seek(max(start, 0))
        end = copied.read()
        if end.startswith(_END):
            copied.truncate(start)
            copied.seek(0)
            if file_digest(copied, "sha256").hexdigest().encode() != end[len(_END) :]:
                raise _no_backup(file)
        elif size % _SMALLEST_PAGE:  # what is left of our digest, perhaps
            raise _no_backup(file)
    try:
        with closing(_connected(partial)) as connection:
            sound = connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    except sqlite3.DatabaseError:
        sound = False
    if not sound:
        raise _no_backup(file)


def _no_backup(file: Path) -> StoreError:
    return StoreError(f"The file {file} is no backup of Secure Base, or it is damaged: nothing was changed.")


def _counted(database: Path, vault: Vault) -> tuple[int, int]:
    """How many people there are, and whose data key does not open."""
    people = unreadable = 0
    with closing(_connected(database)) as connection:
        for person, wrapped in connection.execute("SELECT person, wrapped_key FROM people"):
            people += 1
            unreadable += not vault.fits(person, wrapped)
    return people, unreadable


def _path(address: URL, instead: str) -> Path:
    if address.get_backend_name() != "sqlite":
        raise StoreError(
            f"DATABASE_URL names a PostgreSQL database: use {instead}, as docs/operating.md says; the start after it "
            "erases again whoever is on the erasure list."
        )
    return Path(str(address.database))


def _url(database: Path) -> URL:
    return URL.create("sqlite+aiosqlite", database=str(database))


def _connected(database: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(database, isolation_level=None)
    connection.execute("PRAGMA secure_delete=ON")
    return connection
