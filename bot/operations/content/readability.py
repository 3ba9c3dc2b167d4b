"""How many years of school a file asks for: the grade of Flesch and Kincaid (1975), by textstat.

Rule: over a file, never over one message: a question of four words grades -1.8, and one long word 32. textstat is
imported here only, when something has to be measured (1.2 s, most of it for the dictionary of syllables).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from bot.operations.content.memory import Memory, key_of
from bot.operations.content.spoken import Spoken, filled

_READ = ("message", "scene", "statement")
_MARKUP = re.compile(r"[*_“”]")


def readable(texts: Iterable[Spoken]) -> str:
    """The sentences of a file as one text."""
    said = (_MARKUP.sub("", filled(one.node.value)) for one in texts if one.kind in _READ)
    lines = (line for text in said for line in text.split("\n") if line)
    return " ".join(line if line.endswith((".", "?", "!")) else f"{line}." for line in lines)


def grades(texts: Sequence[str], memory: Memory) -> list[float]:
    """The grade of each text."""
    return [_grade(text, memory) for text in texts]


def _grade(text: str, memory: Memory) -> float:
    key = key_of(text)
    kept = memory.recall("grade", key)
    if kept is None:
        import textstat  # noqa: PLC0415 (only when something changed)

        kept = float(textstat.flesch_kincaid_grade(text))
        memory.keep("grade", key, kept)
    return float(kept)
