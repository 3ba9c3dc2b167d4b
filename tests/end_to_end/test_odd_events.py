"""What people also do: tap twice, tap old buttons, send stickers, edit, and write of a crisis anywhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.end_to_end.running import Running, running
from tests.telegram_server import Person

CRISIS = "i dont want to live anymore"
WAYS_BACK = ("Go on where I was", "Go on where I was", "Go on")
CRISIS_CHOICES = ("I'm safe for now", "No", "Keep talking", "Choose my country")


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One bot for all of these people."""
    with running(tmp_path_factory.mktemp("odd")) as run:
        yield run
        # A press that a slow machine answers after a test has moved the clock is too old; that harms nobody.
        assert [call for call in run.refused if call.method != "answerCallbackQuery"] == []


def texts(person: Person) -> list[str]:
    """Everything that was sent, in order."""
    return [receipt.shown.text for receipt in person.received if receipt.kind == "sent"]


def test_a_double_tap_counts_once(run: Running) -> None:
    ana = run.asked(11)
    first = ana.messages[-1]
    with run.telegram.at_once():
        for _ in range(3):
            ana.presses_old(first, first.labels[0])
    ana.waits_for("2 of about")
    run.telegram.quiet()
    ana.presses_old(first, first.labels[0])
    run.telegram.quiet()
    assert "2 of about" in ana.messages[-1].text
    # It took the place of the first: nothing was sent but that one.
    assert "1 of about" in texts(ana)[-1]
    assert ana.answers == [""] * 8  # each press was answered, so that no button goes on spinning


def test_an_old_button_gets_a_gentle_word_and_changes_nothing(run: Running) -> None:
    ana = run.greeted(12)
    welcome = ana.messages[-1]
    ana.presses("Let's begin")
    agreement = ana.waits_for("18 or older")
    ana.presses_old(welcome, "What do you keep?")
    gentle = ana.waits_for(lambda shown: shown.id > agreement.id)
    assert "nothing was changed" in gentle.text or "earlier moment" in gentle.text
    ana.presses("Yes, both")
    ana.waits_for("like to understand")


NO_TEXTS = (Person.sends_sticker, Person.sends_voice, Person.sends_photo)


@pytest.mark.parametrize("number", range(len(NO_TEXTS)))
def test_what_is_no_text_gets_a_kind_word_and_the_question_again(run: Running, number: int) -> None:
    ana = run.agreed(60 + number)
    before = texts(ana)
    NO_TEXTS[number](ana)
    ana.waits_for_messages(len(before) + 2)
    run.telegram.quiet()
    kind, question = texts(ana)[len(before) :]
    assert "read" in kind
    assert question == before[-1]


FILE = {"file_id": "f", "file_unique_id": "u"}
POLL = {"id": "1", "question": "Which?", "options": [{"text": "A", "voter_count": 0}], "total_voter_count": 0}
KINDS: dict[str, Any] = {
    "animation": FILE | {"width": 1, "height": 1, "duration": 1},
    "audio": FILE | {"duration": 1},
    "contact": {"phone_number": "1", "first_name": "Ben"},
    "dice": {"emoji": "\U0001f3b2", "value": 3},
    "document": FILE | {"file_name": "plan.txt"},
    "location": {"longitude": 1.0, "latitude": 1.0},
    "poll": POLL | {"is_closed": False, "is_anonymous": True, "type": "regular", "allows_multiple_answers": False},
    "venue": {"location": {"longitude": 1.0, "latitude": 1.0}, "title": "Home", "address": "Here"},
    "video": FILE | {"width": 1, "height": 1, "duration": 1},
    "video_note": FILE | {"length": 1, "duration": 1},
    "voice": FILE | {"duration": 1},
    "a_kind_of_tomorrow": {"text": "new"},
}


def test_every_kind_of_thing_is_answered_each_as_soon_as_the_last_was(run: Running) -> None:
    ana = run.agreed(70)
    for kind, content in KINDS.items():
        before = texts(ana)
        ana.sends(**{kind: content})
        ana.waits_for_messages(len(before) + 2)
        word, question = texts(ana)[len(before) :]
        assert "read" in word, kind
        assert question == texts(ana)[2], kind


def test_what_somebody_else_wrote_is_no_answer_when_it_is_forwarded(run: Running) -> None:
    ana = run.agreed(71)
    before = texts(ana)
    ana.sends(text="why", forward_origin={"type": "hidden_user", "sender_user_name": "Ben", "date": 1777636000})
    ana.waits_for_messages(len(before) + 2)
    assert texts(ana)[-1] == before[-1]


def test_only_signs_and_ten_thousand_characters_are_words(run: Running) -> None:
    ana = run.agreed(72)
    ana.says("\U0001f494\U0001f494")
    ana.waits_for("Whom shall we think about")
    ben = run.agreed(73)
    ben.sends(text="why " * 2500)
    ben.waits_for("Whom shall we think about")


