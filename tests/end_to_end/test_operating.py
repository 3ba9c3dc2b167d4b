"""What an operator does while people talk: the key is replaced, a backup made, the disk lost and brought back."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.end_to_end.process import BotProcess
from tests.end_to_end.running import running

_KILLED_AFTER = (1.0,)
"""Seconds; the command needs about as long to begin, so that one may be killed in the middle."""


def _says(bot: BotProcess, *words: str) -> str:
    done = bot.runs("data", *words)
    assert done is not None
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_key_is_replaced_and_a_disk_lost_while_people_talk(tmp_path: Path) -> None:
    backups = tmp_path / "backups"
    backups.mkdir()
    settings = {"ERASED_LIST": str(backups / "erased.list")}
    with running(tmp_path, settings) as run:
        ana, ben = run.agreed(11, "Ana"), run.agreed(12, "Ben")
        first = run.bot.key_file.read_bytes()
        for number, patience in enumerate(_KILLED_AFTER):
            run.bot.runs("data", "rotate-key", patience=patience)
            run.agreed(20 + number, "Eva")  # somebody new, whatever the killed command has left
        assert "is a new one" in _says(run.bot, "rotate-key")
        last = run.bot.key_file.read_bytes()
        assert (len(last.split()), first in last) == (1, False)
        ana.presses("Nothing special")
        ana.waits_for("Whom shall we think about")
        _says(run.bot, "backup", str(backups / "monday.db"))
        ben.says("/delete")
        ben.presses("Yes, erase everything")
        ben.waits_for("Done. Everything I kept")
        run.telegram.quiet()
        assert run.bot.stop() == 0
        shutil.rmtree(run.bot.data)
        restored = _says(run.bot, "restore", str(backups / "monday.db"))
        assert restored == "People who are back: 2. Left out, because they were erased since: 1.\n"
        run.bot.restart()
        ana.presses("A friend")
        ana.waits_for("1 of about")
