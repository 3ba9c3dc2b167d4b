"""One test for each thing that Telegram refuses when a bot sends, edits or answers, made by plain HTTP."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest

from tests.telegram_server import Person, Telegram
from tests.telegram_server.api import Answer, Api
from tests.telegram_server.conftest import png

FORM = "application/x-www-form-urlencoded"


def keyboard(*buttons: dict[str, Any]) -> dict[str, Any]:
    return {"inline_keyboard": [list(buttons)]}


def button(label: str = "Yes", data: str = "q:0") -> dict[str, str]:
    return {"text": label, "callback_data": data}


def refused(answer: Answer, description: str, code: int = 400) -> None:
    begin = "Bad Request: " if code == 400 else ""
    assert answer.refusal == (code, begin + description)


def test_a_wrong_token_is_unauthorized(telegram: Telegram) -> None:
    refused(Api(telegram.url, "999:other").form("getMe"), "Unauthorized", 401)


def test_an_address_without_a_token_is_not_found(telegram: Telegram) -> None:
    refused(Api(telegram.url, "nonsense").form("getMe"), "Not Found", 404)


def test_an_unknown_method_is_not_found(api: Api) -> None:
    refused(api.form("sendTelegram"), "Not Found: method not found", 404)


def test_a_broken_json_body_is_refused(api: Api) -> None:
    refused(api.post("sendMessage", b"{", "application/json"), "can't parse JSON object")


def test_a_message_to_nobody_is_refused(api: Api) -> None:
    refused(api.form("sendMessage", text="Hello"), "chat_id is empty")


def test_a_message_to_a_stranger_is_refused(api: Api, telegram: Telegram) -> None:
    telegram.person(12, first_name="Ben")
    refused(api.form("sendMessage", chat_id=12, text="Hello"), "chat not found")


def test_a_message_to_someone_who_blocked_the_bot_is_forbidden(api: Api, ana: Person) -> None:
    ana.blocks()
    refused(api.form("sendMessage", chat_id=ana.id, text="Hello"), "Forbidden: bot was blocked by the user", 403)


def test_a_message_to_a_deleted_account_is_forbidden(api: Api, ana: Person) -> None:
    ana.deletes_account()
    refused(api.form("sendMessage", chat_id=ana.id, text="Hello"), "Forbidden: user is deactivated", 403)


@pytest.mark.parametrize("text", ["", " \n ", "\u200b", "<b></b>", "&#32;"])
def test_an_empty_text_is_refused(api: Api, ana: Person, text: str) -> None:
    refused(api.form("sendMessage", chat_id=ana.id, text=text, parse_mode="HTML"), "message text is empty")


def test_a_text_of_4097_units_is_refused(api: Api, ana: Person) -> None:
    refused(api.form("sendMessage", chat_id=ana.id, text="x" * 4097), "message is too long")


def test_units_are_those_of_utf_16(api: Api, ana: Person) -> None:
    assert api.form("sendMessage", chat_id=ana.id, text="🌱" * 2048).result["text"] == "🌱" * 2048
    refused(api.form("sendMessage", chat_id=ana.id, text="🌱" * 2048 + "x"), "message is too long")


def test_tags_do_not_count_as_text(api: Api, ana: Person) -> None:
    text = "<b>" + "&lt;" * 4096 + "</b>"
    assert len(api.form("sendMessage", chat_id=ana.id, text=text, parse_mode="HTML").result["text"]) == 4096


def test_a_caption_of_1025_units_is_refused(api: Api, ana: Person) -> None:
    answer = api.multipart("sendPhoto", {"photo": png()}, chat_id=ana.id, caption="x" * 1025)
    refused(answer, "message caption is too long")


def test_broken_html_is_refused(api: Api, ana: Person) -> None:
    answer = api.form("sendMessage", chat_id=ana.id, text="<b>Hello", parse_mode="HTML")
    refused(answer, "can't parse entities: Can't find end tag corresponding to start tag \"b\"")


def test_an_unknown_parse_mode_is_refused(api: Api, ana: Person) -> None:
    refused(api.form("sendMessage", chat_id=ana.id, text="Hello", parse_mode="LaTeX"), "unsupported parse_mode")


def test_bytes_that_are_no_utf_8_are_refused(api: Api, ana: Person) -> None:
    body = f"chat_id={ana.id}&text={quote(b'caf' + bytes([0xE9]))}".encode()
    refused(api.post("sendMessage", body, FORM), "strings must be encoded in UTF-8")


def test_half_of_a_surrogate_pair_is_refused(api: Api, ana: Person) -> None:
    refused(api.json("sendMessage", chat_id=ana.id, text="\ud83c"), "strings must be encoded in UTF-8")


def test_a_lone_surrogate_in_a_button_is_refused(api: Api, ana: Person) -> None:
    answer = api.form("sendMessage", chat_id=ana.id, text="Hello", reply_markup=keyboard(button("\ud83c")))
    refused(answer, "can't parse reply keyboard markup JSON object")


def test_callback_data_of_65_bytes_is_refused(api: Api, ana: Person) -> None:
    answer = api.form("sendMessage", chat_id=ana.id, text="Hello", reply_markup=keyboard(button(data="é" * 32 + "x")))
    refused(answer, "BUTTON_DATA_INVALID")


def test_callback_data_of_64_bytes_is_taken(api: Api, ana: Person) -> None:
    api.form("sendMessage", chat_id=ana.id, text="Hello", reply_markup=keyboard(button(data="é" * 32)))
    assert ana.messages[-1].buttons[0].data == "é" * 32


@pytest.mark.parametrize("empty", [{"text": "Yes", "callback_data": ""}, {"text": "Yes"}])
def test_a_button_that_does_nothing_is_refused(api: Api, ana: Person, empty: dict[str, str]) -> None:
    answer = api.form("sendMessage", chat_id=ana.id, text="Hello", reply_markup=keyboard(empty))
    refused(answer, "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")


def test_a_button_without_words_is_refused(api: Api, ana: Person) -> None:
    answer = api.form("sendMessage", chat_id=ana.id, text="Hello", reply_markup=keyboard(button(" ")))
    refused(answer, "inline keyboard button text must be non-empty")


def test_a_button_that_lacks_its_text_is_refused(api: Api, ana: Person) -> None:
    answer = api.form("sendMessage", chat_id=ana.id, text="Hello", reply_markup=keyboard({"callback_data": "q:0"}))
    refused(answer, "can't parse inline keyboard button: Can't find field \"text\"")


def test_a_hundred_buttons_are_taken_and_one_more_is_refused(api: Api, ana: Person) -> None:
    buttons = [button(str(number), f"q:{number}") for number in range(101)]
    refused(
        api.form("sendMessage", chat_id=ana.id, text="Hello", reply_markup=keyboard(*buttons)),
        "reply markup is too long",
    )
    assert api.form("sendMessage", chat_id=ana.id, text="Hello", reply_markup=keyboard(*buttons[:100])).status == 200


def test_a_markup_that_is_no_object_is_refused(api: Api, ana: Person) -> None:
    answer = api.form("sendMessage", chat_id=ana.id, text="Hello", reply_markup=[1])
    refused(answer, "object expected as reply markup")


def test_a_photo_request_without_a_photo_is_refused(api: Api, ana: Person) -> None:
    refused(api.form("sendPhoto", chat_id=ana.id), "there is no photo in the request")


@pytest.mark.parametrize("photo", [b"<svg/>", png()[:-20], png().replace(b"IDAT", b"IDAX")])
def test_a_photo_that_is_no_whole_picture_is_refused(api: Api, ana: Person, photo: bytes) -> None:
    refused(api.multipart("sendPhoto", {"photo": photo}, chat_id=ana.id), "IMAGE_PROCESS_FAILED")


def test_an_empty_file_is_refused(api: Api, ana: Person) -> None:
    refused(api.multipart("sendPhoto", {"photo": b""}, chat_id=ana.id), "file must be non-empty")


@pytest.mark.parametrize(("width", "height"), [(9_999, 2), (210, 10)])
def test_a_photo_that_is_too_long_for_its_height_is_refused(api: Api, ana: Person, width: int, height: int) -> None:
    answer = api.multipart("sendPhoto", {"photo": png(width, height)}, chat_id=ana.id)
    refused(answer, "PHOTO_INVALID_DIMENSIONS")


def test_an_edit_that_changes_nothing_is_refused(api: Api, ana: Person) -> None:
    message = sent(api, ana, text="<b>Hello</b>", parse_mode="HTML", reply_markup=keyboard(button()))
    answer = api.form(
        "editMessageText",
        chat_id=ana.id,
        message_id=message,
        text="<strong>Hello</strong>",
        parse_mode="HTML",
        reply_markup=keyboard(button()),
    )
    refused(
        answer,
        "message is not modified: specified new message content and reply markup are exactly the same"
        " as a current content and reply markup of the message",
    )


def test_an_edit_of_an_unknown_message_is_refused(api: Api, ana: Person) -> None:
    answer = api.form("editMessageText", chat_id=ana.id, message_id=999, text="Hello")
    refused(answer, "message to edit not found")


def test_an_edit_of_a_deleted_message_is_refused(api: Api, ana: Person) -> None:
    message = sent(api, ana, text="Hello")
    api.form("deleteMessage", chat_id=ana.id, message_id=message)
    answer = api.form("editMessageText", chat_id=ana.id, message_id=message, text="Hello again")
    refused(answer, "message to edit not found")


def test_an_edit_of_a_persons_own_message_is_refused(api: Api, ana: Person) -> None:
    answer = api.form("editMessageText", chat_id=ana.id, message_id=1, text="Hello")
    refused(answer, "message can't be edited")


def test_an_edit_that_names_no_message_is_refused(api: Api, ana: Person) -> None:
    answer = api.form("editMessageText", chat_id=ana.id, text="Hello")
    refused(answer, "message identifier is not specified")


def test_the_text_of_a_photo_cannot_be_edited(api: Api, ana: Person) -> None:
    message = api.multipart("sendPhoto", {"photo": png()}, chat_id=ana.id, caption="Look").result["message_id"]
    answer = api.form("editMessageText", chat_id=ana.id, message_id=message, text="Hello")
    refused(answer, "there is no text in the message to edit")


def test_the_caption_of_a_text_cannot_be_edited(api: Api, ana: Person) -> None:
    answer = api.form("editMessageCaption", chat_id=ana.id, message_id=sent(api, ana, text="Hello"), caption="Look")
    refused(answer, "there is no caption in the message to edit")


def test_a_message_that_is_not_there_cannot_be_deleted(api: Api, ana: Person) -> None:
    refused(api.form("deleteMessage", chat_id=ana.id, message_id=999), "message to delete not found")


def test_a_press_is_answered_once(api: Api, telegram: Telegram, ana: Person) -> None:
    query = pressed(api, telegram, ana)
    assert api.form("answerCallbackQuery", callback_query_id=query).result is True
    refused(
        api.form("answerCallbackQuery", callback_query_id=query),
        "query is too old and response timeout expired or query ID is invalid",
    )


def test_an_unknown_press_cannot_be_answered(api: Api) -> None:
    refused(
        api.form("answerCallbackQuery", callback_query_id="1"),
        "query is too old and response timeout expired or query ID is invalid",
    )


def test_a_press_of_yesterday_cannot_be_answered() -> None:
    times = [datetime(2026, 5, 1, 20, 30, tzinfo=UTC)]
    with Telegram(clock=lambda: times[-1]) as telegram:
        api, ana = Api(telegram.url, telegram.token), telegram.person(11)
        ana.says("/start")
        query = pressed(api, telegram, ana)
        times.append(times[-1] + timedelta(days=1))
        refused(
            api.form("answerCallbackQuery", callback_query_id=query),
            "query is too old and response timeout expired or query ID is invalid",
        )


def test_an_answer_of_201_units_is_refused(api: Api, telegram: Telegram, ana: Person) -> None:
    answer = api.form("answerCallbackQuery", callback_query_id=pressed(api, telegram, ana), text="x" * 201)
    refused(answer, "MESSAGE_TOO_LONG")


def test_an_unknown_action_is_refused(api: Api, ana: Person) -> None:
    answer = api.form("sendChatAction", chat_id=ana.id, action="thinking")
    refused(answer, "wrong parameter action in request")


def test_a_reaction_to_nothing_is_refused(api: Api, ana: Person) -> None:
    answer = api.form("setMessageReaction", chat_id=ana.id, message_id=999, reaction=[])
    refused(answer, "message to react not found")


def test_a_webhook_without_https_is_refused(api: Api) -> None:
    answer = api.form("setWebhook", url="http://example.org")
    refused(answer, "bad webhook: HTTPS url must be provided for webhook")


def test_a_webhook_secret_with_a_space_is_refused(api: Api) -> None:
    answer = api.form("setWebhook", url="https://example.org", **{"secret_token": "a b"})
    refused(answer, "secret token contains unallowed characters")


@pytest.mark.parametrize(
    ("command", "description", "refusal"),
    [
        ("Start", "Begin", "BOT_COMMAND_INVALID"),
        ("", "Begin", "BOT_COMMAND_INVALID"),
        ("start", "", "BOT_COMMAND_DESCRIPTION_INVALID"),
        ("start", "x" * 257, "BOT_COMMAND_DESCRIPTION_INVALID"),
    ],
)
def test_an_odd_command_is_refused(api: Api, command: str, description: str, refusal: str) -> None:
    answer = api.form("setMyCommands", commands=[{"command": command, "description": description}])
    refused(answer, refusal)


def test_a_hundred_and_one_commands_are_refused(api: Api) -> None:
    commands = [{"command": f"c{number}", "description": "x"} for number in range(101)]
    refused(api.form("setMyCommands", commands=commands), "BOT_COMMANDS_TOO_MUCH")


@pytest.mark.parametrize(
    ("method", "name", "longest"),
    [
        ("setMyDescription", "description", 512),
        ("setMyShortDescription", "short_description", 120),
        ("setMyName", "name", 64),
    ],
)
def test_words_about_the_bot_have_a_greatest_length(api: Api, method: str, name: str, longest: int) -> None:
    assert api.form(method, **{name: "x" * longest}).result is True
    refused(api.form(method, **{name: "x" * (longest + 1)}), f"bot {name.replace('_', ' ')} is too long")


def test_what_is_refused_leaves_no_trace(api: Api, ana: Person) -> None:
    api.form("sendMessage", chat_id=ana.id, text="x" * 4097)
    message = sent(api, ana, text="Hello")
    api.form("editMessageText", chat_id=ana.id, message_id=message, text="<b>", parse_mode="HTML")
    assert [receipt.shown.text for receipt in ana.received] == ["Hello"]


def sent(api: Api, person: Person, **content: Any) -> int:
    """A message of the bot; its id."""
    message: int = api.form("sendMessage", chat_id=person.id, **content).result["message_id"]
    return message


def pressed(api: Api, telegram: Telegram, person: Person) -> str:
    """A press; the id with which it is answered."""
    sent(api, person, text="Well?", reply_markup=keyboard(button()))
    person.presses("Yes")
    query: str = telegram.world.queue.take(100)[-1]["callback_query"]["id"]
    return query
