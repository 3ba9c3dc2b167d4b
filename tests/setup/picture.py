"""The picture in the README: the one that the conversation of the README draws.

Rule: drawn by the program from the same answers; `make docs` writes it.
"""

from __future__ import annotations

import asyncio

from bot.channels.drawing import Drawings, svg_of
from bot.channels.terminal.chat import ticking_from
from bot.dialogue.events import Event, Pressed, typed
from bot.dialogue.matching import match
from bot.dialogue.messages import Message, Picture
from bot.dialogue.step import begin, step
from tests.opening import the_dialogues
from tests.setup import ROOT
from tests.setup.transcript import LINES, NAME, SEED, START

PICTURE = ROOT / "docs" / "picture.png"


def picture() -> Picture:
    """The first picture of the conversation in docs/transcript.txt."""
    script, clock = the_dialogues().script, ticking_from(START)
    conversation = begin(script, SEED, NAME, "en")
    question: Message | None = None
    for line in LINES.read_text(encoding="utf-8").splitlines():
        outcome = step(script, conversation, _event(line, question), clock())
        assert outcome.conversation is not None
        conversation = outcome.conversation
        for message in outcome.messages:
            if message.picture is not None:
                return message.picture
            question = message if message.choices else question
    raise LookupError("no picture was drawn")


def _event(line: str, question: Message | None) -> Event:
    if question is not None and (found := match(line, question.choices, exact=True)):
        return Pressed(question.question, found.choice)
    return typed(line)


if __name__ == "__main__":
    PICTURE.write_bytes(asyncio.run(Drawings(svg_of).png(picture())))
