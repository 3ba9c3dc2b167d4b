"""Nothing that names somebody, and nothing that they said, is printed or stored in the open, whatever goes wrong."""

from __future__ import annotations

from pathlib import Path

from tests.end_to_end.process import BotProcess
from tests.end_to_end.running import Running, running
from tests.telegram_server import Person

TOKEN = "8421137:AAQuokka-Token_of_this-test"  # noqa: S105 (it opens nothing)
NAME = "Zephyrine"
QUESTION = "why does marmalade frighten the lighthouse"
WORDS = "a crocus under the tram whispers of tangerines"
OWN_WORDS = "like velvet thunder over Ljubljana"
MARKED = ("Quokka", NAME, "marmalade", "lighthouse", "crocus", "tangerines", "velvet thunder", "Ljubljana")

LONGER_THAN_THE_BOT_WAITS = 16.0


def test_a_conversation_leaves_no_word_of_it_in_the_output_or_in_the_files(tmp_path: Path) -> None:
    with running(tmp_path, {"LOG_LEVEL": "debug"}, token=TOKEN) as run:
        slow = run.agreed(12, NAME)
        run.telegram.faults.delay(LONGER_THAN_THE_BOT_WAITS, chat=slow.id)
        slow.says(WORDS)
        ana = _has_a_conversation(run)
        slow.waits_for("Whom shall we think about")  # after a time-out
        _sends_what_cannot_be_read(run, ana)
        run.telegram.quiet()
        assert _found_in_files(run.bot) == []
        run.telegram.faults.unauthorized()
        ana.says(WORDS)
        assert run.bot.wait() == 2
        assert "level=warning" in run.bot.output
        assert _found(run.bot.output.encode()) == []
        assert _found_in_files(run.bot) == []


def _has_a_conversation(run: Running) -> Person:
    """With every fault there is on the way."""
    faults = run.telegram.faults
    faults.page(500, times=2)
    faults.page(502, methods=("getUpdates",))
    faults.page(200)
    faults.cut(after=False, methods=("getUpdates",))
    faults.cut(after=True)
    faults.too_many(1)
    ana = run.agreed(11, NAME)
    ana.says(QUESTION)
    ana.presses("A friend")
    item = ana.waits_for("1 of about 10")
    ana.says(WORDS)
    item = ana.waits_for(lambda shown: "None of these" in shown.labels)
    for _ in range(12):
        ana.presses_old(item, item.labels[0])
        item = ana.waits_for(lambda shown, item=item: shown.id >= item.id and shown != item and bool(shown.keyboard))  # type: ignore[misc]
        if "Skip" in item.labels:
            break
    ana.says(WORDS)
    ana.presses("Tell me more")
    ana.presses("Partly")
    ana.waits_for("What would you change?")
    ana.says(OWN_WORDS)
    ana.waits_for("velvet thunder")
    ana.says(f"i want to kill myself, {WORDS}")
    ana.waits_for(lambda shown: "Keep talking" in shown.labels)
    return ana


def _sends_what_cannot_be_read(run: Running, ana: Person) -> None:
    run.telegram.sends_update("message", {"text": WORDS, "chat": NAME})
    run.telegram.sends_update("callback_query", {"id": "3", "from": {"first_name": NAME}, "data": QUESTION})
    run.telegram.sends_update("edited_message", {"text": 7, "from": {"id": NAME}})
    ana.says(f"/{QUESTION.replace(' ', '_')}")
    ana.blocks()


def _found_in_files(bot: BotProcess) -> list[str]:
    """The marked words that stand in the open in the data folder."""
    return [word for path in bot.data.rglob("*") if path.is_file() for word in _found(path.read_bytes())]


def _found(content: bytes) -> list[str]:
    lower = content.lower()
    return [word for word in MARKED for code in ("utf-8", "utf-16-le") if word.lower().encode(code) in lower]
