"""The folder and the files of a SQLite database: who may read them, and that one process at a time uses them.

Rule: made before SQLite sees them, for their owner only; SQLite gives its log files the mode of the database.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from bot.errors import StoreError

PARTIAL = ".partial"
SQLITE_LOGS = ("-wal", "-shm", "-journal")


@contextmanager
def occupied(database: Path) -> Iterator[None]:
    """Have the database file to ourselves; it is made when there is none.

    The lock is on a file beside it and ends with the process, however that ends. Raises StoreError when another process
    has it or the folder cannot be written.
    """
    try:
        database.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = _opened(database.with_name(database.name + ".lock"))
    except OSError as error:
        raise _unusable(database, error) from None
    try:
        _lock(descriptor, database)
        try:
            os.close(_opened(database))
        except OSError as error:
            raise _unusable(database, error) from None
        yield
    finally:
        os.close(descriptor)


@contextmanager
def made_beside(path: Path) -> Iterator[Path]:
    """A new file for its owner only, to be filled in the block; at its end it is brought to the disk and takes the
    place of `path`. When the block raises, or the disk is full, nothing of it is left. Raises OSError.

    Made by root, it belongs to whom the folder belongs.
    """
    partial = path.with_name(path.name + PARTIAL)
    try:
        remove_partial(path)  # what a killed program left; and nobody's link is followed
        with _closing(os.open(partial, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)) as descriptor:
            os.fchmod(descriptor, 0o600)
            folder = path.parent.stat()
            if os.geteuid() == 0:
                os.fchown(descriptor, folder.st_uid, folder.st_gid)
        yield partial
        bring_to_disk(partial)
        partial.rename(path)
    except BaseException:
        remove_partial(path)
        raise
    bring_to_disk(path.parent)


def remove_partial(path: Path) -> None:
    """Remove what a killed program left of a file that was to become `path`."""
    for ending in ("", *SQLITE_LOGS):
        with suppress(OSError):
            path.with_name(path.name + PARTIAL + ending).unlink()


def bring_to_disk(path: Path) -> None:
    """A file's content, or the names in a folder, outlive a power cut from now on. Raises OSError."""
    with _closing(os.open(path, os.O_RDONLY)) as descriptor:
        os.fsync(descriptor)


@contextmanager
def _closing(descriptor: int) -> Iterator[int]:
    """Close it at the end."""
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _opened(path: Path) -> int:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    if os.fstat(descriptor).st_uid == os.geteuid():
        os.fchmod(descriptor, 0o600)
    return descriptor


def _lock(descriptor: int, database: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise StoreError(
            f"Another Secure Base is using {database}: stop it first, or give this one a DATA_DIR of its own."
        ) from None


def _unusable(database: Path, error: OSError) -> StoreError:
    return StoreError(
        f"The database {database} cannot be written ({error.strerror}): name a folder in DATA_DIR that can be written."
    )
