"""Settings: where they come from, what is refused, and in which words."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.errors import SettingsError
from bot.settings import load_settings, shipped_dialogues, variable_names

TOKEN = "123456789:a-token_nobody_has"  # noqa: S105  # nobody's


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """An empty working directory, and an environment without settings."""
    for name in os.environ:
        if name in variable_names() or name.startswith(("TELEGRAM_", "SECUREBASE_")):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def fault() -> str:
    with pytest.raises(SettingsError) as caught:
        load_settings()
    return str(caught.value)


def test_nothing_needs_to_be_set() -> None:
    settings = load_settings()
    assert settings.telegram_bot_token is None
    assert settings.is_official_api
    assert settings.database_url == "sqlite+aiosqlite:///data/securebase.db"


def test_the_database_lies_in_the_data_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATA_DIR", "/somewhere/else")
    assert load_settings().database_url == "sqlite+aiosqlite:////somewhere/else/securebase.db"


def test_an_override_wins_over_the_environment_and_the_environment_over_the_file(
    bare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (bare / ".env").write_text("DATA_DIR=from_file\nLOG_LEVEL=debug\nSENDS_PER_SECOND=7\n")
    monkeypatch.setenv("LOG_LEVEL", "error")
    monkeypatch.setenv("DATA_DIR", "from_environment")
    settings = load_settings(data_dir=Path("from_command"))
    assert (settings.sends_per_second, settings.log_level, str(settings.data_dir)) == (7, "error", "from_command")


@pytest.mark.parametrize(
    ("written", "used"),
    [
        ("sqlite:///x.db", "sqlite+aiosqlite:///x.db"),
        ("postgres://u:p@h/d", "postgresql+asyncpg://u:p@h/d"),
        ("postgresql://u:p@h/d", "postgresql+asyncpg://u:p@h/d"),
        ("postgresql+asyncpg://u:p@h/d", "postgresql+asyncpg://u:p@h/d"),
    ],
)
def test_a_database_is_named_without_its_driver(monkeypatch: pytest.MonkeyPatch, written: str, used: str) -> None:
    monkeypatch.setenv("DATABASE_URL", written)
    assert load_settings().database_url == used


def test_an_empty_value_is_no_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "")
    assert load_settings().telegram_bot_token is None


def test_settings_are_frozen() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        setattr(load_settings(), "log_level", "debug")  # noqa: B010  # what the type checker forbids already


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("TELEGRAM_BOT_TOKEN", "abc", "TELEGRAM_BOT_TOKEN is no bot token: it looks like 123456789:AbC-dEf, "),
        ("TELEGRAM_API_URL", "api.telegram.org", "TELEGRAM_API_URL must be an address that begins with http://"),
        ("WEBHOOK_URL", "http://here.example", "WEBHOOK_URL must be an address that begins with https://"),
        ("WEBHOOK_LISTEN", "8080", "WEBHOOK_LISTEN must be an address and a port, such as 127.0.0.1:8080."),
        ("WEBHOOK_LISTEN", "127.0.0.1:99999", "WEBHOOK_LISTEN must be an address and a port"),
        ("WEBHOOK_SECRET", "with space", "WEBHOOK_SECRET must be 1 to 256 letters, digits, _ or -."),
        ("DATABASE_URL", "mysql://u:p@h/d", "DATABASE_URL must begin with sqlite:/// or postgresql://."),
        ("LOG_LEVEL", "loud", "LOG_LEVEL must be 'debug', 'info', 'warning', 'error' or 'critical'."),
        ("SENDS_PER_SECOND", "many", "SENDS_PER_SECOND must be a number."),
        ("SENDS_PER_SECOND", "-1", "SENDS_PER_SECOND must be greater than or equal to 0."),
        ("SENDS_PER_CHAT_PER_SECOND", "-1", "SENDS_PER_CHAT_PER_SECOND must be greater than or equal to 0."),
        ("SENDS_PER_CHAT_PER_SECOND", "inf", "SENDS_PER_CHAT_PER_SECOND must be a finite number."),
    ],
)
def test_a_wrong_value_is_one_sentence(monkeypatch: pytest.MonkeyPatch, name: str, value: str, sentence: str) -> None:
    monkeypatch.setenv(name, value)
    assert fault().startswith(sentence)
    assert "\n" not in fault()


def test_all_faults_are_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SENDS_PER_SECOND", "many")
    monkeypatch.setenv("LOG_LEVEL", "loud")
    monkeypatch.setenv("TELEGRAM_TOKEN", "x")
    assert len(fault().splitlines()) == 3


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("TELEGRAM_TOKEN", "TELEGRAM_BOT_TOKEN"),
        ("TELEGRAM_API", "TELEGRAM_API_URL"),
        ("SECUREBASE_DATA_DIR", "DATA_DIR"),
        ("SECUREBASE_LOG_LEVEL", "LOG_LEVEL"),
    ],
)
def test_an_unknown_variable_is_named_with_the_nearest_known_one(
    bare: Path, monkeypatch: pytest.MonkeyPatch, name: str, nearest: str
) -> None:
    sentence = f"{name} is no setting of Secure Base (did you mean {nearest}?)."
    monkeypatch.setenv(name, "x")
    assert fault() == sentence
    monkeypatch.delenv(name)
    (bare / ".env").write_text(f"{name}=x\n")
    assert fault() == sentence


def test_variables_of_others_are_nobodys_business(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (bare / ".env").write_text("COMPOSE_PROJECT_NAME=x\n")
    monkeypatch.setenv("PATHS_OF_GLORY", "x")
    assert load_settings().log_level == "info"


def test_a_file_that_is_no_text_is_one_sentence(bare: Path) -> None:
    (bare / ".env").write_bytes(b"\xff\xfe=1")
    assert fault() == "The file .env cannot be read (UnicodeDecodeError)."


def test_no_secret_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
    monkeypatch.setenv("DATABASE_URL", "postgresql://u:hidden@h/d")
    monkeypatch.setenv("WEBHOOK_SECRET", "concealed")
    shown = repr(load_settings())
    assert not any(secret in shown for secret in (TOKEN, "hidden", "concealed"))
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN.replace(":", ";"))
    monkeypatch.setenv("WEBHOOK_SECRET", "con cealed")
    assert not any(secret in fault() for secret in ("nobody_has", "cealed"))


def test_dialogues_of_the_working_directory_come_first(bare: Path) -> None:
    assert load_settings().dialogues_dir == shipped_dialogues()
    (bare / "dialogues").mkdir()
    assert load_settings().dialogues_dir == Path("dialogues")
