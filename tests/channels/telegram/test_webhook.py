"""Rule: 200 after the commit and never before; whatever else happens, Telegram brings the update again.

Real HTTP on loopback on this side; towards Telegram the network is pretended.
"""

from __future__ import annotations

import asyncio
import io
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest

from bot.channels.telegram.line import Line
from bot.channels.telegram.updates import ALLOWED
from bot.channels.telegram.webhook import LARGEST, SECRET_HEADER, Address, Webhook
from bot.companion import Incoming
from bot.dialogue.events import Said
from bot.errors import SettingsError, StoreUnavailable
from tests.channels.telegram.world import Companion, Fate, Network, intake_of, message_update, press_update
from tests.logged import logged

SECRET = "a-marked-secret"  # noqa: S105 (it opens nothing)


@dataclass
class Gated(Companion):
    """A companion whose transactions take until the gate is opened."""

    gate: asyncio.Event = field(default_factory=asyncio.Event)
    begun: asyncio.Event = field(default_factory=asyncio.Event)

    async def respond(self, batch: Sequence[Incoming]) -> Sequence[Incoming]:
        self.begun.set()
        await self.gate.wait()
        return await super().respond(batch)


@dataclass
class Served:
    """A webhook that listens. `brings` is what Telegram does."""

    url: str
    session: aiohttp.ClientSession
    stop: asyncio.Event
    running: asyncio.Task[None]

    async def brings(self, update: Any, secret: str = SECRET) -> int:
        async with self.session.post(self.url, json=update, headers={SECRET_HEADER: secret}) as answer:
            return answer.status

    async def brings_bytes(self, body: bytes | io.BytesIO, method: str = "POST") -> int:
        async with self.session.request(method, self.url, data=body, headers={SECRET_HEADER: SECRET}) as answer:
            return answer.status


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@asynccontextmanager
async def served(companion: Companion, network: Network | None = None, secret: str = SECRET) -> AsyncIterator[Served]:
    network = network or Network(seconds=0)
    stop, port = asyncio.Event(), free_port()
    address = Address("https://bot.example.org/hook", "127.0.0.1", port, secret)
    webhook = Webhook(network.bot(), Line(stop, lambda: None), intake_of(network, companion), address)
    running = asyncio.create_task(webhook.run(stop))
    async with aiohttp.ClientSession() as session:
        one = Served(f"http://127.0.0.1:{port}/any/path", session, stop, running)
        while not network.made("setWebhook"):
            await asyncio.sleep(0.01)
            assert not running.done(), running.exception()
        try:
            yield one
        finally:
            stop.set()
            await running


def said(companion: Companion) -> list[list[str]]:
    return [
        [incoming.event.text for incoming in batch if isinstance(incoming.event, Said)] for batch in companion.batches
    ]


async def test_an_update_is_answered_with_200_after_its_transaction() -> None:
    companion = Gated()
    async with served(companion) as one:
        bringing = asyncio.create_task(one.brings(message_update(5, text="one")))
        await companion.begun.wait()
        assert not bringing.done()
        companion.gate.set()
        assert await bringing == 200
    assert said(companion) == [["one"]]


async def test_what_arrives_while_a_transaction_runs_is_the_next_batch_in_the_order_of_the_ids() -> None:
    companion = Gated()
    async with served(companion) as one:
        first = asyncio.create_task(one.brings(message_update(5, text="one")))
        await companion.begun.wait()
        numbers = (9, 6, 8, 7)
        rest = [asyncio.create_task(one.brings(message_update(number, text=str(number)))) for number in numbers]
        await _until_answered(one, press_update(10))
        companion.gate.set()
        assert [await task for task in (first, *rest)] == [200] * 5
    assert said(companion)[0] == ["one"]
    assert said(companion)[1] == ["6", "7", "8", "9"]


async def _until_answered(one: Served, update: Any) -> None:
    """Bring one more, and give those before it the time to arrive."""
    task = asyncio.create_task(one.brings(update))
    await asyncio.sleep(0.2)
    assert not task.done()


async def test_the_same_update_brought_twice_is_handed_over_once_and_both_get_200() -> None:
    companion = Gated()
    async with served(companion) as one:
        twice = [asyncio.create_task(one.brings(message_update(5, text="one"))) for _ in range(2)]
        await companion.begun.wait()
        await asyncio.sleep(0.1)
        companion.gate.set()
        assert [await task for task in twice] == [200, 200]
    assert said(companion) == [["one"]]


