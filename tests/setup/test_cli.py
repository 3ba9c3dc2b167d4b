"""The command line: exit codes, one sentence for a fault, and no traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from bot import cli
from bot.errors import ScriptError, SettingsError
from bot.operations.health import POLLER, SENDER, Heartbeats
from bot.settings import variable_names


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    for name in variable_names():
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def exit_code(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    """The exit code of `securebase` with these arguments."""
    monkeypatch.setattr(sys, "argv", ["securebase", *arguments])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    code = ended.value.code
    assert isinstance(code, int)
    return code


def failing_with(error: Exception) -> typer.Typer:
    app = typer.Typer(pretty_exceptions_enable=False)

    @app.command()
    def fail() -> None:
        raise error

    return app


def test_help_names_every_command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code(monkeypatch, "--help") == 0
    shown = capsys.readouterr().out
    assert all(command in shown for command in ("run", "chat", "dialogues", "health"))


def test_a_wrong_command_line_is_exit_code_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert exit_code(monkeypatch, "chat", "--seed", "many") == 2
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (SettingsError("LOG_LEVEL must be quiet."), 2, "LOG_LEVEL must be quiet.\n"),
        (ScriptError("flows/a.yaml:1:1: nothing here"), 1, "flows/a.yaml:1:1: nothing here\n"),
    ],
)
def test_a_fault_we_know_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: Exception, code: int, said: str
) -> None:
    monkeypatch.setattr(cli, "app", failing_with(error))
    assert exit_code(monkeypatch) == code
    assert capsys.readouterr().err == said


def test_a_fault_that_nobody_expected_is_one_sentence_without_its_message(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cli, "app", failing_with(ValueError("somebody's words")))
    assert exit_code(monkeypatch) == 1
    said = capsys.readouterr().err
    assert said.startswith("Something went wrong that should not have: ValueError at ")
    assert len(said.splitlines()) == 1
    assert "somebody" not in said


def test_a_wrong_setting_stops_every_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LOG_LEVEL", "loud")
    for arguments in (["run"], ["chat"], ["dialogues", "check"], ["health"]):
        assert exit_code(monkeypatch, *arguments) == 2
        assert capsys.readouterr().err.startswith("LOG_LEVEL must be")


def test_the_file_clock_is_refused_with_telegram_itself(
    bare: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (bare / "clock").write_text("2026-05-01T20:30")
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "1:nobody")
    assert exit_code(monkeypatch, "run", "--clock", "clock") == 2
    assert "TELEGRAM_API_URL" in capsys.readouterr().err


def test_a_time_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code(monkeypatch, "chat", "--now", "yesterday") == 2
    assert "A time looks like" in capsys.readouterr().err


def test_health_is_the_exit_code(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert exit_code(monkeypatch, "health") == 1
    for name in (POLLER, SENDER):
        Heartbeats(bare / "data")(name)
    assert exit_code(monkeypatch, "health") == 0


def test_python_m_bot_is_the_same_command(bare: Path) -> None:
    command = [sys.executable, "-W", "error", "-m", "bot", "health"]
    root = Path(cli.__file__).parent.parent
    environment = {**os.environ, "PYTHONPATH": str(root)}
    run = subprocess.run(command, cwd=bare, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 1
    assert len(run.stderr.splitlines()) == 2


def test_starting_the_command_imports_no_door(bare: Path) -> None:
    root = Path(cli.__file__).parent.parent
    code = "import sys, bot.cli; print([name for name in ('telegram', 'sqlalchemy', 'numpy') if name in sys.modules])"
    run = subprocess.run(
        [sys.executable, "-c", code],
        cwd=bare,
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout == "[]\n"
