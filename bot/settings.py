"""What the operator can set, in the environment or in a file `.env` of the working directory.

Rule: one frozen class; a field is the variable's name in lower case, and its description is the row of the table in
docs/operating.md. A fault is one sentence that names the variable and never repeats a secret.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, DotEnvSettingsSource, SettingsConfigDict
from rapidfuzz import process

from bot.errors import SettingsError

OFFICIAL_API = "https://api.telegram.org"

_ENV_FILE = Path(".env")
_OURS = ("TELEGRAM_", "SECUREBASE_")
_DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgres": "postgresql+asyncpg", "postgresql": "postgresql+asyncpg"}


def _token(value: SecretStr) -> SecretStr:
    # The shape only; whether it is valid is Telegram's to say.
    if not re.fullmatch(r"\d+:[A-Za-z0-9_-]+", value.get_secret_value()):
        raise ValueError("is no bot token: it looks like 123456789:AbC-dEf, as BotFather sends it")
    return value


def _webhook_secret(value: SecretStr) -> SecretStr:
    # https://core.telegram.org/bots/api#setwebhook, secret_token
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", value.get_secret_value()):
        raise ValueError("must be 1 to 256 letters, digits, _ or -")
    return value


def _api_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("must be an address that begins with http:// or https://")
    return value.rstrip("/")


def _webhook_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme != "https" or not parts.hostname:
        raise ValueError("must be an address that begins with https:// (Telegram delivers to no other)")
    return value


def _listen(value: str) -> str:
    host, _, port = value.rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) < 2**16:
        raise ValueError("must be an address and a port, such as 127.0.0.1:8080")
    return value


def _database_url(value: str) -> str:
    """The address with its asynchronous driver: operators write sqlite:// or postgresql://."""
    scheme, found, rest = value.partition("://")
    scheme = _DRIVERS.get(scheme, scheme)
    if not found or scheme not in _DRIVERS.values():
        raise ValueError("must begin with sqlite:/// or postgresql://")
    return f"{scheme}://{rest}"


