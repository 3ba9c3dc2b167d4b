"""What was found before only saves time."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.operations.content.memory import Memory, cache_folder
from tests.operations.content import DIALOGUES, found, report_on

FLOW = {"flows/a.yaml": 'flow: a\nstates:\n  s:\n    say: "Well done, you must be an avoidant person."\n'}


def test_what_was_measured_is_not_measured_again(tmp_path: Path) -> None:
    report_on(tmp_path / "d", FLOW, Memory(tmp_path / "cache"))

    again = Memory(tmp_path / "cache")
    assert again.recall("zipf", "person") is not None
    assert again.recall("zipf", "elsewhere") is None


@pytest.mark.parametrize("content", ["", "[]", "{", '{"code": 1, "tables": 3}', "\x00"])
def test_a_broken_file_is_made_anew(tmp_path: Path, content: str) -> None:
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "content.json").write_text(content, encoding="utf-8")

    first = report_on(tmp_path / "d", FLOW, Memory(tmp_path / "cache"))

    assert found(first, "flows/a.yaml") == found(report_on(tmp_path / "d", FLOW), "flows/a.yaml")
    assert Memory(tmp_path / "cache").recall("zipf", "person") is not None


def test_a_folder_that_cannot_be_written_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file where the folder should be", encoding="utf-8")

    assert found(report_on(tmp_path / "d", FLOW, Memory(tmp_path / "cache")), "flows/a.yaml")


def test_another_rule_finds_what_the_one_before_did_not(tmp_path: Path) -> None:
    memory = tmp_path / "cache"
    before = report_on(tmp_path / "d", FLOW, Memory(memory))
    rules = (DIALOGUES / "checks.yaml").read_text(encoding="utf-8")
    shouting = rules.replace("patterns: ['\\S*!+']", "patterns: ['\\S*!+', 'well done']")
    (tmp_path / "d" / "checks.yaml").write_text(shouting, encoding="utf-8")

    after = report_on(tmp_path / "d", FLOW, Memory(memory))

    assert {one.rule for one in after.findings} - {one.rule for one in before.findings} == {"exclamation"}


def test_nothing_is_written_beside_the_dialogues(tmp_path: Path) -> None:
    report_on(tmp_path / "d", FLOW, Memory(tmp_path / "cache"))

    assert sorted(path.name for path in (tmp_path / "d").rglob("*") if path.is_file()) == ["a.yaml", "checks.yaml"]


def test_the_cache_lies_where_the_system_keeps_such_things(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))

    assert cache_folder() == tmp_path / "securebase"
