"""The folder and the files of a SQLite database: who may read them, and that one process at a time uses them.

Rule: made before SQLite sees them, for their owner only; SQLite gives its log files the mode of the database.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.errors import StoreError


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
