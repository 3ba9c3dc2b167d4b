"""Looking at a bot from the outside: its database, and the locks that it holds.

Rule: read-only, and without a hook in the program. What is asked of a running process is old when the answer comes; of
one that is held still it is true.
Source: https://www.sqlite.org/walformat.html (the write lock of a WAL is byte 120 of the -shm file), proc_locks(5).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from bot.storage.schema import handled, outbox

_WRITE_LOCK = 120
# The index begins with its header, twice; they are the same and say "made" when it can be read.
_INDEX_HEADER = 96
_IS_MADE = 12
_LOCKS = Path("/proc/locks")


def ask(database: Path, query: str) -> list[tuple[object, ...]] | None:
    """The rows of a query to a database that is in use, in WAL mode; None when it cannot be read now (nobody has it
    open, its index is just being made, or a table is missing)."""
    if not _has_index(database):
        return None
    uri = f"file:{quote(str(database))}?mode=ro"
    try:
        with closing(sqlite3.connect(uri, uri=True, timeout=0, isolation_level=None)) as connection:
            return connection.execute(query).fetchall()
    except sqlite3.OperationalError:
        return None


def _has_index(database: Path) -> bool:
    # SQLite would try for ten seconds to read an index that a process has begun to write and was held still.
    try:
        header = _beside(database, "-shm").read_bytes()[:_INDEX_HEADER]
    except FileNotFoundError:
        return False
    first, second = header[: _INDEX_HEADER // 2], header[_INDEX_HEADER // 2 :]
    return len(header) == _INDEX_HEADER and first == second and first[_IS_MADE] == 1


def handled_ids(database: Path, wanted: Collection[int]) -> set[int] | None:
    """Which of these updates were handled, in a committed transaction; None when that cannot be seen now."""
    numbers = ", ".join(map(str, wanted))
    rows = ask(database, f"SELECT {handled.c.id.name} FROM {handled.name} WHERE {handled.c.id.name} IN ({numbers})")  # noqa: S608 (numbers)
    return None if rows is None else {int(str(row[0])) for row in rows}


def undelivered(database: Path, person: int) -> int | None:
    """How many messages wait for a person; None when that cannot be seen now."""
    rows = ask(database, f"SELECT count(*) FROM {outbox.name} WHERE {outbox.c.person.name} = {person}")  # noqa: S608 (a number)
    return None if rows is None else int(str(rows[0][0]))


def is_migrated(database: Path, head: str) -> bool | None:
    """Whether the database is at the version `head`; None when that cannot be seen now."""
    tables = ask(database, "SELECT count(*) FROM sqlite_master WHERE name = 'alembic_version'")
    if tables is None:
        return None
    return tables != [(0,)] and ask(database, "SELECT version_num FROM alembic_version") == [(head,)]


def holds_write_lock(pid: int, database: Path) -> bool:
    """Whether this process has a write transaction open in the database, which must be in WAL mode."""
    try:
        inode = _beside(database, "-shm").stat().st_ino
    except FileNotFoundError:
        return False
    return any(_is_write_lock(line.split(), pid, inode) for line in _LOCKS.read_text().splitlines())


def _is_write_lock(fields: list[str], pid: int, inode: int) -> bool:
    # 1: POSIX  ADVISORY  WRITE 9975 fe:00:2180225 120 120      (a lock that is only waited for has "->" behind "1:")
    if len(fields) != 8 or fields[3] != "WRITE" or int(fields[4]) != pid:
        return False
    last = float("inf") if fields[7] == "EOF" else int(fields[7])
    return int(fields[5].rpartition(":")[2]) == inode and int(fields[6]) <= _WRITE_LOCK <= last


def _beside(database: Path, ending: str) -> Path:
    return database.with_name(database.name + ending)
