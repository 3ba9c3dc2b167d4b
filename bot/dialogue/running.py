"""Running on: from the state a step arrived in to the next place that needs the person.

Rule: no event is read here. A state does its actions in the order in which the author wrote them, then asks, visits or
goes on; a chain of states that never needs anybody is an error, not an endless loop.
"""

from __future__ import annotations

from typing import Any

import msgspec

from bot.dialogue.abilities import Chose, Outcome, Wrote
from bot.dialogue.bad_hours import is_afterwards, is_an_old_bad_hour, leave_the_crisis
from bot.dialogue.conditions import fill_argument
from bot.dialogue.conversation import Acknowledge, Erase, Frame, Joinable
from bot.dialogue.cursor import FIRST_AGREEMENT, HELD_FOR, Cursor
from bot.dialogue.forms import ChoiceForm, FlowForm
from bot.dialogue.machine import BEGINNING, RETURN
from bot.dialogue.messages import Choice, Message
from bot.errors import ScriptError

_LONGEST_RUN = 60
"""States that may follow each other without needing the person; more is a circle."""


def enter(cursor: Cursor, trigger: str) -> None:
    """Follow `trigger` from where the cursor stands and run on. Raises ScriptError when there is no such way."""
    if not _follow(cursor, trigger):
        raise ScriptError(f"{cursor.state} has no way on by '{trigger}'")
    run(cursor)


def say_only(cursor: Cursor, trigger: str) -> None:
    """Follow `trigger`, do what that state does on entering, and stay there with nothing asked."""
    if not _follow(cursor, trigger):
        raise ScriptError(f"{cursor.state} has no way on by '{trigger}'")
    _actions_wait(cursor)


def run(cursor: Cursor) -> None:
    """Run from the present state and action until the person is needed, or there is nothing more."""
    left = cursor.flow
    for _ in range(_LONGEST_RUN):
        if cursor.state == RETURN:
            if not _return(cursor, left):
                return
            continue
        left = cursor.flow
        if _waits(cursor) or not _goes_on(cursor):
            return
    raise ScriptError(f"{cursor.state} runs in a circle")


def apply(cursor: Cursor, ability: str, outcome: Outcome) -> None:
    """Let what an ability answered have its effect."""
    if outcome.answers is not None:
        cursor.answer(outcome.answers)
    for name, value in outcome.variables.items():
        cursor.set(name, value)
    if outcome.memory is not None:
        cursor.remember(ability, outcome.memory, lasting=outcome.lasting)
    if outcome.journal is not None:
        cursor.joinable = Joinable(cursor.now, entry=cursor.keep(*outcome.journal))
    if outcome.turn is not None:
        cursor.effects.append(outcome.turn)
    if outcome.schedule is not None:
        cursor.schedules[ability] = outcome.schedule
    if outcome.noted:
        cursor.effects.append(Acknowledge())
    if not outcome.waiting:
        cursor.messages.extend(outcome.messages)
        return
    *before, question = outcome.messages
    cursor.messages.extend(before)
    count = len(question.choices)
    offered = [(number, choice) for number, choice in enumerate(cursor.form.beside) if cursor.holds(choice.condition)]
    choices = (*question.choices, *(_shown(cursor, choice) for _, choice in offered))
    kinds = ("ability",) * count + ("beside",) * len(offered)
    numbers = (*range(count), *(number for number, _ in offered))
    cursor.open(msgspec.structs.replace(question, choices=choices), kinds, numbers)


def hand_over(cursor: Cursor, event: Chose | Wrote) -> None:
    """Give what the person did to the ability that is waiting for it, and run on when it is done."""
    said = len(cursor.messages)
    waits = _call(cursor, event)
    cursor.protect(said)
    if not waits:
        cursor.action += 1
        run(cursor)


def remember_place(cursor: Cursor) -> None:
    """Put the present place on the stack, to return to. A command's own flow is no place: what it left stays. Of what
    the companion began by itself only the question is one, while it is open."""
    flow = cursor.flow
    if flow is None or flow.command is not None or cursor.question is None:
        return
    if flow.on == "due" and not cursor.question.is_of_an_ability:
        return
    cursor.stack.append(Frame(cursor.state, cursor.action, cursor.question, tuple(cursor.past)))


def _follow(cursor: Cursor, trigger: str) -> bool:
    left = cursor.flow
    if not cursor.trigger(trigger):
        return False
    cursor.action, cursor.question = 0, None
    entered = cursor.flow
    if entered is not left:
        cursor.end_turn()
        cursor.past.clear()
        if entered is not None and entered.on == "due":
            # Yesterday's question, left open, does not come back after today's: its buttons stay good.
            cursor.stack = [frame for frame in cursor.stack if cursor.script.flow_of(frame.state) is not entered]
        if entered is not None and not entered.command and not entered.on and trigger != "visit":
            _forget_interrupted_place(cursor)
    return True


def _forget_interrupted_place(cursor: Cursor) -> None:
    """Someone who goes from the menu to something new does not come back to what they left."""
    while cursor.stack and (not cursor.stack[-1].resume or cursor.stack[-1].put_off):
        cursor.stack.pop()


