"""getUpdates: what an offset confirms, who may poll, and how long."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.telegram_server import Person, Telegram
from tests.telegram_server.api import Api


@pytest.fixture
def api(telegram: Telegram) -> Api:
    return Api(telegram.url, telegram.token)


@pytest.fixture
def ana(telegram: Telegram) -> Person:
    return telegram.person(11, first_name="Ana")


def ids(api: Api, **values: object) -> list[int]:
    return [update["update_id"] for update in api.form("getUpdates", **values).result]


def test_an_update_stays_until_an_offset_confirms_it(api: Api, telegram: Telegram, ana: Person) -> None:
    first, second = ana.says("/start"), ana.says("Hello")
    assert first is not None
    assert ids(api) == ids(api) == [first, second]
    assert ids(api, offset=first + 1) == [second]
    assert telegram.acknowledged == [first]
    assert ids(api) == [second]


def test_an_offset_confirms_everything_below_it(api: Api, telegram: Telegram, ana: Person) -> None:
    numbers = [ana.says(str(number)) for number in range(5)]
    assert ids(api, offset=(numbers[-1] or 0) + 1) == []
    assert telegram.acknowledged == numbers


def test_a_limit_gives_the_first_ones(api: Api, ana: Person) -> None:
    numbers = [ana.says(str(number)) for number in range(5)]
    assert ids(api, limit=2) == numbers[:2]


def test_a_hundred_is_the_most(api: Api, ana: Person) -> None:
    numbers = [ana.says(str(number)) for number in range(103)]
    assert ids(api, limit=500) == numbers[:100]


def test_a_negative_offset_counts_from_the_end_and_forgets_the_rest(api: Api, telegram: Telegram, ana: Person) -> None:
    numbers = [ana.says(str(number)) for number in range(5)]
    assert ids(api, offset=-2) == numbers[3:]
    assert ids(api) == numbers[3:]
    assert telegram.world.queue.dropped == numbers[:3]
    assert telegram.acknowledged == []


def test_an_offset_of_another_age_is_taken_for_a_mistake(api: Api, telegram: Telegram, ana: Person) -> None:
    # After a quiet week ids begin anywhere; a client that stored the old offset would ask for this one for ever.
    number = ana.says("Hello")
    assert ids(api, offset=1_700_000_000) == [number]
    assert telegram.acknowledged == []


def test_an_offset_that_is_no_number_is_as_none(api: Api, ana: Person) -> None:
    number = ana.says("Hello")
    assert ids(api, offset="soon") == [number]


def test_ids_may_begin_anywhere(api: Api, telegram: Telegram, ana: Person) -> None:
    telegram.skips_ids(42)
    ana.says("Hello")
    assert ids(api) == [42]


def test_a_poll_waits_for_the_next_update(api: Api, telegram: Telegram, ana: Person) -> None:
    with ThreadPoolExecutor() as pool:
        poll = pool.submit(ids, api, timeout=30)
        telegram.wait_until(lambda: telegram.is_polled, "an open poll")
        number = ana.says("Hello")
        assert poll.result() == [number]


def test_a_poll_without_a_timeout_does_not_wait(api: Api, telegram: Telegram) -> None:
    assert ids(api) == []
    assert not telegram.is_polled


def test_a_newer_poll_ends_the_older(api: Api, telegram: Telegram, ana: Person) -> None:
    with ThreadPoolExecutor() as pool:
        older = pool.submit(api.form, "getUpdates", timeout=30)
        telegram.wait_until(lambda: telegram.is_polled, "an open poll")
        newer = pool.submit(ids, api, timeout=30)
        assert older.result().refusal == (
            409,
            "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
        )
        number = ana.says("Hello")
        assert newer.result() == [number]


def test_nobody_polls_while_a_webhook_is_set(api: Api, telegram: Telegram, ana: Person) -> None:
    number = ana.says("Hello")
    api.form("setWebhook", url="https://example.org/hook")
    assert api.form("getUpdates").refusal == (
        409,
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
    )
    assert api.form("getWebhookInfo").result["pending_update_count"] == 1
    api.form("deleteWebhook")
    assert ids(api) == [number]


def test_updates_are_dropped_only_when_asked_for(api: Api, telegram: Telegram, ana: Person) -> None:
    number = ana.says("Hello")
    api.form("deleteWebhook", drop_pending_updates="false")
    assert telegram.waiting == [number]
    api.form("deleteWebhook", drop_pending_updates=True)
    assert (telegram.waiting, telegram.world.queue.dropped) == ([], [number])


def test_only_the_kinds_asked_for_arrive(api: Api, ana: Person) -> None:
    ids(api, allowed_updates=["callback_query"])
    assert ana.says("Hello") is None
    ids(api, allowed_updates=[])
    number = ana.says("Hello")
    assert ids(api) == [number]


def test_kinds_are_remembered_until_others_are_named(api: Api, ana: Person) -> None:
    ids(api, allowed_updates=["message"])
    ids(api)
    assert ana.blocks() is None
