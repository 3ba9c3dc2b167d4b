"""What plain sqlite3 needs to write the same bytes: the yardstick of the durable figures."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any

_PER_STEP = ("conversations", "outbox", "handled", "journal")


def write_again(source: Path, target: Path, batches: Sequence[int]) -> float:
    """Write the rows of `source` into the fresh database `target`, in as many transactions; the seconds it took.

    Same tables and indexes, WAL, synchronous=FULL, one commit a batch of so many steps. Each step writes its person's
    conversation again, as the companion does, and its share of the other rows.
    """
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target, isolation_level=None)) as new:
        new.execute("PRAGMA journal_mode=WAL")
        new.execute("PRAGMA synchronous=FULL")
        new.execute("PRAGMA secure_delete=ON")
        schema = old.execute("SELECT sql FROM sqlite_master WHERE sql NOT NULL AND name NOT LIKE 'sqlite_%'")
        for (statement,) in schema:
            new.execute(statement)
        rows = {table: old.execute(f"SELECT * FROM {table}").fetchall() for table in _PER_STEP}  # noqa: S608 - our tables
        people = old.execute("SELECT * FROM people").fetchall()
        return _timed(new, people, rows, batches)


def _timed(new: sqlite3.Connection, people: list[Any], rows: dict[str, list[Any]], batches: Sequence[int]) -> float:
    inserts = {table: _insert(table, found[0]) for table, found in rows.items() if found}
    steps = sum(batches)
    others = {table: iter(found) for table, found in rows.items() if table != "conversations"}
    share = {table: len(rows[table]) / steps for table in others}
    conversations = _in_circles(rows["conversations"])
    done = 0
    start = time.perf_counter()
    new.execute("BEGIN IMMEDIATE")
    new.executemany(_insert("people", people[0]), people)
    new.execute("COMMIT")
    for size in batches:
        new.execute("BEGIN IMMEDIATE")
        new.executemany(inserts["conversations"], list(islice(conversations, size)))
        for table, each in others.items():
            if table in inserts:
                count = round((done + size) * share[table]) - round(done * share[table])
                new.executemany(inserts[table], list(islice(each, count)))
        new.execute("COMMIT")
        done += size
    return time.perf_counter() - start


def _insert(table: str, row: Sequence[Any]) -> str:
    return f"INSERT OR REPLACE INTO {table} VALUES ({', '.join('?' * len(row))})"  # noqa: S608 - our tables


def _in_circles(rows: list[Any]) -> Iterator[Any]:
    while True:
        yield from rows