def _lower(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


def shipped_dialogues() -> Path:
    """The dialogues that came with this program: inside an installed package, or beside `bot/` in a checkout."""
    package = Path(__file__).parent
    inside = package / "_dialogues"
    return inside if inside.is_dir() else package.parent / "dialogues"


def _dialogues() -> Path:
    here = Path("dialogues")
    return here if here.is_dir() else shipped_dialogues()


def _database(values: dict[str, Any]) -> str:
    return f"sqlite+aiosqlite:///{values['data_dir'] / 'securebase.db'}"


class Settings(BaseSettings):
    """Everything that can be set. An empty value counts as not set."""

    model_config = SettingsConfigDict(
        env_file=_ENV_FILE, env_file_encoding="utf-8", env_ignore_empty=True, extra="ignore", frozen=True
    )

    telegram_bot_token: Annotated[SecretStr, AfterValidator(_token)] | None = Field(
        default=None,
        description="The bot's token from BotFather. Without it the companion answers in the terminal.",
    )
    telegram_api_url: Annotated[str, AfterValidator(_api_url)] = Field(
        default=OFFICIAL_API,
        description="Root of the Bot API. A local Bot API server or a test server goes here.",
    )
    webhook_url: Annotated[str, AfterValidator(_webhook_url)] | None = Field(
        default=None,
        description="Public https address to which Telegram brings updates. Without it they are fetched.",
    )
    webhook_listen: Annotated[str, AfterValidator(_listen)] = Field(
        default="127.0.0.1:8080",
        description="Address and port at which what Telegram brings arrives, behind a proxy that speaks https.",
    )
    webhook_secret: Annotated[SecretStr, AfterValidator(_webhook_secret)] | None = Field(
        default=None,
        description="What Telegram signs with; made anew at each start when it is not set.",
    )
    data_dir: Path = Field(
        default=Path("data"),
        description="Folder for the database and the signs of life. Only the program's own user needs to read it.",
    )
    database_url: Annotated[str, AfterValidator(_database_url)] = Field(
        default_factory=_database,
        repr=False,  # it may hold a password
        description="The database: `sqlite:///path/to/file.db` or `postgresql://user:password@host/name`.",
        json_schema_extra={"shown": "`DATA_DIR/securebase.db`"},
    )
    dialogues_dir: Path = Field(
        default_factory=_dialogues,
        description="Folder of the dialogue files: `dialogues` in the working directory when there is one.",
        json_schema_extra={"shown": "`dialogues`, else the ones that came with the program"},
    )
    secret_key_file: Path = Field(
        default=Path("keys/operator.key"),
        description="The operator's key, without which nothing that people wrote can be read. Keep it apart from data.",
    )
    keep_idle_days: int = Field(
        default=365,
        ge=30,
        le=3650,
        description="Days without a word after which a person is erased; they are told 14 days before.",
    )
    erased_list: Path = Field(
        default_factory=lambda values: values["data_dir"] / "erased.list",
        description="Who was erased, as hashes, so that a backup brings nobody back. It belongs where the backups are.",
        json_schema_extra={"shown": "`DATA_DIR/erased.list`"},
    )
    log_level: Annotated[Literal["debug", "info", "warning", "error", "critical"], BeforeValidator(_lower)] = Field(
        default="info",
        description="How much the program itself logs: debug, info, warning, error or critical. Libraries stay silent.",
    )
    sends_per_second: float = Field(
        default=30,
        ge=0,
        allow_inf_nan=False,
        description="Unasked messages a second, for all chats; 0 is off, for benchmarks. Replies do not count.",
    )
    sends_per_chat_per_second: float = Field(
        default=1,
        ge=0,
        allow_inf_nan=False,
        description="Messages a second to one chat (three at once are let through); 0 is off, for benchmarks.",
    )

    @property
    def idle_kept(self) -> timedelta:
        """How long what people told stays while they are away."""
        return timedelta(days=self.keep_idle_days)

    @property
    def is_official_api(self) -> bool:
        """Whether messages go to Telegram's own servers."""
        return self.telegram_api_url == OFFICIAL_API


def variable_names() -> list[str]:
    """The names of all variables, in the order of the table."""
    return [name.upper() for name in Settings.model_fields]


def load_settings(**overrides: object) -> Settings:
    """Read the settings; `overrides` (field names) win over the environment, which wins over `.env`.

    Raises SettingsError with one sentence a line for everything that is wrong.
    """
    try:
        faults = list(_unknown_variables())
        settings = Settings(**overrides)  # type: ignore[arg-type]  # pydantic judges them
    except ValidationError as error:
        raise SettingsError("\n".join([*faults, *_sentences(error)])) from None
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"The file {_ENV_FILE} cannot be read ({type(error).__name__}).") from None
    if faults:
        raise SettingsError("\n".join(faults))
    return settings


def settings_table() -> str:
    """The settings as a table in Markdown."""
    rows = [
        f"| `{name.upper()}` | {_shown(field.json_schema_extra, field.default)} | {field.description} |"
        for name, field in Settings.model_fields.items()
    ]
    return "\n".join(["| variable | default | meaning |", "|---|---|---|", *rows]) + "\n"


def _shown(extra: object, default: object) -> str:
    if isinstance(extra, dict):
        return str(extra["shown"])
    return "not set" if default is None else f"`{default}`"


def _unknown_variables() -> Iterator[str]:
    known = variable_names()
    written = {*os.environ, *DotEnvSettingsSource(Settings).env_vars}
    for name in sorted({name.upper() for name in written if name.upper().startswith(_OURS)}):
        if name not in known:
            nearest = process.extractOne(name, known)[0]
            yield f"{name} is no setting of Secure Base (did you mean {nearest}?)."


def _sentences(error: ValidationError) -> Iterator[str]:
    for fault in error.errors(include_url=False):
        name = str(fault["loc"][0]).upper()
        match fault["type"]:
            case "default_factory_not_called":
                continue  # the default rests on another setting, which is the one that is wrong
            case "value_error":
                yield f"{name} {fault['ctx']['error']}."
            case "float_parsing":
                yield f"{name} must be a number."
            case _:  # pydantic's own words, which never repeat the value
                yield f"{name} {fault['msg'].replace('Input should be', 'must be')}."
