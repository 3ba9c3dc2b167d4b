"""The daily question in the real process: set up with a location, answered at once or days later, none when blocked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

import pytest

from tests.end_to_end.looking import ask
from tests.end_to_end.running import Running, running, until
from tests.telegram_server import Person, Shown

LISBON = {"latitude": 38.7223, "longitude": -9.1393}
OWN = "Write my own"


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("daily")) as run:
        yield run
        # Who blocks the companion while something is on its way to them refuses it.
        assert [call for call in run.refused if call.method != "answerCallbackQuery" and call.status != 403] == []


def subscribed(run: Running, number: int) -> tuple[Person, Shown]:
    """Somebody who wishes for a question at nine in the morning, and the sentence that confirms it."""
    ana = run.agreed(number)
    ana.presses("Nothing special")
    ana.waits_for("Whom shall we think about")
    ana.says("/settings")
    ana.presses("Daily question")
    ana.presses("Turn them on")
    ana.waits_for("What time suits you")
    ana.says("9am")
    ana.waits_for("Which time zone")
    ana.sends(location=LISBON)
    return ana, ana.waits_for("All set")


def question(run: Running, person: Person, before: int) -> Shown:
    """The question of the day that comes at nine tomorrow."""
    now = run.clock()
    run.clock.later((now + timedelta(days=1)).replace(hour=9, minute=5, second=0) - now)
    return person.waits_for(lambda shown: OWN in shown.labels and shown.id > before)


def test_a_location_gives_the_zone_and_the_moment_is_shown_on_the_reader_s_clock(run: Running) -> None:
    _, confirmed = subscribed(run, 31)
    assert "every day at about 09:00 (Lisbon time)" in confirmed.text
    (moment,) = [entity for entity in confirmed.entities if entity["type"] == "date_time"]
    tomorrow = (run.clock() + timedelta(days=1)).replace(hour=9, minute=0, second=0, microsecond=0)
    assert moment["unix_time"] == int(tomorrow.timestamp())


def test_a_question_comes_and_is_answered_with_a_tap_and_an_older_one_with_a_reply(run: Running) -> None:
    ana, confirmed = subscribed(run, 32)
    first = question(run, ana, confirmed.id)
    second = question(run, ana, first.id)
    ana.presses_old(second, second.labels[0])
    ana.waits_for(lambda shown: shown.id > second.id and "Menu" in shown.labels)
    newest = ana.messages[-1].id
    ana.sends(text="It was my brother", reply_to_message={"message_id": first.id, "date": 0, "chat": {"id": 32}})
    follow_up = ana.waits_for(lambda shown: shown.id > newest)
    assert not follow_up.buttons
    closed = next(shown for shown in ana.messages if shown.id == first.id)
    assert not closed.buttons
    kinds = ask(run.bot.database, "SELECT kind FROM journal WHERE person = 32 ORDER BY id")
    assert kinds is not None
    assert [str(kind).partition(":")[0] for (kind,) in kinds] == ["prompt", "prompt"]


def test_who_blocked_us_has_nothing_due_any_more(run: Running) -> None:
    ana, _ = subscribed(run, 33)
    due = "SELECT count(*) FROM subscriptions WHERE person = 33"
    until(lambda: ask(run.bot.database, due) == [(1,)], "a subscription")
    ana.blocks()
    until(lambda: ask(run.bot.database, due) == [(0,)], "no subscription after a block")


def takes_one_on(ana: Person) -> Shown:
    """The portrait of a friend, and the first suggestion; the sentence that notes it."""
    ana.presses("A friend")
    shown = ana.waits_for("1 of about 10")
    while "Skip" not in shown.labels:
        answered = shown
        ana.presses_old(shown, shown.labels[1])
        shown = ana.waits_for(partial(_is_asked_after, answered))
    for label in ("Skip", "Tell me more", "Yes", "Not now", "I'll try 1"):
        ana.presses(label)
    return ana.waits_for(lambda shown: shown.text.startswith(("Noted: ", "I've put it down: ")))


def _is_asked_after(answered: Shown, shown: Shown) -> bool:
    is_asked = "of about" in shown.text or "Nearly done" in shown.text or "Skip" in shown.labels
    return is_asked and bool(shown.labels) and shown.text != answered.text


def _leads_on(answered: Shown, shown: Shown) -> bool:
    return shown.id > answered.id and "Menu" in shown.labels


def test_what_was_taken_on_is_followed_up_once_after_two_days_across_a_restart(run: Running) -> None:
    now = run.clock()
    run.clock.later((now + timedelta(days=1)).replace(hour=21, minute=0, second=0) - now)
    ana, _ = subscribed(run, 34)
    noted = takes_one_on(ana)
    ana.says("/menu")
    for _ in range(2):
        asked = question(run, ana, noted.id)
        ana.presses_old(asked, asked.labels[0])
        noted = ana.waits_for(partial(_leads_on, asked))
    run.bot.kill()
    run.bot.restart()
    run.clock.later(timedelta(hours=12))
    follow_up = ana.waits_for(lambda shown: "Did it" in shown.labels)
    asked = question(run, ana, follow_up.id)
    assert [shown.id for shown in ana.messages if "Did it" in shown.labels] == [follow_up.id]
    ana.presses_old(follow_up, "Did it")
    until(lambda: "Did it" not in next(one for one in ana.messages if one.id == follow_up.id).labels, "an answer to it")
    newest = ana.waits_for(lambda shown: shown.id > asked.id)
    assert not newest.labels
