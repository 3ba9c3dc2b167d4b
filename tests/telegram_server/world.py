"""What exists on the server's side: the bot, chats, messages, presses, and the list of everything that was accepted.

Rule: state and its changes only; whether a request is right was judged before. Everything here is touched by two
threads, the server's and the test's, and only while `changed` is held; whoever changes something calls `notify`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from tests.telegram_server.updates import Queue, Update

Json = dict[str, Any]

PATIENCE = 60.0
"""Seconds after which a wait is in vain, unless a test says otherwise (six faults in a row: pauses of 31.5 s)."""


@dataclass(frozen=True, slots=True)
class Button:
    """One button: what it says, and the data of its press (or the address it opens, or the text it copies)."""

    label: str
    data: str = ""
    url: str = ""
    copied: str = ""


Keyboard = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """A message of the bot as it stands in a chat. `text` is without tags (of a photo: its caption)."""

    chat: int
    id: int
    text: str
    date: datetime
    entities: tuple[Json, ...] = ()
    keyboard: Keyboard = ()
    photo: bytes | None = None
    document: bytes | None = None
    size: tuple[int, int] = (0, 0)
    edited: datetime | None = None

    @property
    def buttons(self) -> tuple[Button, ...]:
        """All buttons, row after row."""
        return tuple(button for row in self.keyboard for button in row)

    @property
    def labels(self) -> tuple[str, ...]:
        """What the buttons say."""
        return tuple(button.label for button in self.buttons)


@dataclass(frozen=True, slots=True)
class Receipt:
    """One accepted message, edit or deletion, in the order in which they came. `shown` is the message after it."""

    kind: Literal["sent", "edited", "deleted"]
    shown: Shown


@dataclass(slots=True)
class Chat:
    """A private chat. `known`: the person has written to the bot, so the bot may write to them."""

    id: int
    first_name: str
    language_code: str
    known: bool = False
    blocked: bool = False
    deactivated: bool = False


@dataclass(slots=True)
class Press:
    """A callback query."""

    chat: int
    message: int
    at: datetime
    answer: str | None = None


@dataclass(slots=True)
class Hook:
    """Where updates are brought to."""

    url: str
    secret: str = ""
    max_connections: int = 40
    last_error: str = ""
    last_error_at: datetime | None = None

    def fails(self, why: str, at: datetime) -> None:
        """A request was not answered with 2xx."""
        self.last_error, self.last_error_at = why, at


@dataclass(frozen=True, slots=True)
class Bot:
    """Who the bot is."""

    id: int
    username: str
    first_name: str


class World:
    """Everything that the server knows."""

    def __init__(self, bot: Bot, clock: Callable[[], datetime], first_update: int, first_message: int) -> None:
        self.bot = bot
        self.clock = clock
        self.changed = threading.Condition()
        self.queue = Queue(first_update)
        self.chats: dict[int, Chat] = {}
        self.shown: dict[tuple[int, int], Shown] = {}
        self.received: list[Receipt] = []
        self.presses: dict[str, Press] = {}
        self.reactions: dict[tuple[int, int], list[Json]] = {}
        self.actions: list[tuple[int, str]] = []
        self.webhook: Hook | None = None
        self.left: list[int] = []
        self.profile: dict[str, Any] = {}
        self.on_update: Callable[[], None] = lambda: None
        self.from_people: set[tuple[int, int]] = set()
        self.next_message_id = first_message

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Hold the world while changing it, and wake everyone who waits for a change."""
        with self.changed:
            yield
            self.changed.notify_all()

    def wait_until(self, condition: Callable[[], bool], why: str, timeout: float = PATIENCE) -> None:
        """Wait until `condition` holds; it is asked again after every change. Raises AssertionError with `why`."""
        with self.changed:
            came = self.changed.wait_for(condition, timeout)
        assert came, f"after {timeout} s still not: {why}"

    def message_id(self) -> int:
        """The next message's id; both sides of all chats share the numbers."""
        self.next_message_id += 1
        return self.next_message_id - 1

    def put(self, kind: Literal["sent", "edited"], shown: Shown) -> Shown:
        """A new message, or a new state of one."""
        self.shown[shown.chat, shown.id] = shown
        self.received.append(Receipt(kind, shown))
        return shown

    def remove(self, chat: int, message: int) -> bool:
        """Delete a message of either side; False when there is none."""
        shown = self.shown.pop((chat, message), None)
        if shown is not None:
            self.received.append(Receipt("deleted", replace(shown, keyboard=())))
        is_of_a_person = (chat, message) in self.from_people
        self.from_people.discard((chat, message))
        return shown is not None or is_of_a_person

    def add_update(self, kind: str, fields: Update) -> int | None:
        """Queue an update and wake the poll; None when the bot has not asked for this kind."""
        if not self.queue.is_allowed(kind):
            return None
        number = self.queue.add({kind: fields})
        self.on_update()
        return number

    def in_chat(self, chat: int) -> list[Shown]:
        """The bot's messages in a chat as they stand, oldest first."""
        return [shown for (where, _), shown in self.shown.items() if where == chat]


def seconds(moment: datetime) -> int:
    """A time as the Bot API writes it: Unix time."""
    return int(moment.timestamp())
