"""When Telegram, the network or the disk fails for a while, everybody is answered in the end, once and in order."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.end_to_end.crowd import crowd
from tests.end_to_end.gate import Gate
from tests.end_to_end.running import refused, running, until
from tests.telegram_server import EVERYTHING, Telegram
from tests.telegram_server.world import Hook

POLLING = ("getUpdates",)
PRESSES = ("answerCallbackQuery",)
PEOPLE = 10
ACTS = 6


def test_server_errors_pages_of_html_and_cut_connections_lose_nothing(tmp_path: Path) -> None:
    with running(tmp_path) as run:
        faults = run.telegram.faults
        for status in (500, 502, 503, 200):
            faults.page(status, times=2)
            faults.page(status, methods=PRESSES, times=5)
        faults.page(502, methods=POLLING)
        faults.page(200, methods=POLLING)
        faults.cut(after=False, times=3)
        faults.cut(after=False, methods=POLLING)
        faults.cut(after=True, times=(cut := 3))
        verdict = crowd(run, PEOPLE, ACTS, seed=31).verdict
        assert verdict.faults == ()
        # What arrived although its answer was lost comes once more; the bot cannot know.
        assert len(verdict.repeats) <= cut
        assert {call.status for call in refused(run.telegram)} <= {400, 500, 502, 503}
        assert run.bot.output.count("Telegram cannot be reached") <= 2  # said once by each loop


def test_a_limit_for_one_chat_holds_up_that_chat_alone(tmp_path: Path) -> None:
    with running(tmp_path) as run:
        ana, ben = run.agreed(11, "Ana"), run.agreed(12, "Ben")
        run.telegram.faults.too_many(2, chat=ana.id)
        with run.telegram.at_once():
            ana.says("why me")
            ben.says("why not me")
        ana.waits_for("\u201cWhy me.\u201d")
        ana.waits_for("Whom shall we think about")
        bens = [receipt.shown.text for receipt in run.telegram.received if receipt.shown.chat == ben.id]
        assert "Whom shall we think about" in bens[-1]
        arrived = [receipt.shown.chat for receipt in run.telegram.received]
        assert arrived[-4:].count(ana.id) >= 3  # hers came when his had all arrived
        assert [call.status for call in run.refused] == [429]


def test_a_limit_for_everybody_is_waited_for_and_nothing_is_lost(tmp_path: Path) -> None:
    with running(tmp_path) as run:
        for _ in range(3):
            run.telegram.faults.too_many(1, methods=EVERYTHING, times=2)
        verdict = crowd(run, PEOPLE, ACTS, seed=32).verdict
        assert verdict.faults == ()
        assert verdict.repeats == ()
        assert {call.status for call in run.refused} == {429}


def test_a_webhook_that_is_still_set_is_removed_and_no_update_is_lost(tmp_path: Path) -> None:
    with running(tmp_path, start=False) as run:
        run.telegram.world.webhook = Hook("https://example.org/hook")
        ana = run.telegram.person(11, "Ana")
        ana.says("/start")
        run.bot.start()
        ana.waits_for("Hello Ana")
        assert run.telegram.world.webhook is None
        with run.telegram.at_once():
            run.telegram.world.webhook = Hook("https://example.org/set-again-while-it-runs")
            ana.presses("Let's begin")
        ana.presses("Yes, both")
        ana.waits_for("like to understand")
        assert run.telegram.world.webhook is None
        assert run.bot.output.count("A webhook is set for this token") == 2


def test_another_copy_is_said_once_and_waited_for(tmp_path: Path) -> None:
    with running(tmp_path, start=False) as run:
        run.telegram.faults.conflict(times=2)
        ana = run.telegram.person(11, "Ana")
        ana.says("/start")
        run.bot.start()
        ana.waits_for("Hello Ana")
        assert run.bot.output.count("Another copy of this program uses the same token") == 1
        assert [call.status for call in run.refused] == [409] * 2


def test_a_telegram_that_is_out_of_reach_at_the_start_is_waited_for(tmp_path: Path) -> None:
    with running(tmp_path / "telegram", start=False) as behind, Gate(behind.telegram.url) as gate:
        ana = behind.telegram.person(11, "Ana")
        ana.says("/start")
        with running(tmp_path / "bot", {"TELEGRAM_API_URL": gate.url}, start=False) as run:
            run.bot.start()
            until(lambda: "Telegram cannot be reached" in run.bot.output, "said that Telegram is away")
            assert run.bot.is_running
            gate.open()
            ana.waits_for("Hello Ana")
            assert run.bot.output.count("Telegram cannot be reached") == 1
            until(lambda: "Telegram answers again" in run.bot.output, "said that Telegram is back")
            assert run.bot.stop() == 0


def test_it_can_be_asked_to_end_while_telegram_is_out_of_reach(tmp_path: Path, telegram: Telegram) -> None:
    with Gate(telegram.url) as gate, running(tmp_path, {"TELEGRAM_API_URL": gate.url}, start=False) as run:
        run.bot.start()
        until(lambda: "Telegram cannot be reached" in run.bot.output, "said that Telegram is away")
        assert run.bot.stop() == 0


def test_a_database_that_another_program_holds_is_waited_for(tmp_path: Path) -> None:
    with running(tmp_path) as run:
        ana = run.agreed(11, "Ana")
        run.telegram.quiet()
        with closing(sqlite3.connect(run.bot.database, isolation_level=None)) as backup:
            backup.execute("BEGIN IMMEDIATE")
            ana.says("why me")
            until(lambda: "The database is busy" in run.bot.output, "said that the database is busy")
            backup.execute("ROLLBACK")
        ana.waits_for("\u201cWhy me.\u201d")
        ana.waits_for("Whom shall we think about")
        run.telegram.quiet()
        assert "level=error" not in run.bot.output


@pytest.mark.parametrize("later", [False, True], ids=["at the start", "in the middle"])
def test_a_token_that_telegram_does_not_know_ends_it_with_one_sentence(tmp_path: Path, later: bool) -> None:
    with running(tmp_path, start=later) as run:
        run.telegram.faults.unauthorized()
        if later:
            run.telegram.person(11).says("/start")  # the next poll is refused
        else:
            run.bot.start()
        assert run.bot.wait() == 2
        lines = [line for line in run.bot.output.splitlines() if not line.startswith("timestamp=")]
        assert lines == [
            "Telegram does not accept the token: check TELEGRAM_BOT_TOKEN (and TELEGRAM_API_URL, if you have set it)."
        ]
