"""A bot of a hundred lines that keeps its promises (or breaks one on purpose), to try the machinery of kills on.

Rule: a program of its own: it imports nothing of ours. It says back what it is told, through an outbox in the tables
that the kill points look at. DUMMY_FAULT names the promise that it breaks: "early" confirms before it commits,
"forgetful" sends without an outbox, "crash" ends by itself.
"""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from typing import Any
from urllib.parse import urlencode
from urllib.request import urlopen

FAULT = os.environ.get("DUMMY_FAULT", "")
DATABASE = Path(os.environ["DATA_DIR"]) / "securebase.db"
ADDRESS = f"{os.environ['TELEGRAM_API_URL']}/bot{os.environ['TELEGRAM_BOT_TOKEN']}"
Row = tuple[int, int, str]
TABLES = """
CREATE TABLE handled (id INTEGER PRIMARY KEY);
CREATE TABLE outbox (id INTEGER PRIMARY KEY AUTOINCREMENT, person INTEGER, payload TEXT);
CREATE TABLE alembic_version (version_num TEXT);
INSERT INTO alembic_version VALUES ('dummy');
"""


def call(method: str, **values: Any) -> Any:
    with urlopen(f"{ADDRESS}/{method}", urlencode(values).encode(), timeout=60) as answer:  # noqa: S310 (loopback)
        return json.load(answer)["result"]


def connect() -> sqlite3.Connection:
    connection = sqlite3.connect(DATABASE, isolation_level=None, timeout=30)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    return connection


def make_key() -> None:
    key = Path(os.environ["SECRET_KEY_FILE"])
    key.parent.mkdir(parents=True, exist_ok=True)
    if not key.exists():
        beside = key.with_name(key.name + ".new")
        with beside.open("wb") as file:
            file.write(os.urandom(32))
            file.flush()
            os.fsync(file.fileno())
        beside.rename(key)


def migrate(connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN IMMEDIATE")
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchall():
        for statement in filter(str.strip, TABLES.split(";")):
            connection.execute(statement)
    connection.execute("COMMIT")


def respond(connection: sqlite3.Connection, updates: list[dict[str, Any]]) -> None:
    connection.execute("BEGIN IMMEDIATE")
    for update in updates:
        if connection.execute("INSERT OR IGNORE INTO handled VALUES (?)", (update["update_id"],)).rowcount:
            person, text = update["message"]["chat"]["id"], update["message"]["text"]
            if FAULT == "forgetful":
                call("sendMessage", chat_id=person, text=text)
            else:
                connection.execute("INSERT INTO outbox (person, payload) VALUES (?, ?)", (person, text))
    connection.execute("COMMIT")


def poll(news: SimpleQueue[Row | None]) -> None:
    connection, offset = connect(), 0
    while True:
        updates = call("getUpdates", offset=offset, timeout=30)
        if updates:
            offset = updates[-1]["update_id"] + 1
            if FAULT == "early":
                call("getUpdates", offset=offset)
            respond(connection, updates)
            news.put(None)


def deliver(news: SimpleQueue[Row | None]) -> None:
    """Several chats at a time, one message at a time in each. `news`: a message was delivered, or (None) committed."""
    connection = connect()
    in_flight: set[int] = set()
    with ThreadPoolExecutor(8) as pool:
        while True:
            for row in connection.execute("SELECT min(id), person, payload FROM outbox GROUP BY person").fetchall():
                if row[1] not in in_flight:
                    in_flight.add(row[1])
                    pool.submit(send, row, news)
            delivered = news.get()
            if delivered:
                connection.execute("DELETE FROM outbox WHERE id = ?", delivered[:1])
                in_flight.remove(delivered[1])


def send(row: Row, news: SimpleQueue[Row | None]) -> None:
    call("sendMessage", chat_id=row[1], text=row[2])
    news.put(row)


def main() -> None:
    sys.stdout.write("the dummy starts\n")
    if FAULT == "crash":
        sys.exit(3)
    DATABASE.parent.mkdir(parents=True, exist_ok=True)
    connection = connect()
    make_key()
    migrate(connection)
    news: SimpleQueue[Row | None] = SimpleQueue()
    for loop in (poll, deliver):
        threading.Thread(target=loop, args=(news,), daemon=True).start()
    asked_to_end = signal.Signals(signal.sigwait({signal.SIGTERM}))
    sys.stdout.write(f"the dummy ends with {asked_to_end.name}\n")


signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
main()
