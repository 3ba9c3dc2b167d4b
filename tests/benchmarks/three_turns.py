"""Three turns (a greeting with buttons, a tap, a text) with 200 people at a time: ours beside others.

Rule: one server, one after the other, in one run; every bot is a process of its own. Ours is the real program with its
own first three messages, every update durable before its reply leaves, both rate limits set to 0.
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).parents[2]
RIVALS = PROJECT / ".venv-rivals" / "bin" / "python"
HERE = Path(__file__).parent

Tell = Callable[[str, float, str, str], None]


@dataclass(frozen=True, slots=True)
class Figures:
    """What one bot reached. cpu_ms: of its process, for each update. memory: MB at the end. waiting: messages
    left in our outbox, 0 for the others."""

    updates_per_second: float
    p50_ms: float
    p99_ms: float
    cpu_ms: float
    memory: float
    waiting: int = 0


def ours(people: int, conversations: int, rate: float = 0.0) -> Figures:
    """The real program."""
    with tempfile.TemporaryDirectory() as folder:
        settings = {
            "TELEGRAM_BOT_TOKEN": "12345:bench",
            "DATA_DIR": folder,
            "SECRET_KEY_FILE": f"{folder}/keys/key",
            "DIALOGUES_DIR": str(PROJECT / "dialogues"),
            "SENDS_PER_SECOND": "0",
            "SENDS_PER_CHAT_PER_SECOND": "0",
        }
        command = [sys.executable, "-m", "bot", "run"]
        figures = _measured(command, people, conversations, rate, settings)
        with closing(sqlite3.connect(Path(folder, "securebase.db"))) as connection:
            (waiting,) = connection.execute("SELECT count(*) FROM outbox").fetchone()
        return replace(figures, waiting=waiting)


def rival(script: str, people: int, conversations: int, *arguments: str) -> Figures:
    """Another way to write a bot."""
    with tempfile.TemporaryDirectory() as folder:
        command = [str(RIVALS), str(HERE / script), "{root}", folder, *arguments]
        return _measured(command, people, conversations, 0.0, {})


def beside(tell: Tell, people: int = 200, conversations: int = 3000) -> None:
    """All of them, and ours once more at half of its top rate."""
    own = ours(people, conversations)
    ptb = rival("rival_ptb.py", people, conversations // 4)
    in_memory = rival("rival_aiogram.py", people, conversations, "memory")
    in_sqlite = rival("rival_aiogram.py", people, conversations // 4, "sqlite")
    half = ours(people, conversations, own.updates_per_second / 2)
    bots = {
        "ours, durable": own,
        "ConversationHandler with PicklePersistence": ptb,
        "aiogram FSM in memory": in_memory,
        "aiogram FSM in SQLite": in_sqlite,
        "ours at half of its top rate": half,
    }
    for name, figures in bots.items():
        tell(f"three turns, {people} people at a time, {name}", figures.updates_per_second, "updates/s", "")
        tell(f"three turns, {name}: p50", figures.p50_ms, "ms", "")
        tell(f"three turns, {name}: p99", figures.p99_ms, "ms", "100" if figures is half else "")
        tell(f"three turns, {name}: processor time", figures.cpu_ms, "ms an update", "")
        tell(f"three turns, {name}: memory", figures.memory, "MB", "")
    tell("three turns, ours : ConversationHandler", own.updates_per_second / ptb.updates_per_second, "times", "4")
    tell("three turns, ours : aiogram in memory", own.updates_per_second / in_memory.updates_per_second, "times", "1")


def _measured(
    command: Sequence[str], people: int, conversations: int, rate: float, settings: Mapping[str, str]
) -> Figures:
    with _server(people, conversations, rate) as server:
        root = f"http://127.0.0.1:{_line(server)['port']}"
        environment = {**os.environ, **settings, "TELEGRAM_API_URL": root, "PYTHONPATH": str(PROJECT)}
        words = [word.replace("{root}", root) for word in command]
        with subprocess.Popen(words, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as bot:
            time.sleep(3.0)  # every bot is up and polls by then
            before = _cpu(bot.pid)
            _go_on(server)
            figures = _line(server)
            time.sleep(0.5)  # what was delivered is marked
            memory, cpu = _resident(bot.pid), _cpu(bot.pid) - before
            bot.terminate()
            bot.wait(20)
        _go_on(server)
    cpu_ms = 1000 * cpu / figures["updates"]
    return Figures(figures["updates_per_second"], figures["p50_ms"], figures["p99_ms"], cpu_ms, memory)


@contextmanager
def _server(people: int, conversations: int, rate: float) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "tests.benchmarks.lean_server", f"--people={people}"]
    command += [f"--conversations={conversations}", f"--rate={rate}"]
    with subprocess.Popen(command, cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        try:
            yield server
        finally:
            server.terminate()


def _line(server: subprocess.Popen[str]) -> dict[str, Any]:
    assert server.stdout is not None
    found: dict[str, Any] = json.loads(server.stdout.readline())
    return found


def _go_on(server: subprocess.Popen[str]) -> None:
    assert server.stdin is not None
    server.stdin.write("\n")
    server.stdin.flush()


def _cpu(pid: int) -> float:
    """Seconds of processor time so far; proc_pid_stat(5)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _resident(pid: int) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20
