"""Everything that is kept, taken along and put back elsewhere, with the real commands."""

from __future__ import annotations

import io
import json
import subprocess
import zipfile
from pathlib import Path

from tests.end_to_end.process import COMMAND, BotProcess
from tests.end_to_end.running import running
from tests.telegram_server import Person, Shown

WORDS = "a crocus under the tram"


def test_what_is_exported_and_erased_goes_on_elsewhere_as_it_was(tmp_path: Path) -> None:
    with running(tmp_path / "here") as run:
        ana = run.asked(11)
        ana.says(WORDS)
        item = ana.waits_for(lambda shown: "None of these" in shown.labels)
        ana.presses(item.labels[1])
        asked = ana.waits_for("2 of about")
        file = _exported(ana)
        ana.says("/delete")
        ana.presses("Yes, erase everything")
        ana.waits_for("is erased")
        assert run.bot.stop() == 0
    with running(tmp_path / "there", start=False) as run:
        export = tmp_path / "export.zip"
        export.write_bytes(file)
        assert _imports(run.bot, export) == (0, "One person was imported; they go on where they were.\n")
        code, sentence = _imports(run.bot, export)
        assert (code, "here already" in sentence) == (1, True)
        run.bot.start()
        ana = run.telegram.person(11, "Ana")
        ana.says("/start")
        ana.presses("Go on")
        assert asked.text.endswith(ana.waits_for("2 of about").text)
        assert "level=error" not in run.bot.output


def _exported(ana: Person) -> bytes:
    def has_file(shown: Shown) -> bool:
        return shown.document is not None

    ana.says("/export")
    file = ana.waits_for(has_file).document
    assert file is not None
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        assert set(archive.namelist()) >= {"data.json", "journal.md"}
        assert json.loads(archive.read("data.json"))["person"] == 11
        assert f"> {WORDS}" in archive.read("journal.md").decode()
    return file


def _imports(bot: BotProcess, file: Path) -> tuple[int, str]:
    done = subprocess.run(
        [*COMMAND[:-1], "data", "import", str(file)],
        cwd=bot.folder,
        env=bot.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr
