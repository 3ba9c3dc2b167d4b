"""What holds for a conversation about a crisis as time passes: which sign belongs to it, when it is over, what remains.

Rule: questions about a cursor and its clock, and the way out; how a sign is met is step.py, with which words the
script says. No level of risk is computed: a sign is a check-in or a pause, and two check-ins in a day are a pause.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import assert_never

import msgspec

from bot.dialogue.conversation import Conversation
from bot.dialogue.cursor import Cursor
from bot.dialogue.events import Located, Noticed, Pressed, Said, Unsupported
from bot.dialogue.script import Script

_COMES_FIRST = "third_party abuse harm_to_others self_harm suicide emergency"
"""Kinds of crisis: when another one is noticed while one is talked about, the later in this row comes first."""

_SAME_BAD_HOUR = timedelta(hours=6)
"""After so long a new sign of crisis is met from the beginning, not where the last conversation about one stopped."""

CRISIS_KEPT = timedelta(days=7)
"""So long the place in a conversation about a crisis is kept; then only the day remains."""

_TWO_MAKE_A_PAUSE = timedelta(hours=24)

_STILL_HERE = timedelta(minutes=30)
"""So long after the last thing they did somebody is still at it."""


def tier_of(cursor: Cursor, event: Noticed) -> str:
    """A check-in a day after another is a pause. This is all that is ever made of several signs."""
    twice = cursor.asked_at is not None and cursor.now - cursor.asked_at < _TWO_MAKE_A_PAUSE
    return "pause" if twice else event.tier


def belongs_here(cursor: Cursor, event: Noticed) -> bool:
    """Whether this sign may be part of what is being talked about, or has to come first."""
    return cursor.is_in_crisis and _COMES_FIRST.find(event.kind) <= _COMES_FIRST.find(cursor.noticed or event.kind)


def is_the_same_bad_hour(cursor: Cursor) -> bool:
    """Whether what is being talked about was talked about lately."""
    return cursor.start.last_at is not None and cursor.now - cursor.start.last_at < _SAME_BAD_HOUR


def is_long_over(crisis_at: datetime | None, now: datetime) -> bool:
    """Whether the place in a conversation about a crisis was kept long enough."""
    return crisis_at is not None and now - crisis_at > CRISIS_KEPT


def without_crisis(script: Script, conversation: Conversation, now: datetime) -> Conversation | None:
    """The conversation of somebody who stayed away, once the place of a bad hour was kept long enough; else None."""
    return out_of_crisis(script, conversation, now) if is_long_over(conversation.crisis_at, now) else None


def out_of_crisis(script: Script, conversation: Conversation, now: datetime) -> Conversation:
    """The conversation with the place before a crisis was talked about, and nothing left of that but the day."""
    cursor = Cursor(script, conversation, now)
    leave_the_crisis(cursor)
    left = cursor.close().conversation
    return conversation if left is None else msgspec.structs.replace(left, last_at=conversation.last_at)


def answers_in_crisis(cursor: Cursor, event: Said | Pressed | Unsupported | Located) -> bool:
    """Whether someone who is asked about a crisis answers just that: then their answer counts, days later too."""
    question = cursor.question
    if question is None or not cursor.is_in_crisis:
        return False
    match event:
        case Pressed():
            return event.question == question.message.question
        case Said():
            found = cursor.meant(question, event.text, exact=True)
            return found is not None
        case Unsupported() | Located():
            return False
        case _:
            assert_never(event)


def is_heard_first(cursor: Cursor, event: Said | Pressed | Unsupported | Located) -> bool:
    """Whether this is followed although the question whether to go on is due: an answer to what was asked in a crisis,
    or since they came back, or where nothing may stand before a way out."""
    question, last = cursor.question, cursor.start.last_at
    if question is None or answers_in_crisis(cursor, event):
        return question is not None
    came_back = last is not None and cursor.held_until is not None and last >= cursor.held_until
    if came_back or (last is not None and cursor.now - last < _STILL_HERE):
        return True
    taps = isinstance(event, Pressed) and event.question == question.message.question
    return taps and never_waits(cursor)


def never_waits(cursor: Cursor) -> bool:
    """Whether nothing may be put before what is asked here."""
    return cursor.flow is not None and cursor.flow.never_waits


def is_an_old_bad_hour(cursor: Cursor) -> bool:
    """Whether a crisis was talked about so long ago that its last question is not simply asked again."""
    return cursor.crisis_at is not None and cursor.now - cursor.crisis_at >= _SAME_BAD_HOUR


def is_afterwards(cursor: Cursor) -> bool:
    """Whether the time is over in which nothing unasked is sent, and the question whether to go on was not asked."""
    is_over = cursor.held_until is not None and cursor.now >= cursor.held_until and not cursor.stopped
    return is_over and "afterwards" in cursor.script.machine.events


def leave_the_crisis(cursor: Cursor) -> None:
    """Back to the place that a conversation about a crisis interrupted, without a word."""
    was_there = cursor.is_in_crisis
    cursor.forget_crisis()
    if was_there:
        cursor.step_back()
