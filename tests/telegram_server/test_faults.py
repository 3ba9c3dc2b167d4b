"""What goes wrong on purpose, as a client meets it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.telegram_server import EVERYTHING, Person, Telegram
from tests.telegram_server.api import Answer, Api


def send(api: Api, person: Person, text: str = "Hello") -> Answer:
    return api.form("sendMessage", chat_id=person.id, text=text)


def test_too_many_requests_for_one_chat(api: Api, telegram: Telegram, ana: Person) -> None:
    ben = telegram.person(12)
    ben.says("/start")
    telegram.faults.too_many(7, chat=ana.id)
    answer = send(api, ana)
    assert answer.refusal == (429, "Too Many Requests: retry after 7")
    assert answer.body["parameters"] == {"retry_after": 7}
    assert send(api, ben).status == 200
    assert send(api, ana).status == 200


def test_too_many_requests_for_all(api: Api, telegram: Telegram, ana: Person) -> None:
    telegram.faults.too_many(3, methods=EVERYTHING, times=None)
    assert send(api, ana).status == 429
    assert api.form("getUpdates").status == 429
    telegram.faults.clear()
    assert send(api, ana).status == 200


@pytest.mark.parametrize("status", [500, 502, 200])
def test_a_page_instead_of_json(api: Api, telegram: Telegram, ana: Person, status: int) -> None:
    telegram.faults.page(status)
    answer = send(api, ana)
    assert answer.status == status
    assert answer.body.startswith("<html>")
    assert ana.received == []


def test_a_connection_that_breaks_before_the_message_was_accepted(api: Api, telegram: Telegram, ana: Person) -> None:
    telegram.faults.cut(after=False)
    with pytest.raises(OSError, match=r"closed|reset"):
        send(api, ana)
    assert ana.received == []


def test_a_connection_that_breaks_after_it_was_accepted(api: Api, telegram: Telegram, ana: Person) -> None:
    telegram.faults.cut(after=True)
    with pytest.raises(OSError, match=r"closed|reset"):
        send(api, ana)
    assert [receipt.shown.text for receipt in ana.received] == ["Hello"]


def test_a_token_that_was_revoked(api: Api, telegram: Telegram) -> None:
    telegram.faults.unauthorized()
    assert api.form("getMe").refusal == (401, "Unauthorized")


def test_another_copy_for_a_while(api: Api, telegram: Telegram) -> None:
    telegram.faults.conflict(times=2)
    assert [api.form("getUpdates").status for _ in range(3)] == [409, 409, 200]


def test_a_delay_only_delays(api: Api, telegram: Telegram, ana: Person) -> None:
    telegram.faults.delay(0.01)
    assert send(api, ana).status == 200


@pytest.mark.parametrize("after", [True, False])
def test_calls_are_held_until_they_are_let_go(api: Api, telegram: Telegram, ana: Person, after: bool) -> None:
    hold = telegram.faults.hold(after=after, times=2)
    with ThreadPoolExecutor() as pool:
        calls = [pool.submit(send, api, ana, text) for text in ("a", "b")]
        hold.wait_for(2)
        assert len(ana.received) == (2 if after else 0)
        assert send(api, ana, "c").status == 200
        hold.release()
        assert [call.result().status for call in calls] == [200, 200]
    assert sorted(shown.text for shown in ana.messages) == ["a", "b", "c"]


def test_a_wait_for_calls_that_never_come_says_how_many_came(telegram: Telegram) -> None:
    with pytest.raises(AssertionError, match="0 calls are held"):
        telegram.faults.hold().wait_for(1, timeout=0.01)


def test_faults_are_met_in_the_order_in_which_they_were_written(api: Api, telegram: Telegram, ana: Person) -> None:
    telegram.faults.page(502)
    telegram.faults.too_many(1)
    assert [send(api, ana).status for _ in range(3)] == [502, 429, 200]


def test_calls_are_on_record_with_their_answers(api: Api, telegram: Telegram, ana: Person) -> None:
    telegram.faults.page(502)
    send(api, ana)
    send(api, ana)
    assert [(call.method, call.chat, call.status) for call in telegram.calls] == [
        ("sendMessage", ana.id, 502),
        ("sendMessage", ana.id, 200),
    ]
