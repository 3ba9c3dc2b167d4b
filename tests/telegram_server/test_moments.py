"""Stepping in: what has happened at each moment, and what has not."""

from __future__ import annotations

import socket
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.telegram_server import Cut, Moment, Person, Telegram
from tests.telegram_server.api import Api


def raise_cut(_: Moment) -> None:
    raise Cut


def test_a_message_is_on_record_before_it_is_answered(api: Api, telegram: Telegram, ana: Person) -> None:
    seen: list[tuple[int, int]] = []
    telegram.when("message_received", lambda _: seen.append((len(ana.received), telegram.calls[-1].status)))
    api.form("sendMessage", chat_id=ana.id, text="Hello")
    assert seen == [(1, 0)]


def test_an_update_is_not_given_before_it_is_fetched(api: Api, telegram: Telegram, ana: Person) -> None:
    number = ana.says("Hello")
    seen: list[tuple[str, tuple[int, ...], bool]] = []

    def see(moment: Moment) -> None:
        seen.append((moment.point, moment.updates, number in telegram.world.queue.given))

    telegram.when(lambda moment: moment.updates == (number,), see, once=False)
    api.form("getUpdates")
    telegram.wait_until(lambda: len(seen) == 2, "both moments")
    assert seen == [("update_fetched", (number,), False), ("answer_written", (number,), True)]


def test_an_offset_can_be_caught_before_it_takes_effect(api: Api, telegram: Telegram, ana: Person) -> None:
    number = ana.says("Hello") or 0
    telegram.when("about_to_acknowledge", raise_cut)
    with pytest.raises(OSError, match=r"closed|reset"):
        api.form("getUpdates", offset=number + 1)
    assert telegram.waiting == [number]
    api.form("getUpdates", offset=number + 1)
    assert telegram.acknowledged[-1] == number


def test_messages_of_several_chats_in_flight_are_a_moment(api: Api, telegram: Telegram) -> None:
    people = [telegram.person(number) for number in (21, 22, 23)]
    for person in people:
        person.says("/start")
    moments: list[Moment] = []
    telegram.when("in_flight:3", moments.append)
    hold = telegram.faults.hold()
    with ThreadPoolExecutor() as pool:
        for person in people:
            pool.submit(api.form, "sendMessage", chat_id=person.id, text="Hello")
        hold.wait_for(3)
        hold.release()
    assert [moment.in_flight for moment in moments] == [{21, 22, 23}]


def test_two_messages_to_one_chat_are_one_chat_in_flight(api: Api, telegram: Telegram, ana: Person) -> None:
    moments: list[Moment] = []
    telegram.when("in_flight:2", moments.append)
    hold = telegram.faults.hold()
    with ThreadPoolExecutor() as pool:
        for _ in range(2):
            pool.submit(api.form, "sendMessage", chat_id=ana.id, text="Hello")
        hold.wait_for(2)
        hold.release()
    assert moments == []


def test_a_callback_is_called_once_unless_asked_otherwise(api: Api, telegram: Telegram) -> None:
    once: list[Any] = []
    always: list[Any] = []
    telegram.when("called", once.append)
    take_back = telegram.when("called", always.append, once=False)
    for _ in range(2):
        api.form("getMe")
    take_back()
    api.form("getMe")
    assert (len(once), len(always)) == (1, 2)


def test_a_moment_that_does_not_exist_is_refused(telegram: Telegram) -> None:
    with pytest.raises(ValueError, match="no moment is called 'message_sent'"):
        telegram.when("message_sent", print)


def test_what_fails_in_a_callback_fails_the_test() -> None:
    def fail(_: Moment) -> None:
        raise LookupError("in the callback")

    telegram = Telegram()
    telegram.when("called", fail)
    assert Api(telegram.url, telegram.token).form("getMe").status == 200
    with pytest.raises(LookupError, match="in the callback"):
        telegram.close()


def test_a_poll_that_hung_up_takes_nothing(api: Api, telegram: Telegram, ana: Person) -> None:
    with socket.create_connection(("127.0.0.1", int(telegram.url.rpartition(":")[2]))) as line:
        line.sendall(f"GET /bot{telegram.token}/getUpdates?timeout=30 HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        telegram.wait_until(lambda: telegram.is_polled, "an open poll")
        fetched: list[Moment] = []
        telegram.when("update_fetched", fetched.append)
    number = ana.says("Hello")
    telegram.wait_until(lambda: not telegram.is_polled, "the poll's end")
    assert fetched == []
    assert telegram.waiting == [number]


def test_quiet_is_when_all_is_confirmed_and_a_poll_is_open(api: Api, telegram: Telegram, ana: Person) -> None:
    number = ana.says("Hello") or 0
    with ThreadPoolExecutor() as pool:
        poll = pool.submit(api.form, "getUpdates", offset=number + 1, timeout=30)
        telegram.quiet(pause=0.01)
        assert telegram.acknowledged[-1] == number
        ana.says("Bye")
        assert len(poll.result().result) == 1
