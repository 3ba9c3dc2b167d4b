"""A journal to read: everything stands in it, on its day, and as it was written."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.journal.pages import EMPTY, Writing, pages

EVENING = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
LISBON, PUNE = ZoneInfo("Europe/Lisbon"), ZoneInfo("Asia/Kolkata")


def test_what_was_asked_stands_above_what_was_written() -> None:
    text = pages([Writing(EVENING, "What went well?", "a walk\nand the tea after it")], LISBON)
    assert (
        text
        == "# Journal\n\n## Monday, 23 November 2026\n\n**23:30** What went well?\n\n> a walk\n> and the tea after it\n"
    )


def test_the_days_are_those_of_the_persons_own_zone() -> None:
    writings = [Writing(EVENING, "", "late"), Writing(EVENING + timedelta(hours=12), "", "at noon")]
    assert pages(writings, PUNE).count("## ") == 1
    assert pages(writings, LISBON).count("## ") == 2


def test_a_journal_without_a_word_says_so() -> None:
    assert EMPTY in pages([], LISBON)


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=80), max_size=8))
def test_nothing_that_was_written_looks_like_anything_else(words: list[str]) -> None:
    text = pages([Writing(EVENING, "", one) for one in words], LISBON)
    own = [line for line in text.split("\n") if line.startswith(">")]
    assert len(own) == sum(len(one.splitlines()) or 1 for one in words)
    for one in words:
        for line in one.splitlines():
            assert f"> {line}".rstrip() in own
