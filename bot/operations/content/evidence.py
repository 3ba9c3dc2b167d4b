"""What texts about the reader rest on: the items they name exist, and are about the same relationship and dimension.

Rule: `evidence` stands beside a text or above several. It is a word (region, items, answers), a list of items, or a
table in which items stand behind any key but `region`, `option` and `level`. The tables around say what it holds for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.dialogue.faults import did_you_mean
from bot.dialogue.nodes import Listing, Node, Table, Text
from bot.operations.content.files import ReadFile, behind, leaves, word, words
from bot.operations.content.findings import Finding, at_place
from bot.operations.content.forms import EvidenceForm
from bot.operations.content.spoken import LEVELS
from bot.operations.content.tags import entries

_RULE = "evidence"
_DIMENSIONS = ("anxiety", "avoidance")
_NO_ITEMS = frozenset({"region", "option", "level"})
"""Keys of evidence behind which no item is named."""
_HALF = 0.5
"""An item is about a dimension when it tells at least half as much of it as of the other one."""


@dataclass(frozen=True, slots=True)
class _About:
    """What a text is about: relationship, region (level by dimension), and the dimension it names itself."""

    relationship: str = ""
    region: tuple[tuple[str, str], ...] = ()
    dimension: str = ""

    @property
    def dimensions(self) -> frozenset[str]:
        """The dimensions an item may be about: the one that is named, else both, since a region stands on both."""
        return frozenset({self.dimension} if self.dimension else _DIMENSIONS)

    @property
    def leaning(self) -> frozenset[str]:
        """The dimensions on which the region leans: one item at least has to be about one of them."""
        return frozenset(name for name, level in self.region if level != "middle")


@dataclass(frozen=True, slots=True)
class _Item:
    relationships: tuple[str, ...]
    dimensions: frozenset[str]


def unresolved(form: EvidenceForm, files: Sequence[ReadFile]) -> Iterator[Finding]:
    """Everything that evidence names and that is not there, or belongs elsewhere; and lists that carry too much."""
    items = _items(form, files)
    rests: dict[object, list[tuple[ReadFile, Node, int]]] = defaultdict(list)
    for file in files:
        for table, about in _cited(file.node, _About()):
            evidence = table.entries["evidence"].value
            yield from _of_one(form, file, evidence, about, items)
            if key := _key(form, evidence, about):
                rests[key].append((file, evidence, sum(1 for _leaf in _texts_under(table))))
    for held in rests.values():
        if (count := sum(number for _file, _node, number in held)) > form.at_most:
            file, node, _number = held[0]
            message = f"{count} texts rest on this same evidence: at most {form.at_most}; say of each what it rests on"
            yield at_place(_RULE, file, node.place, message)


def _items(form: EvidenceForm, files: Sequence[ReadFile]) -> dict[str, _Item]:
    found = {}
    for file, entry in entries(files, form.items):
        defaults = behind(file.node, "defaults")
        about = words(behind(entry, "relationship")) or (words(behind(defaults, "relationship")) if defaults else ())
        found[word(entry, "id")] = _Item(about, _dimensions(entry))
    return found


def _dimensions(item: Table) -> frozenset[str]:
    told = dict.fromkeys(_DIMENSIONS, 0.0)
    for path, leaf in leaves(item):
        if path[-1] in told and path[-2:-1] in (("loadings",), ("slopes",)):
            told[path[-1]] = max(told[path[-1]], abs(_number(leaf.value)))
    most = max(told.values())
    return frozenset(name for name, much in told.items() if most and much >= _HALF * most)


def _number(value: str) -> float:
    try:
        return float(value)
    except ValueError:
        return 0.0  # told by the check of the files themselves


def _cited(node: Node, about: _About) -> Iterator[tuple[Table, _About]]:
    """Every table with evidence, and what stands around it."""
    if isinstance(node, Listing):
        for item in node.items:
            yield from _cited(item, about)
    if isinstance(node, Table):
        levels = tuple((name, word(node, name)) for name in _DIMENSIONS if word(node, name) in LEVELS)
        inside = replace(
            about,
            relationship=word(node, "relationship") or about.relationship,
            region=levels or about.region,
            dimension=word(node, "dimension") or about.dimension,
        )
        if "evidence" in node.entries:
            yield node, inside
        for key, entry in node.entries.items():
            if key != "evidence":
                yield from _cited(entry.value, inside)


def _texts_under(table: Table) -> Iterator[Text]:
    """The sentences that this evidence stands for: all below it, but those with evidence of their own."""
    for key, entry in table.entries.items():
        yield from _texts(entry.value) if key != "evidence" else ()


def _texts(node: Node) -> Iterator[Text]:
    match node:
        case Text():
            if " " in node.value:
                yield node
        case Listing():
            for item in node.items:
                yield from _texts(item)
        case Table():
            if "evidence" not in node.entries:
                yield from _texts_under(node)


def _of_one(
    form: EvidenceForm, file: ReadFile, evidence: Node, about: _About, items: Mapping[str, _Item]
) -> Iterator[Finding]:
    if isinstance(evidence, Text) and evidence.value in form.words:
        if evidence.value == "region" and not about.region:
            message = "this rests on a region and names none: add `anxiety` and `avoidance`, or name items"
            yield at_place(_RULE, file, evidence.place, message, evidence.value)
        return
    if not any(leaf.value for _path, leaf in leaves(evidence)):
        yield at_place(_RULE, file, evidence.place, "this evidence names nothing: name items, or the region")
    for text in _named(form, evidence):
        for message in _belongs(form, text.value, about, items):
            yield at_place(_RULE, file, text.place, message, text.value)
    for some in _lists(evidence):
        told = {name for leaf in _named(form, some) for name in _dimensions_of(items, leaf.value)}
        if told and about.leaning and not told & about.leaning:
            leaning = " and ".join(sorted(about.leaning))
            message = f"none of these tells about {leaning}, on which this text leans: name one that does"
            yield at_place(_RULE, file, some.place, message)
    region = behind(evidence, "region")
    for name in _DIMENSIONS if isinstance(region, Table) else ():
        level = word(region, name) if region else ""
        if level and (name, level) not in about.region and about.region:
            message = f"this rests on {name} {level}, and stands where {name} is {dict(about.region).get(name)}"
            yield at_place(_RULE, file, region.place if region else evidence.place, message, level)


def _lists(node: Node) -> Iterator[Listing]:
    match node:
        case Listing():
            yield node
        case Table():
            for entry in node.entries.values():
                yield from _lists(entry.value)


def _dimensions_of(items: Mapping[str, _Item], name: str) -> frozenset[str]:
    return items[name].dimensions if name in items else frozenset()


def _named(form: EvidenceForm, evidence: Node) -> list[Text]:
    """The items that are named."""
    return [leaf for path, leaf in leaves(evidence) if leaf.value not in form.words and not _NO_ITEMS & {*path}]


def _belongs(form: EvidenceForm, name: str, about: _About, items: Mapping[str, _Item]) -> Iterator[str]:
    item = items.get(name)
    if item is None:
        yield f"no item named '{name}'{did_you_mean(name, items)}"
        return
    elsewhere = about.relationship and not {about.relationship, form.general} & set(item.relationships)
    if elsewhere:
        yield f"'{name}' asks about {', '.join(item.relationships)}, and this text is about {about.relationship}"
    if not item.dimensions & about.dimensions:
        tells, needed = (" and ".join(sorted(names)) for names in (item.dimensions, about.dimensions))
        yield f"'{name}' tells about {tells}, and this text is about {needed}"


def _key(form: EvidenceForm, evidence: Node, about: _About) -> object:
    """What makes two pieces of evidence the same; nothing for a word that names no list."""
    if isinstance(evidence, Text) and evidence.value == "region":
        return (about.relationship, about.region)
    return tuple(sorted(text.value for text in _named(form, evidence)))
