"""What is wrong with a text as YAML, in the words of someone who writes dialogues.

Rule: each sentence names the remedy, which is nearly always quotes. The grammar's own words ("block mapping", "scalar",
"token") never reach an author.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import msgspec
from yaml import Event, MarkedYAMLError, ScalarEvent

from bot.dialogue.nodes import Place

QUOTE = "put the sentence in quotes"
CUT = f"' #' begins a comment here, and what follows is lost: {QUOTE} (or the comment on a line of its own)"
COMMA = f"a comma in braces ends a sentence, so '{{}}' is read as a key: {QUOTE}"
COLON = f"a colon inside a sentence makes a key of its beginning: {QUOTE}"
INDENTATION = "this line's indentation fits none above it: are there too many spaces, or too few"
LONELY = "a key and a colon (or a dash) are missing before this text, or a quote above it is not closed"
NO_KEY = "the key before this colon is missing"
NO_SPACE = "a space is missing behind this colon"
ESCAPE = "a backslash in double quotes is written twice: '\\\\'"
TAIL = "the sentence goes on behind its closing quote: quote the whole of it (a quote inside is written '\\\"')"
APOSTROPHE = "an apostrophe ends a sentence in single quotes: use double quotes"

_VALUE = re.compile(r"\s*(?:- +)*(?:(?:\"[^\"]*\"|'[^']*'|[^\s\"'{\[][^:]*):\s+)?")
"""What stands before a value on its line: indentation, dashes, a key."""

_TIGHT = re.compile(r"\s*(?:- +)*[A-Za-z_][\w ]*:(?=[^\s:/])")
"""A key whose colon has no space behind it."""


class Spot(msgspec.Struct, frozen=True):
    """A place in a text, and its index there."""

    index: int
    place: Place

    @property
    def line_begin(self) -> int:
        """The index at which its line begins."""
        return self.index - self.place[1] + 1


def spot(mark: Any) -> Spot:
    """Where a mark of PyYAML stands; its two parsers have a type of mark each, and may leave it out."""
    return Spot(0, (1, 1)) if mark is None else Spot(mark.index, (mark.line + 1, mark.column + 1))


class Unreadable(Exception):
    """A fault in the text at `place`. mendable: only the sentence at `index` is at fault; without it the rest can be
    read."""

    def __init__(self, place: Place, message: str, index: int = -1, *, mendable: bool = False) -> None:
        super().__init__(message)
        self.place = place
        self.message = message
        self.index = index
        self.mendable = mendable


def starts_with(where: Spot, text: str, length: int = 1) -> Unreadable:
    """A sentence begins with a character that YAML takes for itself."""
    sign = text[where.index : where.index + length]
    return _sentence_at(where, f"'{sign}' at the start of a sentence means something else here: {QUOTE}")


def explained(error: MarkedYAMLError, text: str, last: Event | None) -> Unreadable:
    """The fault behind PyYAML's error in `text`; `last` is the last event before it."""
    said = f"{error.context or ''}: {error.problem or ''}"
    problem, context = spot(error.problem_mark), spot(error.context_mark or error.problem_mark)
    for pattern, explain in _AT_PROBLEM:
        if re.search(pattern, said):
            return _swallowed(problem, last) or explain(problem, text)
    for pattern, explain in _AT_CONTEXT:
        if re.search(pattern, said):
            return explain(context, text)
    return Unreadable(problem.place, "this cannot be read: is a quote, a colon or a space wrong here, or just above?")


def _sentence_at(where: Spot, message: str) -> Unreadable:
    return Unreadable(where.place, message, where.index, mendable=True)


def _line(where: Spot, text: str) -> str:
    return (text[where.line_begin :].splitlines() or [""])[0]


def _value_on_line(where: Spot, text: str) -> Spot:
    """Where the value begins on the line."""
    found = _VALUE.match(_line(where, text))
    column = found.end() if found else 0
    return Spot(where.line_begin + column, (where.place[0], column + 1))


def _swallowed(where: Spot, last: Event | None) -> Unreadable | None:
    """A quote that was left open is closed by the next one, lines below, and the fault shows there only."""
    if not isinstance(last, ScalarEvent) or last.style not in ('"', "'"):
        return None
    begin, end = spot(last.start_mark).place, spot(last.end_mark).place
    if begin[0] == end[0] or end[0] != where.place[0]:
        return None
    return Unreadable(begin, "the quote that opens here is not closed at the end of its sentence")


def _odd_start(where: Spot, text: str) -> Unreadable:
    before = _line(where, text)[: where.place[1] - 1]
    sign = text[where.index : where.index + 1]
    if not before.strip() and sign in "-?":
        return Unreadable(where.place, f"{INDENTATION}?")
    if sign == "-":
        return _sentence_at(where, f"a list begins on a line of its own; for a sentence that begins with '-': {QUOTE}")
    return starts_with(where, text)


def _tight_colon(line: int, text: str) -> Unreadable | None:
    """`say:Hello` is one word to YAML, and the fault shows in the next line only."""
    lines = text.splitlines()
    found = _TIGHT.match(lines[line - 1]) if 0 < line <= len(lines) else None
    return None if found is None else Unreadable((line, found.end()), NO_SPACE)


def _colon(where: Spot, text: str) -> Unreadable:
    value = _value_on_line(where, text)
    if value.index < where.index:
        return _sentence_at(value, COLON)
    if colon := _tight_colon(where.place[0] - 1, text):
        return colon
    line = _line(where, text)
    place = (where.place[0], len(line) - len(line.lstrip()) + 1)
    return Unreadable(place, f"{INDENTATION}, or does the sentence above need quotes?")


def _lonely(where: Spot, text: str) -> Unreadable:
    return _tight_colon(where.place[0], text) or Unreadable(where.place, LONELY)


def _left_over(where: Spot, text: str) -> Unreadable:
    """Something stands where a new line with a key was due."""
    before = _line(where, text)[: where.place[1] - 1].rstrip()
    value = _value_on_line(where, text)
    if text[where.index : where.index + 1] == ":":
        return Unreadable(where.place, NO_KEY)
    if before.endswith('"'):
        return _sentence_at(value, TAIL)
    if before.endswith("'"):
        return _sentence_at(value, APOSTROPHE)
    if before.endswith(("]", "}")):
        return starts_with(value, text)
    return Unreadable(where.place, f"{INDENTATION}?")


def _open_bracket(where: Spot, text: str) -> Unreadable:
    sign = text[where.index : where.index + 1]
    return Unreadable(where.place, f"'{sign}' opens here and is not closed as it should be; in a sentence: {QUOTE}")


def _plainly(message: str) -> _Explain:
    return lambda where, _text: Unreadable(where.place, message)


_Explain = Callable[[Spot, str], Unreadable]

# What PyYAML's two parsers say (they differ a little), and who explains it: at the place of the problem, and at the
# place where the thing began in which the problem is.
_AT_PROBLEM: tuple[tuple[str, _Explain], ...] = (
    (r"mapping values are not allowed", _colon),
    (r"cannot start any token|node content|(entries|keys) are not allowed", _odd_start),
    (r"escape|hexadecimal", _plainly(ESCAPE)),
    (r"expected (key|'-' indicator|'?<document start>|<block end>)", _left_over),
)
_AT_CONTEXT: tuple[tuple[str, _Explain], ...] = (
    (r"scanning an? (alias|anchor|tag|directive|block scalar)|parsing a tag|duplicate anchor", starts_with),
    (r"quoted scalar", _plainly("the quote that opens here is never closed")),
    (r"expected ',' or", _open_bracket),
    (r"could not find expected ':'", _lonely),
)
