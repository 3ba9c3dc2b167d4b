"""Covering what comes unasked, for people who share a phone or fear a reader: a plain line with one button, and what it
stands for only after that was tapped.

Rule: the cover has an id of its own, so that opening an old one is never taken for an answer to anything.
"""

from __future__ import annotations

import msgspec

from bot.dialogue.conversation import Covered
from bot.dialogue.cursor import Cursor
from bot.dialogue.events import Located, Pressed, Said, Unsupported
from bot.dialogue.messages import Choice, Message


def cover(cursor: Cursor) -> None:
    """Put a cover over everything new that was said in this step without being asked for."""
    new = tuple(message for message in cursor.messages if not message.replaces)
    if not new:
        return
    cursor.turn += 1
    question = f"{cursor.start.tag}.{cursor.turn}c"
    cursor.covered = Covered(question, tuple(_opened(message) for message in new))
    front = msgspec.structs.replace(
        new[-1],
        text=cursor.phrase("covered"),
        choices=(Choice(cursor.phrase("uncover")),),
        question=question,
        picture=None,
        moment=None,
    )
    cursor.messages = [message for message in cursor.messages if message.replaces] + [front]


def uncovers(cursor: Cursor, event: Said | Pressed | Unsupported | Located) -> bool:
    """Whether this opens a cover: its button does, and so do words, which cannot be an answer to what nobody saw."""
    covered = cursor.covered
    if covered is None or (isinstance(event, Pressed) and event.question != covered.question):
        return False
    first, *others = covered.messages
    if isinstance(event, Pressed):
        cursor.messages += [msgspec.structs.replace(first, replaces=covered.question), *others]
    else:  # it comes below what was written, where it is seen, and the cover loses its button
        cursor.messages += [Message(cursor.phrase("covered"), replaces=covered.question), *covered.messages]
    cursor.covered = None
    return True


def _opened(message: Message) -> Message:
    return msgspec.structs.replace(message, unasked=False, rings=False, until=None)
