"""What somebody says or presses at the question that is open: what it means there, and what follows.

A text is read in this order (signs of a crisis and commands are met before: step.py):
1. what the question itself asks for: one of its choices, a free reply; 2. a thanks or a goodbye; 3. for 20 seconds
after a free answer, more of that answer; 4. other small talk; 5. words at an ability's question; 6. words at a step
that is only thought about: they stay with the person; 7. more of the last free answer, where only buttons are due and
it is not long ago; 8. a kind second offer.

Rule: nothing is met with silence, but what leads nowhere is not answered faster than somebody reads (pace.py).
"""

from __future__ import annotations

from datetime import timedelta

import msgspec

from bot.dialogue.abilities import Chose, Wrote
from bot.dialogue.conditions import converted
from bot.dialogue.conversation import Acknowledge, Join, Joinable, Past, Question, TakeBack
from bot.dialogue.cursor import Cursor
from bot.dialogue.events import Pressed
from bot.dialogue.forms import OneOf, ReplyForm, SmallTalkForm
from bot.dialogue.messages import Choice, Message, escaped, inside_quotes, mark_of, whole_text
from bot.dialogue.pace import paced
from bot.dialogue.running import enter, hand_over, run, say_only
from bot.errors import ScriptError

_JOINED_WITHIN = timedelta(seconds=20)
_STILL_THAT_ANSWER = timedelta(hours=12)
"""So long what is written where only buttons are due adds to the last free answer; later it is something new."""


def press(cursor: Cursor, question: Question, event: Pressed) -> None:
    """A choice of this question, or an old button."""
    once = f"{event.question}:{event.choice}"
    if once == cursor.pressed:
        return  # a double tap
    if event.question != question.message.question or not 0 <= event.choice < len(question.kinds):
        if not passes_over(cursor):
            _tell_old(cursor)
        return
    cursor.pressed = once
    choose(cursor, question, event.choice)


def read(cursor: Cursor, question: Question, text: str) -> None:
    """Words, in the order that stands above."""
    form = cursor.form
    asks_itself = not question.is_of_an_ability
    found = cursor.meant(question, text, exact=form.exact)
    if found is not None:
        choose(cursor, question, found.choice, misspelled=found.misspelled and not asks_itself)
    elif asks_itself and form.reply is not None and small_talk(cursor, text) is None:
        _reply(cursor, question, form.reply, text)
    elif _chats(cursor, text) or _joins(cursor, text, within=_JOINED_WITHIN):
        return
    elif not asks_itself:
        close(cursor, question)
        cursor.begin_turn(question)
        hand_over(cursor, Wrote(text))
    elif form.otherwise is not None:
        close(cursor, question)
        enter(cursor, "otherwise")
    elif form.words_stay:
        _leave_with_them(cursor)
    elif not _joins(cursor, text, within=_STILL_THAT_ANSWER):
        offer_again(cursor, "not_exact" if form.exact else "not_understood")


def choose(cursor: Cursor, question: Question, choice: int, *, misspelled: bool = False) -> None:
    """The person chose; `choice` counts the choices of the message as it was shown."""
    chosen = question.message.choices[choice]
    kind, number = question.kinds[choice], question.numbers[choice]
    if kind == "copy":
        cursor.say(escaped(chosen.copy))
        return
    close(cursor, question, chosen.text or chosen.label)
    cursor.joinable, cursor.recent = None, ()
    cursor.chosen = "" if kind == "back" else chosen.text or chosen.label
    if kind == "back":
        _take_back(cursor, cursor.past.pop())
        return
    cursor.begin_turn(question)
    if misspelled:
        cursor.say(cursor.phrase("read_as", label=inside_quotes(chosen.text or chosen.label)))
    if kind == "ability":
        hand_over(cursor, Chose(number))
    elif kind == "skip":
        enter(cursor, "go")
    elif kind == "beside":
        cursor.set_from_text(cursor.form.beside[number].set)
        enter(cursor, f"beside.{number}")
    elif cursor.start.script != cursor.script.version and _has_moved(cursor, number, chosen.label):
        # The script changed while the question was open: ask it as it is today, rather than obey another button.
        cursor.past.clear()
        cursor.action = 0
        run(cursor)
    else:
        cursor.set_from_text(cursor.form.choices[number].set)
        enter(cursor, f"choice.{number}")


def _has_moved(cursor: Cursor, number: int, label: str) -> bool:
    choices = cursor.form.choices
    return number >= len(choices) or ("{" not in choices[number].label and choices[number].label != label)


def _reply(cursor: Cursor, question: Question, reply: ReplyForm, text: str) -> None:
    """A free answer to a question that asks for one."""
    variable = reply.set
    if variable is not None:
        try:
            value = converted(text, cursor.script.variables[variable])
        except ScriptError:
            cursor.say(cursor.phrase("not_understood"))
            cursor.ask_again()
            return
    close(cursor, question)
    cursor.begin_turn(question)
    entry = cursor.keep(reply.journal, text) if reply.journal is not None else ""
    if variable is not None:
        cursor.set(variable, value)
    enter(cursor, "go")
    cursor.joinable = Joinable(cursor.now, entry=entry, variable="" if variable is None else variable)


