"""The commands `securebase data ...` say in one sentence what was done, and print nobody's words, name or number."""

from __future__ import annotations

import asyncio
import shutil
import sys
from pathlib import Path

import pytest

from bot import cli
from bot.settings import variable_names
from bot.storage.opening import open_store
from bot.storage.store import Changes, Entry, Store
from tests.storage.databases import NOON

PERSON = 7_210_438_265


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder with the data of two people."""
    for name in variable_names():
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "backups").mkdir()
    monkeypatch.setenv("ERASED_LIST", str(tmp_path / "backups" / "erased.list"))
    asyncio.run(_fill(tmp_path))
    return tmp_path


async def _fill(here: Path) -> None:
    store = await _opened(here)
    changes = Changes(conversations={PERSON: b"Zephyrine", 8: b"Ana"})
    changes.kept = [Entry(PERSON, "k3fz.1", "own_question", "a crocus under the tram", NOON)]
    async with store.batch(changes.people(), []) as batch:
        await batch.save(changes)
    await store.close()


async def _opened(here: Path) -> Store:
    erased = here / "backups" / "erased.list"
    return await open_store(None, here / "data", here / "keys" / "operator.key", erased_list=erased)


async def _erase(here: Path) -> None:
    store = await _opened(here)
    async with store.batch([PERSON], []) as batch:
        await batch.save(Changes(erased={PERSON}))
    await store.close()


def _said(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> str:
    monkeypatch.setattr(sys, "argv", ["securebase", "data", *words])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    shown = capsys.readouterr()
    assert ended.value.code == code
    for secret in ("Zephyrine", "crocus", str(PERSON), "Traceback"):
        assert secret not in shown.out + shown.err
    return shown.err if code else shown.out


def test_a_life_of_the_data_in_commands(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    counted = _said(monkeypatch, capsys, "counts")
    assert counted.startswith("people: 2\nmessages that wait: 0\n")
    assert counted.endswith("journal entries and additions: not shown for fewer than 20 people\n")
    assert "wrapped anew: 2." in _said(monkeypatch, capsys, "rotate-key")
    assert _said(monkeypatch, capsys, "backup", "backups/monday.db").startswith("The backup is in backups/monday.db.")
    assert "holds people" in _said(monkeypatch, capsys, "restore", "backups/monday.db", code=1)
    asyncio.run(_erase(here))
    shutil.rmtree(here / "data")
    assert "no database" in _said(monkeypatch, capsys, "backup", "backups/tuesday.db", code=1)
    restored = _said(monkeypatch, capsys, "restore", "backups/monday.db")
    assert restored == "People who are back: 1. Left out, because they were erased since: 1.\n"


def test_without_the_list_it_has_to_be_said(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _said(monkeypatch, capsys, "backup", "monday.db")
    asyncio.run(_erase(here))
    shutil.rmtree(here / "data")
    (here / "backups" / "erased.list").unlink()
    assert "--list-is-lost" in _said(monkeypatch, capsys, "restore", "monday.db", code=1)
    assert _said(monkeypatch, capsys, "restore", "monday.db", "--list-is-lost").startswith("People who are back: 2.")
