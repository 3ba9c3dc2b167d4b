"""Reading YAML as authors mean it: every leaf is text, every place is remembered, every trap is refused.

Rule: only the form of the text is judged here, not what it says. Read from `yaml.parse` events rather than constructed
values, because only there an anchor, an alias, a tag or a block sign is still to be seen; `- &you matter` would
silently lose a word. No resolver runs, so `no`, `20:30` and `1.0` stay what was written.

After a fault inside one sentence the rest is read on, so that an author hears of all of them at once.
"""

from __future__ import annotations

import codecs
import re

import yaml

from bot.dialogue.faults import Fault
from bot.dialogue.nodes import Node
from bot.dialogue.yaml_faults import Unreadable, explained
from bot.dialogue.yaml_tree import Tree

Parser: type[yaml.SafeLoader] | type[yaml.CSafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The parser written in C, where PyYAML was built with it (0.13 s for 465 KB; the other one 0.74 s)."""

_MOST_REPAIRS = 50

_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_TAB = re.compile(r"(?m)^[ \-]*\t")
_OTHER_ENCODINGS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def read_yaml(source: bytes, file: str) -> tuple[Node | None, list[Fault]]:
    """The tree of one file and no faults, or no tree and all faults that show. `file` is the name to say in them."""
    try:
        text = _decoded(source)
        _refuse_odd_characters(text)
        node, found = _read(text)
    except Unreadable as unreadable:
        node, found = None, [unreadable]
    faults = sorted({Fault(file, *fault.place, fault.message) for fault in found})
    return (None if faults else node), faults


def _decoded(source: bytes) -> str:
    if source.startswith(_OTHER_ENCODINGS):
        raise Unreadable((1, 1), "this file is in UTF-16: save it as UTF-8")
    try:
        return source.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = source[: error.start].decode("utf-8-sig", errors="replace")
        raise Unreadable(_place_of_end(before), "this character is not UTF-8: save the file as UTF-8") from None


def _refuse_odd_characters(text: str) -> None:
    if odd := _UNPRINTABLE.search(text):
        code = f"U+{ord(odd.group()):04X}"
        raise Unreadable(_place_of_end(text[: odd.start()]), f"an invisible character ({code}) stands here: remove it")
    if tab := _TAB.search(text):
        raise Unreadable(_place_of_end(text[: tab.end() - 1]), "a tab stands here: use spaces")


def _place_of_end(before: str) -> tuple[int, int]:
    lines = f"{before}.".splitlines()
    return len(lines), len(lines[-1])


def _read(text: str) -> tuple[Node | None, list[Unreadable]]:
    """The tree, or the faults: a sentence that stops the reading is taken out, and the rest read again."""
    mended: list[Unreadable] = []
    for _ in range(_MOST_REPAIRS):
        tree = Tree(text)
        try:
            _fill(tree, text)
        except Unreadable as unreadable:
            mended.append(unreadable)
            repaired = _repaired(text, unreadable)
            if repaired is None:
                break
            text = repaired
        else:
            break
    return tree.root, [*mended, *tree.faults]


def _fill(tree: Tree, text: str) -> None:
    last: yaml.Event | None = None
    try:
        for event in yaml.parse(text, Loader=Parser):
            tree.take(event)
            last = event
    except yaml.MarkedYAMLError as error:
        raise explained(error, text, last) from None
    if tree.root is None and not tree.faults:
        raise Unreadable((1, 1), "this file is empty")


def _repaired(text: str, unreadable: Unreadable) -> str | None:
    """`text` without the sentence at fault; None when more than that is at fault."""
    if not unreadable.mendable:
        return None
    begin = unreadable.index - unreadable.place[1] + 1
    if any(bracket in text[begin : unreadable.index] for bracket in "{["):
        return None  # the end of the line closes the bracket
    line = text[begin:].splitlines()[0]
    return f"{text[: unreadable.index]}_{text[begin + len(line) :]}"
