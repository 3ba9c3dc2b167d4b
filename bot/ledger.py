"""What one batch will write: the conversations as they move in memory, and the rows that follow from the steps.

Rule: plain bookkeeping between the steps and the store, in the order of the events. Several events of one person in a
batch see each other's outcome here, before anything is stored.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import msgspec

from bot.dialogue.abilities import Schedule, Turn
from bot.dialogue.conversation import (
    Acknowledge,
    Conversation,
    DropUndelivered,
    Effect,
    Erase,
    Join,
    Keep,
    Step,
    TakeBack,
)
from bot.dialogue.messages import Message
from bot.storage.records import Changes, Entry, Letter

CONVERSATION_ENCODER = msgspec.msgpack.Encoder()
CONVERSATION_DECODER = msgspec.msgpack.Decoder(Conversation)
MESSAGE_ENCODER = msgspec.json.Encoder()
MESSAGE_DECODER = msgspec.json.Decoder(Message)


@dataclass(frozen=True, slots=True)
class Reply:
    """What is known of messages because of the event they answer: see the fields of the same name in `Message`.
    is_visit: whether the event was the person's own doing."""

    trace: str = ""
    to_words: bool = False
    is_visit: bool = True

    def marked(self, message: Message) -> Message:
        """`message`, marked so."""
        to_words = self.to_words and not message.unasked
        return msgspec.structs.replace(message, trace=self.trace, to_words=to_words)


class Ledger:
    """The changes of one batch. `stored`: the conversations as they were loaded, by person. `scheduled`: when the
    companion speaks to whom by itself, where that changed."""

    def __init__(self, stored: Mapping[int, bytes]) -> None:
        self.changes = Changes()
        self._stored = stored
        self._moved: dict[int, Conversation | None] = {}
        self.scheduled: dict[int, Schedule] = {}

    def conversation(self, person: int) -> Conversation | None:
        """Where the person stands now, after the events of this batch so far; None for someone new or erased."""
        if person in self._moved:
            return self._moved[person]
        payload = self._stored.get(person)
        return None if payload is None else CONVERSATION_DECODER.decode(payload)

    def apply(self, person: int, at: datetime, outcome: Step, reply: Reply) -> None:
        """Take in one step's outcome."""
        if reply.is_visit:
            self.changes.absent.discard(person)
        elif person not in self._moved:
            self.changes.absent.add(person)
        for effect in outcome.effects:
            self._effect(person, at, effect)
        self._moved[person] = outcome.conversation
        for message in outcome.messages:
            if outcome.conversation is not None:
                self.say(person, at, reply.marked(message))
            elif not message.replaces:
                # An erased person has no key: what is said at the end holds no word of theirs, nor a button.
                self.changes.farewells.append((person, MESSAGE_ENCODER.encode(Message(message.text)), at))

    def say(self, person: int, at: datetime, message: Message) -> None:
        """One message into the outbox."""
        self.changes.messages.append((person, MESSAGE_ENCODER.encode(message), message.unasked, at))

    def receive(self, person: int, at: datetime, message_id: int) -> None:
        """Somebody wrote a message with this number in the channel."""
        moved = self._moved.get(person)
        self.changes.letters.append(Letter(person, message_id, at, moved is not None and moved.discreet))

    def seeds(self) -> dict[int, int]:
        """The seeds of the conversations that moved, by person."""
        return {person: one.seed for person, one in self._moved.items() if one is not None}

    def written(self) -> Changes:
        """All changes, the moved conversations among them."""
        for person, conversation in self._moved.items():
            if conversation is not None:
                self.changes.conversations[person] = CONVERSATION_ENCODER.encode(conversation)
        return self.changes

    def _effect(self, person: int, at: datetime, effect: Effect) -> None:
        match effect:
            case Keep():
                self.changes.kept.append(Entry(person, effect.entry, effect.kind, effect.text, at))
            case Join():
                self.changes.joined.append((person, effect.entry, effect.text, at))
            case TakeBack():
                self._take_back(person, set(effect.entries))
            case Acknowledge():
                pass  # shown by the door, after the commit
            case DropUndelivered():
                self.changes.dropped.add(person)
                self.changes.messages = [row for row in self.changes.messages if row[0] != person]
            case Schedule():
                self.scheduled[person] = effect
            case Turn(day, skipped, True):
                self.changes.amended.append((person, day.toordinal()))
            case Turn(day, skipped):
                self.changes.turns.append((person, day.toordinal(), skipped))
            case Erase():
                self._erase(person)

    def _take_back(self, person: int, entries: set[str]) -> None:
        changes = self.changes
        changes.kept = [row for row in changes.kept if row.person != person or row.entry not in entries]
        changes.joined = [row for row in changes.joined if row[0] != person or row[1] not in entries]
        changes.taken_back.extend((person, entry) for entry in sorted(entries))

    def _erase(self, person: int) -> None:
        changes = self.changes
        changes.erased.add(person)
        self.scheduled.pop(person, None)
        changes.turns = [row for row in changes.turns if row[0] != person]
        changes.amended = [row for row in changes.amended if row[0] != person]
        changes.kept = [row for row in changes.kept if row.person != person]
        changes.joined = [row for row in changes.joined if row[0] != person]
        changes.taken_back = [row for row in changes.taken_back if row[0] != person]
        changes.messages = [row for row in changes.messages if row[0] != person]
        changes.set_aside = [row for row in changes.set_aside if row.person != person]
