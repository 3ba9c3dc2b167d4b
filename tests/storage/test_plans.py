"""How SQLite goes about the statements: by key or index, never through a whole table."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Executable
from sqlalchemy.dialects.sqlite.aiosqlite import dialect

from bot.storage.schema import TABLES_OF_A_PERSON
from bot.storage.statements import Statements
from tests.storage.databases import Database

STATEMENTS = Statements(dialect())
# What removes old rows once in a while may read them all.
EXECUTABLES: dict[str, Executable] = {
    name: getattr(STATEMENTS, name)
    for name in (
        "load_people",
        "load_handled",
        "see_people",
        "take_back",
        "delivered",
        "fail",
        "count_attempt",
        "find_shown",
        "read_journal",
        "due",
    )
} | {f"erase {table.name}": STATEMENTS.erase(table) for table in TABLES_OF_A_PERSON}
# The numbers of a parameter, the line in front of the door (up to the limit), and what was found in it.
ALLOWED = {"anon_1 VIRTUAL TABLE INDEX 1:", "outbox USING INDEX outbox_line", "heads"}


@pytest.mark.parametrize("name", sorted(EXECUTABLES))
async def test_no_statement_reads_a_whole_table(sqlite: Database, name: str) -> None:
    async with sqlite.opened():
        pass
    statement = re.sub(r"__\[POSTCOMPILE_\w+\]", "?", str(EXECUTABLES[name].compile(dialect=dialect())))  # type: ignore[attr-defined]
    with closing(sqlite3.connect(Path(str(sqlite.address.database)))) as connection:
        values = ["[]"] * len(re.findall(r"\?", statement))
        plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}", values)]
    assert {step.removeprefix("SCAN ") for step in plan if step.startswith("SCAN ")} <= ALLOWED
