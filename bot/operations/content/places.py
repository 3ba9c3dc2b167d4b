"""Where a character of a text stands in its file: line and column, as an editor counts them.

Rule: a text and its source are alike but for quotes, escapes and the spaces at which a long line was broken. So both
are walked side by side, and only what is no space is counted.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.dialogue.nodes import Place, Text

_CODES = {"x": 2, "u": 4, "U": 8}


def place_in(source: str, node: Text, text: str, offset: int) -> Place:
    """The place of the character at `offset` of `text` (the value of `node`, spaces apart)."""
    lines = source.splitlines(keepends=True)
    line, column = node.place
    before = sum(not character.isspace() for character in text[:offset])
    begin = sum(map(len, lines[: line - 1])) + column - 1
    for number, index in enumerate(_characters(source, begin)):
        if number == before:
            read = f"{source[:index]}.".splitlines()
            return len(read), len(read[-1])
    return node.place


def _characters(source: str, index: int) -> Iterator[int]:
    """The index of every character of the text that begins at `index`, spaces left out."""
    quote = source[index] if source[index : index + 1] in ("'", '"') else ""
    index += len(quote)
    while index < len(source):
        character = source[index]
        width, is_space = 1, character.isspace()
        if quote == '"' and character == "\\":
            following = source[index + 1 : index + 2]
            width, is_space = 2 + _CODES.get(following, 0), following in ("n", "\n", "\r", " ", "t")
        elif quote == "'" and source.startswith("''", index):
            width = 2
        elif character == quote:
            return
        if not is_space:
            yield index
        index += width
