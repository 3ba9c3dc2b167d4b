"""Whatever an update looks like, the loop goes on: the one behind it is heard, and all of them are acknowledged.

The outlines are Telegram's (https://core.telegram.org/bots/api#update); any part of them may be gone or be something
else.
"""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.dialogue.events import Said
from tests.channels.telegram.test_poller import Queue, network_of, polled
from tests.channels.telegram.virtual import run
from tests.channels.telegram.world import Companion, member_update, message_update, person, press_update

FILE = {"file_id": "f", "file_unique_id": "u"}
CONTENTS: list[dict[str, Any]] = [
    {"text": "hello"},
    {"text": "/map@secure_base_bot now"},
    {"text": "x" * 10_000},
    {"text": "\U0001f494\U0001f494"},
    {"sticker": FILE | {"type": "regular", "width": 1, "height": 1, "is_animated": False, "is_video": False}},
    {"photo": [FILE | {"width": 1, "height": 1}], "caption": "words"},
    {"voice": FILE | {"duration": 1}},
    {"video_note": FILE | {"length": 1, "duration": 1}},
    {"document": FILE | {"file_name": "plan.txt"}},
    {"contact": {"phone_number": "1", "first_name": "Ben"}},
    {"location": {"longitude": 1.0, "latitude": 1.0}},
    {
        "poll": {
            "id": "1", "question": "Which?", "options": [{"text": "A", "voter_count": 0}], "total_voter_count": 0,
            "is_closed": False, "is_anonymous": True, "type": "regular", "allows_multiple_answers": False,
        }
    },
    {"text": "theirs", "forward_origin": {"type": "hidden_user", "sender_user_name": "Ben", "date": 1777636000}},
    {"text": "a reply", "quote": {"text": "part", "position": 0}, "reply_to_message": message_update()["message"]},
    {"successful_payment": {"currency": "XTR", "total_amount": 1, "invoice_payload": "p"}},
    {"a_kind_of_tomorrow": {"text": "new"}},
]  # fmt: skip
OUTLINES: list[dict[str, Any]] = [
    *[message_update(**content) for content in CONTENTS],
    message_update(kind="edited_message", text="changed", edit_date=1777637000),
    message_update(kind="channel_post", text="news"),
    message_update(kind="business_message", text="business", business_connection_id="b"),
    press_update(),
    member_update(),
    member_update(who=-5, status="member", chat="group"),
    {"update_id": 1, "inline_query": {"id": "1", "from": person(), "query": "q", "offset": ""}},
    {"update_id": 1, "pre_checkout_query": {"id": "1", "from": person(), "currency": "XTR", "total_amount": 1}},
    {"update_id": 1, "poll_answer": {"poll_id": "1", "user": person(), "option_ids": [0]}},
    {"update_id": 1, "an_update_of_tomorrow": {"from": person()}},
]

JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20) | st.just("\0\ud800"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@st.composite
def odd_updates(draw: st.DrawFn) -> Any:
    """An update with up to three of its parts changed or gone."""
    update = copy.deepcopy(draw(st.sampled_from(OUTLINES)))
    for _ in range(draw(st.integers(0, 3))):
        _spoil(update, draw)
    return update


def _spoil(update: dict[str, Any], draw: st.DrawFn) -> None:
    here: Any = update
    while True:
        keys = list(here) if isinstance(here, dict) else list(range(len(here)))
        # An update whose id is spoilt is another matter: it cannot be acknowledged by itself.
        keys = [key for key in keys if key != "update_id"]
        if not keys:
            return
        key = draw(st.sampled_from(keys))
        inner = here[key]
        if isinstance(inner, dict | list) and inner and draw(st.booleans()):
            here = inner
            continue
        if isinstance(here, dict) and draw(st.booleans()):
            del here[key]
        else:
            here[key] = draw(JUNK)
        return


@given(st.lists(odd_updates(), min_size=1, max_size=8))
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_no_update_stops_the_loop(odd: list[Any]) -> None:
    updates = [update | {"update_id": 10 + number} for number, update in enumerate(odd)]
    queue, companion = Queue([*updates, message_update(99, text="still here")]), Companion()
    run(polled(network_of(queue), companion, seconds=3))
    assert companion.incoming[-1].event == Said("still here")
    assert not queue.updates
    assert all(0 < incoming.person < 2**53 for incoming in companion.incoming)
