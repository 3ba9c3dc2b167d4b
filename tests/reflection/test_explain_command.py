"""`securebase reflection explain` tells how a question is chosen, and what is wrong with an invented person."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.errors import SettingsError
from tests.opening import the_dialogues

DAY = ("reflection", "explain", "--day", "2026-05-04")


@pytest.fixture
def loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    """The dialogues are loaded once for all tests, and not by every command."""
    monkeypatch.setattr("bot.house.load_dialogues", lambda folder: the_dialogues())


def explained(*more: str) -> str:
    done = CliRunner().invoke(app, [*DAY, *more], catch_exceptions=False)
    assert done.exit_code == 0
    return done.output


def test_each_day_has_its_question_its_tags_the_way_to_it_and_the_reason() -> None:
    lines = explained("--days", "2", "--picture", "romantic=high,low", "--leave-out", "anger").splitlines()
    assert len(lines) == 8
    assert lines[0].startswith("2026-05-04  ")
    assert "depth 1" in lines[1]
    assert lines[2].strip().startswith("left_out 339 > relationships ")
    assert lines[2].endswith("chance 1")
    assert lines[4].startswith("2026-05-05  ")
    assert lines[0] != lines[4]


@pytest.mark.usefixtures("loaded")
def test_the_same_person_gets_the_same_question() -> None:
    assert explained("--seed", "3") == explained("--seed", "3")


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize(
    "wrong",
    [
        ("--picture", "love=high,low"),
        ("--picture", "romantic=high"),
        ("--leave-out", "weather"),
        ("--too-much", "yesterday"),
    ],
)
def test_what_is_wrong_is_one_sentence(wrong: tuple[str, str]) -> None:
    with pytest.raises(SettingsError):
        explained(*wrong)
