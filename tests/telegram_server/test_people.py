"""What people do, and what the bot is told of it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.telegram_server import Person, Telegram
from tests.telegram_server.api import Api


def last(telegram: Telegram) -> dict[str, Any]:
    return telegram.world.queue.take(100)[-1]


def ask(api: Api, person: Person, text: str, *labels: str) -> int:
    rows = [[{"text": label, "callback_data": f"{text}:{number}"}] for number, label in enumerate(labels)]
    answer = api.form("sendMessage", chat_id=person.id, text=text, reply_markup={"inline_keyboard": rows})
    message: int = answer.result["message_id"]
    return message


def test_a_command_is_marked_as_one(telegram: Telegram, ana: Person) -> None:
    ana.says("🌱 /start ref7")
    message = last(telegram)["message"]
    assert message["entities"] == [{"type": "bot_command", "offset": 3, "length": 6}]
    assert message["from"] == {"id": 11, "is_bot": False, "first_name": "Ana", "language_code": "en"}
    assert message["chat"] == {"id": 11, "type": "private", "first_name": "Ana"}


def test_a_press_names_the_message_and_the_data(api: Api, telegram: Telegram, ana: Person) -> None:
    message = ask(api, ana, "first", "Yes", "No")
    ana.presses("No")
    query = last(telegram)["callback_query"]
    assert (query["data"], query["message"]["message_id"]) == ("first:1", message)
    assert query["message"]["reply_markup"]["inline_keyboard"][1][0]["text"] == "No"


def test_the_newest_message_with_the_button_is_pressed(api: Api, telegram: Telegram, ana: Person) -> None:
    for text in ("first", "second"):
        ask(api, ana, text, "Yes")
    ask(api, ana, "third", "No")
    ana.presses("Yes")
    assert last(telegram)["callback_query"]["data"] == "second:0"


def test_a_message_is_pressed_once_unless_it_changes(api: Api, ana: Person) -> None:
    message = ask(api, ana, "first", "Yes")
    ana.presses("Yes")
    with pytest.raises(AssertionError, match="still not: a button 'Yes'"):
        ana.presses("Yes", timeout=0.01)
    rows = [[{"text": "Yes", "callback_data": "again:0"}]]
    api.form(
        "editMessageText", chat_id=ana.id, message_id=message, text="again", reply_markup={"inline_keyboard": rows}
    )
    ana.presses("Yes")


def test_a_button_that_has_gone_can_still_be_pressed_from_memory(api: Api, telegram: Telegram, ana: Person) -> None:
    message = ask(api, ana, "first", "Yes")
    before = ana.messages[-1]
    api.form("editMessageReplyMarkup", chat_id=ana.id, message_id=message)
    ana.presses_old(before, "Yes")
    query = last(telegram)["callback_query"]
    assert query["data"] == "first:0"
    assert "reply_markup" not in query["message"]


def test_the_words_of_an_answered_press_are_seen(api: Api, telegram: Telegram, ana: Person) -> None:
    ask(api, ana, "first", "Yes")
    ana.presses("Yes")
    query = last(telegram)["callback_query"]["id"]
    api.form("answerCallbackQuery", callback_query_id=query, text="That one has passed.")
    assert ana.answers == ["That one has passed."]


def test_blocking_is_told_and_can_be_taken_back(api: Api, telegram: Telegram, ana: Person) -> None:
    ana.blocks()
    change = last(telegram)["my_chat_member"]
    assert (change["old_chat_member"]["status"], change["new_chat_member"]["status"]) == ("member", "kicked")
    ana.unblocks()
    assert api.form("sendMessage", chat_id=ana.id, text="Hello").status == 200


@pytest.mark.parametrize(("act", "kind"), [(Person.sends_sticker, "sticker"), (Person.sends_voice, "voice")])
def test_things_that_are_no_text_arrive(telegram: Telegram, ana: Person, act: Any, kind: str) -> None:
    act(ana)
    assert kind in last(telegram)["message"]


def test_a_photo_may_have_words(telegram: Telegram, ana: Person) -> None:
    ana.sends_photo("my cat")
    assert last(telegram)["message"]["caption"] == "my cat"


def test_an_edit_keeps_the_message_and_its_place(telegram: Telegram, ana: Person) -> None:
    ana.says("Helo")
    before = last(telegram)["message"]
    ana.edits("Hello")
    after = last(telegram)["edited_message"]
    assert (after["message_id"], after["text"]) == (before["message_id"], "Hello")


def test_people_have_chats_of_their_own(api: Api, telegram: Telegram, ana: Person) -> None:
    ben = telegram.person(12, first_name="Ben", language_code="de")
    ben.says("/start")
    ask(api, ana, "for Ana", "Yes")
    ask(api, ben, "for Ben", "Yes")
    assert [shown.text for shown in ana.messages] == ["for Ana"]
    assert ben.waits_for("for").text == "for Ben"
    assert telegram.person(12) is ben


def test_a_wait_in_vain_says_for_what(ana: Person) -> None:
    with pytest.raises(AssertionError, match="still not: 'never' for 11"):
        ana.waits_for("never", timeout=0.01)


def test_odd_updates_stand_among_the_good_ones(telegram: Telegram, ana: Person) -> None:
    first = telegram.sends_update("telepathy", {"thought": 1})
    broken = telegram.sends_update("message", {"message_id": "none"})
    good = ana.says("Hello")
    updates = telegram.world.queue.take(100)
    assert [update["update_id"] for update in updates] == [first, broken, good]
    assert updates[0] == {"update_id": first, "telepathy": {"thought": 1}}
