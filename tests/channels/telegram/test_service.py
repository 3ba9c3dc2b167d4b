"""The whole door against a Bot API server on this machine: real HTTP, real time, nothing that waits for long."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import TypeVar

import pytest

from bot.attachment.picture_data import Data, plain_of
from bot.channels.telegram.sender import Rates
from bot.channels.telegram.service import Connection, serve
from bot.channels.telegram.setup import Profile
from bot.companion import Incoming
from bot.dialogue.events import Blocked, Commanded, Pressed, Said
from bot.dialogue.messages import Choice, Message, Picture
from bot.errors import SettingsError
from tests.channels.telegram.world import NOON, Companion, House
from tests.logged import logged
from tests.telegram_server import EVERYTHING, Person, Telegram

T = TypeVar("T")

MAP = Data(
    title="With this friend",
    notes=["A soft patch is a guess"],
    ends=["calm", "watchful", "close", "distant"],
    corners=["secure", "anxious", "avoidant", "disorganized"],
    names=["friend"],
    anxiety=[0.8],
    avoidance=[-0.2],
    anxiety_sd=[0.5],
    avoidance_sd=[0.6],
    correlation=[0.1],
)


@dataclass
class Echo(Companion):
    """Says what it heard, with two buttons below it; a press is confirmed by an edit."""

    house: House | None = None

    async def respond(self, batch: Sequence[Incoming]) -> Sequence[Incoming]:
        kept = await super().respond(batch)
        assert self.house is not None
        for incoming in batch:
            self.house.store.put(incoming.person, *_answers(incoming))
        return kept


def _answers(incoming: Incoming) -> list[Message]:
    match incoming.event:
        case Commanded(name="map"):
            return [Message("Your map.", picture=Picture("attachment_map", "A soft patch.", plain_of(MAP)))]
        case Said(text=text):
            return [Message(f"You said **{text}**.", (Choice("Yes"), Choice("No")), f"q.{incoming.id}")]
        case Pressed(question=question, choice=choice):
            return [Message(f"Pressed {choice}", replaces=question), Message("Thank you.")]
    return []


@pytest.fixture
def telegram() -> Iterator[Telegram]:
    with Telegram("12345:marked-token") as telegram:
        yield telegram


@pytest.fixture
def ana(telegram: Telegram) -> Person:
    return telegram.person(11, first_name="Ana", language_code="en")


def echoing() -> House:
    house = House()
    house.companion = Echo(house=house)
    return house


def connection_to(telegram: Telegram) -> Connection:
    return Connection(telegram.token, telegram.url, Rates(unasked=0, chat=0))


@asynccontextmanager
async def serving(house: House, connection: Connection, beats: list[str] | None = None) -> AsyncIterator[None]:
    stop = asyncio.Event()
    heard = beats if beats is not None else []
    running = asyncio.create_task(serve(house, connection, lambda: NOON, stop, heard.append))
    try:
        yield
    finally:
        stop.set()
        await running


async def when(person_does: Callable[[], T]) -> T:
    """The driver waits in a thread of its own, so that the door goes on meanwhile."""
    return await asyncio.to_thread(person_does)


async def test_a_person_writes_presses_and_leaves(telegram: Telegram, ana: Person) -> None:
    house, beats = echoing(), list[str]()
    async with serving(house, connection_to(telegram), beats):
        await when(telegram.waits_for_poll)
        ana.says("hello <b>")
        shown = await when(lambda: ana.waits_for("You said hello <b>."))
        assert shown.labels == ("Yes", "No")
        await when(lambda: ana.presses("No"))
        await when(lambda: ana.waits_for("Thank you."))
        await when(telegram.quiet)
        ana.blocks()
        await when(telegram.waits_for_poll)
    assert [message.text for message in ana.messages] == ["Pressed 1", "Thank you."]
    assert not ana.messages[0].buttons
    assert ana.answers == [""]
    assert [type(incoming.event) for incoming in house.companion.incoming] == [Said, Pressed, Blocked]
    assert {"poller", "sender"} == set(beats)


async def test_a_picture_arrives_as_an_image(telegram: Telegram, ana: Person) -> None:
    async with serving(echoing(), connection_to(telegram)):
        await when(telegram.waits_for_poll)
        ana.says("/map")
        shown = await when(lambda: ana.waits_for("Your map."))
    assert shown.photo is not None
    assert shown.photo.startswith(b"\x89PNG")


async def test_the_bot_presents_itself(telegram: Telegram) -> None:
    profile = Profile((("start", "Begin"),), "A companion.", "Scripted.")

    def is_presented() -> bool:
        return any(call.method == "setMyShortDescription" and call.status == 200 for call in telegram.calls)

    async with serving(House(), replace(connection_to(telegram), profile=profile)):
        await when(lambda: telegram.wait_until(is_presented, "presented"))
    assert [call.method for call in telegram.calls if call.method.startswith("setMy")] == [
        "setMyCommands",
        "setMyDescription",
        "setMyShortDescription",
    ]


async def test_what_was_left_in_the_outbox_leaves_at_the_next_start(telegram: Telegram, ana: Person) -> None:
    house = House()
    ana.says("hello")
    house.store.put(ana.id, Message("From before."))
    async with serving(house, connection_to(telegram)):
        await when(lambda: ana.waits_for("From before."))
    assert not house.store.rows


async def test_a_token_that_telegram_does_not_know_is_one_sentence(telegram: Telegram) -> None:
    with pytest.raises(SettingsError) as caught:
        await serve(House(), Connection("12345:another-token", telegram.url), lambda: NOON, asyncio.Event(), print)
    assert "TELEGRAM_BOT_TOKEN" in str(caught.value)
    assert "another-token" not in str(caught.value)


async def test_a_telegram_that_is_out_of_reach_at_the_start_is_said_once_and_reached_later(telegram: Telegram) -> None:
    telegram.faults.page(502, methods=EVERYTHING, times=2)
    with logged() as lines:
        async with serving(House(), connection_to(telegram)):
            await when(telegram.waits_for_poll)
    assert [line["log_level"] for line in lines] == ["warning", "info"]
    assert telegram.token not in str(lines)


async def test_a_stop_ends_a_door_that_reaches_nobody(unused_tcp_port: int) -> None:
    with logged() as lines:
        async with serving(House(), Connection("12345:marked-token", f"http://127.0.0.1:{unused_tcp_port}")):
            await asyncio.sleep(0.1)
    assert "marked-token" not in str(lines)
