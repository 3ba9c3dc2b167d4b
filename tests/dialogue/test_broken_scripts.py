"""Every way for a script to be wrong, each with the exact error an author gets.

A case is a file of tests/broken_scripts/, read as `dialogues/flows/broken.yaml` of a small script that is whole, or a
folder, laid over it. Beside it stands `name.error`. A new rule starts with its broken file.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from bot.dialogue import yaml_text
from bot.dialogue.loader import load_script
from bot.errors import ScriptError
from tests.dialogue.small_script import SmallShelf, small_files, write

CASES = Path(__file__).parents[1] / "broken_scripts"
ERRORS = sorted(CASES.glob("*.error"))


def files_of(case: str) -> dict[str, str | bytes]:
    """The whole small script with the case in it."""
    laid_over, files = CASES / case, dict[str, str | bytes](small_files())
    if not laid_over.is_dir():
        return {**files, "flows/broken.yaml": (CASES / f"{case}.yaml").read_bytes()}
    overlaid = {
        path.relative_to(laid_over).as_posix(): path.read_bytes() for path in laid_over.rglob("*") if path.is_file()
    }
    # A file that is laid over as nothing at all is not there.
    return {name: content for name, content in {**files, **overlaid}.items() if content != b""}


def error_of(directory: Path, case: str) -> str:
    write(directory, files_of(case))
    with pytest.raises(ScriptError) as caught:
        load_script(Path(directory.name), [SmallShelf()])
    return str(caught.value)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path / "dialogues"


@pytest.mark.parametrize("expected", ERRORS, ids=lambda path: path.stem)
def test_each_broken_script_gets_its_exact_error(expected: Path, folder: Path) -> None:
    assert error_of(folder, expected.stem) == expected.read_text(encoding="utf-8").rstrip("\n")


def test_each_case_has_its_error_and_each_error_its_case() -> None:
    cases = {path.stem for path in CASES.iterdir() if path.suffix != ".error"}
    assert cases == {path.stem for path in ERRORS}


@pytest.mark.parametrize("expected", ERRORS, ids=lambda path: path.stem)
def test_the_slow_parser_refuses_what_the_fast_one_refuses(
    expected: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Where PyYAML was built without its C part, the words may differ; the refusal may not.
    monkeypatch.setattr(yaml_text, "Parser", yaml.SafeLoader)
    assert error_of(folder, expected.stem)
