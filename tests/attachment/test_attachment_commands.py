"""`securebase attachment`: from files to files, and what is said about files that make no sense."""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path

import numpy as np
import pytest
import yaml

from bot import cli
from bot.attachment.evaluation import NUMBERS
from bot.attachment.responses import MISSING
from tests.attachment.synthetic import drawn, open_scene, open_statement, true_items

FREE = float("nan")
ITEMS = [
    *(open_statement(f"anxiety_{n:02}", FREE, 0, 5, -1.0 if n == 2 else 1.0) for n in range(1, 7)),
    *(open_statement(f"avoidance_{n:02}", 0, FREE, 5) for n in range(1, 7)),
    open_scene("rain"),
]
STATEMENT = """\
  - id: {name}  # {name} is dear to us
    text: "A sentence: {name}."
    relationship: [romantic]
    part: self
    reversed: {turned}
    options: [Never, Rarely, Partly, Mostly, Always]
    loadings: {{anxiety: {anxiety}, avoidance: {avoidance}}}
    family: a_family
    source: made up
"""
SCENE = """\
  - id: rain
    scene: It rains.
    ask: And you?
    options:
      - {text: "I stay, dry.", slopes: free, intercept: free}
      - text: I go.
        slopes: {anxiety: free, avoidance: free}
      - text: I wait.
      - Who knows
"""


