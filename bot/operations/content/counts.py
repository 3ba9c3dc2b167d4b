"""How much of the guide is written.

Rule: a line of the guide counts what stands at its places: every text there, and every table (a state, say).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.dialogue.nodes import Listing, place_of
from bot.operations.content.files import ReadFile
from bot.operations.content.findings import Finding, at_place
from bot.operations.content.forms import ChecksForm, CountForm
from bot.operations.content.patterns import place_pattern


@dataclass(frozen=True, slots=True)
class Counted:
    """A line of the guide and what is there."""

    module: str
    wanted: int
    there: int


def count(guide: Sequence[CountForm], files: Sequence[ReadFile]) -> list[Counted]:
    """Every line of the guide, counted."""
    held = Counter(where for file in files for where, node in file.placed if not isinstance(node, Listing))
    return [Counted(one.module, one.wanted, _at(one, held)) for one in guide]


def _at(one: CountForm, held: Counter[str]) -> int:
    pattern = place_pattern(one.at)
    return sum(number for where, number in held.items() if pattern.fullmatch(where))


def too_few(checks: ChecksForm, counted: Sequence[Counted], file: ReadFile) -> Iterator[Finding]:
    """Lines of the guide of which not enough is there."""
    for number, one in enumerate(counted):
        if one.there < one.wanted:
            place = place_of(file.node, ("counts", number))
            yield at_place("counts", file, place, f"{one.module}: {one.wanted} wanted, {one.there} there", one.module)
