"""Our transport beside the library's own: the same exception class in every case, and no address in any text.

Rule: both are driven through the library's Bot, against the same server.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable

import pytest
from telegram import Bot
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.request import BaseRequest, HTTPXRequest

from bot.channels.telegram.transport import Transport
from tests.channels.telegram import rude
from tests.channels.telegram.rude import OK, Behaviour, answers

TOKEN = "12345:marked-token"  # noqa: S105 (it opens nothing)
SECONDS = 0.2

Make = Callable[[], BaseRequest]


def ours() -> BaseRequest:
    return Transport(4, read_timeout=SECONDS, pool_timeout=SECONDS, trust_env=False)


def the_librarys() -> BaseRequest:
    return HTTPXRequest(4, read_timeout=SECONDS, pool_timeout=SECONDS, httpx_kwargs={"trust_env": False})


BOTH = pytest.mark.parametrize("make", [ours, the_librarys])


def refusal(code: int, description: str, parameters: str = "{}") -> Behaviour:
    body = f'{{"ok": false, "error_code": {code}, "description": "{description}", "parameters": {parameters}}}'
    return answers(code, body.encode())


CASES: list[tuple[Behaviour, type[TelegramError]]] = [
    (rude.cuts_before_reading, NetworkError),
    (rude.cuts_without_an_answer, NetworkError),
    (rude.cuts_in_the_middle_of_the_body, NetworkError),
    (rude.never_answers, TimedOut),
    (rude.stops_in_the_middle_of_the_body, TimedOut),
    (rude.speaks_no_http, NetworkError),
    (answers(200, b"<html>Please log in</html>", "text/html"), TelegramError),
    (answers(200, b""), TelegramError),
    (answers(302, b"", "text/html"), NetworkError),
    (refusal(400, "Bad Request: message text is empty"), BadRequest),
    (refusal(400, "Bad Request: moved", '{"migrate_to_chat_id": -5}'), ChatMigrated),
    (refusal(401, "Unauthorized"), InvalidToken),
    (refusal(403, "Forbidden: bot was blocked by the user"), Forbidden),
    (refusal(404, "Not Found"), InvalidToken),
    (refusal(409, "Conflict: terminated by other getUpdates request"), Conflict),
    (answers(413, b"<html>too large</html>", "text/html"), NetworkError),
    (refusal(429, "Too Many Requests", '{"retry_after": 3}'), RetryAfter),
    (refusal(500, "Internal Server Error"), NetworkError),
    (answers(502, b"<html>bad gateway</html>", "text/html"), NetworkError),
    (answers(599, b""), NetworkError),
]


async def fault_of(root: str, make: Make) -> TelegramError:
    """What one call raises."""
    request = make()
    await request.initialize()
    try:
        with pytest.raises(TelegramError) as caught:
            await bot_of(root, request).set_my_short_description("hello")
        return caught.value
    finally:
        await request.shutdown()


def bot_of(root: str, request: BaseRequest) -> Bot:
    return Bot(TOKEN, base_url=f"{root}/bot", request=request, get_updates_request=request)


@BOTH
@pytest.mark.parametrize(("behaviour", "expected"), CASES)
async def test_each_fault_has_its_class(make: Make, behaviour: Behaviour, expected: type[TelegramError]) -> None:
    async with rude.rude(behaviour) as root:
        fault = await fault_of(root, make)
    assert type(fault) is expected
    assert TOKEN not in str(fault)


@BOTH
async def test_a_refused_connection_is_a_network_error(make: Make) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    fault = await fault_of(f"http://127.0.0.1:{port}", make)
    assert type(fault) is NetworkError
    assert TOKEN not in str(fault)


@BOTH
@pytest.mark.parametrize("root", ["http://nowhere.invalid", "http://127.0.0.1:1:2", "gopher://127.0.0.1"])
async def test_an_address_that_leads_nowhere_is_a_network_error(make: Make, root: str) -> None:
    fault = await fault_of(root, make)
    assert type(fault) is NetworkError


@pytest.mark.parametrize("root", ["http://nowhere.invalid", "http://127.0.0.1:1:2", "gopher://127.0.0.1"])
async def test_an_address_is_in_no_text_of_ours(root: str) -> None:
    assert TOKEN not in str(await fault_of(root, ours))


@BOTH
async def test_it_can_be_shut_down_and_initialised_again(make: Make) -> None:
    request = make()
    async with rude.rude(answers(200, OK)) as root:
        bot = bot_of(root, request)
        assert await bot.set_my_short_description("before anybody initialised it")
        await request.shutdown()
        await request.shutdown()
        with pytest.raises(NetworkError):
            await bot.set_my_short_description("down")
        await request.initialize()
        await request.initialize()
        assert await bot.set_my_short_description("up again")
        await request.shutdown()


@BOTH
async def test_with_every_connection_taken_the_next_call_waits_its_time_and_no_longer(make: Make) -> None:
    request = make()
    async with rude.rude(rude.never_answers) as root:
        bot = bot_of(root, request)
        calls = [bot.set_my_short_description("x", read_timeout=5) for _ in range(4)]
        taken = [asyncio.create_task(call) for call in calls]
        await asyncio.sleep(0.05)
        with pytest.raises(TimedOut):
            await bot.set_my_short_description("one too many", pool_timeout=0.1, connect_timeout=0.1)
        for task in taken:
            task.cancel()
        await asyncio.gather(*taken, return_exceptions=True)
        await request.shutdown()


@BOTH
@pytest.mark.parametrize("certificate", [None, b"-----BEGIN CERTIFICATE-----\r\n\x00\xff"])
async def test_what_is_sent_arrives_whole(make: Make, certificate: bytes | None) -> None:
    bodies: list[bytes] = []

    async def keeps(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        bodies.append(await rude.read_request(reader))
        writer.write(rude.answer(200, OK))
        await writer.drain()

    request = make()
    async with rude.rude(keeps) as root:
        assert await bot_of(root, request).set_webhook("https://example.org/é?a=b&c", certificate=certificate)
        await request.shutdown()
    (body,) = bodies
    if certificate is None:
        assert body == b"url=https%3A%2F%2Fexample.org%2F%C3%A9%3Fa%3Db%26c"
    else:
        assert certificate in body
        assert "https://example.org/é?a=b&c".encode() in body
        assert b'name="certificate"' in body


async def test_a_slow_upload_is_not_cut_off_while_it_is_read() -> None:
    async def reads_slowly(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(SECONDS * 3)
        await rude.read_request(reader)
        writer.write(rude.answer(200, OK))
        await writer.drain()

    request = ours()
    async with rude.rude(reads_slowly) as root:
        assert await bot_of(root, request).set_webhook("https://example.org", certificate=b"x" * 100_000)
        await request.shutdown()