def test_fifty_messages_at_once_get_one_answer_and_then_patience_and_nobody_else_waits(run: Running) -> None:
    ana, ben = run.greeted(74), run.telegram.person(75, "Ben")
    before = texts(ana)
    with run.telegram.at_once():
        for number in range(50):
            ana.says(f"word {number}")
        ben.says("/start")
    ben.waits_for("Hello Ben")
    run.telegram.quiet()
    said = texts(ana)[len(before) :]
    assert said[1] == before[-1]
    assert len(said) == 3


def test_a_group_gets_one_sentence_and_is_left(run: Running) -> None:
    group = run.telegram.group(-100)
    ana = run.telegram.person(76)
    sender = {"id": ana.id, "is_bot": False, "first_name": "Ana"}
    bot = {"user": {"id": 12345, "is_bot": True, "first_name": "Secure Base"}}
    change = {"chat": group, "from": sender, "date": 1777636800}
    run.telegram.sends_update(
        "my_chat_member",
        change | {"old_chat_member": bot | {"status": "left"}, "new_chat_member": bot | {"status": "member"}},
    )
    run.telegram.sends_update("message", {"message_id": 900, "text": "/start", **change})
    run.telegram.wait_until(lambda: run.telegram.world.left == [-100], "the group is left")
    run.telegram.quiet()
    said = [receipt.shown.text for receipt in run.telegram.received if receipt.shown.chat == -100]
    assert len(said) == 1
    assert "private chats only" in said[0]


def test_the_words_below_a_photo_are_words(run: Running) -> None:
    ana = run.agreed(13)
    ana.sends_photo("why do i check my phone")
    ana.waits_for("\u201cWhy do I check my phone.\u201d")


def test_an_edited_text_is_no_answer(run: Running) -> None:
    ana = run.agreed(14)
    ana.says("why do i hide")
    ana.waits_for("Whom shall we think about")
    before = texts(ana)
    ana.edits("why do i hide so much")
    run.telegram.quiet()
    assert texts(ana) == before


def test_what_no_database_can_hold_is_replaced(run: Running) -> None:
    ana = run.agreed(15, "A\0na")
    ana.says("why \0 and \ud83d here")
    ana.waits_for("\u201cWhy \ufffd and \ufffd here.\u201d")


def test_the_longest_text_that_telegram_takes_is_answered(run: Running) -> None:
    ana = run.agreed(16)
    ana.says("why " * 1024)
    ana.waits_for("Whom shall we think about")


def test_html_and_marks_in_a_persons_words_stay_what_they_are(run: Running) -> None:
    ana = run.agreed(17, "<b>Ana</b>")
    ana.says("Is <u>this</u> & _that_ **love**?")
    ana.waits_for("\u201cIs <u>this</u> & _that_ **love**?\u201d")
    assert any(text.startswith("Hello <b>Ana</b>.") for text in texts(ana))


def test_odd_updates_harm_nobody(run: Running) -> None:
    ana = run.agreed(18)
    with run.telegram.at_once():
        run.telegram.sends_update("message", {})
        run.telegram.sends_update("message", {"message_id": "x", "chat": 5})
        run.telegram.sends_update("something_new", {"id": 1})
        run.telegram.sends_update("callback_query", {"id": "7", "from": {}, "data": "a" * 500})
        ana.says("why me")
    ana.waits_for("\u201cWhy me.\u201d")
    run.telegram.waits_for_poll()


def test_after_a_quiet_week_ids_may_begin_anywhere(run: Running) -> None:
    ana = run.agreed(19)
    run.telegram.quiet()
    run.telegram.skips_ids(1_000)
    ana.says("why now")
    ana.waits_for("\u201cWhy now.\u201d")
    run.telegram.waits_for_poll()


def at_the_welcome(run: Running, number: int) -> Person:
    return run.greeted(number)


def at_the_agreement(run: Running, number: int) -> Person:
    ana = run.greeted(number)
    ana.presses("Let's begin")
    ana.waits_for("18 or older")
    return ana


def at_the_own_question(run: Running, number: int) -> Person:
    return run.agreed(number)


def at_an_item(run: Running, number: int) -> Person:
    return run.asked(number)


def at_delete(run: Running, number: int) -> Person:
    ana = run.asked(number)
    ana.says("/delete")
    ana.waits_for("can't be undone")
    return ana


def after_stop(run: Running, number: int) -> Person:
    ana = run.asked(number)
    ana.says("/stop")
    ana.waits_for("Stopped.")
    return ana


def never_seen(run: Running, number: int) -> Person:
    return run.telegram.person(number)


PLACES = (at_the_welcome, at_the_agreement, at_the_own_question, at_an_item, at_delete, after_stop, never_seen)


@pytest.mark.parametrize("way", [Person.says, Person.sends_photo])
@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.__name__)
def test_a_sign_of_a_crisis_is_met_before_anything_else(
    run: Running, place: Callable[[Running, int], Person], way: Callable[[Person, str], int]
) -> None:
    ana = place(run, 100 + 2 * PLACES.index(place) + (way is Person.says))
    before = len(texts(ana))
    way(ana, CRISIS)
    ana.waits_for(lambda shown: shown.labels == CRISIS_CHOICES)
    run.telegram.quiet(pause=0.05)
    _, people, asked = texts(ana)[before:]
    assert "findahelpline.com" in people
    assert asked == "Are you safe right now?"


