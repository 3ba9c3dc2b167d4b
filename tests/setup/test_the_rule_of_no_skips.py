"""The suite's own rule, tried on a suite of one test."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CONFTEST = Path(__file__).parent.parent / "conftest.py"


def outcome_of(folder: Path, test: str) -> subprocess.CompletedProcess[str]:
    shutil.copy(CONFTEST, folder)
    (folder / "test_one.py").write_text(f"import pytest\n\n{test}\n")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", str(folder)]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    "test",
    [
        "def test_it(): pytest.skip('some day')",
        "@pytest.mark.xfail\ndef test_it(): assert False",
        "@pytest.mark.xfail\ndef test_it(): pass",
        "pytest.importorskip('nothing_of_that_name')",
    ],
)
def test_a_test_that_does_not_run_fails_the_suite(tmp_path: Path, test: str) -> None:
    run = outcome_of(tmp_path, "def test_other(): pass\n" + test)
    assert run.returncode != 0
    assert "NOT ALLOWED" in run.stdout


def test_what_reads_the_shared_data_may_skip_and_says_so_loudly(tmp_path: Path) -> None:
    run = outcome_of(tmp_path, "def test_it(): pytest.skip('no ../shared/data/ecr_r here')\ndef test_other(): pass")
    assert run.returncode == 0
    assert "!!! 1 tests did not run" in run.stdout


def test_a_suite_that_ran_whole_says_nothing_of_it(tmp_path: Path) -> None:
    run = outcome_of(tmp_path, "def test_it(): pass")
    assert run.returncode == 0
    assert "NOT ALLOWED" not in run.stdout
