"""When the companion speaks by itself: something falls due, may be let go by, and may be answered long afterwards.

Rule: whether now is a time to speak is decided here, from the conversation alone; what is said, and when the next time
is, is the matter of the ability that a flow with `on: due` begins with. One of these flows is what people asked to be
sent; the others (`quietly_if`) come without a sound, and step back where they would be in the way.

Such an ability is called with three more arguments: {"let_go_by": why} (nothing was said), {"recalled": question} (is
this an answer to one of your questions of an earlier day?), and {"planned": ""} (say once more when you come next: the
person has one row, and it is the earliest of all).
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
from bot.dialogue.forms import FlowForm
from bot.dialogue.running import apply, enter, remember_place

_A_MONTH = timedelta(days=30)
"""So long after a bad hour nothing is asked on top of the question whether to go on."""

_IN_THE_MIDDLE = timedelta(minutes=10)
"""So long after the last word somebody may still be at it; then what is due waits as long."""


def fall_due(cursor: Cursor, event: Due) -> None:
    """Speak, wait a little, or let it go by."""
    if cursor.stopped or not cursor.script.due:
        cursor.effects.append(Schedule(None))
        return
    name = _whose(cursor)
    if name is None:
        cursor.schedules |= _plans(cursor)  # it was taken back meanwhile
    elif cursor.now >= event.until:
        _let_go_by(cursor, name, "late")
    elif cursor.is_held or _awaits_their_word(cursor):
        _let_go_by(cursor, name, "held")
    elif _is_in_the_middle(cursor):
        cursor.schedules[name] = Schedule(cursor.now + _IN_THE_MIDDLE, until=event.until)
    elif _is_in_the_way(cursor, name):
        _let_go_by(cursor, name, "in the way")
    else:
        _speak(cursor, event, name)


def _awaits_their_word(cursor: Cursor) -> bool:
    """Whether a question is still open that comes before all others, and that to ask every day would be urging: whether
    they agree anew, and, for a month, whether to go on after a bad hour."""
    asked = None if cursor.flow is None or cursor.question is None else cursor.flow.on
    if asked == "afterwards":
        return cursor.bad_hour_on is not None and cursor.now.date() - cursor.bad_hour_on <= _A_MONTH
    return asked == "agreement"


def schedule(cursor: Cursor) -> None:
    """After the step: of all abilities that speak by themselves the earliest is the person's time."""
    changed = cursor.schedules
    if not changed:
        return
    plans = [*(_plans(cursor, but=changed) | changed).values()]
    coming = [(one.at, number, one) for number, one in enumerate(plans) if one.at is not None and not cursor.stopped]
    cursor.effects.append(min(coming)[-1] if coming else Schedule(None))


def ask_whether_to_go_on(cursor: Cursor, put_off: str = "") -> None:
    """Two days after a bad hour: one gentle question, and the old place is kept for when they go on. put_off: the
    command they came with, which begins then."""
    cursor.held_until = None
    leave_the_crisis(cursor)
    remember_place(cursor)
    if put_off:
        asking = next(flow for flow in cursor.script.flows.values() if flow.on == "afterwards")
        cursor.stack.append(Frame(f"{asking.flow}.{asking.start}", resume=f"command.{put_off}"))
    cursor.past.clear()
    cursor.joinable = None
    enter(cursor, "afterwards")


def ask_to_agree_anew(cursor: Cursor) -> None:
    """What this person agreed to reads differently today: before anything else, whether they still agree."""
    remember_place(cursor)
    cursor.past.clear()
    cursor.joinable = None
    enter(cursor, "agreement")


def lose(cursor: Cursor) -> None:
    """What the companion began by itself could not be shown."""
    name = next((name for name, flow in cursor.script.due.items() if flow is cursor.flow), None)
    if name is not None:
        _let_go_by(cursor, name, "unseen")


