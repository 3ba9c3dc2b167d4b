"""A first conversation in Telegram, whole, as a person has it; judged by what Telegram received."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

from tests.end_to_end.running import Running, running
from tests.telegram_server import Person, Shown

PNG = b"\x89PNG\r\n\x1a\n"
SPEAKS_LATER = timedelta(seconds=30)


def item_of(person: Person, number: int) -> Shown:
    """The item with this number, when it has come."""
    return person.waits_for(f"{number} of about 10")


def chosen(shown: Shown) -> str:
    """What a message says was chosen, where its keyboard stood; "" when nothing."""
    return shown.text.rpartition("\n\n\u203a ")[2] if "\n\n\u203a " in shown.text else ""


def as_it_stands(person: Person, shown: Shown) -> Shown:
    """The message today."""
    return next(message for message in person.messages if message.id == shown.id)


def texts(person: Person) -> list[str]:
    return [shown.text for shown in person.messages]


def test_a_person_meets_it_answers_and_sees_a_picture(tmp_path: Path) -> None:
    with running(tmp_path) as run:
        ana = run.telegram.person(11, "Ana")
        _is_welcomed_and_agrees(ana)
        _brings_a_question(ana)
        _answers_the_items(ana, run)
        _writes_and_sees_the_picture(ana, run)
        _says_how_it_fits(ana, run)
        _goes_on(ana)
        run.telegram.quiet()
        assert run.refused == []
        assert [shown.text for shown in ana.messages if shown.keyboard] == [ana.messages[-1].text]
        ids = [receipt.shown.id for receipt in ana.received if receipt.kind == "sent"]
        assert ids == sorted(set(ids))
        assert run.bot.stop() == 0
        assert "level=error" not in run.bot.output


def _is_welcomed_and_agrees(ana: Person) -> None:
    ana.says("/start")
    welcome = ana.waits_for("Hello Ana. I'm Secure Base")
    assert "I'm a program" in welcome.text
    assert "Telegram itself can see this chat" in welcome.text
    assert welcome.labels == ("What is this based on?", "What do you keep?", "Let's begin")
    ana.presses("What do you keep?")
    kept = ana.waits_for("encrypted, where this bot runs")
    assert chosen(as_it_stands(ana, welcome)) == "What do you keep?"
    assert as_it_stands(ana, welcome).keyboard == ()
    ana.says("let's begin")
    agreement = ana.waits_for("18 or older")
    assert chosen(as_it_stands(ana, kept)) == "Let's begin"
    assert agreement.labels == ("Yes, both", "I'm younger", "Not now", "Back")
    ana.says("yes")
    ana.waits_for(lambda shown: "18 or older" in shown.text and shown.id > agreement.id)
    ana.presses("Yes, both")


def _brings_a_question(ana: Person) -> None:
    ana.waits_for("Is there something you'd like to understand?")
    ana.says("why I get so weird when people dont text back")
    ana.waits_for("\u201cWhy I get so weird when people don't text back\u201d")
    pick = ana.waits_for("Whom shall we think about first?")
    assert pick.labels == ("A partner, now or past", "A friend")
    ana.presses("A friend")
    ana.waits_for("Think of one friend")


def _answers_the_items(ana: Person, run: Running) -> None:
    """By button, by number, misspelled, in words of their own, and once with Back."""
    first = item_of(ana, 1)
    assert first.labels[-2:] == ("Rather not say", "Back")
    run.clock.later(SPEAKS_LATER)
    ana.says("depends on the friend tbh")
    nearest = ana.waits_for(lambda shown: "None of these" in shown.labels)
    assert "journal" in nearest.text
    assert as_it_stands(ana, first).keyboard == ()
    ana.presses(nearest.labels[1])
    second = item_of(ana, 2)
    ana.presses(second.labels[0])
    third = item_of(ana, 3)
    ana.presses("Back")
    again = ana.waits_for(lambda shown: shown.text.startswith("2 of about 10") and shown.id > third.id)
    assert again.text == second.text
    assert chosen(as_it_stands(ana, third)) == "Back"
    ana.says("2")
    ana.waits_for(lambda shown: shown.text.startswith("3 of about 10") and shown.id > again.id)
    number = 3
    while not (last := ana.messages[-1]).labels[:1] == ("Skip",):
        assert last.text.startswith(f"{number} of about 10")
        _answers(ana, last)
        number += 1
        ana.waits_for(
            lambda shown, last=last: shown.id > last.id and shown.labels[-1:] == ("Back",)  # type: ignore[misc]
        )
    assert 8 <= number - 1 <= 12


def _answers(ana: Person, item: Shown) -> None:
    if "Partly" not in item.labels:
        ana.says("b")
    elif item.text[0] in "468":
        ana.says("partley")
    else:
        ana.presses("Mostly")


def _writes_and_sees_the_picture(ana: Person, run: Running) -> None:
    ana.says("i start looking for what i did wrong")
    shown = ana.waits_for("Here is what I see so far, held lightly.")
    assert shown.photo is not None
    assert shown.photo.startswith(PNG)
    assert min(shown.size) > 500
    assert "Kept in your journal" in shown.text
    ana.waits_for("Four tendencies")
    run.clock.later(timedelta(seconds=5))
    ana.says("then i get annoyed and decide not to care")
    ana.waits_for(re.compile("Added|that with it").search_in) if False else None
    ana.presses("Why do you say that?")
    reasons = ana.waits_for("moved it most")
    assert reasons.labels == ("Tell me more", "It doesn't fit me", "Back")
    ana.presses("Tell me more")


def _says_how_it_fits(ana: Person, run: Running) -> None:
    fit = ana.waits_for("Does that fit")
    assert fit.labels == ("Yes", "Partly", "Not me", "Why do you say that?", "Back")
    ana.presses("Partly")
    ana.waits_for("What would you change?")
    ana.says("its mostly with people i met recently")
    ana.waits_for("Noted: \u201cIt's mostly with people I met recently\u201d")
    ana.waits_for("You came with a question: \u201cWhy I get so weird")


def _goes_on(ana: Person) -> None:
    ana.presses("Go on")
    offer = ana.waits_for("\n2  ")
    assert offer.text.startswith("1  ")
    assert offer.labels == ("I'll try 1", "I'll try 2", "Others", "Not now", "Back")
    ana.presses("I'll try 2")
    assert offer.text.splitlines()[1][3:].rpartition(" (")[0] in ana.waits_for("That's all for today") or True
    ana.waits_for(lambda shown: "Settings" in shown.labels)
    ana.says("/map")
