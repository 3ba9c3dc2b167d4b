"""Documents say what is so: commands, settings, links and dependencies are those of the program."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main

from bot.cli import app
from bot.settings import variable_names
from tests.long import long
from tests.setup import ROOT
from tests.setup.written_parts import stale, with_parts

DOCUMENTS = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def commands(group: Any = None, before: str = "securebase") -> Iterator[tuple[str, Any]]:
    """Every command of the program, as it is typed, with the command itself."""
    top: Any = typer.main.get_command(app)
    for name, command in (group or top).commands.items():
        full = f"{before} {name}"
        if hasattr(command, "commands"):
            yield from commands(command, full)
        else:
            yield full, command


@long
def test_the_written_parts_are_as_today() -> None:
    assert [document for document, _right in stale()] == [], "run `make docs`"


def test_a_document_that_lost_its_place_for_a_part_is_noticed() -> None:
    with pytest.raises(ValueError, match="0 places for 'settings'"):
        with_parts("docs/operating.md", "# Operating\n")


def test_the_two_commands_stand_on_the_first_screen_of_the_readme() -> None:
    first_screen = text_of("README.md").splitlines()[:25]
    assert any(line.startswith("make run") for line in first_screen)
    assert any(line.startswith("make test") for line in first_screen)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_make_command_in_a_document_is_in_the_makefile(document: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE))
    named = re.findall(r"(?:^|`)make ([a-z-]+)", document.read_text(encoding="utf-8"), re.MULTILINE)
    assert set(named) <= targets


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_command_in_a_document_is_one_of_the_program(document: Path) -> None:
    known = {name for name, _command in commands()}
    written = re.findall(
        r"`(?:\.venv/bin/)?(securebase [a-z]+(?: [a-z][a-z-]*)?)", document.read_text(encoding="utf-8")
    )
    assert not [words for words in written if not {words, words.rpartition(" ")[0]} & known]


def test_every_command_of_the_program_is_in_the_documents() -> None:
    written = text_of("README.md") + text_of("docs/operating.md")
    for name, command in commands():
        assert name in written
        options = [option for parameter in command.params for option in parameter.opts]
        assert all(option in written for option in options if option.startswith("--") and option != "--help")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_between_documents_leads_somewhere(document: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)", document.read_text(encoding="utf-8"))
    broken = [link for link in links if "://" not in link and not (document.parent / link).exists()]
    assert broken == []


def test_every_setting_stands_in_the_example_file() -> None:
    written = re.findall(r"^(?:# )?([A-Z_]+)=", text_of(".env.example"), re.MULTILINE)
    assert sorted(written) == sorted(variable_names())


def test_every_variable_in_a_document_or_container_is_a_setting() -> None:
    known = set(variable_names())
    named = re.compile(r"`((?:TELEGRAM|SECUREBASE|WEBHOOK|DATABASE|SENDS|DATA|DIALOGUES|LOG|SECRET)_[A-Z_]+)(?:[=`])")
    for document in DOCUMENTS:
        assert set(named.findall(document.read_text(encoding="utf-8"))) - {"TELEGRAM_", "SECUREBASE_"} <= known
    assert set(re.findall(r"^      ([A-Z_]+):", text_of("docker-compose.yml"), re.MULTILINE)) <= known


def test_every_direct_dependency_has_its_reason() -> None:
    project = tomllib.loads(text_of("pyproject.toml"))
    groups = project["dependency-groups"]
    wanted = [*project["project"]["dependencies"], *groups["build"], *groups["dev"]]
    names = {re.split(r"[\[>=<]", line)[0] for line in wanted if isinstance(line, str)}
    reasons = text_of("docs/architecture.md").partition("## What we depend on")[2]
    assert [name for name in sorted(names) if not re.search(rf"(?<![\w-]){name}(?![\w-])", reasons)] == []


def test_every_package_of_the_program_is_in_the_tree_of_the_architecture() -> None:
    tree = text_of("docs/architecture.md")
    packages = [path.parent.name for path in (ROOT / "bot").glob("*/__init__.py")]
    assert [name for name in packages if f"{name}/" not in tree] == []
