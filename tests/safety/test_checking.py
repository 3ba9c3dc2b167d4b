"""What an operator has to check before going live."""

from __future__ import annotations

from datetime import date

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.safety.checking import is_due, listed
from bot.safety.helplines import Entry
from tests.long import long

TODAY = date(2026, 11, 26)


def entry(checked: date | None) -> Entry:
    return Entry("PT", "suicide", "A line", "123 456", "widely published", checked)


@pytest.mark.parametrize(
    ("checked", "due"),
    [(None, True), (date(2026, 6, 2), False), (date(2025, 11, 26), False), (date(2025, 11, 25), True)],
)
def test_a_number_is_due_when_nobody_looked_at_it_for_a_year(checked: date | None, due: bool) -> None:
    assert is_due(entry(checked), TODAY) is due


def test_each_says_where_it_was_found_and_when_that_was_verified() -> None:
    shown = list(listed([entry(None), entry(date(2025, 1, 31)), entry(date(2026, 6, 2))], TODAY, only_due=False))
    assert shown == [
        "PT  suicide  A line: 123 456  not yet checked [widely published]",
        "PT  suicide  A line: 123 456  checked 2025-01-31, more than 12 months ago [widely published]",
        "PT  suicide  A line: 123 456  checked 2026-06-02 [widely published]",
        "Of 3 numbers and pages, 2 are to be checked on the line's own page before going live.",
    ]


@long
def test_the_command_lists_all_or_only_what_is_due() -> None:
    whole, due = (CliRunner().invoke(app, ["safety", "helplines", *more]) for more in ([], ["--unchecked"]))
    assert (whole.exit_code, due.exit_code) == (0, 0)
    assert (
        "Samaritans: 116 123 or samaritans.org  checked 2026-06-02 [open-helplines, widely published]" in whole.output
    )
    assert "GB  suicide  Samaritans" not in due.output
    assert "SOS Voz Amiga: 213 544 545 or sosvozamiga.org  not yet checked" in due.output