def in_a_poll(ana: Person) -> object:
    options = [{"text": CRISIS, "voter_count": 0}, {"text": "No", "voter_count": 0}]
    return ana.sends(poll={"id": "1", "question": "What now", "options": options, "type": "regular"})


def as_a_contact(ana: Person) -> object:
    return ana.sends(contact={"phone_number": "1", "first_name": CRISIS})


def as_a_files_name(ana: Person) -> object:
    return ana.sends(document={"file_id": "a", "file_unique_id": "b", "file_name": f"{CRISIS}.txt"})


def in_a_quote(ana: Person) -> object:
    return ana.sends(text="see", quote={"text": CRISIS, "position": 0})


def forwarded(ana: Person) -> object:
    origin = {"type": "hidden_user", "sender_user_name": "Ben", "date": 0}
    return ana.sends(text=CRISIS, forward_origin=origin)


def behind_a_command(ana: Person) -> object:
    return ana.says(f"/note {CRISIS}")


def in_a_deep_link(ana: Person) -> object:
    return ana.says(f"/start {CRISIS}")


def with_a_stop_word(ana: Person) -> object:
    return ana.says(f"stop. {CRISIS}")


def in_pieces(ana: Person) -> object:
    ana.says("i dont want to")
    return ana.says("live anymore")


def at_the_end_of_a_long_text(ana: Person) -> object:
    return ana.says("x " * 1_900 + CRISIS)


WAYS_IN = (
    in_a_poll, as_a_contact, as_a_files_name, in_a_quote, forwarded, behind_a_command, in_a_deep_link,
    with_a_stop_word, in_pieces, at_the_end_of_a_long_text,
)  # fmt: skip


@pytest.mark.parametrize("way", WAYS_IN, ids=lambda way: way.__name__)
def test_a_sign_of_a_crisis_is_met_wherever_words_can_stand(run: Running, way: Callable[[Person], object]) -> None:
    ana = run.agreed(200 + WAYS_IN.index(way))
    ana.presses("Nothing special")
    ana.waits_for("Whom shall we think about")
    way(ana)
    ana.waits_for(lambda shown: shown.labels == CRISIS_CHOICES)


KINDS_OF_CRISIS = {
    "i cut myself again last night": "I'm safe for now",
    "my husband strangled me": "They're near",
    "my flatmate texted me a goodbye message": "Yes, now",
    "i keep having urges to hurt my brother": "I might",
    "i swallowed bleach": "Help is coming",
    CRISIS: "I'm safe for now",
}


@pytest.mark.parametrize("text", KINDS_OF_CRISIS)
@pytest.mark.parametrize("place", (at_the_welcome, at_an_item, at_delete, after_stop), ids=lambda place: place.__name__)
def test_each_kind_of_crisis_gets_its_own_first_question_and_an_answer(
    run: Running, place: Callable[[Running, int], Person], text: str
) -> None:
    ana = place(run, 300 + 10 * list(KINDS_OF_CRISIS).index(text) + PLACES.index(place))
    ana.says(text)
    asked = ana.waits_for(lambda shown: KINDS_OF_CRISIS[text] in shown.labels)
    people = "112" if text == "i swallowed bleach" else "findahelpline.com"
    assert any(people in shown for shown in texts(ana))
    ana.presses(KINDS_OF_CRISIS[text])
    ana.waits_for(lambda shown: shown.id > asked.id and bool(shown.keyboard))


def test_nothing_of_a_crisis_is_in_the_log_but_kind_and_tier(run: Running) -> None:
    ana = run.agreed(53)
    ana.says("i want to kill myself behind the old mill")
    ana.waits_for(lambda shown: shown.labels == CRISIS_CHOICES)
    assert "mill" not in run.bot.output
    assert 'event="a sign of a crisis was noticed"' in run.bot.output
    counted = [line for line in run.bot.output.splitlines() if "a sign of a crisis" in line]
    assert all("kind=" in line and "tier=" in line and "person" not in line for line in counted)


def test_an_edit_into_a_sign_of_a_crisis_is_met_too(run: Running) -> None:
    ana = run.agreed(51)
    ana.says("why do i hide")
    ana.waits_for("Whom shall we think about")
    ana.edits(CRISIS)
    ana.waits_for(lambda shown: shown.labels == CRISIS_CHOICES)


def test_after_a_crisis_the_conversation_is_where_it_was(run: Running) -> None:
    ana = run.asked(52)
    item = ana.messages[-1]
    ana.says(CRISIS)
    ana.presses("Keep talking")
    ana.presses("I'm fine, forget it")
    last = ana.waits_for(lambda shown: shown.id > item.id and bool(set(WAYS_BACK) & set(shown.labels)))
    while last.text != item.text:
        way = next(label for label in WAYS_BACK if label in last.labels)
        ana.presses_old(last, way)
        last = ana.waits_for(lambda shown, last=last: shown.id > last.id and bool(shown.keyboard))  # type: ignore[misc]
    assert last.labels == item.labels
    ana.presses_old(last, "Rather not say")
    ana.waits_for("2 of about")
