"""What is shared for calibration: only what people agreed to, of twenty at least, and nothing that says whose it is."""

from __future__ import annotations

import csv
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.dialogue.abilities import Answer, Value
from bot.dialogue.conversation import Conversation
from bot.errors import StoreError
from bot.ledger import CONVERSATION_ENCODER
from bot.operations.research.responses_file import read_responses
from bot.operations.sharing import FEWEST, SHARES, shared_answers

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
ITEMS = ("friend_favour", "friend_quiet", "friend_joke")


def somebody(number: int, *, shares: bool = True) -> bytes:
    answers = (
        Answer("friend_favour", "friendship", number % 5, NOON),
        Answer("friend_quiet", "friendship", None, NOON),
        Answer("not_me", "friendship", 1, NOON),
        Answer("friend_favour", "friendship", (number + 1) % 5, NOON),
    )
    variables: dict[str, Value] = {"first_name": "Zephyrine", SHARES: shares}
    return CONVERSATION_ENCODER.encode(Conversation(number, "abcd", "1", answers=answers, variables=variables))


async def stored(*payloads: bytes) -> AsyncIterator[Mapping[int, bytes]]:
    for number, payload in enumerate(payloads):
        yield {number: payload}


async def test_the_latest_answer_to_each_item_is_written_and_nothing_else() -> None:
    text = await shared_answers(stored(*(somebody(number) for number in range(FEWEST))), ITEMS)
    header, *rows = csv.reader(text.splitlines())
    assert header == ["friend_favour"]
    assert [int(row[0]) for row in rows] == sorted((number + 1) % 5 + 1 for number in range(FEWEST))
    assert "Zephyrine" not in text


async def test_the_order_says_nothing_about_who_came_when() -> None:
    people = [somebody(number) for number in range(30)]
    assert await shared_answers(stored(*people), ITEMS) == await shared_answers(stored(*reversed(people)), ITEMS)


@pytest.mark.parametrize("others", [0, 50])
async def test_of_fewer_than_twenty_nothing_is_written(others: int) -> None:
    sharing = [somebody(number) for number in range(FEWEST - 1)]
    silent = [somebody(number, shares=False) for number in range(others)]
    with pytest.raises(StoreError, match="Fewer than 20"):
        await shared_answers(stored(*sharing, *silent, b"cannot be read"), ITEMS)


async def test_calibration_reads_it(tmp_path: Path) -> None:
    file = tmp_path / "answers.csv"
    file.write_text(await shared_answers(stored(*(somebody(number) for number in range(40))), ITEMS))
    assert len(read_responses(file, {"friend_favour": 5}).responses.answers) == 40
