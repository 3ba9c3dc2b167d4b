"""What is accepted: the same request in every form, and what people then see."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from tests.telegram_server import Button, Person, Telegram
from tests.telegram_server.api import Answer, Api
from tests.telegram_server.conftest import png

KEYBOARD = {"inline_keyboard": [[{"text": "Yes", "callback_data": "q:0"}], [{"text": "No", "callback_data": "q:1"}]]}


@pytest.mark.parametrize("ask", [Api.form, Api.json, lambda api, method, **values: api.multipart(method, {}, **values)])
def test_a_message_comes_as_a_form_as_json_and_as_multipart(api: Api, ana: Person, ask: Callable[..., Answer]) -> None:
    message = ask(
        api, "sendMessage", chat_id=ana.id, text="<b>Hello</b>", parse_mode="HTML", reply_markup=KEYBOARD
    ).result
    assert message["text"] == "Hello"
    assert message["entities"] == [{"type": "bold", "offset": 0, "length": 5}]
    assert message["reply_markup"] == KEYBOARD
    assert ana.messages[-1].buttons == (Button("Yes", "q:0"), Button("No", "q:1"))


def test_values_may_stand_in_the_address_and_names_in_any_case(api: Api, ana: Person) -> None:
    api.post(f"SENDMESSAGE?chat_id={ana.id}&text=Hello", b"", "application/x-www-form-urlencoded")
    assert ana.messages[-1].text == "Hello"


def test_get_me_says_who_the_bot_is(api: Api) -> None:
    assert api.form("getMe").result["username"] == "loopback_bot"


def test_a_photo_has_its_size_and_its_caption(api: Api, ana: Person) -> None:
    message = api.multipart("sendPhoto", {"photo": png(4, 3)}, chat_id=ana.id, caption="Look").result
    assert message["caption"] == "Look"
    assert [(size["width"], size["height"]) for size in message["photo"]] == [(4, 3)]
    assert ana.messages[-1].photo == png(4, 3)


def test_a_photo_may_be_attached_under_another_name(api: Api, ana: Person) -> None:
    assert api.multipart("sendPhoto", {"file0": png()}, chat_id=ana.id, photo="attach://file0").status == 200


def test_a_jpeg_is_a_picture_too(api: Api, ana: Person) -> None:
    jpeg = bytes.fromhex("ffd8ffe000044a46ffc0000b08000300040101110000ffd9")
    message = api.multipart("sendPhoto", {"photo": jpeg}, chat_id=ana.id).result
    assert (message["photo"][0]["width"], message["photo"][0]["height"]) == (4, 3)


def test_an_edit_replaces_words_and_buttons(api: Api, ana: Person) -> None:
    message = api.form("sendMessage", chat_id=ana.id, text="Well?", reply_markup=KEYBOARD).result
    edited = api.form("editMessageText", chat_id=ana.id, message_id=message["message_id"], text="Well.").result
    assert "reply_markup" not in edited
    assert edited["edit_date"] >= edited["date"]
    assert [(shown.text, shown.labels) for shown in ana.messages] == [("Well.", ())]
    assert [(receipt.kind, receipt.shown.text) for receipt in ana.received] == [("sent", "Well?"), ("edited", "Well.")]


def test_buttons_alone_can_be_taken_away(api: Api, ana: Person) -> None:
    message = api.form("sendMessage", chat_id=ana.id, text="Well?", reply_markup=KEYBOARD).result["message_id"]
    api.form("editMessageReplyMarkup", chat_id=ana.id, message_id=message)
    assert [(shown.text, shown.labels) for shown in ana.messages] == [("Well?", ())]


def test_a_caption_can_be_edited(api: Api, ana: Person) -> None:
    message = api.multipart("sendPhoto", {"photo": png()}, chat_id=ana.id, caption="Look").result["message_id"]
    api.form("editMessageCaption", chat_id=ana.id, message_id=message, caption="Looked")
    assert ana.messages[-1].text == "Looked"


def test_deleted_messages_are_gone(api: Api, ana: Person) -> None:
    numbers = [api.form("sendMessage", chat_id=ana.id, text=text).result["message_id"] for text in ("a", "b", "c")]
    api.form("deleteMessage", chat_id=ana.id, message_id=numbers[0])
    api.form("deleteMessages", chat_id=ana.id, message_ids=[numbers[2], 999])
    assert [shown.text for shown in ana.messages] == ["b"]


def test_control_characters_become_spaces_as_in_telegram(api: Api, ana: Person) -> None:
    assert api.form("sendMessage", chat_id=ana.id, text="a\tb\r\nc").result["text"] == "a b\nc"


def test_actions_and_reactions_are_kept(api: Api, telegram: Telegram, ana: Person) -> None:
    heart = [{"type": "emoji", "emoji": "❤"}]
    assert api.form("sendChatAction", chat_id=ana.id, action="typing").result is True
    assert api.form("setMessageReaction", chat_id=ana.id, message_id=1, reaction=heart).result is True
    assert telegram.world.actions == [(ana.id, "typing")]
    assert telegram.world.reactions == {(ana.id, 1): heart}


def test_what_the_bot_says_about_itself_is_kept_for_each_language(api: Api) -> None:
    commands = [{"command": "start", "description": "Begin"}]
    api.form("setMyCommands", commands=commands)
    api.form("setMyCommands", commands=[], language_code="de")
    api.form("setMyDescription", description="A companion")
    api.form("setMyShortDescription", short_description="Short")
    assert api.form("getMyCommands").result == commands
    assert api.form("getMyCommands", language_code="de").result == []
    assert api.form("getMyDescription").result == {"description": "A companion"}
    assert api.form("getMyShortDescription").result == {"short_description": "Short"}
    assert api.form("getMyName").result == {"name": "Secure Base"}


def test_dates_come_from_the_clock() -> None:
    with Telegram(clock=lambda: datetime(2026, 5, 1, 20, 30, tzinfo=UTC)) as telegram:
        telegram.person(11).says("/start")
        update = telegram.world.queue.take(1)[0]
    assert update["message"]["date"] == 1777667400
