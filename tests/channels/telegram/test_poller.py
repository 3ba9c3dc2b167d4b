"""Rule: an update is acknowledged after `respond` has returned, never before."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import pytest

from bot.channels.telegram.line import Line
from bot.channels.telegram.poller import POLL_SECONDS, Poller
from bot.companion import Incoming
from bot.dialogue.events import Said
from bot.errors import SettingsError, StoreUnavailable
from tests.channels.telegram.virtual import now, run
from tests.channels.telegram.world import (
    TOKEN,
    Companion,
    Fate,
    Network,
    Outage,
    intake_of,
    message_update,
    press_update,
)
from tests.logged import logged


@dataclass
class Queue:
    """Telegram's queue of updates: what lies below the offset of a call is forgotten, the rest is handed out."""

    updates: list[Any]
    offsets: list[int | None] = field(default_factory=list)
    acknowledged_at: dict[int, float] = field(default_factory=dict)
    instead: list[Any] = field(default_factory=list)

    def answer(self, parameters: Mapping[str, Any]) -> Any:
        offset = parameters.get("offset")
        self.offsets.append(offset)
        if offset is not None:
            for update in self.updates:
                if update["update_id"] < offset:
                    self.acknowledged_at.setdefault(update["update_id"], now())
            self.updates = [update for update in self.updates if update["update_id"] >= offset]
        return self.instead.pop(0) if self.instead else list(self.updates)


async def polled(network: Network, companion: Companion, seconds: float = 1.0, outage: Outage | None = None) -> None:
    """Poll for some virtual seconds, then stop."""
    stop, bot = asyncio.Event(), network.bot()
    await bot.initialize()
    poller = Poller(bot, Line(stop, lambda: None), intake_of(network, companion, outage))
    running = asyncio.create_task(poller.run(stop))
    await asyncio.wait({running}, timeout=seconds)
    stop.set()
    await running


def network_of(queue: Queue, **more: Any) -> Network:
    return Network(results={"getUpdates": queue.answer}, **more)


def said(companion: Companion) -> list[str]:
    return [incoming.event.text for incoming in companion.incoming if isinstance(incoming.event, Said)]


def test_an_answer_of_telegram_is_one_batch() -> None:
    queue, companion = Queue([message_update(5, text="one"), message_update(6, text="two")]), Companion()
    run(polled(network_of(queue), companion))
    assert [len(batch) for batch in companion.batches] == [2]
    assert said(companion) == ["one", "two"]


@dataclass
class _Slow(Companion):
    returned_at: float = 0.0

    async def respond(self, batch: Sequence[Incoming]) -> Sequence[Incoming]:
        await asyncio.sleep(5)
        kept = await super().respond(batch)
        self.returned_at = now()
        return kept


def test_an_update_is_acknowledged_after_its_transaction() -> None:
    queue, companion = Queue([message_update(5, text="one")]), _Slow()
    run(polled(network_of(queue), companion, seconds=10))
    assert queue.acknowledged_at[5] > companion.returned_at > 5


def test_a_stop_in_the_middle_of_a_transaction_waits_for_it_and_acknowledges_nothing() -> None:
    queue, companion = Queue([message_update(5, text="one")]), _Slow()
    run(polled(network_of(queue), companion, seconds=2))
    assert said(companion) == ["one"]
    assert not queue.acknowledged_at


def test_after_an_empty_answer_the_offset_is_dropped() -> None:
    # After a quiet week Telegram's ids start anywhere, also below the last one.
    queue, companion = Queue([message_update(900, text="before")]), Companion()
    queue.instead = [[message_update(900, text="before")], [], [message_update(3, text="after")]]
    run(polled(network_of(queue), companion))
    assert said(companion)[:2] == ["before", "after"]
    assert queue.offsets[:4] == [None, 901, None, 4]


def test_the_wishes_of_a_poll() -> None:
    queue = Queue([])
    network = network_of(queue)
    run(polled(network, Companion()))
    poll = network.made("getUpdates")[0].parameters
    assert (poll["timeout"], poll["limit"]) == (POLL_SECONDS, 100)
    assert poll["allowed_updates"] == ["message", "edited_message", "callback_query", "my_chat_member"]


