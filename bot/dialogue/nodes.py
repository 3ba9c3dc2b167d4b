"""What a YAML file holds, as a tree that remembers where everything stood.

Rule: every leaf is text, exactly as the author wrote it; a node is frozen. Lines and columns count from 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

Place = tuple[int, int]
"""Line and column."""


class Text(msgspec.Struct, frozen=True):
    """A leaf, or a key. quoted: it stands in quotes."""

    value: str
    place: Place
    quoted: bool = False


class Listing(msgspec.Struct, frozen=True):
    """A list. inline: written in brackets on a line, not with dashes."""

    items: tuple[Node, ...]
    place: Place
    inline: bool = False


class Table(msgspec.Struct, frozen=True):
    """Keys and what stands behind them, in the order of the file."""

    entries: dict[str, Entry]
    place: Place


class Entry(msgspec.Struct, frozen=True):
    """One key and its value."""

    key: Text
    value: Node


Node = Text | Listing | Table


def plain(node: Node) -> Any:
    """The node as text, lists and dicts."""
    match node:
        case Text():
            return node.value
        case Listing():
            return [plain(item) for item in node.items]
        case Table():
            return {key: plain(entry.value) for key, entry in node.entries.items()}


def place_of(node: Node, path: Sequence[str | int], *, key: bool = False) -> Place:
    """Where the value at `path` stands, or the nearest thing around it; with `key`, where its key stands."""
    place = node.place
    for step in path:
        if isinstance(node, Table) and step in node.entries:
            entry = node.entries[str(step)]
            place, node = (entry.key.place if key else entry.value.place), entry.value
        elif isinstance(node, Listing) and isinstance(step, int) and step < len(node.items):
            node = node.items[step]
            place = node.place
        else:
            break
    return place