def _joins(cursor: Cursor, text: str, within: timedelta) -> bool:
    """Add `text` to the last free answer, if there is one it may be added to; shown with a quiet sign."""
    answer, flow = cursor.joinable, cursor.flow
    if answer is None or cursor.form.exact or flow is None or flow.on not in (None, "due"):
        return False
    if cursor.now - answer.at > within:
        return False
    if answer.entry:
        cursor.effects.append(Join(answer.entry, text))
    if answer.variable:
        cursor.set(answer.variable, f"{cursor.read(answer.variable)}\n{text}")
    cursor.pace, is_too_fast = paced(cursor.pace, cursor.now)
    if not is_too_fast:
        cursor.effects.append(Acknowledge())
    return True


def _take_back(cursor: Cursor, past: Past) -> None:
    """Undo the last answer and ask its question again."""
    cursor.undo(past)
    if past.entries:
        cursor.effects.append(TakeBack(past.entries))
    if past.question is None:
        run(cursor)
        return
    message = msgspec.structs.replace(past.question.message, choices=_without_back(past.question))
    count = len(message.choices)
    cursor.open(message, past.question.kinds[:count], past.question.numbers[:count])


def _without_back(question: Question) -> tuple[Choice, ...]:
    return tuple(
        choice for choice, kind in zip(question.message.choices, question.kinds, strict=True) if kind != "back"
    )


def close(cursor: Cursor, question: Question, chosen: str = "") -> None:
    """The question is answered: its keyboard gives way to the choice made."""
    if question.message.choices:
        text = whole_text(question.message) + (f"\n\n{mark_of(chosen)}" if chosen else "")
        cursor.messages.append(Message(text, replaces=question.message.question))
    cursor.question = None


def _chats(cursor: Cursor, text: str) -> bool:
    """Answer small talk, where words are neither an answer nor lead on. The question stays open."""
    said = small_talk(cursor, text)
    if said is None or (not said.at_once and _follows_closely(cursor)):
        return False
    if may_say(cursor):
        cursor.say(cursor.line(OneOf(one_of=said.answers), f"smalltalk.{said.intent}") or "")
        if said.asks_again:
            cursor.ask_again()
    return True


def _follows_closely(cursor: Cursor) -> bool:
    """Whether what comes now may be more of a free answer that was given just before."""
    return cursor.joinable is not None and cursor.now - cursor.joinable.at <= _JOINED_WITHIN


def small_talk(cursor: Cursor, text: str) -> SmallTalkForm | None:
    """What `text` is in between, where nobody is in danger. Where words are awaited it is an answer, unless it is
    something that nobody means as one."""
    form, flow, question = cursor.form, cursor.flow, cursor.question
    if question is None or flow is None or flow.on in ("noticed", "afterwards"):
        return None
    if form.unanswered is not None or form.otherwise is not None:
        return None
    takes_words = not form.small_talk if question.is_of_an_ability else form.reply is not None
    said = cursor.script.smalltalk.read(text)
    return None if said is None or (takes_words and not said.never_an_answer) else said


def passes_over(cursor: Cursor, *, and_goes_on: bool = False) -> bool:
    """Something that is no answer came to a question that must not stay unanswered: what that calls for is said.

    and_goes_on: a command follows, so only what is said there is said, and nothing is asked. Returns whether this was
    all that is to be done.
    """
    question = cursor.question
    if question is None or not cursor.exists or cursor.form.unanswered is None:
        return False
    close(cursor, question)
    if and_goes_on:
        say_only(cursor, "unanswered")
        return False
    enter(cursor, "unanswered")
    return True


def _tell_old(cursor: Cursor) -> None:
    """An old button: a gentle word, but not ten of them for what a phone that was offline brings at once."""
    cursor.pace, is_too_fast = paced(cursor.pace, cursor.now)
    if not is_too_fast:
        cursor.say(cursor.phrase("old_button"))


def _leave_with_them(cursor: Cursor) -> None:
    """Words at a step that is thought about and not answered: they are heard, not kept, and the step stays open."""
    if may_say(cursor):
        cursor.say(cursor.phrase("words_stay"))


def offer_again(cursor: Cursor, phrase: str) -> None:
    """Say kindly what was not understood and ask again."""
    if may_say(cursor):
        cursor.say(cursor.phrase(phrase))
        cursor.ask_again()


def may_say(cursor: Cursor) -> bool:
    """Whether one more message that leads nowhere is answered; who goes on and on is asked for patience once."""
    cursor.pace, is_too_fast = paced(cursor.pace, cursor.now)
    if is_too_fast and not cursor.patience_told:
        cursor.say(cursor.phrase("patience"))
    cursor.patience_told = is_too_fast
    return not is_too_fast
