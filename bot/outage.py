"""While the database is out of reach: a call for help is answered from the script in memory, directly, and once.

Rule: no storage, no sending, no clock: updates in, out comes what to send to whom. The updates stay unacknowledged and
are handled when storage is back, marked, so that nobody is given the same help lines a second time. Everybody else is
told once what is the matter. A process that ends in between forgets who was served: lines come twice rather than never.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, replace

from bot.companion import Incoming
from bot.dialogue.conversation import Scrap
from bot.dialogue.cursor import Cursor
from bot.dialogue.events import Blocked, Commanded, Edited, Event, Noticed, Said, Unread
from bot.dialogue.matching import normal
from bot.dialogue.messages import Message
from bot.dialogue.recent import lately, with_text
from bot.dialogue.script import Script
from bot.dialogue.step import begin
from bot.noticing import Screen, help_lines, screened


@dataclass(frozen=True, slots=True)
class Direct:
    """What to send to a person now, past the outbox. update: for which; is_help: help lines, not the one sentence."""

    person: int
    update: Hashable
    messages: tuple[Message, ...]
    is_help: bool


class Outage:
    """What was answered directly while there was no storage. Call `answer`, send, and say `sent`; hand `marked` to the
    companion when it is tried again; and when that worked, say `over`."""

    def __init__(self, script: Script, screen: Screen) -> None:
        self._script = script
        self._screen = screen
        self._read: dict[Hashable, Direct | None] = {}
        self._recent: dict[int, tuple[Scrap, ...]] = {}
        self._served: set[Hashable] = set()
        self._told: set[int] = set()

    def answer(self, batch: Sequence[Incoming]) -> list[Direct]:
        """What is still to be sent for these updates, in their order. Asked again, it leaves out what was sent."""
        return list(self._still_to_send(batch))

    def sent(self, direct: Direct) -> None:
        """It reached Telegram: for this update, or to this person, nothing is sent directly again."""
        if direct.is_help:
            self._served.add(direct.update)
        self._told.add(direct.person)

    def marked(self, batch: Sequence[Incoming]) -> list[Incoming]:
        """The same updates, with those marked for which help lines were sent."""
        return [replace(one, served=True) if _key(one) in self._served else one for one in batch]

    def over(self, batch: Sequence[Incoming]) -> None:
        """Storage took these updates: they are known there now, and whoever writes in the next outage is told again."""
        for incoming in batch:
            self._served.discard(_key(incoming))
            self._read.pop(_key(incoming), None)
        self._recent.clear()
        self._told.clear()

    def _still_to_send(self, batch: Sequence[Incoming]) -> Iterator[Direct]:
        told = set(self._told)
        for incoming in batch:
            key = _key(incoming)
            if key not in self._read:
                self._read[key] = self._direct(incoming)
            direct = self._read[key]
            if direct is None or key in self._served or (direct.person in told and not direct.is_help):
                continue
            told.add(direct.person)
            yield direct

    def _direct(self, incoming: Incoming) -> Direct | None:
        recent = self._recent.get(incoming.person, ())
        name = incoming.first_name if incoming.person not in self._recent else ""
        event = screened(incoming.event, self._screen, lately(recent, incoming.at), name)
        self._recent[incoming.person] = with_text(recent, event.text, incoming.at) if isinstance(event, Said) else ()
        match event:
            case Blocked() | Edited():
                return None
            case Noticed() | Unread():
                return self._help(incoming, event)
            case _ if self._asks_for_help(event):
                return self._help(incoming, Unread(""))
            case _:
                sentence = Message(self._cursor(incoming).phrase("outage"))
                return Direct(incoming.person, _key(incoming), (sentence,), is_help=False)

    def _asks_for_help(self, event: Event) -> bool:
        match event:
            case Commanded(name=name):
                return name == "sos"
            case Said(text=text):
                return self._script.words.get(normal(text)) == "sos"
            case _:
                return False

    def _help(self, incoming: Incoming, event: Event) -> Direct:
        cursor = self._cursor(incoming)
        lines = help_lines(self._script, event, incoming.at)
        return Direct(incoming.person, _key(incoming), (Message(cursor.phrase("outage_help")), *lines), is_help=True)

    def _cursor(self, incoming: Incoming) -> Cursor:
        return Cursor(self._script, begin(self._script, incoming.id or 0, language=incoming.language), incoming.at)


def _key(incoming: Incoming) -> Hashable:
    return (incoming.person, incoming.at) if incoming.id is None else incoming.id
