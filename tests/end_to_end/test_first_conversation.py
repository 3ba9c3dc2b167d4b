"""A first conversation in Telegram, whole, as a person has it; judged by what Telegram received."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from tests.end_to_end.running import Running, running
from tests.end_to_end.talking import asked
from tests.telegram_server import Person, Shown

PNG = b"\x89PNG\r\n\x1a\n"
LONG_AFTER = timedelta(seconds=30)
SOON_AFTER = timedelta(seconds=5)


def test_a_person_is_met_answers_and_sees_a_picture_that_they_put_in_their_own_words(tmp_path: Path) -> None:
    with running(tmp_path) as run:
        ana = run.telegram.person(11, "Ana")
        _is_welcomed_and_agrees(ana)
        _brings_a_question(ana)
        _answers_the_items(ana, run)
        _writes_and_sees_the_picture(ana, run)
        _says_how_it_fits(ana)
        _takes_something_along(ana)
        _looks_at_the_map(ana)
        run.telegram.quiet()
        assert run.refused == []
        # The agreement was shown twice; its first showing keeps its buttons. The menu was left by a command.
        assert [shown.labels[0] for shown in ana.messages if shown.keyboard] == [
            "Yes, both",
            "Another relationship",
            "Daily question",
        ]
        assert all(receipt.kind != "deleted" for receipt in ana.received)
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
    assert _now(ana, welcome).text == f"{welcome.text}\n\n\u203a What do you keep?"
    assert _now(ana, welcome).keyboard == ()
    ana.says("let's begin")
    agreement = ana.waits_for("18 or older")
    assert _chosen(ana, kept) == "Let's begin"
    assert agreement.labels == ("Yes, both", "I'm younger", "Not now", "Back")
    ana.says("yes")  # not exact enough for an agreement
    ana.waits_for(lambda shown: "18 or older" in shown.text and shown.id > agreement.id)
    ana.presses("Yes, both")


def _brings_a_question(ana: Person) -> None:
    ana.waits_for("Is there something you'd like to understand?")
    ana.says("why I get so weird when people dont text back")
    ana.waits_for("\u201cWhy I get so weird when people don't text back.\u201d")
    pick = ana.waits_for("Whom shall we think about first?")
    assert pick.labels == ("A partner, now or past", "A friend", "Someone at work", "Family", "Nobody just now")
    ana.presses("A friend")
    ana.waits_for("Think of one friend")


def _answers_the_items(ana: Person, run: Running) -> None:
    """By button, number, letter and beginning, misspelled, in words of their own, and once with Back."""
    first = ana.waits_for("1 of about 10")
    assert first.labels[-2:] == ("Rather not say", "Back")
    run.clock.later(LONG_AFTER)
    ana.says("depends on the friend tbh")
    nearest = ana.waits_for(lambda shown: "None of these" in shown.labels)
    assert "depends on the friend" not in nearest.text  # kept, not scored, and not quoted either
    assert _now(ana, first).keyboard == ()
    ana.presses(nearest.labels[1])
    second = ana.waits_for("2 of about 10")
    ana.presses(second.labels[0])
    third = ana.waits_for("3 of about 10")
    ana.presses("Back")
    again = ana.waits_for("2 of about 10")
    assert {nearest.id, second.id, third.id, again.id} == {nearest.id}  # each took the place of the one before
    assert asked(again) == asked(second)
    ana.says("2")
    item = ana.waits_for(lambda shown: "3 of about 10" in shown.text and shown.id > again.id)
    number = 3
    while "Skip" not in item.labels:
        assert asked(item).startswith(f"{number} of about 10" if number <= 10 else "Nearly done")
        item = _answers(ana, item, number)
        number += 1
    assert 8 < number <= 13


def _answers(ana: Person, item: Shown, number: int) -> Shown:
    """The question after this one."""
    if "Partly" not in item.labels:
        ana.says("b")
        following = _next_question(ana, item)
        letter = next(line for line in item.text.splitlines() if line.startswith("B  "))
        assert _chosen(ana, item) == letter[3:]
    elif number % 2:
        ana.says("partley")
        ana.waits_for("I read that as \u201cPartly\u201d")
        following = _next_question(ana, item)
        assert _chosen(ana, item) == "Partly"
    else:
        ana.presses("Mostly")
        following = _next_question(ana, item)
        if "Skip" in following.labels:
            assert _chosen(ana, item) == "Mostly"
        else:
            assert following.id == item.id
            assert following.text.startswith("\u203a Mostly\n\n")
    return following


def _writes_and_sees_the_picture(ana: Person, run: Running) -> None:
    ana.says("i start looking for what i did wrong")
    picture = ana.waits_for("Here is what I see so far, held lightly.")
    assert picture.photo is not None
    assert picture.photo.startswith(PNG)
    assert min(picture.size) > 500
    assert "Kept in your journal" in picture.text
    names = ana.waits_for(lambda shown: "Why do you say that?" in shown.labels)
    lean = next(shown for shown in ana.messages if picture.id < shown.id < names.id)
    assert "with this friend" in lean.text.lower()
    assert "secure" in names.text
    run.clock.later(SOON_AFTER)
    ana.says("then i get annoyed and decide not to care")
    run.telegram.quiet()
    assert ana.messages[-1] == names  # kept, with a quiet sign and without a word
    assert [
        call
        for call in run.telegram.calls
        if (call.method, call.chat, call.status) == ("setMessageReaction", ana.id, 200)
    ]
    ana.presses("Why do you say that?")
    reasons = ana.waits_for("moved this picture most")
    assert reasons.labels == ("Tell me more", "The other answers", "It doesn't fit me", "Back")
    ana.presses("Tell me more")


def _says_how_it_fits(ana: Person) -> None:
    fit = ana.waits_for("Does that fit")
    assert fit.labels == ("Yes", "Partly", "Not me", "Why do you say that?", "More on this", "Back")
    ana.presses("Partly")
    ana.waits_for("What would you change?")
    ana.says("its mostly with people i met recently")
    ana.waits_for("\u201cIt's mostly with people I met recently.\u201d")
    ana.waits_for("This is what you wanted to understand: \u201cWhy I get so weird when people don't text back.\u201d")


def _takes_something_along(ana: Person) -> None:
    ana.presses("Go on")
    offer = ana.waits_for(lambda shown: "I'll try 2" in shown.labels)
    assert offer.labels == ("I'll try 1", "I'll try 2", "Others", "Why these?", "Not now", "Back")
    first, second = offer.text.splitlines()
    assert first.startswith("1  ")
    ana.presses("I'll try 2")
    ana.waits_for(second[3:].rpartition(" (")[0])
    ana.waits_for(lambda shown: "Yes, one a day" in shown.labels)
    ana.presses("Not now")
    assert ana.waits_for(lambda shown: "Settings" in shown.labels).labels == (
        "Another relationship",
        "My map",
        "Help right now",
        "Me, or the situation?",
        "Today's question",
        "Three things to set",
        "Settings",
        "More",
    )


def _looks_at_the_map(ana: Person) -> None:
    home = ana.messages[-1]
    ana.says("/map")
    own_words = _after(ana, home)
    assert own_words.text == "In your words: \u201cIt's mostly with people I met recently.\u201d"
    picture = _after(ana, own_words)
    assert picture.photo is not None
    assert picture.text.startswith("How things look from your side, held lightly:\nA friend: ")
    ways = ana.waits_for(lambda shown: "Change my words" in shown.labels)
    assert ways.labels == (
        "Change my words",
        "Another relationship",
        "Read more about it",
        "A few general questions",
        "Menu",
    )
    ana.presses("Menu")
    assert _after(ana, ways).labels == home.labels
    ana.presses("Settings")
    ana.waits_for("Tone: warm")


def _now(ana: Person, shown: Shown) -> Shown:
    """The message as it stands today."""
    return next(message for message in ana.messages if message.id == shown.id)


def _chosen(ana: Person, shown: Shown) -> str:
    """What the message says was chosen, where its keyboard stood."""
    text = _now(ana, shown).text
    assert text.startswith(asked(shown))
    return text[len(asked(shown)) :].removeprefix("\n\n\u203a ")


def _after(ana: Person, shown: Shown) -> Shown:
    """The message below this one."""
    ana.waits_for(lambda message: message.id > shown.id)
    return next(message for message in ana.messages if message.id > shown.id)


def _next_question(ana: Person, shown: Shown) -> Shown:
    """The question after this one."""
    return ana.waits_for(lambda message: message.id >= shown.id and message != shown and bool(message.keyboard))
