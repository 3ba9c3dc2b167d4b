"""Every kill point is hit on a bot that keeps its promises, which then loses nothing; and a bot that breaks a promise
is not reported as hit."""

from __future__ import annotations

import os
import sqlite3
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from tests.end_to_end import kill_points, looking
from tests.end_to_end.kill_points import RUNNING, STARTING, Killer, Point
from tests.end_to_end.process import BotProcess
from tests.telegram_server import Telegram

Dummy = Callable[..., BotProcess]
HEAD = "dummy"


def chance() -> Random:
    return Random(1)  # noqa: S311 (it guards nothing)


class Chatter:
    """Several people who say a word each whenever they are asked to, and remember what they said."""

    def __init__(self, telegram: Telegram, people: int = 4) -> None:
        self.telegram = telegram
        self.people = [telegram.person(number) for number in range(21, 21 + people)]
        self.said: Counter[tuple[int, str]] = Counter()

    def __call__(self) -> None:
        with self.telegram.at_once():
            for person in self.people:
                word = f"word {len(self.said)}"
                self.said[person.id, word] += 1
                person.says(word)


def echoes(telegram: Telegram) -> Counter[tuple[int, str]]:
    return Counter((receipt.shown.chat, receipt.shown.text) for receipt in telegram.received)


@pytest.mark.parametrize("point", RUNNING)
def test_each_point_is_hit_again_and_again_and_nothing_is_lost(dummy: Dummy, telegram: Telegram, point: Point) -> None:
    process, chatter = dummy(), Chatter(telegram)
    killer = Killer(telegram, process, chance())
    for _ in range(3):
        process.start()
        telegram.waits_for_poll()
        killer.at(point, chatter)
    process.start()
    telegram.quiet(pause=0.1)
    assert killer.counts == {point: 3}
    came = echoes(telegram)
    assert came.keys() == chatter.said.keys()
    repeated = Counter(chat for (chat, _), times in came.items() for _ in range(times - 1))
    assert all(times <= 3 for times in repeated.values())  # at most the one in flight, at each of three kills


@pytest.mark.parametrize("point", STARTING)
def test_a_first_start_is_killed_half_way_and_done_again(dummy: Dummy, telegram: Telegram, point: Point) -> None:
    process = dummy()
    killer = Killer(telegram, process, chance())
    killer.at_first_start(point, HEAD)
    assert killer.counts == {point: 1}
    assert not process.is_running
    process.start()
    telegram.waits_for_poll()
    assert looking.is_migrated(process.database, HEAD)


def test_what_was_committed_is_not_confirmed_when_the_kill_comes(dummy: Dummy, telegram: Telegram) -> None:
    process, chatter = dummy(), Chatter(telegram)
    process.start()
    telegram.waits_for_poll()
    Killer(telegram, process, chance()).at(Point.COMMITTED, chatter)
    assert telegram.acknowledged == []
    assert len(telegram.waiting) == len(chatter.said)


def test_a_message_is_on_record_when_the_kill_comes_after_it_was_sent(dummy: Dummy, telegram: Telegram) -> None:
    process, chatter = dummy(), Chatter(telegram)
    process.start()
    telegram.waits_for_poll()
    Killer(telegram, process, chance()).at(Point.SENT, chatter)
    assert telegram.received


def test_several_chats_are_in_flight_when_the_kill_comes(dummy: Dummy, telegram: Telegram) -> None:
    process, chatter = dummy(), Chatter(telegram)
    process.start()
    telegram.waits_for_poll()
    Killer(telegram, process, chance()).at(Point.IN_FLIGHT, chatter)
    assert len({receipt.shown.chat for receipt in telegram.received}) >= kill_points.SEVERAL


@pytest.mark.parametrize(("fault", "point"), [("early", Point.COMMITTED), ("forgetful", Point.SENT)])
def test_a_promise_that_is_broken_is_no_hit(
    dummy: Dummy, telegram: Telegram, monkeypatch: pytest.MonkeyPatch, fault: str, point: Point
) -> None:
    monkeypatch.setattr(kill_points, "PATIENCE", 0.5)
    process, chatter = dummy(fault), Chatter(telegram)
    process.start()
    telegram.waits_for_poll()
    killer = Killer(telegram, process, chance())
    with pytest.raises(AssertionError, match=f"not met: {point}"):
        killer.at(point, chatter)
    assert not killer.counts[point]


def test_a_point_of_the_start_is_not_waited_for_later(dummy: Dummy, telegram: Telegram) -> None:
    process = dummy()
    process.start()
    with pytest.raises(ValueError, match="key creation at first start is reached by at_first_start"):
        Killer(telegram, process, chance()).at(Point.KEY, Chatter(telegram))


def test_a_bot_that_ends_by_itself_was_not_killed(dummy: Dummy, telegram: Telegram) -> None:
    process = dummy("crash")
    process.start()
    process.wait()
    with pytest.raises(AssertionError, match="not met: at random\nthe dummy starts"):
        Killer(telegram, process, chance()).at(Point.RANDOM, Chatter(telegram))


def test_the_table_names_every_point(dummy: Dummy, telegram: Telegram) -> None:
    killer = Killer(telegram, dummy(), chance())
    killer.counts[Point.SENT] = 12
    assert "  12  message sent and not marked" in killer.table().splitlines()
    assert "   0  transaction open" in killer.table().splitlines()
    assert len(killer.table().splitlines()) == len(Point)


def test_a_write_lock_is_seen_while_it_is_held(tmp_path: Path) -> None:
    database = tmp_path / "some.db"
    connection = sqlite3.connect(database, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("CREATE TABLE some (thing)")
    assert not looking.holds_write_lock(os.getpid(), database)
    connection.execute("BEGIN IMMEDIATE")
    assert looking.holds_write_lock(os.getpid(), database)
    assert not looking.holds_write_lock(1, database)
    connection.execute("ROLLBACK")
    assert not looking.holds_write_lock(os.getpid(), database)
    connection.close()


def test_what_cannot_be_read_is_unknown(tmp_path: Path) -> None:
    nothing = tmp_path / "none.db"
    assert looking.handled_ids(nothing, [1]) is None
    assert looking.undelivered(nothing, 1) is None
    assert looking.is_migrated(nothing, HEAD) is None
    assert not looking.holds_write_lock(1, nothing)
