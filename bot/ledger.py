"""What one batch will write: the conversations as they move in memory, and the rows that follow from the steps.

Rule: plain bookkeeping between the steps and the store, in the order of the events. Several events of one person in a
batch see each other's outcome here, before anything is stored.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import msgspec

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
from bot.storage.store import Changes, Entry

CONVERSATION_ENCODER = msgspec.msgpack.Encoder()
CONVERSATION_DECODER = msgspec.msgpack.Decoder(Conversation)
MESSAGE_ENCODER = msgspec.json.Encoder()
MESSAGE_DECODER = msgspec.json.Decoder(Message)


@dataclass(frozen=True, slots=True)
class Reply:
    """What is known of messages because of the event they answer: see the fields of the same name in `Message`."""

    trace: str = ""
    to_words: bool = False

    def marked(self, message: Message) -> Message:
        """`message`, marked so."""
        to_words = self.to_words and not message.unasked
        return msgspec.structs.replace(message, trace=self.trace, to_words=to_words)


class Ledger:
    """The changes of one batch. `stored`: the conversations as they were loaded, by person."""

    def __init__(self, stored: Mapping[int, bytes]) -> None:
        self.changes = Changes()
        self._stored = stored
        self._moved: dict[int, Conversation | None] = {}

    def conversation(self, person: int) -> Conversation | None:
        """Where the person stands now, after the events of this batch so far; None for someone new or erased."""
        if person in self._moved:
            return self._moved[person]
        payload = self._stored.get(person)
        return None if payload is None else CONVERSATION_DECODER.decode(payload)

    def apply(self, person: int, at: datetime, outcome: Step, reply: Reply) -> None:
        """Take in one step's outcome."""
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
        changes.kept = [row for row in changes.kept if row.person != person]
        changes.joined = [row for row in changes.joined if row[0] != person]
        changes.taken_back = [row for row in changes.taken_back if row[0] != person]
        changes.messages = [row for row in changes.messages if row[0] != person]
        changes.set_aside = [row for row in changes.set_aside if row.person != person]
