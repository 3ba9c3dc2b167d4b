"""From YAML events to a tree of nodes, refusing what would silently mean something else than the author wrote.

Rule: a fault that hides nothing behind it is noted and reading goes on; one that makes the rest unreadable is raised.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

from bot.dialogue.nodes import Entry, Listing, Node, Place, Table, Text
from bot.dialogue.yaml_faults import COMMA, CUT, ESCAPE, NO_KEY, QUOTE, Spot, Unreadable, spot, starts_with

_DEEPEST = 30
"""Levels of keys and lists inside each other; more is no dialogue, and would exhaust the stack of who reads it."""

_SENTENCE_KEYS = frozenset({"say", "ask", "label", "text", "one of", "together", "scene", "short"})
_NAME = re.compile(r"[a-z0-9][\w.:+-]*")
_COMMENT = re.compile(r"[ \t]+#(.?)")
_DASHED_WORD = re.compile(r"-[^\W\d_]")
_DASH_ON_A_LINE = re.compile(r"[\r\n]\s*-\s")
_ESCAPE = re.compile(r"\\(.|[\r\n])")
_GOOD_ESCAPES = '\\"nuUx\n\r'


class _Open:
    """A list or a mapping that is not yet closed."""

    def __init__(self, place: Place, *, inline: bool) -> None:
        self.place = place
        self.inline = inline
        self.key: Text | None = None


class _OpenList(_Open):
    def __init__(self, place: Place, *, inline: bool) -> None:
        super().__init__(place, inline=inline)
        self.items: list[Node] = []


class _OpenTable(_Open):
    def __init__(self, place: Place, *, inline: bool) -> None:
        super().__init__(place, inline=inline)
        self.entries: dict[str, Entry] = {}


class Tree:
    """A tree that grows event by event. root: the finished tree; faults: what was noted on the way."""

    def __init__(self, text: str) -> None:
        self.root: Node | None = None
        self.faults: list[Unreadable] = []
        self._text = text
        self._open: list[_OpenList | _OpenTable] = []
        self._documents = 0

    def take(self, event: Any) -> None:
        """The next event of `yaml.parse`. Raises Unreadable when reading cannot go on."""
        match event:
            case yaml.ScalarEvent():
                self._refuse_marks(event)
                self._scalar(event)
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                self._refuse_marks(event)
                self._begin(event)
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self._end()
            case yaml.AliasEvent():
                raise starts_with(spot(event.start_mark), self._text)
            case yaml.DocumentStartEvent():
                self._documents += 1
                if self._documents > 1:
                    raise Unreadable(spot(event.start_mark).place, "a second part begins here: remove the line '---'")

    def _refuse_marks(self, event: Any) -> None:
        where = spot(event.start_mark)
        if event.anchor is not None or event.tag is not None:
            raise starts_with(where, self._text)
        if isinstance(event, yaml.MappingStartEvent):
            for sign in ("{{", "? "):
                if self._text.startswith(sign, where.index):
                    raise starts_with(where, self._text, length=len(sign.strip()))

    def _begin(self, event: Any) -> None:
        place, inline = spot(event.start_mark).place, bool(event.flow_style)
        if len(self._open) >= _DEEPEST:
            raise Unreadable(place, "too many levels inside each other")
        if self._open and isinstance(self._open[-1], _OpenTable) and self._open[-1].key is None:
            raise Unreadable(place, f"a key is plain words; in a sentence: {QUOTE}")
        kind = _OpenTable if isinstance(event, yaml.MappingStartEvent) else _OpenList
        self._open.append(kind(place, inline=inline))

    def _end(self) -> None:
        ended = self._open.pop()
        if isinstance(ended, _OpenTable):
            self._put(Table(ended.entries, ended.place))
        else:
            self._put(Listing(tuple(ended.items), ended.place, ended.inline))

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        if event.style in ("|", ">"):
            raise starts_with(spot(event.start_mark), self._text)
        if event.style == '"':
            self._check_escapes(event)
        elif not event.style:
            self._check_unquoted(event)
        self._put(Text(event.value, spot(event.start_mark).place, quoted=bool(event.style)))

    def _put(self, node: Node) -> None:
        """`node` is finished: it goes where it belongs."""
        if not self._open:
            self.root = node
            return
        around = self._open[-1]
        if isinstance(around, _OpenList):
            around.items.append(node)
        elif around.key is None:
            # A key that is no text was refused when it began.
            assert isinstance(node, Text)  # noqa: S101
            self._check_key(node, around)
            around.key = node
        else:
            around.entries.setdefault(around.key.value, Entry(around.key, node))
            around.key = None

    # What is refused

    def _note(self, place: Place, message: str) -> None:
        self.faults.append(Unreadable(place, message))

    def _check_key(self, key: Text, around: _OpenTable) -> None:
        if key.value == "<<":
            self._note(key.place, "'<<' is not used here: write the keys out")
        elif key.value in around.entries:
            line = around.entries[key.value].key.place[0]
            self._note(key.place, f"the key '{key.value}' stands here twice (first in line {line})")

    def _check_unquoted(self, event: yaml.ScalarEvent) -> None:
        begin, end = spot(event.start_mark), spot(event.end_mark)
        written = self._text[begin.index : end.index]
        if not event.value:
            self._check_empty(begin)
        elif event.value[0] == "-" and _DASHED_WORD.match(event.value):
            self._note(begin.place, "a dash needs a space behind it")
        elif begin.place[0] != end.place[0] and _DASH_ON_A_LINE.search(written):
            self._note(begin.place, f"a list begins inside this sentence: is the dash indented too far? Or {QUOTE}")
        elif self._is_cut(event.value, end.index):
            self._note(begin.place, CUT)

    def _check_empty(self, where: Spot) -> None:
        around = self._open[-1] if self._open else None
        key = around.key if isinstance(around, _OpenTable) else None
        if around is None:
            return  # an empty file
        if comment := _COMMENT.match(self._text, where.index):
            line, column = where.place
            self._note((line, column + comment.group().index("#")), CUT)
        elif isinstance(around, _OpenTable) and key is None:
            self._note(where.place, NO_KEY)
        elif key is None:
            self._note(where.place, "nothing stands behind this dash")
        elif around.inline and not self._text[: where.index].rstrip().endswith(":"):
            self._note(key.place, COMMA.format(key.value))
        else:
            self._note(key.place, f"nothing stands behind '{key.value}'")

    def _is_cut(self, value: str, end: int) -> bool:
        """Whether a ` #` behind an unquoted sentence cuts it off. Behind a name (`go: agreement  # why`) it is fine."""
        comment = _COMMENT.match(self._text, end)
        if comment is None:
            return False
        keys = [level.key.value for level in self._open[-2:] if level.key]
        is_sentence = bool(keys) and keys[-1] in _SENTENCE_KEYS
        return is_sentence or not _NAME.fullmatch(value) or comment.group(1) not in ("", " ")

    def _check_escapes(self, event: yaml.ScalarEvent) -> None:
        # `"\_"` is a space that cannot break, to YAML; the author meant an underscore that is no italics.
        begin, end = spot(event.start_mark).index, spot(event.end_mark).index
        for escape in _ESCAPE.finditer(self._text[begin:end]):
            if escape.group(1) not in _GOOD_ESCAPES:
                before = self._text[: begin + escape.start() + 1].splitlines()
                self._note((len(before), len(before[-1])), ESCAPE)
