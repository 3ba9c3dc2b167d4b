"""A conversation tested by a conversation: recordings that an author reads and writes (dialogues/recordings/*.yaml).

Rule: a recording is played through the same pure step as the real thing; the clock stands in the file and moves only
when it says `wait`, and one second with each thing the person does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from bot.dialogue.conversation import Acknowledge, Conversation, Step
from bot.dialogue.events import Event, Pressed, Unsupported, typed
from bot.dialogue.faults import Fault
from bot.dialogue.forms import Form
from bot.dialogue.messages import Message, is_closing, plain, whole_text
from bot.dialogue.reading import read_form
from bot.dialogue.script import Script
from bot.dialogue.step import begin
from bot.errors import ScriptError

Move = Callable[[Conversation, Event, datetime], Step]
"""One step with screening before it, as the hallway makes it."""

_UNITS = {"s": 1, "min": 60, "h": 3600, "days": 86400}


class Press(Form):
    """A press of the newest button with this label, or of an old one (`of`: words of the message it stood under)."""

    press: str
    of: str | None = None


class Sends(Form):
    """Something that is no text: a sticker, a voice message."""

    sends: str


class Expected(Form):
    """What a message must be like: words it contains and lacks, its choices in order, its picture."""

    contains: str | tuple[str, ...] = ()
    lacks: str | tuple[str, ...] = ()
    choices: tuple[str, ...] | None = None
    picture: str | None = None


class Turn(Form):
    """One line of a recording: exactly one of the three. "noted": kept, with a quiet sign and without a word."""

    person: str | Press | Sends | None = None
    companion: Expected | Literal["nothing", "noted"] | None = None
    wait: str | None = None

    @model_validator(mode="after")
    def _one_thing(self) -> Turn:
        if sum(value is not None for value in (self.person, self.companion, self.wait)) != 1:
            raise ValueError("a turn is one of person, companion or wait")
        return self


class Recording(Form):
    """One file: a conversation and what must come back in it."""

    recording: str
    seed: int
    now: datetime
    first_name: str = "Ana"
    language: str = "en"
    turns: tuple[Turn, ...] = Field(min_length=1)


@dataclass
class Playback:
    """A recording while it is played: everything said so far, and what of it was not yet looked at."""

    move: Move
    beginning: Conversation
    now: datetime
    conversation: Conversation = field(init=False)
    messages: list[Message] = field(default_factory=list)
    fresh: list[Message] = field(default_factory=list)
    is_noted: bool = False

    def __post_init__(self) -> None:
        """Stand at the beginning."""
        self.conversation = self.beginning

    def take(self, event: Event) -> None:
        """One thing the person does."""
        self.now += timedelta(seconds=1)
        outcome = self.move(self.conversation, event, self.now)
        # After an erasure the next word is the first.
        self.conversation = outcome.conversation or self.beginning
        self.fresh = [message for message in outcome.messages if not is_closing(message)]
        self.messages.extend(self.fresh)
        self.is_noted = Acknowledge() in outcome.effects


def play(script: Script, recording: Recording, move: Move) -> Sequence[str]:
    """Play a recording; what went otherwise than it says, as sentences (none: all went as it says)."""
    playback = Playback(move, begin(script, recording.seed, recording.first_name, recording.language), recording.now)
    for number, turn in enumerate(recording.turns, start=1):
        fault = _turn(playback, turn)
        if fault:
            return [f"turn {number}: {fault}"]
    return []


def _turn(playback: Playback, turn: Turn) -> str | None:
    if turn.wait is not None:
        number, unit = turn.wait.split()
        playback.now += timedelta(seconds=float(number) * _UNITS[unit])
        return None
    if turn.companion is not None:
        return _compare(playback, turn.companion)
    event = _event(playback, turn.person)
    if isinstance(event, str):
        return event
    playback.take(event)
    return None


def _event(playback: Playback, person: str | Press | Sends | None) -> Event | str:
    match person:
        case Press():
            for message in reversed(playback.messages):
                labels = [choice.label for choice in message.choices]
                if person.press in labels and (person.of is None or person.of in plain(message.text)):
                    return Pressed(message.question, labels.index(person.press))
            return f"there is no button '{person.press}'"
        case Sends():
            return Unsupported(person.sends)
        case _:
            return typed(person or "")


def _compare(playback: Playback, expected: Expected | Literal["nothing", "noted"]) -> str | None:
    if expected == "noted" and not playback.is_noted:
        return "it was expected to be noted, and was not"
    if not isinstance(expected, Expected):
        return None if not playback.fresh else f"nothing was expected, but it said: {plain(playback.fresh[0].text)}"
    if not playback.fresh:
        return "something was expected, but nothing (more) was said"
    message = playback.fresh.pop(0)
    return next(_differences(message, expected), None)


def _differences(message: Message, expected: Expected) -> Iterator[str]:
    text = plain(whole_text(message))
    for words in _listed(expected.contains):
        if words not in text:
            yield f"'{words}' was expected in: {text}"
    for words in _listed(expected.lacks):
        if words in text:
            yield f"'{words}' was not expected in: {text}"
    labels = tuple(choice.label for choice in message.choices)
    if expected.choices is not None and expected.choices != labels:
        yield f"the choices {list(expected.choices)} were expected, but they are {list(labels)} under: {text}"
    if expected.picture is not None and (message.picture is None or message.picture.name != expected.picture):
        yield f"the picture '{expected.picture}' was expected with: {text}"


def _listed(words: str | tuple[str, ...]) -> tuple[str, ...]:
    return (words,) if isinstance(words, str) else words


def read_recordings(folder: Path) -> list[tuple[str, Recording]]:
    """Every recording in `folder`, with its file's name. Raises ScriptError with all their faults."""
    found: list[tuple[str, Recording]] = []
    faults: list[Fault] = []
    for path in sorted(folder.glob("*.yaml")):
        source, wrong = read_form(path.read_bytes(), path.as_posix(), Recording)
        faults.extend(wrong)
        if source is not None:
            found.append((path.as_posix(), source.form))
    if faults:
        raise ScriptError("\n".join(map(str, faults)))
    return found
