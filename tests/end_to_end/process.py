"""The real program as a process of its own: started, stopped, held still, killed.

Rule: nothing of the program is imported here; it is what an operator starts. It sees an environment of its own (no
`.env`, no variable of the machine that could change it) and a folder of its own.
"""

from __future__ import annotations

import atexit
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Self

from tests.telegram_server import Telegram

PROJECT = Path(__file__).parents[2]
COMMAND = (sys.executable, "-m", "bot", "run")

PATIENCE = 60.0
"""Seconds that a process may take to end."""

_KEPT = ("PATH", "LANG", "LC_ALL", "TMPDIR")


class BotProcess:
    """The bot of one Telegram, in one folder. Every start continues what the last one left there.

    folder: holds `data/`, `keys/` and the output of all starts. settings: more variables, over the usual ones.
    command: another program than ours, for the tests of this file.
    """

    def __init__(
        self,
        telegram: Telegram,
        folder: Path,
        settings: Mapping[str, str] | None = None,
        command: Sequence[str] = COMMAND,
    ) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.key_file = folder / "keys" / "operator.key"
        self.database = self.data / "securebase.db"
        self._command = command
        self._output = folder / "output.txt"
        self._process: subprocess.Popen[bytes] | None = None
        self.environment = _environment() | {
            "TELEGRAM_BOT_TOKEN": telegram.token,
            "TELEGRAM_API_URL": telegram.url,
            "DATA_DIR": str(self.data),
            "SECRET_KEY_FILE": str(self.key_file),
            "DIALOGUES_DIR": str(_in_english()),
            **(settings or {}),
        }

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self.is_running:
            self.kill()

    @property
    def pid(self) -> int:
        """The running process's id."""
        return self._running().pid

    @property
    def is_running(self) -> bool:
        """Whether it was started and has not ended (a process that is held still is running)."""
        return self._process is not None and self._process.poll() is None

    @property
    def output(self) -> str:
        """Everything that it has written, over all starts."""
        return self._output.read_text(encoding="utf-8", errors="replace") if self._output.exists() else ""

    def start(self, niceness: int = 0) -> None:
        """Start it; it has not got anywhere yet when this returns. niceness: 0 to 19, how readily it makes way."""
        assert not self.is_running, "it runs already"
        self.folder.mkdir(parents=True, exist_ok=True)
        with self._output.open("ab") as output:
            self._process = subprocess.Popen(
                self._command,
                cwd=self.folder,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        if niceness:
            os.setpriority(os.PRIO_PROCESS, self._process.pid, niceness)

    def stop(self, patience: float = PATIENCE) -> int:
        """Ask it to end (SIGTERM); its exit code. Raises AssertionError when it does not end."""
        self._running().send_signal(signal.SIGTERM)
        return self.wait(patience)

    def wait(self, patience: float = PATIENCE) -> int:
        """Wait until it ends by itself; its exit code. Raises AssertionError, with what it wrote, when it does not."""
        assert self._process is not None, "it was never started"
        try:
            return self._process.wait(patience)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"it did not end within {patience} s; it wrote:\n{self.output}") from None

    def kill(self) -> None:
        """End it without warning (SIGKILL); when this returns it is dead. Works on a process that is held still, and
        from any thread."""
        process = self._running()
        process.kill()
        process.wait()

    def restart(self) -> None:
        """Start it again, after a `stop` or a `kill`."""
        self.start()

    def runs(self, *words: str, patience: float = PATIENCE) -> subprocess.CompletedProcess[str] | None:
        """Give another command of the program beside it; None when that was killed because its time was over."""
        command = [sys.executable, "-m", "bot", *words]
        try:
            return subprocess.run(
                command,
                cwd=self.folder,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=patience,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return None

    def pause(self) -> None:
        """Hold it still (SIGSTOP); when this returns, none of its threads does anything."""
        pid = self._running().pid
        os.kill(pid, signal.SIGSTOP)
        # WEXITED too: a process that has just ended never stops. WNOWAIT leaves its exit code to Popen.
        with suppress(ChildProcessError):  # ended, and somebody else has asked for its exit code
            os.waitid(os.P_PID, pid, os.WSTOPPED | os.WEXITED | os.WNOWAIT)

    def resume(self) -> None:
        """Let it go on (SIGCONT)."""
        os.kill(self._running().pid, signal.SIGCONT)

    def step(self, seconds: float) -> None:
        """Let a process that is held still go on for about so long, and hold it still again. Does nothing to one that
        has ended meanwhile."""
        self.resume()
        time.sleep(seconds)
        if self.is_running:
            self.pause()

    def _running(self) -> subprocess.Popen[bytes]:
        assert self._process is not None, "it was never started"
        assert self._process.poll() is None, f"it has ended with {self._process.returncode}; it wrote:\n{self.output}"
        return self._process


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name in _KEPT or name.startswith("COVERAGE_")}
    return kept | {"PYTHONPATH": str(PROJECT), "PYTHONUNBUFFERED": "1"}


@cache
def _in_english() -> Path:
    """The project's dialogues without the rules of screening for other languages: to read and warm those is a third of
    every start (1.7 of 5.4 s of processor time), and nobody here writes in them."""
    folder = Path(tempfile.mkdtemp(prefix="dialogues-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    rules = PROJECT / "dialogues" / "safety" / "rules"
    others = {path.name for path in rules.iterdir() if path.is_dir()}
    return shutil.copytree(
        PROJECT / "dialogues",
        folder / "dialogues",
        ignore=lambda here, _: others if Path(here) == rules else set(),
    )
