"""The figures of `securebase safety evaluate`, what it prints, and what it says of rows that cannot be read."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from bot import cli
from bot.safety.evaluation import Judged, Screened, Share, evaluated
from bot.safety.screening import Finding
from bot.settings import variable_names
from tests.long import long
from tests.opening import REPOSITORY

PAUSE, CHECK_IN = Finding("pause", "suicide", "x"), Finding("check-in", "suicide", "x")


def screened(finding: Finding | None, milliseconds: float = 1.0, **message: object) -> Screened:
    whole = {"id": 1, "text": "x", "label": "crisis", **message}
    return Screened(Judged.model_validate(whole), finding, milliseconds)


def run(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> int:
    for name in variable_names():
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DIALOGUES_DIR", str(REPOSITORY / "dialogues"))
    monkeypatch.setattr(sys, "argv", ["securebase", "safety", "evaluate", *map(str, arguments)])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return int(ended.value.code or 0)


def file_of(folder: Path, *rows: object) -> Path:
    path = folder / "messages.jsonl"
    path.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows), "utf-8")
    return path


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"), [(0, 10, 0.0, 0.278), (5, 10, 0.237, 0.763), (10, 10, 0.722, 1.0), (0, 0, 0, 1)]
)
def test_the_interval_is_wilsons(part: int, whole: int, low: float, high: float) -> None:
    # Against the table in Brown, Cai and DasGupta (2001), to three places.
    assert Share(part, whole).interval == pytest.approx((low, high), abs=0.0006)


def test_recall_counts_crisis_messages_by_kind_and_language() -> None:
    figures = evaluated(
        [
            screened(PAUSE, kind="suicide"),
            screened(CHECK_IN, kind="suicide", lang="fr"),
            screened(None, kind="abuse"),
            screened(PAUSE),
        ]
    )
    assert figures.recall.noticed == Share(3, 4)
    assert figures.recall.paused == Share(2, 4)
    assert figures.by_kind["suicide"].paused == Share(1, 2)
    assert figures.by_kind["unnamed"].paused == Share(1, 1)
    assert figures.by_language["fr"].noticed == Share(1, 1)
    assert [one.message.kind for one in figures.missed] == ["abuse"]


def test_alarms_count_ordinary_messages_and_idioms_apart_and_grey_ones_not_at_all() -> None:
    figures = evaluated(
        [
            screened(PAUSE, label="no_crisis", kind="idiom"),
            screened(None, label="no_crisis", kind="idiom"),
            screened(CHECK_IN, label="no_crisis", kind="sadness"),
            screened(None, label="no_crisis"),
            screened(PAUSE, label="no_crisis", grey=True),
        ]
    )
    assert (figures.idioms.paused, figures.idioms.noticed) == (Share(1, 2), Share(1, 2))
    assert (figures.ordinary.paused, figures.ordinary.noticed) == (Share(0, 2), Share(1, 2))
    assert len(figures.alarmed) == 2


def test_speed_is_the_median_and_the_slowest_hundredth() -> None:
    figures = evaluated([screened(None, float(number)) for number in range(1, 101)])
    assert (figures.median_ms, figures.p99_ms) == (51, 100)
    assert evaluated([]).median_ms == 0


@long
def test_the_command_prints_figures_errors_and_predictions(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = file_of(
        tmp_path,
        {"id": "a", "text": "I want to kill myself", "label": "crisis", "kind": "suicide"},
        {"id": 2, "text": "I feel abusive weather, he is abusive", "label": "no_crisis", "source": "ours"},
        "",
        {"id": "c", "text": "Tea is ready", "label": "crisis", "kind": "abuse", "lang": "en"},
    )
    out = tmp_path / "out.jsonl"
    assert run(monkeypatch, "--messages", path, "--errors", "--predictions", out) == 0
    said = capsys.readouterr().out
    assert "1/2 0.500" in said
    assert "ordinary messages (1)" in said
    assert 'missed c (abuse, en): "Tea is ready"' in said
    assert "alarmed 2 (-, -) check-in" in said
    assert [json.loads(line) for line in out.read_text("utf-8").splitlines()] == [
        {"id": "a", "tier": "pause", "kind": "suicide"},
        {"id": 2, "tier": "checkin", "kind": "abuse"},
        {"id": "c", "tier": "none", "kind": None},
    ]


@long
def test_the_command_gives_json(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = file_of(tmp_path, {"id": "a", "text": "I want to kill myself", "label": "crisis", "kind": "suicide"})
    assert run(monkeypatch, "--messages", path, "--json", "--errors") == 0
    figures = json.loads(capsys.readouterr().out)
    assert figures["recall"]["any_tier"] == {"count": 1, "of": 1, "value": 1.0, "interval_95": [0.2065, 1.0]}
    assert figures["by_kind"]["suicide"]["pause"]["value"] == 1.0
    assert figures["missed"] == []
    assert set(figures["milliseconds"]) == {"median", "p99"}


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("{", "this is not JSON: EOF while parsing an object at line 1 column 1"),
        ("[]", "a message is an object such as"),
        ({"id": 1, "label": "crisis"}, "'text': field required"),
        ({"id": 1, "text": "x", "label": "perhaps"}, "'label': input should be 'crisis' or 'no_crisis'"),
        ({"id": 1, "text": 5, "label": "crisis"}, "'text': input should be a valid string"),
        ({"id": 1, "text": "x", "label": "crisis", "grey": "no"}, "'grey': input should be a valid boolean"),
    ],
)
def test_a_faulty_row_is_named_with_file_line_and_reason(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str], row: object, reason: str
) -> None:
    path = file_of(tmp_path, {"id": "a", "text": "x", "label": "crisis"}, row)
    assert run(monkeypatch, "--messages", path) == 1
    assert f"{path}:2: {reason}" in capsys.readouterr().err


@long
def test_a_file_that_cannot_be_read_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "--messages", tmp_path / "none.jsonl") == 1
    assert "it cannot be read: No such file or directory." in capsys.readouterr().err
    assert run(monkeypatch, "--messages", file_of(tmp_path, "")) == 1
    assert "there is no message in it." in capsys.readouterr().err
    broken = tmp_path / "broken.jsonl"
    broken.write_bytes(b"\xff\xfe")
    assert run(monkeypatch, "--messages", broken) == 1
    assert "this is not UTF-8 (byte 0)." in capsys.readouterr().err
    good = file_of(tmp_path, {"id": "a", "text": "x", "label": "crisis"})
    assert run(monkeypatch, "--messages", good, "--predictions", tmp_path / "no" / "out.jsonl") == 1
    assert "it cannot be written: No such file or directory." in capsys.readouterr().err