async def test_a_request_that_was_given_up_keeps_its_update() -> None:
    companion = Gated()
    async with served(companion) as one:
        impatient = asyncio.create_task(one.brings(message_update(5, text="one")))
        await companion.begun.wait()
        impatient.cancel()
        again = asyncio.create_task(one.brings(message_update(5, text="one")))
        await asyncio.sleep(0.1)
        companion.gate.set()
        assert await again == 200
    assert said(companion) == [["one"]]


@pytest.mark.parametrize("secret", ["", "another", SECRET + "x", "é"])
async def test_a_stranger_is_refused(secret: str) -> None:
    companion = Companion()
    async with served(companion) as one:
        assert await one.brings(message_update(5, text="one"), secret) == 403
    assert companion.batches == []


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"text"', b"\xff", b'{"update_id": "x"}', b"[" * 100_000])
async def test_what_nobody_can_read_is_passed_over_and_never_comes_again(body: bytes) -> None:
    companion = Companion()
    with logged() as lines:
        async with served(companion) as one:
            assert await one.brings_bytes(body) == 200
            assert await one.brings(message_update(5, text="one")) == 200
    assert [line["log_level"] for line in lines] == ["warning"]
    assert said(companion) == [["one"]]


async def test_a_body_that_is_too_large_and_another_method_are_refused() -> None:
    async with served(Companion()) as one:
        assert await one.brings_bytes(io.BytesIO(b" " * (LARGEST + 1))) == 413
        assert await one.brings_bytes(b"", "GET") == 405


async def test_a_database_that_is_away_gets_the_same_batch_again() -> None:
    companion = Companion(faults=[StoreUnavailable("away")])
    async with served(companion) as one:
        assert await one.brings(message_update(5, text="one")) == 200
    assert said(companion) == [["one"]]


async def test_what_is_not_committed_at_the_stop_is_refused_and_so_comes_again() -> None:
    companion = Companion(faults=[StoreUnavailable("away")] * 100)
    async with served(companion) as one:
        bringing = asyncio.create_task(one.brings(message_update(5, text="one")))
        await asyncio.sleep(0.2)
        one.stop.set()
        assert await bringing == 503


async def test_a_press_is_answered_before_its_transaction() -> None:
    companion, network = Gated(), Network(seconds=0)
    async with served(companion, network) as one:
        bringing = asyncio.create_task(one.brings(press_update(5)))
        await companion.begun.wait()
        await asyncio.sleep(0.05)
        assert [call.parameters["callback_query_id"] for call in network.made("answerCallbackQuery")] == ["press5"]
        companion.gate.set()
        assert await bringing == 200


async def test_the_wishes_of_a_webhook() -> None:
    network = Network(seconds=0)
    async with served(Companion(), network):
        (call,) = network.made("setWebhook")
    assert call.parameters["url"] == "https://bot.example.org/hook"
    assert call.parameters["secret_token"] == SECRET
    assert call.parameters["allowed_updates"] == list(ALLOWED)
    assert call.parameters["drop_pending_updates"] is False
    assert not network.made("deleteWebhook")


async def test_without_a_secret_of_the_operators_each_start_has_one_of_its_own() -> None:
    secrets = set()
    for _ in range(2):
        network = Network(seconds=0)
        async with served(Companion(), network, secret="") as one:
            (call,) = network.made("setWebhook")
            secrets.add(call.parameters["secret_token"])
            assert await one.brings(message_update(5, text="one"), call.parameters["secret_token"]) == 200
    assert len(secrets) == 2
    assert all(len(secret) > 30 for secret in secrets)


async def test_a_place_that_is_taken_is_one_sentence() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        network, stop = Network(seconds=0), asyncio.Event()
        address = Address("https://bot.example.org", "127.0.0.1", taken.getsockname()[1], SECRET)
        webhook = Webhook(network.bot(), Line(stop, lambda: None), intake_of(network, Companion()), address)
        with pytest.raises(SettingsError, match="WEBHOOK_LISTEN"):
            await webhook.run(stop)


async def test_a_token_that_nobody_knows_ends_it_with_one_sentence() -> None:
    network = Network(seconds=0, fates={"setWebhook": [Fate.UNAUTHORIZED]})
    stop = asyncio.Event()
    address = Address("https://bot.example.org", "127.0.0.1", free_port(), SECRET)
    webhook = Webhook(network.bot(), Line(stop, lambda: None), intake_of(network, Companion()), address)
    with pytest.raises(SettingsError, match="TELEGRAM_BOT_TOKEN"):
        await webhook.run(stop)
    assert SECRET not in repr(address)
