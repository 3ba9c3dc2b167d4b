"""The dialogue files as trees, read once.

Rule: nothing is judged here; what cannot be read at all is told as the loader tells it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from bot.dialogue.faults import Fault
from bot.dialogue.nodes import Listing, Node, Place, Table, Text, place_of
from bot.dialogue.yaml_text import read_yaml
from bot.operations.content.patterns import fits


@dataclass(frozen=True)
class ReadFile:
    """One file: its name below the folder, how it is shown to the author, what stands in it, and its tree."""

    name: str
    shown: str
    source: str
    node: Node

    @cached_property
    def placed(self) -> list[tuple[str, Node]]:
        """Every node with its place as checks.yaml names it, outer ones first."""
        placed: list[tuple[str, Node]] = []
        _place_all(self.node, f"{self.name}:", placed)
        return placed

    def place(self, *path: str | int) -> Place:
        """Where the value at `path` stands."""
        return place_of(self.node, path)

    def fault(self, place: Place, message: str) -> Fault:
        """A fault in this file."""
        return Fault(self.shown, *place, message)


def read_files(folder: Path, unread: tuple[str, ...]) -> tuple[list[ReadFile], list[Fault]]:
    """Every YAML file below `folder` but the unread ones, in order of their names; and what cannot be read."""
    files: list[ReadFile] = []
    faults: list[Fault] = []
    for name in sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.yaml")):
        if fits(unread, name):
            continue
        path = folder / name
        try:
            source = path.read_bytes()
        except OSError as error:
            faults.append(Fault(path.as_posix(), 0, 0, f"this cannot be read: {error.strerror}"))
            continue
        node, found = read_yaml(source, path.as_posix())
        faults.extend(found)
        if node is not None:
            files.append(ReadFile(name, path.as_posix(), source.decode("utf-8-sig"), node))
    return files, faults


def leaves(node: Node, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Text]]:
    """Every leaf with the keys above it."""
    match node:
        case Text():
            yield path, node
        case Listing():
            for item in node.items:
                yield from leaves(item, path)
        case Table():
            for key, entry in node.entries.items():
                yield from leaves(entry.value, (*path, key))


def _place_all(node: Node, where: str, placed: list[tuple[str, Node]]) -> None:
    placed.append((where, node))
    match node:
        case Listing():
            for item in node.items:
                _place_all(item, where, placed)
        case Table():
            for key, entry in node.entries.items():
                _place_all(entry.value, f"{where}{'' if where.endswith(':') else '.'}{key}", placed)


def word(node: Node, key: str) -> str:
    """The text behind `key` of a table, or nothing."""
    if isinstance(node, Table) and key in node.entries and isinstance(found := node.entries[key].value, Text):
        return found.value
    return ""


def words(node: Node | None) -> tuple[str, ...]:
    """The texts of a list; one text alone is a list of one."""
    match node:
        case Text():
            return (node.value,)
        case Listing():
            return tuple(item.value for item in node.items if isinstance(item, Text))
        case _:
            return ()


def behind(node: Node, key: str) -> Node | None:
    """What stands behind `key` of a table."""
    return node.entries[key].value if isinstance(node, Table) and key in node.entries else None
