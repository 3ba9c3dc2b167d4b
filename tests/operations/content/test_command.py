"""`securebase dialogues check --content`: its tables, its exit code, and its one sentence for what is missing."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from bot import cli
from tests.operations.content import DIALOGUES


@pytest.fixture(autouse=True)
def own_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Dialogues of one flow, with rules that ask for no more than that."""
    rules = (DIALOGUES / "checks.yaml").read_text(encoding="utf-8")
    asked = rules.replace(
        "  relationships: [romantic, friendship, work, family]\n  levels", "  relationships: []\n  levels"
    )
    before, _, _ = asked.partition("\ncounts:")
    counts = '\ncounts:\n  - {module: flows, wanted: 1, at: ["flows/*:flow"]}\n'
    (tmp_path / "d" / "flows").mkdir(parents=True)
    (tmp_path / "d" / "checks.yaml").write_text(before.replace("days: 120", "days: 0") + counts, encoding="utf-8")
    (tmp_path / "d" / "flows" / "a.yaml").write_text('flow: a\nstates:\n  s: {say: "Come in."}\n', encoding="utf-8")
    return tmp_path / "d"


def exit_code(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int | str | None:
    monkeypatch.setattr(sys, "argv", ["securebase", "dialogues", "check", "--content", *arguments])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return ended.value.code


def test_clean_dialogues_print_the_tables_and_end_well(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert exit_code(monkeypatch, str(folder)) == 0

    out, err = capsys.readouterr()
    assert err == ""
    assert [line.split() for line in out.splitlines() if line.startswith("flows ")] == [["flows", "1", "1"]]
    assert out.splitlines()[-1] == f"{folder}: 1 texts, nothing found."


def test_findings_are_told_at_their_place_and_end_with_1(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "flows" / "a.yaml").write_text('flow: a\nstates:\n  s: {say: "Come in!"}\n', encoding="utf-8")

    assert exit_code(monkeypatch, str(folder)) == 1

    told = f"{folder}/flows/a.yaml:3:18: “in!” shouts (exclamation): end it with a full stop\n"
    assert capsys.readouterr().err == told


def test_a_package_that_is_missing_is_one_sentence_with_its_remedy(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "wordfreq", None)

    assert exit_code(monkeypatch, str(folder)) == 1

    assert capsys.readouterr().err == (
        "--content needs 'wordfreq', which comes with the tools for authors: run `make install-dev`.\n"
    )


def test_nothing_is_measured_anew_where_nothing_changed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copy(DIALOGUES / "phrases.yaml", folder / "phrases.yaml")
    first = exit_code(monkeypatch, str(folder))
    for name in ("wordfreq", "textstat"):
        monkeypatch.setitem(sys.modules, name, None)

    assert exit_code(monkeypatch, str(folder)) == first
