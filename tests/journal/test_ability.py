"""What an author gets told about `export`, and what it says."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.dialogue.abilities import View
from bot.journal.ability import Export

VIEW = View({}, (), 7, 1, None, str)


@pytest.mark.parametrize("arguments", ["", "  ", {"what": "journal"}, ["Here."]])
def test_it_needs_the_sentence_that_goes_with_the_file(arguments: object) -> None:
    assert Export().problems(arguments) == ["write the sentence that goes with the file"]  # type: ignore[arg-type]


def test_the_sentence_goes_with_the_file() -> None:
    assert Export().problems("Here it is.") == []
    outcome = Export()("Here it is.", VIEW, None, datetime(2026, 11, 23, tzinfo=UTC))
    assert [(message.text, message.export) for message in outcome.messages] == [("Here it is.", "everything")]


def test_the_journal_can_go_alone() -> None:
    arguments = {"what": "journal", "sentence": "To read."}
    assert Export().problems(arguments) == []
    (message,) = Export()(arguments, VIEW, None, datetime(2026, 11, 23, tzinfo=UTC)).messages
    assert (message.text, message.export) == ("To read.", "journal")
    assert Export().problems({"what": "diary"}) == ["no file named 'diary'; there are: everything, journal"]
