"""One raw update -> one event. Rule: what a stranger sends harms nobody, and nothing unstorable gets in."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.telegram.updates import Received, read, storable, update_id
from bot.companion import Incoming
from bot.dialogue.events import Blocked, Commanded, Edited, Event, Located, Pressed, Said, Unsupported
from tests.channels.telegram.world import (
    BOT_NAME,
    NOON,
    member_update,
    message_from,
    message_update,
    person,
    press_update,
)

SENT = datetime.fromtimestamp(1777636800, UTC)


def received(raw: Any) -> Received:
    return read(raw, BOT_NAME, NOON)


def event(raw: Any) -> Event | None:
    incoming = received(raw).incoming
    return incoming.event if incoming else None


def test_a_text_comes_with_who_and_when() -> None:
    raw = message_update(41, who=7, text="partly")
    assert received(raw).incoming == Incoming(7, Said("partly"), SENT, id=41, first_name="Ana", language="pt", place=5)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/start", Commanded("start")),
        ("/start ref7", Commanded("start", "ref7")),
        ("/Map", Commanded("map")),
        (f"/map@{BOT_NAME}", Commanded("map")),
        (f"/map@{BOT_NAME.upper()} now", Commanded("map", "now")),
        ("/map@another_bot", Said("/map@another_bot")),
        ("/nothing_we_know", Commanded("nothing_we_know")),
        ("/start\nI can't go on", Commanded("start", "I can't go on")),
        ("/ stop", Said("/ stop")),
        ("/стоп", Said("/стоп")),
        ("/" + "a" * 33, Said("/" + "a" * 33)),
        ("and/or", Said("and/or")),
    ],
)
def test_a_command_counts_when_it_is_one_and_ours(text: str, expected: Event) -> None:
    assert event(message_update(text=text)) == expected


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ({"sticker": {"file_id": "a", "file_unique_id": "b", "type": "regular", "width": 1, "height": 1,
                      "is_animated": False, "is_video": False}}, "sticker"),
        ({"voice": {"file_id": "a", "file_unique_id": "b", "duration": 1}}, "voice"),
        ({"photo": [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}], "effect_id": "5"}, "photo"),
        ({"dice": {"emoji": "🎲", "value": 3}}, "dice"),
        ({"a_kind_of_tomorrow": {"x": 1}}, "message"),
    ],
)  # fmt: skip
def test_what_is_no_text_is_named_by_its_kind(content: dict[str, Any], kind: str) -> None:
    assert event(message_update(**content)) == Unsupported(kind)


@pytest.mark.parametrize(
    ("place", "zone"),
    [
        ({"latitude": 38.72, "longitude": -9.14}, "Europe/Lisbon"),
        ({"latitude": 18.52, "longitude": 73.85, "live_period": 60}, "Asia/Kolkata"),
        ({"latitude": -23.55, "longitude": -46.63}, "America/Sao_Paulo"),
        ({"latitude": 0.0, "longitude": -30.0}, "Etc/GMT+2"),
        ({"latitude": 91, "longitude": 0}, ""),
        ({"latitude": 0.0, "longitude": 181.0}, ""),
        ({"latitude": math.nan, "longitude": 0.0}, ""),
        ({"latitude": 0.0, "longitude": math.inf}, ""),
        ({"latitude": True, "longitude": None}, ""),
    ],
)
def test_of_a_place_only_its_zone_is_taken(place: object, zone: str) -> None:
    assert event(message_update(location=place)) == Located(zone)


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_every_place_on_the_globe_has_a_zone_with_a_clock(latitude: float, longitude: float) -> None:
    found = event(message_update(location={"latitude": latitude, "longitude": longitude}))
    assert isinstance(found, Located)
    assert ZoneInfo(found.zone).utcoffset(NOON) is not None


def test_a_reply_knows_to_which_message_it_is_one() -> None:
    update = message_update(text="yes", reply_to_message=BOTS_QUESTION)
    received = read(update, BOT_NAME, NOON)
    assert received.incoming is not None
    assert received.incoming.reply_to == 3


def test_a_caption_is_read_like_a_text() -> None:
    photo = [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}]
    assert event(message_update(photo=photo, caption="I can't go on")) == Said("I can't go on")


DYING = "I want to die"
BOTS_QUESTION = {"message_id": 3, "date": 0, "chat": {"id": 7, "type": "private"}, "text": "Are you safe?"}
MINE = BOTS_QUESTION | {"from": person()}


@pytest.mark.parametrize(
    "content",
    [
        {"poll": {"id": "1", "question": DYING, "options": [], "total_voter_count": 0, "is_closed": False,
                  "is_anonymous": True, "type": "regular", "allows_multiple_answers": False}},
        {"poll": {"id": "1", "question": "What now", "options": [{"text": DYING, "voter_count": 0}],
                  "total_voter_count": 0, "is_closed": False, "is_anonymous": True, "type": "regular",
                  "allows_multiple_answers": False, "allows_revoting": True, "members_only": False}},
        {"contact": {"phone_number": "1", "first_name": DYING}},
        {"contact": {"phone_number": "1", "first_name": "Ben", "vcard": f"NOTE:{DYING}"}},
        {"document": {"file_id": "a", "file_unique_id": "b", "file_name": DYING}},
        {"audio": {"file_id": "a", "file_unique_id": "b", "duration": 1, "title": DYING}},
        {"venue": {"location": {"longitude": 1.0, "latitude": 1.0}, "title": DYING, "address": "here"}},
        {"checklist": {"title": "Today", "tasks": [{"id": 1, "text": DYING}]}},
        {"a_kind_of_tomorrow": {"deep": [{"down": DYING}]}},
        {"text": "see", "quote": {"text": DYING, "position": 0}},
        {"text": "/note x", "quote": {"text": DYING, "position": 0}},
        {"text": "see", "reply_to_message": MINE, "quote": {"text": DYING, "position": 0}},
        {"document": {"file_id": "a", "file_unique_id": "b", "file_name": DYING}, "caption": "see"},
        {"text": "see", "external_reply": {"origin": {"type": "hidden_user", "sender_user_name": DYING, "date": 0}}},
    ],
)  # fmt: skip
def test_words_that_are_no_answer_come_along_to_be_screened(content: dict[str, Any]) -> None:
    found = event(message_update(**content))
    assert isinstance(found, Said | Commanded | Unsupported)
    assert DYING in found.also


def test_our_own_words_are_not_screened_when_somebody_quotes_them() -> None:
    of_the_bot = BOTS_QUESTION | {"from": {"id": 1, "is_bot": True, "first_name": "Secure Base"}}
    quoting = message_update(text="no", reply_to_message=of_the_bot, quote={"text": "Are you safe?", "position": 0})
    assert event(quoting) == Said("no")


def test_an_edited_caption_is_read_with_its_files_name() -> None:
    photo = {"file_id": "a", "file_unique_id": "b", "file_name": DYING}
    raw = message_update(kind="edited_message", document=photo, caption="see", edit_date=1777637100)
    assert event(raw) == Edited(f"see\n{DYING}")


def test_telegrams_own_notes_are_no_events() -> None:
    pinned = message_update(text="x")["message"] | {"message_id": 4}
    assert event(message_update(pinned_message=pinned)) is None
    assert event(message_update(message_auto_delete_timer_changed={"message_auto_delete_time": 60})) is None


def test_an_edited_text_is_read_at_the_time_of_its_edit() -> None:
    raw = message_update(kind="edited_message", text="I can't go on", edit_date=1777637100)
    incoming = received(raw).incoming
    assert incoming is not None
    assert (incoming.event, incoming.at) == (Edited("I can't go on"), datetime.fromtimestamp(1777637100, UTC))


def test_an_edit_without_text_says_nothing() -> None:
    moved = {"longitude": 1.0, "latitude": 1.0, "live_period": 600}
    assert event(message_update(kind="edited_message", location=moved, edit_date=1777637100)) is None


@pytest.mark.parametrize("kind", ["group", "supergroup"])
def test_a_group_is_to_be_left_and_nobody_in_it_is_answered(kind: str) -> None:
    raw = message_update(text="/start")
    raw["message"]["chat"] = {"id": -100, "type": kind, "title": "Friends"}
    assert received(raw) == Received(group=-100)
    assert received(press_update(chat=kind)) == Received(press="press1")
    assert received(member_update(who=-100, status="member", chat=kind)) == Received(group=-100)
    assert received(member_update(who=-100, status="kicked", chat=kind)) == Received()


def test_a_press_of_somebody_else_is_answered_and_obeyed_by_nobody() -> None:
    raw = press_update(who=7)
    raw["callback_query"]["from"] = person(8)
    assert received(raw) == Received(press="press1")


FORWARDED = {"date": 1777636000}


@pytest.mark.parametrize(
    "origin",
    [
        {"type": "user", "sender_user": person(8)},
        {"type": "hidden_user", "sender_user_name": "Ben"},
        {"type": "channel", "chat": {"id": -5, "type": "channel", "title": "News"}, "message_id": 3},
    ],
)
def test_words_of_others_are_no_answer_and_are_screened(origin: dict[str, Any]) -> None:
    found = event(message_update(text="partly", forward_origin=origin | FORWARDED))
    assert isinstance(found, Unsupported)
    assert found.kind == "forwarded"
    assert "partly" in found.also


def test_words_of_ones_own_are_an_answer_also_when_forwarded() -> None:
    origin = {"type": "user", "sender_user": person(7)} | FORWARDED
    assert event(message_update(text="partly", forward_origin=origin)) == Said("partly", "Ana")


def test_whoever_unblocks_us_is_answered_when_they_say_something() -> None:
    assert received(member_update(status="member")) == Received()


def test_a_press_names_question_and_choice_at_the_clocks_time() -> None:
    answer = received(press_update(9, who=7, data="k3fz.17:2"))
    expected = Incoming(7, Pressed("k3fz.17", 2), NOON, id=9, first_name="Ana", language="pt")
    assert answer == Received(expected, press="press9")


@pytest.mark.parametrize(
    "data", ["", "k3fz.17", "k3fz.17:", ":1", "k3fz.17:-1", "k3fz.17:1:2", "k3fz 17:1", "é.1:1", "a" * 63 + ":1",
             "k3fz.17:1\n", "k3fz.17:٣", None, 5, ["k3fz.17:1"]],
)  # fmt: skip
def test_a_forged_press_is_no_choice_and_still_answered(data: Any) -> None:
    assert received(press_update(data=data)) == Received(press="press1")


def test_a_press_below_a_message_that_telegram_has_forgotten_counts() -> None:
    raw = press_update()
    raw["callback_query"]["message"] = {"message_id": 5, "date": 0, "chat": {"id": 7, "type": "private"}}
    assert event(raw) == Pressed("k3fz.17", 2)


def test_whoever_blocks_us_has_gone() -> None:
    assert received(member_update(3)).incoming == Incoming(7, Blocked(), SENT, id=3, first_name="Ana", language="pt")
    assert event(member_update(status="member")) is None


def test_what_no_database_can_hold_is_replaced() -> None:
    raw = message_from(person(first_name="\0An\udc00a"), text="a\0b\ud83dc")
    incoming = received(raw).incoming
    assert incoming is not None
    assert (incoming.event, incoming.first_name) == (Said("a�b�c"), "�An�a")


@pytest.mark.parametrize(
    "raw",
    [
        {"update_id": 1},
        {"update_id": 1, "poll": {"id": "1"}},
        {"update_id": 1, "message": 5},
        {"update_id": 1, "message": {"text": "hello"}},
        {"update_id": 1, "callback_query": {"id": "1"}},
        {"update_id": 1, "my_chat_member": []},
        message_from(person("seven"), text="x"),
        message_from(person(-7), text="x"),
        message_from(person(2**60), text="x"),
    ],
)
def test_what_cannot_be_read_holds_nothing(raw: Any) -> None:
    assert received(raw) == Received()


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (message_update(text="x", date=[]), Said("x")),
        (message_update(text="x", date=10**18), Said("x")),
        (message_update(text="/map", date=None), Commanded("map")),
        (message_update(caption="x", photo=5), Said("x")),
        (message_update(text="x", date=None, forward_origin={"type": "of tomorrow"}), Unsupported("forwarded", "x")),
        (message_update(text=5), Unsupported("message")),
        (message_update(poll={"question": "Which?"}), Unsupported("poll", "Which?")),
    ],
)
def test_a_private_message_in_which_something_is_odd_has_an_answer_all_the_same(raw: Any, expected: Event) -> None:
    incoming = received(raw).incoming
    assert incoming is not None
    assert (incoming.person, incoming.event, incoming.id) == (7, expected, 1)
    assert incoming.at in (NOON, SENT)


@pytest.mark.parametrize("raw", [None, 5, [], {}, {"update_id": "1"}, {"update_id": True}, {"update_id": -1}])
def test_an_id_is_a_number_or_none(raw: object) -> None:
    assert update_id(raw) is None


SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(st.characters())
JSON = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3))
KEYS = st.sampled_from(
    ["message_id", "from", "chat", "date", "text", "caption", "photo", "entities", "edit_date", "data"]
)


@settings(derandomize=True, deadline=None, max_examples=200)
@given(
    kind=st.sampled_from(["message", "edited_message", "callback_query", "my_chat_member", "poll", "inline_query"]),
    spoilt=st.dictionaries(KEYS, JSON, max_size=4),
    base=st.sampled_from([message_update(text="x"), press_update(), member_update()]),
)
def test_reading_never_raises_and_lets_in_only_what_can_be_stored(
    kind: str, spoilt: dict[str, Any], base: dict[str, Any]
) -> None:
    inner = next(value for key, value in base.items() if key != "update_id")
    incoming = received({"update_id": 1, kind: inner | spoilt}).incoming
    if incoming:
        assert 0 < incoming.person < 2**53
        assert incoming.at.tzinfo is not None
        words = [incoming.first_name, incoming.language, str(incoming.event)]
        assert all("\0" not in word and word.encode().decode() == word for word in words)


@settings(derandomize=True, deadline=None)
@given(st.text(st.characters(codec=None)))
def test_a_storable_text_has_the_same_length_and_only_storable_characters(text: str) -> None:
    assert len(storable(text)) == len(text)
    assert storable(text).encode().decode() == storable(text)
    assert "\0" not in storable(text)