def bank_text() -> str:
    statements = [
        STATEMENT.format(
            name=item.id,
            turned="yes" if item.sign < 0 else "no",
            anxiety="free" if item.reach[0] else 0,
            avoidance="free" if item.reach[1] else 0,
        )
        for item in ITEMS
        if item.kind == "statement"
    ]
    return "\n".join(["# Our bank", "items:", *statements, SCENE])


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A folder with a bank and the answers of 300 people, with a column that says who they are."""
    answers, _ = drawn(true_items(ITEMS, seed=60), 300, seed=61, missing=0.03)
    (tmp_path / "bank.yaml").write_text(bank_text(), encoding="utf-8")
    with (tmp_path / "answers.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["person", *(item.id for item in ITEMS)])
        for number, row in enumerate(answers):
            writer.writerow([f"p{number}", *("" if one == MISSING else one + 1 for one in row)])
    return tmp_path


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str | Path) -> int:
    """The exit code of `securebase attachment` with these arguments; 0 when it ends by itself."""
    monkeypatch.setattr(sys, "argv", ["securebase", "attachment", *map(str, arguments)])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return int(ended.value.code or 0)


def calibrated(monkeypatch: pytest.MonkeyPatch, files: Path, bank: str = "bank.yaml") -> int:
    return run(
        monkeypatch,
        *("calibrate", "--responses", files / "answers.csv", "--bank", files / bank, "--out", files / "out.yaml"),
    )


def evaluated(monkeypatch: pytest.MonkeyPatch, files: Path, *more: str) -> int:
    return run(monkeypatch, "evaluate", "--responses", files / "answers.csv", "--bank", files / "out.yaml", *more)


def refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], files: Path, command: str = "calibrate"
) -> str:
    """What is said on stderr when the command refuses; with file and line, and without a traceback."""
    if command == "calibrate":
        assert calibrated(monkeypatch, files) == 1
        assert not (files / "out.yaml").exists()
    else:
        assert evaluated(monkeypatch, files) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert "Traceback" not in said.err
    return said.err


def test_a_bank_is_calibrated_and_keeps_its_words_and_comments(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], files: Path
) -> None:
    assert calibrated(monkeypatch, files) == 0
    assert "13 items from 300 people" in capsys.readouterr().out
    text = (files / "out.yaml").read_text(encoding="utf-8")
    assert text.startswith("# Our bank\n")
    assert "- id: anxiety_02  # anxiety_02 is dear to us\n" in text
    written, read = (yaml.safe_load((files / name).read_text("utf-8")) for name in ("out.yaml", "bank.yaml"))
    for after, before in zip(written["items"][:-1], read["items"][:-1], strict=True):
        thresholds, loadings = after.pop("thresholds"), after.pop("loadings")
        assert thresholds == sorted(set(thresholds))
        assert len(thresholds) == 4
        assert loadings[after["id"].split("_")[0]] > 0.5
        del before["loadings"]
        assert after == before
    assert [set(option) for option in written["items"][-1]["options"]] == [{"text", "slopes", "intercept"}] * 4
    assert written["calibration"]["people"] == 300


def test_what_was_calibrated_is_evaluated_and_needs_no_second_calibrating(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], files: Path
) -> None:
    assert calibrated(monkeypatch, files) == 0
    capsys.readouterr()
    assert evaluated(monkeypatch, files, "--json") == 0
    said = capsys.readouterr()
    assert "passed over: person" in said.err
    found = json.loads(said.out)
    assert list(found["orders"]) == ["adaptive", "random", "fixed"]
    asked = [one["questions"] for one in found["orders"]["adaptive"]]
    assert asked == [*(number for number in NUMBERS if number < 13), None]
    eight = found["orders"]["adaptive"][2]
    assert 0.8 < eight["with_all"]["anxiety"] <= 1
    assert set(eight["calibration_error"]) == {"value", "low", "high", "uncorrected"}
    assert found["selection"] > 0
    assert evaluated(monkeypatch, files, "--items", "5") == 0
    shown = capsys.readouterr().out
    assert "Adaptive" in shown
    assert "At random" in shown
    assert "Fixed" in shown
    assert "microseconds" in shown.lower()
    assert [line.split()[0] for line in shown.splitlines() if line[:5].strip() in ("5", "all")] == ["5", "all"] * 3
    (files / "bank.yaml").write_text((files / "out.yaml").read_text("utf-8"), "utf-8")
    (files / "out.yaml").unlink()
    assert "nothing in this bank is to be estimated" in refused(monkeypatch, capsys, files)


def test_a_bank_from_a_script_with_aliases_and_wrapped_lines_is_read_and_written(
    monkeypatch: pytest.MonkeyPatch, files: Path
) -> None:
    options, loadings = [1, 2, 3, 4, 5], {"anxiety": "free", "avoidance": 0}
    items = [
        {"id": item.id, "text": "long " * 40, "reversed": item.sign < 0, "options": options, "loadings": loadings}
        for item in ITEMS[:6]
    ]
    (files / "script.yaml").write_text(yaml.safe_dump({"items": items}), encoding="utf-8")
    lines = (files / "answers.csv").read_text("utf-8").splitlines()
    (files / "answers.csv").write_text("\n".join(",".join(line.split(",")[:7]) for line in lines), "utf-8")
    assert calibrated(monkeypatch, files, "script.yaml") == 0
    written = yaml.safe_load((files / "out.yaml").read_text("utf-8"))
    assert len({item["loadings"]["anxiety"] for item in written["items"]}) == 6
    assert all(len(item["thresholds"]) == 4 for item in written["items"])


@pytest.mark.parametrize(
    ("written", "instead", "line", "said"),
    [
        ("relationship: [romantic]", "relationship: [romance]", 5, "no relationship named 'romance' (did you mean"),
        ("loadings: {anxiety: free,", "loadings: {anxiety: 0,", 9, "one loading must not be 0"),
        ("    family: a_family", "    thresholds: [0, 1, 0.5, 2]", 10, "thresholds must rise"),
        ("    family: a_family", "    thresholds: [0, 1]", 10, "5 options need 4 thresholds; there are 2"),
        ("anxiety: free", "anxiety: much", 9, "'much' is no number, nor 'free'"),
        ("[Never, Rarely, Partly, Mostly, Always]", "[Never]", 8, "there are 1 options; it must be 2 to 7"),
        ("    part: self", "    pard: self", 6, "no key 'pard' here"),
        ("id: anxiety_02", "id: anxiety_01", 13, "there are two items named 'anxiety_01'"),
        ("    part: self", "   part: self", 6, "this is no YAML"),
        ("items:\n", "items:\n  - 5\n", 3, "are due here, not '5'"),
    ],
)
def test_a_bank_with_a_fault_is_refused_at_its_place(  # noqa: PLR0913, PLR0917
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    files: Path,
    written: str,
    instead: str,
    line: int,
    said: str,
) -> None:
    bank = files / "bank.yaml"
    bank.write_text(bank.read_text("utf-8").replace(written, instead, 1), "utf-8")
    err = refused(monkeypatch, capsys, files)
    assert said in err
    assert f"{bank}:{line}:" in err


@pytest.mark.parametrize(
    ("row", "column", "cell", "said"),
    [
        (3, 2, "often", "column 'anxiety_02': 'often' is no answer: a whole number from 1 to 5"),
        (3, 2, "6", "there is no option 6: this item has 1 to 5"),
        (3, 2, "0", "there is no option 0"),
        (3, 2, "2.5", "'2.5' is no answer"),
        (3, 2, "NA", "'NA' is no answer"),
        (3, 2, "-1", "'-1' is no answer"),
        (0, 2, "anxeity_02", "the bank has no item named 'anxeity_02' (did you mean 'anxiety_02'?)"),
        (0, 2, "score", "the bank has no item named 'score'"),
        (0, 2, "anxiety_01", "there are two columns named 'anxiety_01'"),
        (3, 2, "1,2", "this row has 15 cells; the first line has 14"),
    ],
)
def test_answers_that_make_no_sense_are_refused_at_their_place(  # noqa: PLR0913, PLR0917
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    files: Path,
    row: int,
    column: int,
    cell: str,
    said: str,
) -> None:
    path = files / "answers.csv"
    lines = [line.split(",") for line in path.read_text("utf-8").splitlines()]
    lines[row][column] = cell
    path.write_text("\n".join(map(",".join, lines)), "utf-8")
    err = refused(monkeypatch, capsys, files)
    assert said in err
    assert f"{path}:{row + 1}:" in err


def test_all_that_is_wrong_is_told_at_once_and_not_without_end(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], files: Path
) -> None:
    path = files / "answers.csv"
    path.write_text("person,anxiety_01\n" + "a,x\n" * 50, "utf-8")
    err = refused(monkeypatch, capsys, files)
    assert err.count("'x' is no answer") == 20
    assert "... and 30 more" in err


def test_semicolons_whole_numbers_with_a_point_and_a_byte_order_mark_are_read(
    monkeypatch: pytest.MonkeyPatch, files: Path
) -> None:
    path = files / "answers.csv"
    lines = [line.split(",") for line in path.read_text("utf-8").splitlines()]
    pointed = [lines[0], *([row[0], *(f"{cell}.0" if cell else "" for cell in row[1:])] for row in lines[1:])]
    path.write_text("\ufeff" + "\r\n".join(map(";".join, pointed)) + "\r\n\r\n", "utf-8")
    assert calibrated(monkeypatch, files) == 0


def test_a_bank_that_is_not_calibrated_cannot_be_measured_with(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], files: Path
) -> None:
    (files / "out.yaml").write_text(bank_text(), "utf-8")
    err = refused(monkeypatch, capsys, files, "evaluate")
    assert f"{files / 'out.yaml'}:9:15: 'anxiety_01' has loadings that are free: calibrate the bank first" in err


def test_files_that_are_not_there_are_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], files: Path
) -> None:
    (files / "answers.csv").unlink()
    assert "answers.csv: this cannot be read: No such file" in refused(monkeypatch, capsys, files)
    (files / "bank.yaml").write_text("", "utf-8")
    assert "bank.yaml:1:1: this file is empty" in refused(monkeypatch, capsys, files)
    (files / "bank.yaml").write_text("items: {a: 1}", "utf-8")
    assert "bank.yaml:1:8:" in refused(monkeypatch, capsys, files)


def test_items_about_several_relationships_are_measured_one_at_a_time(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], files: Path
) -> None:
    assert calibrated(monkeypatch, files) == 0
    capsys.readouterr()
    out = files / "out.yaml"
    out.write_text(out.read_text("utf-8").replace("[romantic]", "[work]", 3), "utf-8")
    assert "several relationships (romantic, work); choose one" in refused(monkeypatch, capsys, files, "evaluate")
    assert evaluated(monkeypatch, files, "--relationship", "romantic", "--items", "4") == 0
    assert "300 people, 10 items" in capsys.readouterr().out


def test_everyone_the_same_is_refused_with_the_reason(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], files: Path
) -> None:
    with (files / "answers.csv").open("w", encoding="utf-8") as file:
        np.savetxt(file, np.full((80, 6), 3), "%d", ",", header=",".join(i.id for i in ITEMS[:6]), comments="")
    assert "everyone gave 'anxiety_01' the same answer (3)" in refused(monkeypatch, capsys, files)
