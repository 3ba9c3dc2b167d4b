"""What is wrong with a text as YAML, in the words of someone who writes dialogues.

Rule: each sentence names the remedy, which is nearly always quotes. The grammar's own words ("block mapping", "scalar",
"token") never reach an author.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from yaml import Event, MarkedYAMLError, ScalarEvent
from yaml.error import Mark

from bot.dialogue.nodes import Place

QUOTE = "put the sentence in quotes"
CUT = f"' #' begins a comment here, and what follows is lost: {QUOTE} (or the comment on a line of its own)"
COMMA = f"a comma in braces ends a sentence, so '{{}}' is read as a key: {QUOTE}"
COLON = f"a colon inside a sentence makes a key of its beginning: {QUOTE}"
INDENTATION = "this line's indentation fits none above it: are there too many spaces, or too few?"
LONELY = "a key and a colon (or a dash) are missing before this text, or a quote above it is not closed"
ESCAPE = "a backslash in double quotes is written twice: '\\\\'"

_VALUE = re.compile(r"\s*(?:- +)*(?:(?:\"[^\"]*\"|'[^']*'|[^\s\"'{\[][^:]*):\s+)?")
"""What stands before a value on its line: indentation, dashes, a key."""


class Unreadable(Exception):
    """Reading cannot go on. mendable: only the sentence at `index` is at fault; without it the rest can be read."""

    def __init__(self, place: Place, message: str, index: int = -1, *, mendable: bool = False) -> None:
        super().__init__(message)
        self.place = place
        self.message = message
        self.index = index
        self.mendable = mendable


def starts_with(mark: Mark, text: str, length: int = 1) -> Unreadable:
    """A sentence begins with a character that YAML takes for itself."""
    sign = text[mark.index : mark.index + length]
    message = f"'{sign}' at the start of a sentence means something else here: {QUOTE}"
    return Unreadable(_place(mark), message, mark.index, mendable=True)


def explained(error: MarkedYAMLError, text: str, last: Event | None) -> Unreadable:
    """The fault behind PyYAML's error in `text`; `last` is the last event before it."""
    said = f"{error.context or ''}: {error.problem or ''}"
    for pattern, explain in _EXPLANATIONS:
        if re.search(pattern, said):
            return explain(error, text, last)
    place = _place(error.problem_mark or error.context_mark)
    return Unreadable(place, "this cannot be read: is a quote, a colon or a space wrong here, or just above?")


def _place(mark: Mark | None) -> Place:
    return (1, 1) if mark is None else (mark.line + 1, mark.column + 1)


def _line(mark: Mark, text: str) -> tuple[str, int]:
    """The line of `mark`, and its index in `text`."""
    begin = mark.index - mark.column
    return (text[begin:].splitlines() or [""])[0], begin


def _value_on(mark: Mark, text: str) -> Mark:
    """Where the value begins on the line of `mark`."""
    line, begin = _line(mark, text)
    found = _VALUE.match(line)
    column = found.end() if found else 0
    return Mark(None, begin + column, mark.line, column, None, None)


def _at_context(error: MarkedYAMLError, text: str, _last: Event | None) -> Unreadable:
    return starts_with(error.context_mark or error.problem_mark, text)


def _at_problem(error: MarkedYAMLError, text: str, _last: Event | None) -> Unreadable:
    mark = error.problem_mark
    if not _line(mark, text)[0][: mark.column].strip() and text[mark.index : mark.index + 1] in "-?":
        return Unreadable(_place(mark), INDENTATION)
    return starts_with(mark, text)


def _colon(error: MarkedYAMLError, text: str, last: Event | None) -> Unreadable:
    mark = error.problem_mark
    value = _value_on(mark, text)
    if unclosed := _swallowed(mark, last):
        return unclosed
    if value.column < mark.column:
        return Unreadable(_place(value), COLON, value.index, mendable=True)
    line = _line(mark, text)[0]
    place = (mark.line + 1, len(line) - len(line.lstrip()) + 1)
    return Unreadable(place, f"{INDENTATION[:-1]}, or does the sentence above need quotes?")


def _escape(error: MarkedYAMLError, _text: str, _last: Event | None) -> Unreadable:
    return Unreadable(_place(error.problem_mark), ESCAPE)


def _open_quote(error: MarkedYAMLError, _text: str, _last: Event | None) -> Unreadable:
    return Unreadable(_place(error.context_mark), "the quote that opens here is never closed")


def _open_bracket(error: MarkedYAMLError, text: str, _last: Event | None) -> Unreadable:
    mark = error.context_mark
    sign = text[mark.index : mark.index + 1]
    return Unreadable(_place(mark), f"'{sign}' opens here and is not closed as it should be; in a sentence: {QUOTE}")


def _lonely(error: MarkedYAMLError, _text: str, _last: Event | None) -> Unreadable:
    return Unreadable(_place(error.context_mark), LONELY)


def _left_over(error: MarkedYAMLError, text: str, last: Event | None) -> Unreadable:
    """Something stands where a new line with a key was due."""
    mark = error.problem_mark
    if unclosed := _swallowed(mark, last):
        return unclosed
    before = _line(mark, text)[0][: mark.column].rstrip()
    value = _value_on(mark, text)
    if before.endswith(('"', "'")):
        inside = "' inside single quotes ends them: use double quotes" if before[-1] == "'" else ""
        tail = "the sentence goes on behind its closing quote: quote the whole of it, with \\\" for a quote inside"
        return Unreadable(_place(value), inside or tail, value.index, mendable=True)
    if before.endswith(("]", "}")):
        return starts_with(value, text)
    return Unreadable(_place(mark), INDENTATION)


def _swallowed(mark: Mark, last: Event | None) -> Unreadable | None:
    """A quote that was left open is closed by the next one, lines below, and the fault shows there only."""
    if not isinstance(last, ScalarEvent) or last.style not in ('"', "'"):
        return None
    if last.end_mark.line == last.start_mark.line or last.end_mark.line != mark.line:
        return None
    return Unreadable(_place(last.start_mark), "the quote that opens here is not closed at the end of its sentence")


_Explanation = Callable[[MarkedYAMLError, str, Event | None], Unreadable]

_EXPLANATIONS: tuple[tuple[str, _Explanation], ...] = (
    (r"mapping values are not allowed", _colon),
    (r"cannot start any token|node content", _at_problem),
    (r"(entries|keys) are not allowed", _at_problem),
    (r"scanning an? (alias|anchor|tag|directive|block scalar)|parsing a tag|duplicate anchor", _at_context),
    (r"escape|hexadecimal", _escape),
    (r"quoted scalar", _open_quote),
    (r"expected ',' or", _open_bracket),
    (r"could not find expected ':'", _lonely),
    (r"expected (key|'-' indicator|<document start>|<block end>|'<document start>')", _left_over),
)
"""What PyYAML's two parsers say (they differ a little), and who explains it."""
