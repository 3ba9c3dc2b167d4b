"""Every text that is said, with what is known of it: what kind it is, where it stands, and which way it leans.

Rule: the kind comes from the places in checks.yaml. A text at no place is a message when it looks like one (several
words and a full stop, say), so that what a new folder says is read before anybody names its keys.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from bot.dialogue.nodes import Listing, Node, Place, Table, Text
from bot.operations.content.files import ReadFile, behind, word, words
from bot.operations.content.forms import ChecksForm, Kind, PlaceForm
from bot.operations.content.patterns import place_pattern
from bot.operations.content.places import place_in

LEVELS = ("low", "middle", "high")

_TEMPLATE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{\w+\}", re.DOTALL)
_BRANCHES = re.compile(r"\{% if [^%]*%\}((?:(?!\{% if).)*?)\{% endif %\}", re.DOTALL)
_OTHERWISE = re.compile(r"\{% (?:elif [^%]*|else) %\}")
_SENTENCE = re.compile(r"\S+\s.*[.?!:”]", re.DOTALL)
FILLER = "\ue000"
"""What stands for a value that is filled in later: a word of its own that no rule knows."""


@dataclass(frozen=True, slots=True)
class Around:
    """What the tables around a text say of it. lean: below 0 it is for those who keep distance, above 0 for those who
    watch for signs."""

    relationship: str = ""
    lean: float = 0.0


@dataclass(frozen=True, slots=True)
class Spoken:
    """One text. value: as it stands in the file; text: with its spaces single and its placeholders filled."""

    file: ReadFile
    path: tuple[str, ...]
    node: Text
    kind: Kind
    around: Around

    @property
    def text(self) -> str:
        """The text as rules read it; as long as the value is, spaces apart."""
        return blanked(spaced(self.node.value))

    @property
    def where(self) -> str:
        """Its place, as checks.yaml names places."""
        return f"{self.file.name}:{'.'.join(self.path)}"

    def place(self, offset: int) -> Place:
        """Line and column of the character at `offset` of `text`."""
        return place_in(self.file.source, self.node, spaced(self.node.value), offset)


def spaced(value: str) -> str:
    """`value` with single spaces. A line break that the author wrote stays: it ends a sentence."""
    return "\n".join(" ".join(line.split()) for line in value.strip().split("\n"))


def blanked(text: str) -> str:
    """`text` with a filler, as long as it was, for everything that is filled in."""
    return _TEMPLATE.sub(lambda found: FILLER * len(found.group()), text)


def filled(value: str) -> str:
    """The text as it may be read: of several branches the longest, and a short word for everything filled in."""
    text, branches = spaced(value), 1
    while branches:
        text, branches = _BRANCHES.subn(lambda found: max(_OTHERWISE.split(found.group(1)), key=len), text)
    return spaced(_TEMPLATE.sub("word", text))


class Reader:
    """Finds what is said in files, by the places of checks.yaml."""

    def __init__(self, checks: ChecksForm) -> None:
        self._checks = checks
        self._kind_at = cache(lambda where: _kind_at(checks.places, where))

    def spoken(self, file: ReadFile) -> Iterator[Spoken]:
        """Every text that is said in this file."""
        for one in self._in(file, file.node, (), Around()):
            kind = self._kind_at(one.where) or ("message" if _SENTENCE.fullmatch(one.node.value.strip()) else "unsaid")
            if kind != "unsaid" and one.node.value.strip():
                yield replace(one, kind=kind)

    def _in(self, file: ReadFile, node: Node, path: tuple[str, ...], around: Around) -> Iterator[Spoken]:
        match node:
            case Text():
                yield Spoken(file, path, node, "unsaid", around)
            case Listing():
                for item in node.items:
                    if path and path[-1] in self._checks.choices and self._is_short(item):
                        yield from self._label(file, item, path, around)
                    else:
                        yield from self._in(file, item, path, around)
            case Table():
                inside = _around(node, around)
                for key, entry in node.entries.items():
                    yield from self._in(file, entry.value, (*path, key), inside)

    def _is_short(self, item: Node) -> bool:
        return isinstance(item, Table) and not item.entries.keys() & set(self._checks.choice_keys)

    def _label(self, file: ReadFile, item: Node, path: tuple[str, ...], around: Around) -> Iterator[Spoken]:
        for entry in item.entries.values() if isinstance(item, Table) else ():
            yield Spoken(file, (*path, "label"), entry.key, "unsaid", around)


def _kind_at(places: Sequence[PlaceForm], where: str) -> Kind | None:
    return next((one.kind for one in places if place_pattern((one.at,)).fullmatch(where)), None)


def _around(table: Table, around: Around) -> Around:
    """What this table adds to what is known."""
    relationship = word(table, "relationship") or around.relationship
    lean = around.lean
    for holder in (table, behind(table, "leaning"), behind(table, "fits")):
        if holder is not None and isinstance(holder, Table) and {"anxiety", "avoidance"} & holder.entries.keys():
            lean = _mean(words(behind(holder, "anxiety"))) - _mean(words(behind(holder, "avoidance")))
    return Around(relationship, lean)


def _mean(levels: Sequence[str]) -> float:
    """The middle of these levels, 0 to 2; of none named, the middle of all."""
    known = [LEVELS.index(level) for level in levels if level in LEVELS]
    return sum(known) / len(known) if known else 1.0
