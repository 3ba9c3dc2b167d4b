"""An installed wheel brings its dialogues along."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

from tests.setup import ROOT

PIP = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]


def installed_wheel(folder: Path) -> Path:
    """The commands of an environment in which the project's wheel is installed."""
    build = [*PIP, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), str(ROOT)]
    subprocess.run(build, cwd=folder, check=True, capture_output=True)
    (wheel,) = folder.glob("securebase-*.whl")
    environment = folder / "environment"
    venv.create(environment, with_pip=False)
    python = environment / "bin" / "python"
    install = [*PIP, "--python", str(python), "install", "--no-deps", "--no-index", str(wheel)]
    subprocess.run(install, cwd=folder, check=True, capture_output=True)
    # The dependencies are those of this environment. A line in a .pth file adds its packages and not the .pth files
    # beside them, so the checkout itself stays out of reach.
    (site,) = (environment / "lib").glob("python*/site-packages")
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return environment / "bin"


def test_an_installed_wheel_finds_its_dialogues_from_an_empty_folder(tmp_path: Path) -> None:
    command = installed_wheel(tmp_path) / "securebase"
    empty = tmp_path / "empty"
    empty.mkdir()
    run = subprocess.run(
        [command, "dialogues", "check"], cwd=empty, env={"PATH": ""}, capture_output=True, text=True, check=False
    )
    assert run.stderr == ""
    assert run.returncode == 0
    assert run.stdout.startswith(str(tmp_path / "environment"))
    assert list(empty.iterdir()) == []
