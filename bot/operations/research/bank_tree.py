"""Reading a bank file's YAML, from any program's hand, with the place of everything in it.

Rule: form only. Banks come from scripts as often as from authors, so here an anchor, an alias and a wrapped line are
welcome, unlike in `dialogues/`. Leaves stay text, as everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator

import yaml

from bot.dialogue.faults import Fault
from bot.dialogue.nodes import Entry, Listing, Node, Place, Table, Text

_LOADER: type[yaml.SafeLoader] | type[yaml.CSafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DEEPEST = 20
_NOTHING = ("tag:yaml.org,2002:null",)


class _Unreadable(Exception):
    def __init__(self, place: Place, message: str) -> None:
        super().__init__(message)
        self.place, self.message = place, message


def read_tree(text: str, file: str) -> tuple[Node | None, yaml.Node | None, list[Fault]]:
    """The tree in our form, the same as PyYAML has it (for its marks), and faults; the trees are None with faults."""
    try:
        composed = yaml.compose(text, Loader=_LOADER)
        if composed is None:
            raise _Unreadable((1, 1), "this file is empty")
        return _node(composed, 0), composed, []
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)
        return None, None, [Fault(file, *place, f"this is no YAML: {error.problem or error.context}")]
    except yaml.YAMLError:
        return None, None, [Fault(file, 1, 1, "this is no YAML: it holds a character that no text has")]
    except _Unreadable as unreadable:
        return None, None, [Fault(file, *unreadable.place, unreadable.message)]


def _place(node: yaml.Node) -> Place:
    return node.start_mark.line + 1, node.start_mark.column + 1


def _node(node: yaml.Node, depth: int) -> Node:
    if depth > _DEEPEST:
        raise _Unreadable(_place(node), "too many levels inside each other")
    match node:
        case yaml.SequenceNode():
            return Listing(tuple(_node(one, depth + 1) for one in node.value), _place(node), bool(node.flow_style))
        case yaml.MappingNode():
            return Table(dict(_entries(node, depth)), _place(node))
        case yaml.ScalarNode():
            return Text(str(node.value), _place(node), quoted=bool(node.style))
        case _:
            raise _Unreadable(_place(node), "this is neither text nor a list nor keys with values")


def _entries(node: yaml.MappingNode, depth: int) -> Iterator[tuple[str, Entry]]:
    seen: dict[str, Place] = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise _Unreadable(_place(key), "a key is plain words")
        name = str(key.value)
        if name in seen:
            raise _Unreadable(_place(key), f"the key '{name}' stands here twice (first in line {seen[name][0]})")
        seen[name] = _place(key)
        if isinstance(value, yaml.ScalarNode) and value.tag in _NOTHING and not value.style:
            continue  # `family:` and `thresholds: null` say nothing
        yield name, Entry(Text(name, _place(key)), _node(value, depth + 1))
