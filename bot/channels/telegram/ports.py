"""What this door needs of the rooms below, and no more."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from bot.companion import Incoming
from bot.dialogue.messages import Message, Picture
from bot.exporting import Luggage
from bot.storage.records import Farewell, Mark, Outgoing, Subscription


class Answers(Protocol):
    """The companion, as this door sees it."""

    async def respond(self, batch: Sequence[Incoming]) -> Sequence[Incoming]:
        """Take events in, in one transaction; the replies are in the outbox then, and what was kept without a reply
        comes back. Raises StoreUnavailable only."""


class Outbox(Protocol):
    """The store, as this door sees it. Every method may raise StoreUnavailable."""

    async def due(self, limit: int, excluding: Collection[int]) -> Sequence[Outgoing]:
        """The first undelivered message of each person, for up to `limit` people who are not in `excluding`."""

    async def subscriptions(self, now: datetime, limit: int) -> list[Subscription]:
        """Up to `limit` people to whom the companion is to speak by itself, those who waited longest first."""

    async def mark(self, marks: Sequence[Mark], failed: Sequence[int] = (), tried: Sequence[int] = ()) -> None:
        """In one transaction: delivered messages leave the outbox, failed ones too, and a try is counted for others."""

    async def shown(self, wanted: Collection[tuple[int, str]]) -> Mapping[tuple[int, str], tuple[int, bool]]:
        """For (person, question): the id of the channel's message that shows it, and whether it is a caption."""

    async def farewells(self, limit: int) -> Sequence[Farewell]:
        """What is left to do in the chats of those who were erased, the oldest first."""

    async def end_farewells(self, done: Collection[int], given_up: Collection[int] = ()) -> None:
        """These farewells are done; to the chats `given_up` nothing more is said."""

    async def fleeting(self, before: datetime, limit: int) -> Sequence[tuple[int, int]]:
        """Messages, as (person, message id), that were written `before` and are to be taken away."""

    async def drop_letters(self, letters: Collection[tuple[int, int]]) -> None:
        """These messages are gone from their chats."""


class Direct(Protocol):
    """What to send to a person now, past the outbox."""

    @property
    def person(self) -> int: ...

    @property
    def messages(self) -> tuple[Message, ...]: ...


class Outage(Protocol):
    """What is said while there is no storage: see bot/outage.py."""

    def answer(self, batch: Sequence[Incoming]) -> Sequence[Any]:
        """What is still to be sent for these updates (each a `Direct`), in their order."""

    def sent(self, direct: Any) -> None:
        """It reached Telegram."""

    def marked(self, batch: Sequence[Incoming]) -> Sequence[Incoming]:
        """The same updates, with those marked that were helped directly."""

    def over(self, batch: Sequence[Incoming]) -> None:
        """Storage took these updates."""


class Rooms(Protocol):
    """All of them: the house that was opened."""

    @property
    def companion(self) -> Answers: ...

    @property
    def store(self) -> Outbox: ...

    @property
    def outage(self) -> Outage: ...

    async def luggage(self, person: int, now: datetime) -> Luggage | None:
        """Everything that is kept of a person, to take along. Raises StoreError."""


class Draws(Protocol):
    """What turns a picture into an image."""

    async def png(self, picture: Picture) -> bytes:
        """The picture as PNG. Raises DrawingFailed."""
