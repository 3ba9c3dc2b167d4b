"""Webhooks, as the documentation has them: brought until taken, in order, a few at a time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import msgspec
import pytest

from tests.telegram_server import Person, Telegram
from tests.telegram_server.api import Api

URL = "https://bot.example.org/hook"
Taker = Callable[[dict[str, Any], str], int]


class Receiver:
    """A bot's own server. take: the status for an update, with the secret it came with."""

    def __init__(self) -> None:
        self.take: Taker = lambda _update, _secret: 200
        self.updates: list[dict[str, Any]] = []
        self.secrets: list[str] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                update = msgspec.json.decode(self.rfile.read(int(self.headers["Content-Length"])))
                secret = self.headers.get("X-Telegram-Bot-Api-Secret-Token", "")
                receiver.updates.append(update)
                receiver.secrets.append(secret)
                self.send_response(receiver.take(update, secret))
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/"
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def ids(self) -> list[int]:
        return [update["update_id"] for update in self.updates]


@pytest.fixture
def receiver(telegram: Telegram) -> Iterator[Receiver]:
    receiver = Receiver()
    telegram.leads(URL, receiver.url)
    yield receiver
    receiver.close()


def said(ana: Person, *texts: str) -> list[int]:
    return [number for text in texts if (number := ana.says(text)) is not None]


def test_an_update_is_brought_with_the_secret_and_leaves_when_it_was_taken(
    api: Api, telegram: Telegram, ana: Person, receiver: Receiver
) -> None:
    api.form("setWebhook", url=URL, secret_token="a-secret")  # noqa: S106 (it guards nothing)
    ids = said(ana, "one", "two")
    telegram.wait_until(lambda: telegram.acknowledged[1:] == ids, "both taken")
    assert (receiver.ids, receiver.secrets) == (ids, ["a-secret"] * 2)
    assert not telegram.waiting


def test_what_waited_before_is_brought_too(api: Api, telegram: Telegram, ana: Person, receiver: Receiver) -> None:
    ids = said(ana, "one")
    api.form("setWebhook", url=URL)
    telegram.wait_until(lambda: telegram.acknowledged[1:] == ids, "taken")
    assert receiver.secrets == [""]


def test_what_is_not_taken_comes_again_in_its_place(
    api: Api, telegram: Telegram, ana: Person, receiver: Receiver
) -> None:
    statuses = iter([503, 302, 200])
    receiver.take = lambda _update, _secret: next(statuses, 200)
    api.form("setWebhook", url=URL)
    first, second = said(ana, "one", "two")
    telegram.wait_until(lambda: telegram.acknowledged[1:] == [first, second], "both taken")
    assert receiver.ids == [first, first, first, second]
    info = api.form("getWebhookInfo").result
    assert info["last_error_message"] == "Wrong response from the webhook: 302"
    assert info["pending_update_count"] == 0


def test_after_deleting_the_webhook_nothing_is_brought(
    api: Api, telegram: Telegram, ana: Person, receiver: Receiver
) -> None:
    api.form("setWebhook", url=URL)
    api.form("deleteWebhook")
    (number,) = said(ana, "one")
    assert [update["update_id"] for update in api.form("getUpdates", timeout=0).result] == [number]
    assert receiver.updates == []


def test_in_bad_weather_updates_come_twice_and_overtake_each_other(
    api: Api, telegram: Telegram, ana: Person, receiver: Receiver
) -> None:
    telegram.weather.seed, telegram.weather.doubled, telegram.weather.mixed = 3, 0.3, True
    with telegram.at_once():
        ids = said(ana, *map(str, range(40)))
    api.form("setWebhook", url=URL)
    telegram.wait_until(lambda: len(telegram.acknowledged) == 41, "all taken")
    assert set(receiver.ids) == set(ids)
    assert len(receiver.ids) == 40 + telegram.weather.count["doubled"]
    assert telegram.weather.count["doubled"] > 3
    assert receiver.ids != sorted(receiver.ids)


def test_a_group_is_left_and_a_private_chat_cannot_be(api: Api, telegram: Telegram, ana: Person) -> None:
    telegram.group(-5)
    assert api.form("leaveChat", chat_id=-5).result is True
    assert telegram.world.left == [-5]
    ana.says("hello")
    assert api.form("leaveChat", chat_id=ana.id).refusal[0] == 400


def test_a_sentence_to_copy_has_at_most_256_characters(api: Api, ana: Person) -> None:
    ana.says("hello")

    def sent(text: str) -> int:
        button = {"text": "Copy", "copy_text": {"text": text}}
        keyboard = msgspec.json.encode({"inline_keyboard": [[button]]}).decode()
        return api.form("sendMessage", chat_id=ana.id, text="?", reply_markup=keyboard).status

    assert [sent("x" * 256), sent("x" * 257), sent("")] == [200, 400, 400]