def test_an_odd_update_harms_nobody_and_is_acknowledged_too() -> None:
    odd = [{"update_id": 6, "message": {"from": 5}}, message_update(7, text=5), {"update_id": 8, "news": {}}]
    queue, companion = Queue([message_update(5, text="one"), *odd, message_update(9, text="two")]), Companion()
    run(polled(network_of(queue), companion))
    assert said(companion) == ["one", "two"]
    assert not queue.updates


@pytest.mark.parametrize("nonsense", [{"no": "list"}, "text", 5, True, [5, None], [{"update_id": "x"}]])
def test_updates_that_make_no_sense_are_asked_for_again(nonsense: Any) -> None:
    queue, companion = Queue([message_update(5, text="one")]), Companion()
    queue.instead = [nonsense]
    with logged() as lines:
        run(polled(network_of(queue), companion, seconds=2))
    assert said(companion) == ["one"]
    assert [line["log_level"] for line in lines] == ["warning", "info"]


def test_something_without_an_id_among_good_updates_is_passed_over() -> None:
    queue, companion = Queue([]), Companion()
    queue.instead = [[None, message_update(5, text="one"), {"message": 1}]]
    run(polled(network_of(queue), companion))
    assert said(companion) == ["one"]
    assert queue.offsets[1] == 6


def test_presses_are_answered_before_anybody_waits_for_the_database() -> None:
    queue, companion = Queue([press_update(5), press_update(6, data="forged")]), _Slow()
    network = network_of(queue)
    run(polled(network, companion, seconds=1))
    answers = network.made("answerCallbackQuery")
    assert [call.parameters["callback_query_id"] for call in answers] == ["press5", "press6"]


def test_a_database_that_is_away_gets_the_same_batch_again() -> None:
    queue, companion = Queue([message_update(5, text="one")]), Companion(faults=[StoreUnavailable("away")] * 4)
    with logged() as lines:
        run(polled(network_of(queue), companion, seconds=20))
    assert said(companion) == ["one"]
    assert queue.acknowledged_at[5] > 7.5
    assert [line["log_level"] for line in lines] == ["warning", "info"]


def test_a_stop_while_the_database_is_away_acknowledges_nothing() -> None:
    queue, companion = Queue([message_update(5, text="one")]), Companion(faults=[StoreUnavailable("away")] * 99)
    run(polled(network_of(queue), companion, seconds=20))
    assert not queue.acknowledged_at
    assert not companion.batches


def test_a_webhook_is_removed_first_and_drops_nothing() -> None:
    network = network_of(Queue([]))
    network.results["getWebhookInfo"] = lambda _: {
        "url": "https://example.org/", "has_custom_certificate": False, "pending_update_count": 3,
    }  # fmt: skip
    with logged() as lines:
        run(polled(network, Companion()))
    removal = network.made("deleteWebhook")[0]
    assert removal.parameters == {"drop_pending_updates": False}
    assert removal.at < network.made("getUpdates")[0].at
    assert [line["log_level"] for line in lines] == ["warning"]


def test_a_webhook_that_is_set_while_we_poll_is_removed_too() -> None:
    queue, companion = Queue([message_update(5, text="one")]), Companion()
    network = network_of(queue, fates={"getUpdates": [Fate.WEBHOOK]})
    run(polled(network, companion, seconds=3))
    assert len(network.made("deleteWebhook")) == 2
    assert said(companion) == ["one"]


@pytest.mark.parametrize("fate", [Fate.CONFLICT, Fate.LOST, Fate.BROKEN, Fate.PROXY, Fate.ODD, Fate.LIMITED])
def test_trouble_is_said_once_and_then_tried_again_with_growing_pauses(fate: Fate) -> None:
    queue, companion = Queue([message_update(5, text="one")]), Companion()
    network = network_of(queue)
    network.fates["getUpdates"] = [fate] * 6
    with logged() as lines:
        run(polled(network, companion, seconds=200))
    times = [call.at for call in network.asked if call.method == "getUpdates"][:7]
    pauses = [round(later - earlier, 3) for earlier, later in pairwise(times)]
    assert pauses == sorted(pauses)
    assert pauses[-1] > 15
    assert said(companion) == ["one"]
    assert [line["log_level"] for line in lines] == ["warning", "info"]
    assert TOKEN not in str(lines)


