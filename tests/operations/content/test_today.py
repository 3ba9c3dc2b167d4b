"""What the companion says today keeps to the rules."""

from __future__ import annotations

from functools import cache

from bot.operations.content.checking import Report, check_content
from bot.operations.content.printing import tables
from tests.long import long
from tests.operations.content import DIALOGUES, NOTHING_KEPT


@cache
def report() -> Report:
    """Everything that is found in today's dialogues."""
    return check_content(DIALOGUES, NOTHING_KEPT)


@long
def test_nothing_is_found_in_what_is_said() -> None:
    assert [str(one.fault) for one in report().findings] == []


def test_the_folders_are_read_in_full() -> None:
    """So that an empty report means that all was read: 360 questions, three answers and lines each, one's own words."""
    assert report().texts > 360 * 8


def test_the_daily_questions_last_for_the_most_restricted_person() -> None:
    assert report().days >= 120


def test_every_file_reads_easily() -> None:
    graded = report().graded
    assert max(one.grade for one in graded) <= 8
    assert {one.file.partition("/")[0] for one in graded} >= {
        "explanations",
        "flows",
        "items",
        "prompts",
        "suggestions",
    }


def test_the_tables_name_every_line_of_the_guide() -> None:
    printed = "\n".join(tables(report()))
    assert all(one.module in printed for one in report().counted)
    assert f"for {report().days} days" in printed
