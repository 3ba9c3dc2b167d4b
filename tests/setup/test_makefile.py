"""The Makefile, tried in a folder of its own with a Python that lacks something."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.setup import ROOT

NO_VENV = """#!/bin/sh
case "$*" in *ensurepip*) exit 1;; esac
exit 0
"""
TOO_OLD = """#!/bin/sh
case "$*" in *version_info*) exit 1;; esac
exit 0
"""


def make(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    # Inside `make test` the outer make hands its flags down; this one is on its own.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    return subprocess.run(
        ["make", *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A folder with what `make install` needs."""
    for name in ("Makefile", "pyproject.toml", "requirements.txt", "requirements-dev.txt"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def fake_python(folder: Path, text: str) -> str:
    script = folder / "python-of-the-test"
    script.write_text(text)
    script.chmod(0o755)
    return f"PYTHON={script}"


def test_a_missing_venv_module_names_its_package(clone: Path) -> None:
    run = make(clone, "install", fake_python(clone, NO_VENV))
    assert run.returncode != 0
    assert "apt install python3-venv" in run.stdout
    assert not (clone / ".venv").exists()


def test_an_old_python_is_refused(clone: Path) -> None:
    run = make(clone, "install", fake_python(clone, TOO_OLD))
    assert run.returncode != 0
    assert "Python 3.11" in run.stdout


@pytest.mark.parametrize(
    ("target", "stamps", "lock"),
    [("install", [".installed"], "requirements.txt"), ("install-dev", [".installed-dev"], "requirements-dev.txt")],
)
def test_installing_again_does_nothing_until_the_lock_changes(
    clone: Path, target: str, stamps: list[str], lock: str
) -> None:
    for name in ("bin/pip", *stamps):
        (clone / ".venv" / name).parent.mkdir(parents=True, exist_ok=True)
        (clone / ".venv" / name).touch()
    assert make(clone, "--question", target).returncode == 0
    later = (clone / ".venv" / stamps[0]).stat().st_mtime + 5
    os.utime(clone / lock, (later, later))
    assert make(clone, "--question", target).returncode == 1


@pytest.mark.parametrize(("target", "first"), [("run", "requirements.txt"), ("test", "requirements-dev.txt")])
def test_run_and_test_begin_with_their_installation(clone: Path, target: str, first: str) -> None:
    plan = make(clone, "--dry-run", target).stdout
    installs = [line for line in plan.splitlines() if "--require-hashes" in line]
    assert [line.split()[-1] for line in installs] == [first]
    assert plan.index("--require-hashes") < plan.index("bin/securebase")


def test_help_names_every_target(clone: Path) -> None:
    shown = make(clone, "help").stdout
    assert all(f"make {target} " in shown for target in ("run", "test", "check", "prove", "bench", "install", "lock"))


def test_continuous_integration_runs_the_command_that_everyone_runs() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert script.read_text(encoding="utf-8").splitlines()[-1] == "make test"
