"""What stops a start is one clear sentence and exit code 1 or 2, never a traceback; and nothing is harmed by it."""

from __future__ import annotations

import base64
import shutil
import sqlite3
import sys
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import pytest

from tests.end_to_end.process import COMMAND, PROJECT, BotProcess
from tests.end_to_end.running import running
from tests.telegram_server import Telegram

WITHOUT_ROOTS_RIGHTS = """
import ctypes, os, sys
ctypes.CDLL(None).prctl(24, 1)  # gives up, for what is started from here, that root may write everywhere
os.execv(sys.executable, sys.argv[1:])
"""


@pytest.fixture(scope="module")
def lived_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which a bot has talked with somebody, and ended."""
    folder = tmp_path_factory.mktemp("lived_in")
    with running(folder) as run:
        run.agreed(11)
        run.telegram.quiet()
        assert run.bot.stop() == 0
    (folder / "output.txt").unlink()
    return folder


@pytest.fixture
def house(lived_in: Path, tmp_path: Path) -> Path:
    """A copy of it, to be spoilt."""
    return shutil.copytree(lived_in, tmp_path / "house")


def sentence(
    telegram: Telegram,
    folder: Path,
    code: int,
    settings: Mapping[str, str] | None = None,
    command: tuple[str, ...] = COMMAND,
) -> str:
    """What is said when the start fails with this exit code: all that is said."""
    process = BotProcess(telegram, folder, settings, command)
    process.start()
    assert process.wait() == code, process.output
    (said,) = [line for line in process.output.splitlines() if not line.startswith("timestamp=")]
    assert "Traceback" not in process.output
    assert telegram.calls == []
    return said


def test_a_wrong_key(telegram: Telegram, house: Path) -> None:
    (house / "keys" / "operator.key").write_bytes(base64.b64encode(bytes(32)) + b"\n")
    said = sentence(telegram, house, 1)
    assert "operator.key is not the one" in said
    assert "SECRET_KEY_FILE" in said


def test_a_file_that_is_no_key(telegram: Telegram, house: Path) -> None:
    (house / "keys" / "operator.key").write_text("my birthday\n")
    said = sentence(telegram, house, 1)
    assert "is no operator's key" in said
    assert "birthday" not in said


def test_a_missing_key_with_people_in_the_database(telegram: Telegram, house: Path) -> None:
    key = house / "keys" / "operator.key"
    kept = key.rename(key.with_suffix(".away"))
    assert "operator.key is missing" in sentence(telegram, house, 1)
    assert not key.exists()  # none was made instead: it would have locked everybody out
    kept.rename(key)
    with running(house) as run:
        run.telegram.skips_ids(800_000_000)  # updates of the first Telegram are known here
        ana = run.telegram.person(11)
        ana.says("/start")
        ana.waits_for(lambda shown: "Go on" in shown.labels)


def test_a_database_of_a_newer_version(telegram: Telegram, house: Path) -> None:
    with closing(sqlite3.connect(house / "data" / "securebase.db")) as database:
        database.execute("UPDATE alembic_version SET version_num = 'r9999'")
        database.commit()
    said = sentence(telegram, house, 1)
    assert "written by a newer Secure Base (version r9999" in said


def test_a_file_that_is_no_database(telegram: Telegram, house: Path) -> None:
    (house / "data" / "securebase.db").write_bytes(b"Dear diary, " * 1000)
    assert "is no database" in sentence(telegram, house, 1)


@pytest.mark.parametrize("fresh", [True, False], ids=["empty", "lived in"])
def test_a_folder_that_cannot_be_written(telegram: Telegram, house: Path, fresh: bool) -> None:
    data = house / "fresh" if fresh else house / "data"
    data.mkdir(exist_ok=True)
    for place in (*data.rglob("*"), data):
        place.chmod(0o555 if place.is_dir() else 0o444)
    command = (sys.executable, "-c", WITHOUT_ROOTS_RIGHTS, *COMMAND)
    said = sentence(telegram, house, 1, {"DATA_DIR": str(data)}, command)
    assert "cannot be written (Permission denied)" in said
    assert "DATA_DIR" in said


def test_a_folder_for_the_key_that_cannot_be_written(telegram: Telegram, tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    keys.mkdir(mode=0o555)
    command = (sys.executable, "-c", WITHOUT_ROOTS_RIGHTS, *COMMAND)
    assert "operator.key cannot be used: Permission denied" in sentence(telegram, tmp_path, 1, {}, command)


def test_a_second_process_on_the_same_folder(tmp_path: Path, telegram: Telegram) -> None:
    with running(tmp_path / "first") as run:
        ana = run.greeted(11)
        same = {"DATA_DIR": str(run.bot.data), "SECRET_KEY_FILE": str(run.bot.key_file)}
        said = sentence(telegram, tmp_path / "second", 1, same)
        assert "Another Secure Base is using" in said
        ana.presses("Let's begin")
        ana.waits_for("18 or older")


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        ("flow: menu\nstart: nowhere\nstates: {home: {say: Hello.}}\n", "flows/menu.yaml:2:8: "),
        ("flow: [menu\n", "flows/menu.yaml:"),
    ],
)
def test_broken_dialogues(telegram: Telegram, tmp_path: Path, words: str, fault: str) -> None:
    dialogues = shutil.copytree(PROJECT / "dialogues", tmp_path / "dialogues")
    (dialogues / "flows" / "menu.yaml").write_text(words)
    process = BotProcess(telegram, tmp_path / "bot", {"DIALOGUES_DIR": str(dialogues)})
    process.start()
    assert process.wait() == 1
    assert process.output.count(fault) >= 1
    assert "Traceback" not in process.output
    assert telegram.calls == []


def test_dialogues_that_are_not_there(telegram: Telegram, tmp_path: Path) -> None:
    said = sentence(telegram, tmp_path, 1, {"DIALOGUES_DIR": str(tmp_path / "nowhere")})
    assert said == "nowhere: there is no such folder"


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"TELEGRAM_TOKEN": "5:x"}, "TELEGRAM_TOKEN is no setting of Secure Base (did you mean TELEGRAM_BOT_TOKEN?)."),
        (
            {"SECUREBASE_LOG_LEVEL": "info"},
            "SECUREBASE_LOG_LEVEL is no setting of Secure Base (did you mean LOG_LEVEL?).",
        ),
        ({"TELEGRAM_BOT_TOKEN": "my token"}, "TELEGRAM_BOT_TOKEN is no bot token"),
        ({"LOG_LEVEL": "loud"}, "LOG_LEVEL must be"),
        ({"SENDS_PER_SECOND": "-1"}, "SENDS_PER_SECOND must be greater than or equal to 0."),
        ({"DATABASE_URL": "mysql://me@here/x"}, "DATABASE_URL must begin with sqlite:/// or postgresql://."),
    ],
    ids=lambda case: next(iter(case)) if isinstance(case, dict) else "",
)
def test_a_setting_that_is_wrong(telegram: Telegram, tmp_path: Path, settings: dict[str, str], said: str) -> None:
    assert sentence(telegram, tmp_path, 2, settings).startswith(said)


def test_a_clock_that_holds_no_time(telegram: Telegram, tmp_path: Path) -> None:
    (tmp_path / "clock").write_text("soon")
    said = sentence(telegram, tmp_path, 2, {}, (*COMMAND, "--clock", str(tmp_path / "clock")))
    assert said.startswith("A time looks like 2026-05-01T20:30")
