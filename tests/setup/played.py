"""A recorded conversation as it reads: `docs/transcripts/`, one for each recording that is worth reading whole.

Rule: the recording says what the person does; everything else is said by the program, so a test can compare.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

from bot.dialogue.conversation import Conversation, Step
from bot.dialogue.events import Event, Pressed, typed
from bot.dialogue.recent import lately
from bot.dialogue.recording import Playback, Press, Recording, read_recordings
from bot.dialogue.step import begin, step
from bot.house import Dialogues
from bot.noticing import screened
from tests.opening import the_dialogues
from tests.setup import ROOT
from tests.setup.plans import said

_UNITS = {"s": "seconds", "min": "minutes", "h": "hours", "days": "days"}


def played(name: str) -> str:
    """The recording of this name as a block of Markdown, a line for each thing that is said."""
    recordings = dict(read_recordings(ROOT / "dialogues" / "recordings"))
    recording = recordings[(ROOT / "dialogues" / "recordings" / f"{name}.yaml").as_posix()]
    return "\n".join(["```text", *_lines(recording), "```", ""])


def _lines(recording: Recording) -> Iterator[str]:
    dialogues = the_dialogues()
    beginning = begin(dialogues.script, recording.seed, recording.first_name, recording.language)
    playback = Playback(partial(_move, dialogues), beginning, recording.now)
    for turn in recording.turns:
        if turn.wait is not None:
            yield from _waits(playback, turn.wait)
        elif turn.person is not None:
            words = turn.person.press if isinstance(turn.person, Press) else str(turn.person)
            yield f"> [{words}]" if isinstance(turn.person, Press) else f"> {words}"
            playback.take(_event(playback, turn.person))
            yield from said(playback.fresh)


def _waits(playback: Playback, span: str) -> Iterator[str]:
    number, unit = span.split()
    shown = len(playback.messages)
    playback.wait(timedelta(**{_UNITS[unit]: float(number)}))
    yield f"--- {number} {_UNITS[unit]} later"
    yield from said(playback.messages[shown:])


def _event(playback: Playback, person: object) -> Event:
    if not isinstance(person, Press):
        return typed(str(person))
    for message in reversed(playback.messages):
        labels = [choice.label for choice in message.choices]
        if person.press in labels:
            return Pressed(message.question, labels.index(person.press))
    raise LookupError(person.press)


def _move(dialogues: Dialogues, conversation: Conversation, event: Event, now: datetime) -> Step:
    recent = lately(conversation.recent, now)
    return step(dialogues.script, conversation, screened(event, dialogues.screen, recent), now)