def _waits(cursor: Cursor) -> bool:
    """Do what the state does and asks; True when it needs the person."""
    said = len(cursor.messages)
    waits = _actions_wait(cursor) or _asks(cursor)
    cursor.protect(said)
    return waits


def _actions_wait(cursor: Cursor) -> bool:
    """Do the state's actions; True when one of them waits for the person."""
    actions = cursor.form.actions
    while cursor.action < len(actions):
        if _act(cursor, *actions[cursor.action]):
            return True
        cursor.action += 1
    return False


def _act(cursor: Cursor, key: str, value: Any) -> bool:
    match key:
        case "say":
            text = cursor.line(value, f"{cursor.state}.{cursor.action}")
            if text:
                cursor.say(text)
        case "set":
            cursor.set_from_text(value)
        case "do":
            _do(cursor, value)
        case _:
            return _call(cursor, None)
    return False


def _do(cursor: Cursor, what: str) -> None:
    match what:
        case "stop":
            cursor.stop()
        case "wake":
            cursor.stopped = False
        case "break" | "resume":
            cursor.on_break = what == "break"
        case "hold_back":
            cursor.held_until = cursor.now + HELD_FOR
        case "hide" | "show":
            cursor.discreet = what == "hide"
        case "agree" | "disagree":
            cursor.agreed_to = cursor.script.profile.agreement or FIRST_AGREEMENT if what == "agree" else ""
        case "erase":
            cursor.erased = True
            cursor.effects.append(Erase())


def _call(cursor: Cursor, event: Chose | Wrote | None) -> bool:
    """Call the ability of the present action; True when it waits for the person."""
    name, raw = cursor.form.actions[cursor.action]
    outcome = cursor.script.abilities[name](cursor.arguments(raw), cursor.view(name), event, cursor.now)
    apply(cursor, name, outcome)
    return outcome.waiting


def _asks(cursor: Cursor) -> bool:
    """Ask the state's question, if it has one."""
    form = cursor.form
    if form.ask is None and not form.choices and form.reply is None:
        return False
    text = None if form.ask is None else cursor.line(form.ask, f"{cursor.state}.ask")
    message = cursor.messages.pop() if text is None else Message(text)
    offered = [(number, choice) for number, choice in enumerate(form.choices) if cursor.holds(choice.condition)]
    choices = [_shown(cursor, choice) for _, choice in offered]
    kinds = ["choice" if choice.to_copy is None else "copy" for _, choice in offered]
    numbers = [number for number, _ in offered]
    if form.reply is not None and form.reply.may_skip:
        choices, kinds, numbers = [*choices, Choice(cursor.phrase("skip"))], [*kinds, "skip"], [*numbers, 0]
    asked = Message(message.text, choices=tuple(choices), picture=message.picture)
    cursor.open(asked, tuple(kinds), tuple(numbers))
    return True


def _shown(cursor: Cursor, choice: ChoiceForm) -> Choice:
    copied = "" if choice.to_copy is None else fill_argument(choice.to_copy, cursor.read)
    return Choice(fill_argument(choice.label, cursor.read), copy=copied)


def _goes_on(cursor: Cursor) -> bool:
    """Visit another flow or follow the way on; False when this is an end."""
    form = cursor.form
    if form.visit is not None:
        cursor.stack.append(Frame(cursor.state, cursor.action, resume="go"))
        return _follow(cursor, "visit")
    return bool(form.go) and _follow(cursor, "go")


def _return(cursor: Cursor, left: FlowForm | None) -> bool:
    """Take the place to return to from the stack; True when there is something to run there. left: the flow that was
    left for it."""
    cursor.end_turn()
    cursor.past.clear()
    cursor.question, cursor.action = None, 0
    if cursor.stopped:
        # Nothing is asked of someone who stopped; the place waits for /start.
        cursor.state = BEGINNING
        return False
    if is_afterwards(cursor):
        cursor.held_until = None
        leave_the_crisis(cursor)
        return _follow(cursor, "afterwards")
    while cursor.stack:
        frame = cursor.stack.pop()
        if frame.state not in cursor.script.states:
            continue
        if cursor.is_about_crisis(frame) and is_an_old_bad_hour(cursor) and _follow(cursor, "afterwards"):
            return True
        cursor.state, cursor.action = frame.state, frame.action
        if frame.resume and cursor.has_said_something and left is not _visited(cursor, frame):
            cursor.stack.append(frame)  # much may come there; the menu has a way to it
            break
        if frame.resume:
            if _follow(cursor, frame.resume):
                return True
            continue  # a command that today's script no longer has
        cursor.question, cursor.past = frame.question, list(frame.past)
        cursor.ask_again()
        return False
    cursor.state = BEGINNING
    return _follow(cursor, "command.menu")


def _visited(cursor: Cursor, frame: Frame) -> FlowForm | None:
    """The flow that is visited from a place."""
    return cursor.script.flow_of(cursor.script.states[frame.state].visit or "")