def test_a_token_that_is_taken_back_ends_the_polling_with_one_sentence() -> None:
    network = network_of(Queue([]))
    network.fates["getUpdates"] = [Fate.UNAUTHORIZED]
    with pytest.raises(SettingsError) as caught:
        run(polled(network, Companion()))
    assert "TELEGRAM_BOT_TOKEN" in str(caught.value)
    assert TOKEN not in str(caught.value)


def test_a_poll_that_is_under_way_ends_with_the_stop() -> None:
    network = network_of(Queue([]), seconds=0.1)

    async def stopped() -> float:
        stop, bot = asyncio.Event(), network.bot()
        await bot.initialize()
        poller = Poller(bot, Line(stop, lambda: None), intake_of(network, Companion()))
        running = asyncio.create_task(poller.run(stop))
        await asyncio.sleep(1)
        network.seconds = 1000
        await asyncio.sleep(1)
        stop.set()
        await running
        return now()

    assert run(stopped()) < 3


def test_a_press_is_answered_within_a_second_while_a_transaction_takes_long() -> None:
    queue, companion = Queue([message_update(5, text="one")]), _Slow()
    network = network_of(queue)

    async def pressing() -> None:
        polling = asyncio.create_task(polled(network, companion, seconds=4))
        await asyncio.sleep(1)
        queue.updates.append(press_update(6))
        await polling

    run(pressing())
    (answer,) = network.made("answerCallbackQuery")
    assert answer.at < 2
    assert not queue.acknowledged_at
    assert [incoming.id for incoming in companion.incoming] == [5]


def test_what_is_kept_without_a_reply_gets_a_quiet_sign() -> None:
    queue, companion = Queue([message_update(5, text="one"), message_update(6, text="two")]), Companion()
    companion.kept = [Said("two")]
    network = network_of(queue)
    run(polled(network, companion))
    (sign,) = network.made("setMessageReaction")
    assert sign.parameters["message_id"] == 5


def test_while_the_database_is_away_help_is_sent_once_and_the_update_waits_marked() -> None:
    queue, companion = Queue([message_update(5, text="help")]), Companion(faults=[StoreUnavailable("away")] * 4)
    network, outage = network_of(queue), Outage("Help lines.")
    run(polled(network, companion, seconds=20, outage=outage))
    assert network.sent_to(7) == ["Help lines."]
    (incoming,) = companion.incoming
    assert incoming.served
    assert outage.served == []  # it is over


def test_help_goes_to_whoever_writes_while_the_database_is_away() -> None:
    queue, companion = Queue([message_update(5, text="help")]), Companion(faults=[StoreUnavailable("away")] * 6)
    network, outage = network_of(queue), Outage("Help lines.")

    async def writing() -> None:
        polling = asyncio.create_task(polled(network, companion, seconds=60, outage=outage))
        await asyncio.sleep(5)
        queue.updates.append(message_update(6, 8, text="help me too"))
        await polling

    run(writing())
    assert (network.sent_to(7), network.sent_to(8)) == (["Help lines."], ["Help lines."])
    assert next(call for call in network.calls if call.method == "sendMessage" and call.chat == 8).at < 7
    assert [incoming.id for incoming in companion.incoming] == [5, 6]


def test_help_that_could_not_be_sent_is_sent_with_the_next_try() -> None:
    queue, companion = Queue([message_update(5, text="help")]), Companion(faults=[StoreUnavailable("away")] * 4)
    network = network_of(queue)
    network.fates[7] = [Fate.LOST, Fate.BROKEN]
    run(polled(network, companion, seconds=20, outage=Outage("Help lines.")))
    assert network.sent_to(7) == ["Help lines."]
