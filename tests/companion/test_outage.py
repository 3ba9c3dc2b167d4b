"""Without storage: help lines at once and once, one honest sentence for everybody else, no second card afterwards."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.companion import Incoming
from bot.dialogue.events import Blocked, Commanded, Edited, Event, Pressed, Said, Unsupported
from bot.dialogue.messages import Message, plain
from bot.house import House
from bot.ledger import MESSAGE_DECODER
from bot.outage import Direct, Outage
from bot.storage.store import Mark
from tests.opening import house_in, the_dialogues

ANA, BEN = 1, 2
NOW = datetime(2026, 11, 23, 20, tzinfo=UTC)


def update(number: int, event: Event, person: int = ANA) -> Incoming:
    return Incoming(person, event, NOW + timedelta(seconds=number), number, "Ana", "en")


def an_outage() -> Outage:
    dialogues = the_dialogues()
    return Outage(dialogues.script, dialogues.screen)


def send(outage: Outage, *batch: Incoming) -> list[Direct]:
    """Everything that is to be sent reaches Telegram."""
    directs = outage.answer(batch)
    for direct in directs:
        outage.sent(direct)
    return directs


def words(direct: Direct) -> str:
    return "\n".join(plain(message.text) for message in direct.messages)


@pytest.mark.parametrize(
    "event",
    [
        Said("I want to die"),
        Said("hi", also="I want to die"),
        Edited("I want to die"),
        Unsupported("poll", also="I want to die"),
        Commanded("note", "I want to die"),
        Commanded("sos"),
        Said("SOS"),
        Said("stop. I want to die"),
    ],
)
def test_a_call_for_help_is_answered_with_lines(event: Event) -> None:
    (direct,) = send(an_outage(), update(1, event))
    assert direct.is_help
    assert "findahelpline.com" in words(direct)
    assert "112" in words(direct)


def test_where_means_or_a_time_were_named_the_emergency_number_comes_first() -> None:
    (direct,) = send(an_outage(), update(1, Said("I want to kill myself tonight")))
    assert "112" in direct.messages[1].text.partition("\n\n")[0]


def test_what_is_said_in_pieces_is_read_together() -> None:
    first, second = send(an_outage(), update(1, Said("i want to")), update(2, Said("die")))
    assert (first.is_help, second.is_help) == (False, True)


def test_each_update_gets_its_lines_once_however_often_it_is_tried() -> None:
    outage, batch = an_outage(), [update(1, Said("I want to die")), update(2, Commanded("sos"), BEN)]
    assert len(send(outage, *batch)) == 2
    assert send(outage, *batch) == []
    assert len(send(outage, *batch, update(3, Said("I want to die")))) == 1


def test_what_did_not_reach_telegram_is_sent_at_the_next_try() -> None:
    outage, batch = an_outage(), [update(1, Said("I want to die"))]
    assert outage.answer(batch) == outage.answer(batch) != []


def test_everybody_else_is_told_once_in_an_outage() -> None:
    outage = an_outage()
    batch = [update(1, Said("hello")), update(2, Pressed("abcd.1", 0)), update(3, Commanded("menu"), BEN)]
    told = send(outage, *batch)
    assert [direct.person for direct in told] == [ANA, BEN]
    assert all("memory" in words(direct) for direct in told)
    assert send(outage, *batch, update(4, Said("hello?"))) == []
    outage.over(batch)
    assert len(send(outage, update(5, Said("hello")))) == 1


def test_somebody_who_was_told_is_still_given_lines() -> None:
    outage = an_outage()
    send(outage, update(1, Said("hello")))
    assert send(outage, update(2, Said("I want to die")))[0].is_help


@pytest.mark.parametrize("event", [Blocked(), Edited("hello")])
def test_what_wants_no_answer_gets_none(event: Event) -> None:
    assert send(an_outage(), update(1, event)) == []


def test_when_screening_fails_lines_are_sent() -> None:
    def fails(text: str) -> None:
        raise RuntimeError(text)

    (direct,) = Outage(the_dialogues().script, fails).answer([update(1, Said("hello"))])
    assert direct.is_help


def test_only_what_got_lines_is_marked() -> None:
    outage, batch = an_outage(), [update(1, Said("I want to die")), update(2, Said("hello"))]
    send(outage, *batch)
    assert outage.marked(batch) == [replace(batch[0], served=True), batch[1]]
    outage.over(batch)
    assert outage.marked(batch) == batch


@pytest.mark.parametrize(
    "event", [Said("I want to die"), Commanded("sos"), Said("SOS"), Commanded("note", "I want to die")]
)
async def test_when_storage_is_back_it_is_handled_without_a_second_card(event: Event, tmp_path: Path) -> None:
    outage, batch = an_outage(), [update(1, event)]
    send(outage, *batch)
    async with house_in(tmp_path) as house:
        await house.companion.respond(outage.marked(batch))
        said = await delivered(house)
        assert said[-1].choices, "the conversation goes on with its question"
        assert not [message for message in said if "findahelpline.com" in message.text]
        await house.companion.respond([update(2, Commanded("sos"))])
        again = [message.text for message in await delivered(house)]
        assert any("findahelpline.com" in text for text in again), "asked anew, they are named anew"


async def delivered(house: House) -> list[Message]:
    """Everything in the outbox, in order, and gone from it."""
    received: list[Message] = []
    while rows := await house.store.due(10, ()):
        received += [MESSAGE_DECODER.decode(row.payload) for row in rows]
        await house.store.mark([Mark(row.id, row.person) for row in rows])
    return received
