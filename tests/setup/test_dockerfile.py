"""The Dockerfile, carried out line by line in an empty folder that holds only what it copies.

Rule: no container engine is needed. `/` of the image is a folder here, and its Python a fresh virtual environment.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import yaml

from bot.operations.health import POLLER, SENDER, Heartbeats
from tests.setup import ROOT

NEEDS_A_CONTAINER = (
    "useradd --system --uid 10001 --no-create-home companion",
    "install -d -o companion -m 700 /data /keys",
)
"""Lines that would change the machine's users: the only ones that are not carried out."""


def instructions() -> list[tuple[str, str]]:
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    lines = re.sub(r"\\\n\s*", "", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE)).splitlines()
    pairs = [line.split(maxsplit=1) for line in lines if line.strip()]
    return [(word, rest) for word, rest in pairs]


def of_kind(kind: str) -> list[str]:
    return [rest for word, rest in instructions() if word == kind]


@dataclass
class Image:
    """The folder that stands for an image's `/`."""

    root: Path
    environment: dict[str, str] = field(default_factory=dict)
    folder: str = "/"

    def place(self, path: str) -> Path:
        return self.root / os.path.join(self.folder, path).lstrip("/")  # noqa: PTH118  # a path inside the image

    def do(self, word: str, rest: str) -> None:
        match word:
            case "ENV":
                for name, value in (pair.split("=", 1) for pair in shlex.split(rest)):
                    self.environment[name] = str(self.place(value)) if value.startswith("/") else value
            case "WORKDIR":
                self.folder = rest
                self.place(".").mkdir(parents=True)
            case "COPY":
                self.copy(*rest.split())
            case "RUN" if rest not in NEEDS_A_CONTAINER:
                run = self.run(["/bin/sh", "-c", rest])
                assert run.returncode == 0, run.stderr

    def copy(self, *paths: str) -> None:
        *sources, target = paths
        for source in sources:
            if (ROOT / source).is_dir():
                shutil.copytree(ROOT / source, self.place(target), ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(ROOT / source, self.place(target))

    def run(self, command: list[str]) -> subprocess.CompletedProcess[str]:
        environment = {
            "PATH": f"{self.root / 'python' / 'bin'}:/usr/bin:/bin",
            **{name: value for name, value in os.environ.items() if name.startswith(("PIP_", "SSL_"))},
            **self.environment,
        }
        return subprocess.run(
            command,
            cwd=self.place("."),
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    def files(self) -> set[tuple[str, int]]:
        """Every file that is not in a volume, with the time of its last change."""
        found = [path for path in self.root.rglob("*") if path.is_file()]
        outside = [path for path in found if path.relative_to(self.root).parts[0] not in ("data", "keys")]
        return {(str(path), path.stat().st_mtime_ns) for path in outside}


@pytest.mark.parametrize("source", [source for rest in of_kind("COPY") for source in rest.split()[:-1]])
def test_what_is_copied_exists_and_is_sent_to_the_engine(source: str) -> None:
    assert (ROOT / source).exists()
    assert f"!{source}" in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()


def test_the_image_is_named_by_a_tag_and_its_python_is_one_we_support() -> None:
    (image,) = of_kind("FROM")
    version = re.fullmatch(r"python:3\.(\d+)-slim", image)
    assert version is not None
    assert 11 <= int(version[1]) <= 14


def test_it_runs_as_its_own_user_and_that_is_all_that_needs_a_container() -> None:
    kinds = [word for word, _rest in instructions()]
    assert of_kind("USER") == ["companion"]
    assert kinds.index("USER") < kinds.index("ENTRYPOINT")
    assert all(kind != "RUN" for kind in kinds[kinds.index("USER") :])
    assert [rest for rest in of_kind("RUN") if rest in NEEDS_A_CONTAINER] == list(NEEDS_A_CONTAINER)


def test_compose_gives_it_a_read_only_root_and_two_volumes() -> None:
    service = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))["services"]["companion"]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert [volume.partition(":")[2] for volume in service["volumes"]] == json.loads(of_kind("VOLUME")[0])
    assert service["environment"] == {
        name: value for name, value in (pair.split("=") for pair in of_kind("ENV")[0].split()) if value.startswith("/")
    }


def test_its_lines_work_in_an_empty_folder(tmp_path: Path) -> None:
    image = Image(tmp_path / "image")
    subprocess.run([sys.executable, "-m", "venv", str(image.root / "python")], check=True)
    for word, rest in instructions():
        image.do(word, rest)
    before = image.files()
    entry = json.loads(of_kind("ENTRYPOINT")[0]) + json.loads(of_kind("CMD")[0])

    started = image.run(entry)
    assert started.returncode == 0, started.stderr
    assert "TELEGRAM_BOT_TOKEN is not set" in started.stderr
    assert image.place("/data/securebase.db").is_file()
    assert image.place("/keys/operator.key").is_file()
    assert image.files() == before, "it wrote outside its volumes"

    health = json.loads(of_kind("HEALTHCHECK")[0].partition("CMD")[2])
    assert image.run(health).returncode == 1
    for name in (POLLER, SENDER):
        Heartbeats(image.place("/data"))(name)
    assert image.run(health).returncode == 0
