"""When the companion speaks by itself: something falls due, may be let go by, and may be answered long afterwards.

Rule: whether now is a time to speak is decided here, from the conversation alone; what is said, and when the next time
is, is the matter of the ability that the flow with `on: due` begins with.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec

from bot.dialogue.abilities import Chose, Outcome, Schedule, Wrote
from bot.dialogue.bad_hours import is_afterwards, leave_the_crisis
from bot.dialogue.conversation import Frame
from bot.dialogue.cursor import Cursor
from bot.dialogue.events import Due
from bot.dialogue.running import apply, enter, remember_place

_IN_THE_MIDDLE = timedelta(minutes=10)
"""So long after the last word somebody may still be at it; then what is due waits as long."""


def fall_due(cursor: Cursor, event: Due) -> None:
    """Speak, wait a little, or let it go by."""
    if cursor.stopped or "due" not in cursor.script.machine.events:
        cursor.effects.append(Schedule(None))
    elif cursor.now >= event.until:
        let_go_by(cursor, "late")
    elif cursor.held_until is not None and cursor.now < cursor.held_until:
        let_go_by(cursor, "held")
    elif cursor.flow is not None and cursor.flow.on == "agreement":
        let_go_by(cursor, "held")  # that question is still open, and asking it every day would be urging
    elif _is_in_the_middle(cursor):
        cursor.effects.append(Schedule(cursor.now + _IN_THE_MIDDLE, until=event.until))
    else:
        _speak(cursor, event)


def ask_whether_to_go_on(cursor: Cursor) -> None:
    """Two days after a bad hour: one gentle question, and the old place is kept for when they go on."""
    cursor.held_until = None
    if cursor.is_in_crisis:
        leave_the_crisis(cursor)
    remember_place(cursor)
    cursor.past.clear()
    enter(cursor, "afterwards")


def ask_to_agree_anew(cursor: Cursor) -> None:
    """What this person agreed to reads differently today: before anything else, whether they still agree."""
    remember_place(cursor)
    cursor.past.clear()
    cursor.joinable = None
    enter(cursor, "agreement")


def let_go_by(cursor: Cursor, why: str) -> None:
    """Nothing is said: "late", "held" (a bad hour is not long past) or "unseen" (the channel could not show it)."""
    if "due" in cursor.script.machine.events:
        _apply(cursor, _call(cursor, {"let_go_by": why}, None))


def recalls(cursor: Cursor, question: str, event: Chose | Wrote) -> bool:
    """Whether this answers what was asked without being asked for, days ago perhaps; then it is taken in."""
    if "due" not in cursor.script.machine.events:
        return False
    outcome = _call(cursor, {"recalled": question}, event)
    if not outcome.messages:
        return False
    _apply(cursor, outcome)
    cursor.stack = [
        frame for frame in cursor.stack if frame.question is None or frame.question.message.question != question
    ]
    return True


def is_unasked(cursor: Cursor) -> bool:
    """Whether the cursor stands in what the companion began by itself."""
    return cursor.flow is not None and cursor.flow.on == "due"


def _speak(cursor: Cursor, event: Due) -> None:
    cursor.on_break, cursor.joinable = False, None
    if cursor.must_agree_anew:
        let_go_by(cursor, "held")
        ask_to_agree_anew(cursor)
    elif is_afterwards(cursor):
        let_go_by(cursor, "held")
        ask_whether_to_go_on(cursor)
    else:
        if is_unasked(cursor):
            cursor.question = None  # yesterday's: its buttons stay good
        cursor.stack = [frame for frame in cursor.stack if not _is_unasked(cursor, frame)]
        remember_place(cursor)
        cursor.past.clear()
        enter(cursor, "due")
    _mark(cursor, event)


def _is_unasked(cursor: Cursor, frame: Frame) -> bool:
    flow = cursor.script.flow_of(frame.state)
    return flow is not None and flow.on == "due"


def _mark(cursor: Cursor, event: Due) -> None:
    """Nobody asked for these messages; the last one, which is the question, rings."""
    last = len(cursor.messages) - 1
    cursor.messages = [
        msgspec.structs.replace(message, unasked=True, rings=number == last, until=event.until)
        for number, message in enumerate(cursor.messages)
    ]


def _is_in_the_middle(cursor: Cursor) -> bool:
    last = cursor.start.last_at
    return last is not None and cursor.now - last < _IN_THE_MIDDLE


def _call(cursor: Cursor, arguments: dict[str, Any], event: Chose | Wrote | None) -> Outcome:
    name = _ability(cursor)
    return cursor.script.abilities[name](arguments, cursor.view(name), event, cursor.now)


def _apply(cursor: Cursor, outcome: Outcome) -> None:
    apply(cursor, _ability(cursor), outcome)


def _ability(cursor: Cursor) -> str:
    """The one that the flow begins with; `check` sees to it that there is one."""
    flow = next(flow for flow in cursor.script.flows.values() if flow.on == "due")
    return str(flow.states[flow.start].actions[0][0])
