"""Who agreed to something that reads differently today is asked again before anything else, and only once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from bot.dialogue.abilities import Schedule
from bot.dialogue.conversation import Conversation, Step
from bot.dialogue.events import Due, Event, Located, Noticed, Said, typed
from bot.dialogue.messages import plain
from bot.dialogue.step import begin, step
from tests.companion.test_daily import SET_UP
from tests.opening import the_dialogues

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
EVENING = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)
SCRIPT = the_dialogues().script


def moved(conversation: Conversation, *events: Event | str) -> tuple[Conversation, list[str], Step]:
    said: list[str] = []
    for number, event in enumerate(events):
        outcome = step(
            SCRIPT, conversation, typed(event) if isinstance(event, str) else event, NOON + timedelta(minutes=number)
        )
        assert outcome.conversation is not None
        conversation = outcome.conversation
        said += [plain(message.text) for message in outcome.messages if not message.replaces]
    return conversation, said, outcome


def moved_at(at: datetime, conversation: Conversation) -> tuple[Conversation, list[str], Step]:
    outcome = step(SCRIPT, conversation, Due(at, at + timedelta(hours=3)), at)
    assert outcome.conversation is not None
    return (
        outcome.conversation,
        [plain(message.text) for message in outcome.messages if not message.replaces],
        outcome,
    )


@pytest.fixture
def earlier() -> Conversation:
    """Somebody at their first item, who agreed to what was written down before there were versions."""
    at_the_item, _, _ = moved(
        begin(SCRIPT, 7, "Ana"), "/start", "Let's begin", "Yes, both", "Nothing special", "A friend"
    )
    old = msgspec.structs.replace(at_the_item, agreed_to="")
    return msgspec.structs.replace(old, variables=old.variables | {"agreed": True}, last_at=NOON)


def test_who_agrees_today_is_not_asked_again(earlier: Conversation) -> None:
    fresh = msgspec.structs.replace(earlier, agreed_to=SCRIPT.profile.agreement, variables={"first_name": "Ana"})
    _, said, _ = moved(fresh, "/menu")
    assert not any("has changed since" in text for text in said)


@pytest.mark.parametrize("first", ["partly", "/menu", "/map", "/start", "hello"])
def test_the_first_thing_they_do_brings_the_question(earlier: Conversation, first: str) -> None:
    asked, said, _ = moved(earlier, first)
    assert "has changed since you said yes" in said[-1]
    again, said, _ = moved(asked, "Yes, that's fine")
    assert "1 of about" in said[-1]
    assert again.agreed_to == SCRIPT.profile.agreement
    assert "agreed" not in again.variables
    _, said, _ = moved(again, "/menu")
    assert said == [text for text in said if "has changed since" not in text]


@pytest.mark.parametrize(
    ("command", "answer"),
    [("/privacy", "encrypted"), ("/sos", ""), ("/help", "/menu"), ("/delete", "erases"), ("/stop", "Stopped")],
)
def test_what_must_be_answered_is_answered_first(earlier: Conversation, command: str, answer: str) -> None:
    _, said, _ = moved(earlier, command)
    assert any(answer in text for text in said)
    assert "has changed since" not in said[0]


def test_a_sign_of_a_crisis_comes_before_it(earlier: Conversation) -> None:
    in_crisis, said, _ = moved(earlier, Noticed("pause", "suicide", "words"))
    assert not any("has changed since" in text for text in said)
    _, said, _ = moved(in_crisis, Said("Keep talking"))
    assert not any("has changed since" in text for text in said)


def test_what_falls_due_asks_once_and_then_keeps_still() -> None:
    daily, _, _ = moved(begin(SCRIPT, 7, "Ana"), *SET_UP, Located("Europe/London"), "Done")
    later = msgspec.structs.replace(daily, agreed_to="1", last_at=NOON - timedelta(days=1))
    asked, said, outcome = moved_at(EVENING, later)
    assert ["has changed since" in text for text in said] == [True]
    assert all(message.unasked for message in outcome.messages if not message.replaces)
    tomorrow = msgspec.structs.replace(asked, last_at=NOON - timedelta(days=1))
    _, said, outcome = moved_at(EVENING + timedelta(days=1), tomorrow)
    assert said == []
    (schedule,) = [effect for effect in outcome.effects if isinstance(effect, Schedule)]
    assert schedule.at == EVENING + timedelta(days=2)


def test_no_is_a_good_answer(earlier: Conversation) -> None:
    no, said, _ = moved(earlier, "/menu", "No")
    assert "That's fine" in said[-1]
    stopped, said, _ = moved(no, "Stop and keep it")
    assert stopped.stopped
    _, said, _ = moved(no, "Erase everything")
    assert "Shall I erase it?" in said[-1]
