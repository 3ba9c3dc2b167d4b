"""One step of a conversation: script + conversation + event + now -> new conversation + messages + effects.

Rules, in the order in which something that was said is met (screening has already been through it):
1. a sign of crisis; 2. a command or a stop word; 3. two days after a conversation about a crisis: the question whether
to go on, once, and never before a way out or what was asked since; 4. an answer to what the companion asked by itself
on an earlier day; 5. the question that is open (answering.py).

The step is pure: the conversation passed in is never touched, and a step that raises leaves nothing behind.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import assert_never

from bot.dialogue.abilities import Chose, Wrote
from bot.dialogue.answering import choose, close, may_say, offer_again, passes_over, press, read, small_talk
from bot.dialogue.bad_hours import (
    answers_in_crisis,
    belongs_here,
    is_afterwards,
    is_heard_first,
    is_long_over,
    is_the_same_bad_hour,
    leave_the_crisis,
    never_waits,
    tier_of,
)
from bot.dialogue.conversation import Conversation, Step
from bot.dialogue.covering import cover, uncovers
from bot.dialogue.cursor import Cursor
from bot.dialogue.events import (
    NOT_THEIR_DOING,
    Blocked,
    Commanded,
    Due,
    Edited,
    Event,
    Fading,
    Located,
    Noticed,
    Pressed,
    Said,
    Undelivered,
    Unread,
    Unsupported,
)
from bot.dialogue.machine import BEGINNING
from bot.dialogue.matching import normal
from bot.dialogue.messages import Message
from bot.dialogue.recent import with_text
from bot.dialogue.running import enter, hand_over, remember_place
from bot.dialogue.script import Script
from bot.dialogue.unasked import ask_to_agree_anew, ask_whether_to_go_on, fall_due, is_unasked, lose, recalls, schedule

ANSWERED_WHEN_STOPPED = frozenset({"start", "stop", "sos", "help", "privacy", "export", "delete"})
"""Commands that someone who stopped still gets an answer to."""

_BEFORE_AN_AGREEMENT = ANSWERED_WHEN_STOPPED - {"start"}
"""Commands that are answered before somebody has agreed to what reads differently today."""

_NEVER_TOO_OFTEN = frozenset({"stop", "sos", "delete"})

_SAYS_NOTHING_MORE = frozenset({"start", "menu"})
"""Commands that mean no more than "here I am": the question whether to go on is their answer."""

_LONG_ABSENCE = timedelta(days=21)


def begin(script: Script, seed: int, first_name: str = "", language: str = "") -> Conversation:
    """A conversation before its first event. `seed` decides every variation in it."""
    letters = "abcdefghijkmnpqrstuvwxyz23456789"
    tag = "".join(letters[(seed // len(letters) ** place) % len(letters)] for place in range(4))
    return Conversation(
        seed=seed,
        tag=tag,
        script=script.version,
        state=BEGINNING,
        variables={"first_name": first_name, "language": language},
    )


def step(script: Script, conversation: Conversation, event: Event, now: datetime) -> Step:
    """Move `conversation` by one event. Pure: same arguments, same Step; nothing is sent or stored here.

    Raises ScriptError when the script cannot go on here; whatever an ability raises passes through.
    """
    cursor = Cursor(script, conversation, now)
    if cursor.state != BEGINNING and not cursor.exists:
        _find_a_place(cursor)
    if is_long_over(cursor.crisis_at, now) and not (isinstance(event, Pressed) and answers_in_crisis(cursor, event)):
        leave_the_crisis(cursor)
    cursor.recent = with_text(cursor.recent, event.text, now) if isinstance(event, Said) else ()
    _take(cursor, event)
    cursor.say_in_fewer()
    schedule(cursor)
    cursor.end_turn()
    if cursor.discreet and isinstance(event, Due | Fading):
        cover(cursor)
    cursor.latest = _signature(event)
    if isinstance(event, Pressed):
        cursor.show_in_place()
    return cursor.close(was_here=not isinstance(event, NOT_THEIR_DOING))


def _take(cursor: Cursor, event: Event) -> None:
    match event:
        case Blocked():
            remember_place(cursor)
            cursor.stop()
            cursor.state = BEGINNING
        case Edited():
            pass  # what was said before has had its answer
        case Undelivered():
            _lose(cursor, event)
        case Fading():
            _tell_fading(cursor, event)
        case Due():
            fall_due(cursor, event)
        case Noticed():
            _notice(cursor, event)
        case Commanded():
            cursor.served, cursor.argument = event.served, event.arguments
            _command(cursor, event.name)
        case Unread():
            cursor.served = event.served
            _command(cursor, cursor.script.words.get(normal(event.text), "sos"))
        case Said() if command := cursor.script.words.get(normal(event.text)):
            _command(cursor, command)
        case Said() | Pressed() | Unsupported() | Located():
            _answer(cursor, event)
        case _:
            assert_never(event)


def _answer(cursor: Cursor, event: Said | Pressed | Unsupported | Located) -> None:
    """Something that is no command, from someone who may be stopped, new, or long away."""
    if isinstance(event, Pressed):
        _go_back_to_crisis(cursor, event)
    if _comes_first(cursor, event):
        return
    if cursor.question is None:
        _go_home(cursor)
        return
    if cursor.start.last_at is not None and cursor.now - cursor.start.last_at > _LONG_ABSENCE:
        _welcome_back(cursor, event)
    if cursor.unseen == cursor.question.message.question:
        # Nobody can have answered what nobody has seen.
        cursor.unseen, cursor.shown_again = "", cursor.unseen
        cursor.ask_again()
        return
    match event:
        case Pressed():
            press(cursor, cursor.question, event)
        case Said():
            read(cursor, cursor.question, event.text)
        case Located() if event.zone and cursor.form.takes_location and cursor.question.is_of_an_ability:
            question = cursor.question
            close(cursor, question)
            cursor.begin_turn(question)
            hand_over(cursor, Wrote(event.zone))
        case Unsupported() | Located():
            _tell_unsupported(cursor, event)


def _comes_first(cursor: Cursor, event: Said | Pressed | Unsupported | Located) -> bool:
    """What is seen to before the present question; whether that was all that is to be done."""
    if cursor.stopped and cursor.question is None:
        _tell_stopped(cursor)
    elif uncovers(cursor, event):
        pass
    elif cursor.must_agree_anew:
        ask_to_agree_anew(cursor)
    elif is_afterwards(cursor) and not is_heard_first(cursor, event):
        ask_whether_to_go_on(cursor, _left_open(cursor))
    else:
        if is_afterwards(cursor) and not cursor.is_in_crisis and not never_waits(cursor):
            cursor.held_until = None  # they have gone on by themselves
        return _answers_an_earlier_one(cursor, event)
    return True


def _left_open(cursor: Cursor) -> str:
    """The command whose question is still open: such a place is not kept, so it begins anew for who goes on."""
    flow = cursor.flow
    command = "" if flow is None or cursor.question is None or never_waits(cursor) else flow.command or ""
    return "" if command in _SAYS_NOTHING_MORE else command


def _go_back_to_crisis(cursor: Cursor, event: Pressed) -> None:
    """A tap on what was asked in a crisis is followed, although something else was asked since: "I'm in danger now" is
    no old button."""
    for number, frame in enumerate(cursor.stack):
        asked = frame.question
        if asked is None or asked.message.question != event.question or frame.state not in cursor.script.states:
            continue
        if cursor.is_about_crisis(frame):
            del cursor.stack[number]
            remember_place(cursor)
            cursor.state, cursor.action = frame.state, frame.action
            cursor.question, cursor.past = asked, list(frame.past)
            return


def _welcome_back(cursor: Cursor, event: Said | Pressed | Unsupported | Located) -> None:
    """After weeks; a greeting or a goodbye has its own answer, and an answer about a danger is not kept waiting."""
    if cursor.is_in_crisis:
        return
    if not isinstance(event, Said) or small_talk(cursor, event.text) is None:
        cursor.say(cursor.phrase("welcome_back"))


def _answers_an_earlier_one(cursor: Cursor, event: Said | Pressed | Unsupported | Located) -> bool:
    """A tap or a reply that is meant for a question of an earlier day, which the companion had asked by itself. While a
    crisis is talked about, that comes first."""
    if cursor.is_in_crisis:
        return False
    present = "" if cursor.question is None else cursor.question.message.question
    match event:
        case Pressed() if event.question != present:
            return recalls(cursor, event.question, Chose(event.choice))
        case Said() if event.about and event.about != present and not _never_answers(cursor, event.text):
            return recalls(cursor, event.about, Wrote(event.text))
        case _:
            return False


def _never_answers(cursor: Cursor, text: str) -> bool:
    """Whether words are small talk that nobody means as an answer: a good night, in reply to whatever stood last."""
    said = cursor.script.smalltalk.read(text)
    return said is not None and said.never_an_answer


def _tell_unsupported(cursor: Cursor, event: Unsupported | Located) -> None:
    """Something that is no text. A new kind is answered however soon it comes; ten pictures are not, one by one."""
    if passes_over(cursor):
        return
    phrase = "no_zone" if isinstance(event, Located) and cursor.form.takes_location else "unsupported"
    if cursor.start.latest == _signature(event):
        offer_again(cursor, phrase)
    else:
        cursor.say(cursor.phrase(phrase))
        cursor.ask_again()


def _lose(cursor: Cursor, event: Undelivered) -> None:
    """The present question was not shown. It is, with the next thing the person does; when that fails too, it is given
    up for the menu."""
    if cursor.question is None or cursor.question.message.question != event.question:
        return
    if is_unasked(cursor):
        lose(cursor)
        cursor.step_back()
        return
    if cursor.shown_again == event.question:
        cursor.say(cursor.phrase("place_lost"))
        enter(cursor, "command.menu")
    else:
        cursor.unseen = event.question


def _command(cursor: Cursor, name: str) -> None:
    is_stopped = cursor.stopped and name not in ANSWERED_WHEN_STOPPED
    is_known = f"command.{name}" in cursor.script.machine.events
    if name != "sos" and passes_over(cursor, and_goes_on=is_known and not is_stopped):
        return
    if is_stopped:
        _tell_stopped(cursor)
    elif not is_known:
        offer_again(cursor, "unknown_command")
    elif cursor.must_agree_anew and not cursor.stopped and name not in _BEFORE_AN_AGREEMENT:
        ask_to_agree_anew(cursor)
    elif is_afterwards(cursor) and name not in cursor.script.never_waiting:
        ask_whether_to_go_on(cursor, "" if name in _SAYS_NOTHING_MORE else name)
    elif _is_repeated(cursor, name) and not may_say(cursor):
        pass  # asked for patience
    else:
        if cursor.is_in_crisis and cursor.question is not None and name not in _stands_alone(cursor):
            cursor.say(cursor.phrase("help_stays"))
        remember_place(cursor)
        cursor.stack = [frame for frame in cursor.stack if frame.put_off != name]  # it comes now
        cursor.joinable = None
        enter(cursor, f"command.{name}")


def _stands_alone(cursor: Cursor) -> frozenset[str]:
    """The commands that bring nothing light into a talk about a crisis."""
    return _SAYS_NOTHING_MORE | cursor.script.never_waiting


def _is_repeated(cursor: Cursor, name: str) -> bool:
    """Whether this command came just before, too. One for help or for an end is answered however often it comes."""
    return cursor.start.latest == f"/{name}" and name not in _NEVER_TOO_OFTEN


def _signature(event: Event) -> str:
    """By what a command, or something that is no text, is known to have come twice."""
    match event:
        case Commanded():
            return f"/{event.name}"
        case Unsupported():
            return event.kind
        case Located():
            return "location"
        case _:
            return ""


def _notice(cursor: Cursor, event: Noticed) -> None:
    """A sign of crisis, in any state, also after /stop."""
    cursor.served = event.served
    question = cursor.question if belongs_here(cursor, event) else None
    goes_on = question is not None and is_the_same_bad_hour(cursor)
    tier = event.tier if goes_on and cursor.form.unanswered is None else tier_of(cursor, event)
    cursor.set("noticed_kind", event.kind)
    cursor.set("noticed_tier", tier)
    cursor.set("noticed_near", event.near)
    cursor.joinable = None
    if question is not None and (found := cursor.meant(question, event.text, exact=True)) is not None:
        choose(cursor, question, found.choice)
        return
    if question is not None and goes_on and cursor.form.otherwise is not None:
        close(cursor, question)
        enter(cursor, "otherwise")
        return
    if not cursor.is_in_crisis:
        remember_place(cursor)
    cursor.stack = [frame for frame in cursor.stack if not cursor.is_about_crisis(frame)]
    cursor.past.clear()
    cursor.noticed = event.kind
    if tier == "check-in":
        cursor.asked_at = cursor.now
    enter(cursor, "noticed")


def _find_a_place(cursor: Cursor) -> None:
    """The script has no such state any more: the conversation goes on from home, not nowhere."""
    cursor.state, cursor.action = BEGINNING, 0
    cursor.question = None
    cursor.past.clear()
    cursor.stack = [frame for frame in cursor.stack if frame.state in cursor.script.states]


def _go_home(cursor: Cursor) -> None:
    """There is no question open: a first word, or words after an end, or a place that today's script has not."""
    if cursor.start.state == BEGINNING or cursor.start.state in cursor.script.states:
        enter(cursor, "command.start")
        return
    cursor.say(cursor.phrase("place_lost"))
    enter(cursor, "command.menu")


def _tell_fading(cursor: Cursor, event: Fading) -> None:
    """Once: what they told goes on that day, unless they come back. Who stopped is not written to."""
    if cursor.fading_at is not None and cursor.fading_at <= cursor.now:
        return
    cursor.fading_at = cursor.now
    if cursor.stopped:
        return
    text = cursor.phrase("fading", day=f"{event.day.day} {event.day:%B %Y}")
    cursor.messages.append(Message(text, unasked=True))


def _tell_stopped(cursor: Cursor) -> None:
    if not cursor.stop_told:
        cursor.say(cursor.phrase("stopped"))
    cursor.stop_told = True