def recalls(cursor: Cursor, question: str, event: Chose | Wrote) -> bool:
    """Whether this answers what was asked without being asked for, days ago perhaps; then it is taken in."""
    for name in cursor.script.due:
        outcome = _call(cursor, name, {"recalled": question}, event)
        if outcome.messages:
            apply(cursor, name, outcome)
            cursor.stack = [
                frame for frame in cursor.stack if frame.question is None or frame.question.message.question != question
            ]
            return True
    return False


def is_unasked(cursor: Cursor) -> bool:
    """Whether the cursor stands in what the companion began by itself."""
    return cursor.flow is not None and cursor.flow.on == "due"


def _whose(cursor: Cursor) -> str | None:
    """The ability whose time has come; where only one speaks by itself it is that one, whatever it planned."""
    names = list(cursor.script.due)
    if len(names) == 1:
        return names[0]
    due = [(one.at, name) for name, one in _plans(cursor).items() if one.at is not None and one.at <= cursor.now]
    return min(due)[1] if due else None


def _plans(cursor: Cursor, but: dict[str, Schedule] | None = None) -> dict[str, Schedule]:
    """When each of them comes next."""
    others = [name for name in cursor.script.due if name not in (but or {})]
    return {name: _call(cursor, name, {"planned": ""}, None).schedule or Schedule(None) for name in others}


def _is_in_the_way(cursor: Cursor, name: str) -> bool:
    """What comes quietly never pushes away a question that was asked, nor comes on the heels of a bad hour."""
    condition = cursor.script.due[name].quietly_if
    if condition is None:
        return False
    is_open = is_unasked(cursor) and cursor.question is not None and cursor.question.is_of_an_ability
    return is_open or is_afterwards(cursor) or cursor.is_in_crisis or not cursor.holds(condition)


def _let_go_by(cursor: Cursor, name: str, why: str) -> None:
    """Nothing is said: "late", "held" (a bad hour is not long past), "in the way", or "unseen" (the channel could not
    show it)."""
    apply(cursor, name, _call(cursor, name, {"let_go_by": why}, None))


def _speak(cursor: Cursor, event: Due, name: str) -> None:
    flow = cursor.script.due[name]
    cursor.on_break, cursor.joinable = False, None
    if cursor.must_agree_anew:
        _let_go_by(cursor, name, "held")
        ask_to_agree_anew(cursor)
    elif is_afterwards(cursor):
        _let_go_by(cursor, name, "held")
        ask_whether_to_go_on(cursor)
    else:
        if is_unasked(cursor):
            cursor.question = None  # yesterday's: its buttons stay good
        cursor.stack = [frame for frame in cursor.stack if not _gives_way(cursor, frame, flow)]
        remember_place(cursor)
        cursor.past.clear()
        enter(cursor, f"due.{flow.flow}")
    _mark(cursor, event, rings=flow.quietly_if is None)


def _gives_way(cursor: Cursor, frame: Frame, to: FlowForm) -> bool:
    """Whether a place that is kept is an earlier question of the same kind, or one that came quietly."""
    flow = cursor.script.flow_of(frame.state)
    return flow is to or (flow is not None and flow.on == "due" and to.quietly_if is None)


def _mark(cursor: Cursor, event: Due, *, rings: bool) -> None:
    """Nobody asked for these messages; the last one, which is the question, rings where people wished for it."""
    last = len(cursor.messages) - 1
    cursor.messages = [
        msgspec.structs.replace(message, unasked=True, rings=rings and number == last, until=event.until)
        for number, message in enumerate(cursor.messages)
    ]


def _is_in_the_middle(cursor: Cursor) -> bool:
    last = cursor.start.last_at
    return last is not None and cursor.now - last < _IN_THE_MIDDLE


def _call(cursor: Cursor, name: str, arguments: dict[str, Any], event: Chose | Wrote | None) -> Outcome:
    return cursor.script.abilities[name](arguments, cursor.view(name), event, cursor.now)
