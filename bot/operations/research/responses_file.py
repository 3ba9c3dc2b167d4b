"""Reading the CSV of answers: a row a person, a column an item, the options counted from 1, empty = missing.

Rule: whatever makes no sense is named with file, line and column, all of it at once, and nothing is guessed. Columns
that say who or where a person is are passed over; which ones is told.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from bot.attachment.responses import MISSING, Responses
from bot.dialogue.faults import Fault, did_you_mean, shortened
from bot.operations.research.bank_file import read_text, refusal

_LABELS: Final = frozenset(
    (
        "id",
        "pid",
        "uid",
        "nr",
        "no",
        "index",
        "row",
        "key",
        "code",
        "case",
        "person",
        "people",
        "participant",
        "respondent",
        "subject",
        "user",
        "name",
        "responseid",
        "site",
        "country",
        "language",
        "lang",
        "locale",
        "culture",
        "group",
        "sample",
        "study",
        "wave",
        "session",
        "source",
        "lab",
        "age",
        "sex",
        "gender",
        "education",
        "date",
        "time",
        "timestamp",
        "start",
        "end",
        "duration",
        "weight",
        "year",
        "unnamed0",
    )
)
"""Columns that are no answers, by name: in lower case, letters and digits only, also with `id` or `code` behind."""
_MARKS: Final = ",;\t"
_NUMBER: Final = re.compile(r"\s*(\d{1,3})(?:\.0*)?\s*")
_LOOKED_AT: Final = 200


@dataclass(frozen=True, eq=False)
class ResponsesFile:
    """responses: of people with any answer. passed_over: columns that are no items. empty: how many rows have none."""

    responses: Responses
    passed_over: tuple[str, ...]
    empty: int


@dataclass(frozen=True)
class _Row:
    line: int
    cells: Sequence[str]


def read_responses(path: Path, options: Mapping[str, int]) -> ResponsesFile:
    """The answers in a file; options: an item's id -> how many options it has. Raises ResearchError with all faults."""
    return responses_from(read_text(path), str(path), options)


def responses_from(text: str, name: str, options: Mapping[str, int]) -> ResponsesFile:
    """The answers in a text; `name` is the file to say in faults."""
    try:
        header, rows = _rows(text)
    except csv.Error as error:
        raise refusal([Fault(name, 1, 1, f"this is no CSV: {error}")]) from None
    if header is None or not rows:
        raise refusal([Fault(name, 1, 1, "there must be a line with the items' ids, and a line for each person below")])
    faults = list(_faults_in_header(name, header, rows, options))
    columns = {place: title for place, title in enumerate(header.cells) if title in options}
    if not columns and not faults:
        raise refusal([Fault(name, header.line, 1, "no column bears the id of an item of the bank")])
    answers = np.full((len(rows), len(columns)), MISSING, dtype=np.int64)
    for number, row in enumerate(rows):
        if len(row.cells) != len(header.cells):
            said = f"this row has {len(row.cells)} cells; the first line has {len(header.cells)}"
            faults.append(Fault(name, row.line, 1, said))
            continue
        for column, (place, title) in enumerate(columns.items()):
            answer = _answer(row.cells[place], options[title])
            if isinstance(answer, str):
                faults.append(Fault(name, row.line, place + 1, f"column '{title}': {answer}"))
            else:
                answers[number, column] = answer
    if faults:
        raise refusal(sorted(faults))
    some = (answers != MISSING).any(axis=1)
    if not some.any():
        raise refusal([Fault(name, rows[0].line, 1, "nobody answered anything")])
    passed_over = tuple(title for title in header.cells if title not in options)
    return ResponsesFile(Responses(tuple(columns.values()), answers[some]), passed_over, int((~some).sum()))


def _rows(text: str) -> tuple[_Row | None, list[_Row]]:
    """The header and the rows below it; lines without anything are none."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    mark = max(_MARKS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    rows, line = [], 1
    for cells in reader:
        if any(cell.strip() for cell in cells):
            rows.append(_Row(line, cells))
        line = reader.line_num + 1
    if not rows:
        return None, []
    header = _Row(rows[0].line, [cell.strip() for cell in rows[0].cells])
    return header, rows[1:]


def _faults_in_header(name: str, header: _Row, rows: Sequence[_Row], options: Mapping[str, int]) -> Iterator[Fault]:
    seen: set[str] = set()
    for place, title in enumerate(header.cells):
        if title in seen and title in options:
            yield Fault(name, header.line, place + 1, f"there are two columns named '{title}'")
        seen.add(title)
        if title in options:
            continue
        cells = [row.cells[place].strip() for row in rows if place < len(row.cells)]
        if _is_label(title) or (place == 0 and len(set(cells)) == len(cells)):
            continue
        near = did_you_mean(title, [one for one in options if one not in header.cells])
        if near or all(_NUMBER.fullmatch(cell) or not cell for cell in cells[:_LOOKED_AT]):
            said = f"the bank has no item named '{shortened(title)}'{near}; rename the column or take it out"
            yield Fault(name, header.line, place + 1, said)


def _is_label(title: str) -> bool:
    plain = re.sub(r"[^a-z0-9]", "", title.lower())
    return plain in _LABELS or any(plain == f"{one}{end}" for one in _LABELS for end in ("id", "code"))


def _answer(cell: str, options: int) -> int | str:
    """The number of the option from 0 on, or what is wrong with it."""
    if not cell.strip():
        return MISSING
    number = _NUMBER.fullmatch(cell)
    if number is None:
        return f"'{shortened(cell)}' is no answer: a whole number from 1 to {options}, or empty for missing"
    option = int(number[1])
    if not 1 <= option <= options:
        return f"there is no option {option}: this item has 1 to {options}, and empty for missing"
    return option - 1
