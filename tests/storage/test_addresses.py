"""The forms in which an operator may write DATABASE_URL."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.storage.engine import database_url

DATA = Path("data")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (None, "sqlite+aiosqlite:///data/securebase.db"),
        ("", "sqlite+aiosqlite:///data/securebase.db"),
        ("elsewhere/a b?.db", "sqlite+aiosqlite:///elsewhere/a b?.db"),
        ("sqlite:///other.db", "sqlite+aiosqlite:///other.db"),
        ("sqlite+aiosqlite:////var/lib/other.db", "sqlite+aiosqlite:////var/lib/other.db"),
        ("postgres://u:p@host/db", "postgresql+asyncpg://u:p@host/db"),
        ("postgresql+psycopg2://u:p@host/db", "postgresql+asyncpg://u:p@host/db"),
        ("postgresql://u:p%40@host:5433/db?sslmode=require", "postgresql+asyncpg://u:p%40@host:5433/db?ssl=require"),
    ],
)
def test_an_address_is_read_with_its_asynchronous_driver(written: str | None, read: str) -> None:
    address = database_url(written, DATA)
    if written and "://" not in written:
        assert address.database == written
    else:
        assert address.render_as_string(hide_password=False) == read


@pytest.mark.parametrize("written", ["mysql://u:secret@host/db", "sqlite://", "sqlite:///:memory:", "://secret"])
def test_an_address_that_is_none_is_refused_without_repeating_it(written: str) -> None:
    with pytest.raises(SettingsError, match=r"^DATABASE_URL ") as refusal:
        database_url(written, DATA)
    assert "secret" not in str(refusal.value)
