"""What comes unasked is covered for people who fear a reader, and opening an old cover answers nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from bot.dialogue.conversation import Conversation, Step
from bot.dialogue.events import Due, Event, Fading, Located, Noticed, Pressed, Undelivered, typed
from bot.dialogue.messages import Message
from bot.dialogue.step import begin, step
from tests.companion.test_daily import SET_UP
from tests.opening import the_dialogues

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
SCRIPT = the_dialogues().script
TOMORROW = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)
"""When the question of the next day comes to somebody who set it to eight in the evening."""
DUE = Due(TOMORROW, TOMORROW + timedelta(hours=3))


def moved(
    conversation: Conversation, event: Event | str, at: datetime = NOON
) -> tuple[Conversation, list[Message], Step]:
    outcome = step(SCRIPT, conversation, typed(event) if isinstance(event, str) else event, at)
    assert outcome.conversation is not None
    return outcome.conversation, [one for one in outcome.messages if one.choices or not one.replaces], outcome


@pytest.fixture
def discreet() -> Conversation:
    """Somebody with a daily question, who fears a reader and was here yesterday."""
    conversation = begin(SCRIPT, 7, "Ana")
    for event in (*SET_UP, Located("Europe/London"), "Done"):
        conversation, _, _ = moved(conversation, event)
    return msgspec.structs.replace(conversation, discreet=True)


def covered(conversation: Conversation, event: Event = DUE) -> tuple[Conversation, Message]:
    after, said, _ = moved(conversation, event, TOMORROW)
    (front,) = said
    return after, front


def test_a_cover_says_nothing_of_what_it_stands_for(discreet: Conversation) -> None:
    after, front = covered(discreet)
    assert [choice.label for choice in front.choices] == ["Open"]
    assert after.covered is not None
    question = after.covered.messages[-1]
    assert question.text not in front.text
    assert (front.unasked, front.rings, front.until) == (True, True, DUE.until)
    assert question.choices


def test_its_button_shows_the_question_in_its_place_and_then_it_is_answered_as_ever(discreet: Conversation) -> None:
    after, front = covered(discreet)
    opened, said, _ = moved(after, Pressed(front.question, 0), TOMORROW + timedelta(minutes=1))
    (question,) = said
    assert question.replaces == front.question
    assert opened.covered is None
    answered, said, _ = moved(opened, Pressed(question.question, 0), TOMORROW + timedelta(minutes=2))
    assert said
    assert answered.entries == opened.entries + 1


def test_words_open_it_and_answer_nothing(discreet: Conversation) -> None:
    after, _ = covered(discreet)
    opened, said, _ = moved(after, "hello", TOMORROW + timedelta(minutes=1))
    assert opened.covered is None
    assert opened.entries == after.entries
    assert said[-1].choices


def test_what_words_open_comes_below_them(discreet: Conversation) -> None:
    told, front = covered(discreet, Fading(NOON.date()))
    _, _, outcome = moved(told, "hello", NOON + timedelta(days=2))
    closed, notice = outcome.messages
    assert (closed.replaces, closed.choices) == (front.question, ())
    assert "23 November 2026" in notice.text
    assert not notice.replaces


def test_an_old_cover_is_an_old_button(discreet: Conversation) -> None:
    after, front = covered(discreet)
    opened, _, _ = moved(after, Pressed(front.question, 0), TOMORROW + timedelta(minutes=1))
    again, said, _ = moved(opened, Pressed(front.question, 0), TOMORROW + timedelta(minutes=2))
    assert again.entries == opened.entries
    assert not any(one.choices for one in said)


def test_nothing_is_covered_that_somebody_has_asked_for(discreet: Conversation) -> None:
    after, said, _ = moved(discreet, "/menu")
    assert after.covered is None
    assert all(choice.label != "Open" for one in said for choice in one.choices)


def test_everything_said_is_to_be_taken_away_and_only_while_they_wish_so(discreet: Conversation) -> None:
    _, _, outcome = moved(discreet, "/menu")
    assert all(one.fleeting for one in outcome.messages)
    _, _, outcome = moved(msgspec.structs.replace(discreet, discreet=False), "/menu")
    assert not any(one.fleeting for one in outcome.messages)


def test_a_sign_of_a_crisis_is_met_before_any_cover_is_opened(discreet: Conversation) -> None:
    after, _ = covered(discreet)
    in_crisis, said, _ = moved(after, Noticed("pause", "suicide", "words"), TOMORROW + timedelta(minutes=1))
    assert said
    assert in_crisis.noticed == "suicide"


def test_the_notice_that_all_goes_is_covered_too_and_comes_once(discreet: Conversation) -> None:
    told, front = covered(discreet, Fading(NOON.date()))
    assert [choice.label for choice in front.choices] == ["Open"]
    assert told.covered is not None
    assert "23 November 2026" in told.covered.messages[0].text
    _, said, _ = moved(told, Fading(NOON.date()), NOON + timedelta(days=2))
    assert said == []
    opened, _, outcome = moved(told, Pressed(front.question, 0), NOON + timedelta(days=2))
    (notice,) = outcome.messages
    assert "23 November 2026" in notice.text
    assert notice.replaces == front.question
    assert opened.fading_at is None


def test_a_cover_that_could_not_be_shown_loses_nothing(discreet: Conversation) -> None:
    after, front = covered(discreet)
    lost, said, _ = moved(after, Undelivered(front.question), TOMORROW)
    assert said == []
    _, said, _ = moved(lost, "hello", NOON + timedelta(days=2))
    assert said
