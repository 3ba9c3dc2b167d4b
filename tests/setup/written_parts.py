"""The parts of the documents that are made from the code: `make docs` writes them, a test compares them.

Rule: what a machine can say about the program, a person does not copy by hand.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from functools import partial

import msgspec

from bot.exporting import Export
from bot.settings import settings_table
from tests.setup import ROOT
from tests.setup.plans import document_of, plans, transcript_of
from tests.setup.played import played
from tests.setup.transcript import transcript


def export_schema() -> str:
    """The form of data.json."""
    return f"```json\n{json.dumps(msgspec.json.schema(Export), indent=1)}\n```\n"


PARTS: dict[tuple[str, str], Callable[[], str]] = {
    ("docs/export.md", "schema"): export_schema,
    ("README.md", "transcript"): transcript,
    ("docs/operating.md", "settings"): settings_table,
    ("docs/transcripts/a_situation.md", "not safe"): partial(played, "situation_not_safe"),
    ("docs/transcripts/a_situation.md", "safe"): partial(played, "situation_safe_and_another"),
    ("docs/transcripts/now.md", "held"): partial(played, "now_held_until_tomorrow"),
    ("docs/transcripts/now.md", "alone"): partial(played, "now_alone_tonight"),
    ("docs/transcripts/now.md", "jealous"): partial(played, "now_jealous_to_the_situation"),
    ("docs/transcripts/coming_back.md", "quiet week"): partial(played, "back_after_a_quiet_week"),
    ("docs/transcripts/coming_back.md", "months"): partial(played, "back_after_weeks_and_months"),
    ("docs/transcripts/coming_back.md", "goodbye"): partial(played, "a_month_and_a_goodbye"),
}
"""(document, the part's name between its marks) -> what stands there."""


def with_parts(document: str, text: str) -> str:
    """`text` of `document` with every written part as it is today."""
    for (name, part), made in PARTS.items():
        if name == document:
            marks = re.compile(rf"(<!-- {part}: begin -->\n).*?(<!-- {part}: end -->)", re.DOTALL)
            if (found := len(marks.findall(text))) != 1:
                raise ValueError(f"{document} has {found} places for {part!r}, and needs one")
            # Backslashes in what is written are not marks of a pattern.
            text = marks.sub(r"\1" + made().replace("\\", r"\\") + r"\2", text)
    return text


def stale() -> Iterator[tuple[str, str]]:
    """Each document that is not as it should be, and its right text."""
    for document in sorted({document for document, _part in PARTS}):
        text = (ROOT / document).read_text(encoding="utf-8")
        if (right := with_parts(document, text)) != text:
            yield document, right
    for name in plans():
        place = ROOT / document_of(name)
        if (right := transcript_of(name)) != (place.read_text(encoding="utf-8") if place.exists() else ""):
            yield document_of(name), right


if __name__ == "__main__":
    for document, right in stale():
        (ROOT / document).write_text(right, encoding="utf-8")
