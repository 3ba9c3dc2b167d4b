"""Going away: /stop, /delete and a block; and coming back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.end_to_end.looking import ask
from tests.end_to_end.running import Running, running, until
from tests.telegram_server import Person
from tests.telegram_server.errors import blocked


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One bot for all of these people."""
    with running(tmp_path_factory.mktemp("leaving")) as run:
        yield run


def sent(person: Person, after: int = 0) -> list[str]:
    """The texts that were sent to somebody, without the first ones."""
    return [receipt.shown.text for receipt in person.received if receipt.kind == "sent"][after:]


def test_stop_drops_what_is_not_delivered_and_then_there_is_silence(run: Running) -> None:
    ana = run.asked(11)
    before = len(sent(ana))
    hold = run.telegram.faults.hold(chat=ana.id)
    ana.says("/privacy")
    hold.wait_for(1)  # the first of four messages is on its way, the others wait in the outbox
    ana.says("Leave me alone!")
    run.telegram.waits_for_poll()
    hold.release()
    ana.waits_for("Stopped.")
    run.telegram.quiet()
    kept, stopped = sent(ana, before)
    assert kept.startswith("I keep your first name")
    assert stopped.startswith("Stopped.")


def test_somebody_who_stopped_is_told_so_once_and_help_still_answers(run: Running) -> None:
    ana = run.agreed(12)
    ana.says("/stop")
    ana.waits_for("Stopped.")
    before = len(sent(ana))
    for words in ("hello?", "hello??", "/menu", "/help", "still there?"):
        ana.says(words)
    ana.presses("Nothing special")
    run.telegram.quiet()
    told, helped, limits = sent(ana, before)
    assert told == "I've stopped, and I'll stay quiet; /start brings me back."
    assert "/stop" in helped
    assert "emergency service" in limits
    ana.says("/start")
    ana.presses("Go on")
    ana.waits_for_messages(before + 5)
    assert "like to understand" in sent(ana)[-1]


def test_deleting_asks_once_and_then_begins_anew(run: Running) -> None:
    ana = run.agreed(13)
    ana.says("why is it so quiet")
    ana.waits_for("Whom shall we think about")
    ana.says("/delete")
    question = ana.waits_for("It can't be undone.")
    assert question.labels == ("Yes, erase everything", "No, keep it")
    ana.says("yes")
    ana.waits_for(lambda shown: "can't be undone" in shown.text and shown.id > question.id)
    ana.presses("Yes, erase everything")
    ana.waits_for("Done. Everything I kept about you is erased")
    before = len(sent(ana))
    ana.says("hi")
    (welcome,) = ana.waits_for_messages(before + 1)[-1:]
    assert "Hello Ana. I'm Secure Base" in welcome.text
    ana.presses("Let's begin")
    ana.presses("Yes, both")
    ana.waits_for(lambda shown: "like to understand" in shown.text and shown.id > welcome.id)
    ana.presses("Nothing special")
    run.telegram.quiet()
    assert "so quiet" not in " ".join(sent(ana, before))


def test_the_messages_of_both_sides_go_with_the_rest_and_the_confirmation_stays(run: Running) -> None:
    ana = run.agreed(20)
    ana.says("why is it so quiet")
    ana.waits_for("Whom shall we think about")
    written = run.telegram.world.from_people
    assert len([chat for chat, _ in written if chat == ana.id]) >= 2
    ana.says("/delete")
    ana.presses("Yes, erase everything")
    run.telegram.wait_until(lambda: len(ana.messages) == 1, "the chat is empty but for the confirmation")
    assert "is erased" in ana.messages[0].text
    run.telegram.quiet()
    assert not [chat for chat, _ in run.telegram.world.from_people if chat == ana.id]


def test_a_farewell_is_worked_off_after_a_kill(tmp_path: Path) -> None:
    with running(tmp_path) as run:
        ana = run.agreed(11)
        hold = run.telegram.faults.hold(methods=("deleteMessages",), after=False)
        ana.says("/delete")
        ana.presses("Yes, erase everything")
        hold.wait_for(1)
        run.bot.kill()
        hold.release()
        assert len(ana.messages) > 1
        run.bot.restart()
        run.telegram.wait_until(lambda: len(ana.messages) == 1, "the chat is empty but for the confirmation")
        run.telegram.quiet()
        until(lambda: ask(run.bot.database, "select count(*) from farewells") == [(0,)], "the farewell is gone")


def test_a_button_from_before_everything_was_erased_meets_someone_new(run: Running) -> None:
    ana = run.agreed(14)
    old = ana.waits_for("like to understand")
    ana.says("delete everything")
    ana.presses("Yes, erase everything")
    ana.waits_for("is erased")
    before = len(sent(ana))
    ana.presses_old(old, "Nothing special")
    run.telegram.quiet()
    (welcome,) = sent(ana, before)
    assert "I'm Secure Base" in welcome


def test_who_blocks_the_bot_is_left_alone_and_can_come_back(run: Running) -> None:
    ana = run.agreed(15)
    hold = run.telegram.faults.hold(after=False, chat=ana.id)
    ana.says("/privacy")
    hold.wait_for(1)
    ana.blocks()
    hold.release()
    run.telegram.quiet()
    tries = len([call for call in run.telegram.calls if call.chat == ana.id])
    before = len(sent(ana))
    ana.unblocks()
    run.telegram.quiet()
    assert tries == len([call for call in run.telegram.calls if call.chat == ana.id])
    ana.says("/start")
    ana.waits_for(lambda shown: shown.labels == ("Go on", "Start from the welcome", "Menu"))
    ana.presses("Go on")
    ana.waits_for_messages(before + 2)
    assert "like to understand" in sent(ana)[-1]


def test_a_block_that_shows_only_at_a_message_ends_the_conversation_there(run: Running) -> None:
    ana, ben = run.agreed(16, "Ana"), run.agreed(17, "Ben")
    before = len(sent(ana))
    run.telegram.faults.refuses(blocked(), chat=ana.id, methods=("sendMessage",))
    calls = len(run.telegram.calls)
    ana.says("/privacy")
    run.telegram.quiet()
    made = [call for call in run.telegram.calls[calls:] if call.chat == ana.id]
    assert [call.status for call in made if call.method == "sendMessage"] == [403]
    ben.presses("Nothing special")
    ben.waits_for("Whom shall we think about")
    ana.says("hello?")
    ana.waits_for("I've stopped, and I'll stay quiet; /start brings me back.")
    assert len(sent(ana, before)) == 1


def test_who_left_telegram_holds_nobody_up(run: Running) -> None:
    gone, ben = run.agreed(18, "Gone"), run.agreed(19, "Ben")
    gone.says("/privacy")
    gone.deletes_account()
    ben.presses("Nothing special")
    ben.waits_for("Whom shall we think about")
    run.telegram.quiet()
    assert run.bot.is_running
