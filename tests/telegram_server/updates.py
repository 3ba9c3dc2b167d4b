"""The queue of updates that wait for the bot.

Rule: an update leaves the queue only when an offset confirms it; giving it out changes nothing.
Source: https://core.telegram.org/bots/api#getupdates (offset, limit, allowed_updates).
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

Update = dict[str, Any]

# Everything is sent unless asked for, except these, which must be asked for.
_ON_REQUEST_ONLY = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
# An offset further ahead than this is taken for a mistake and answered from the queue's beginning.
_AHEAD = 10


class Queue:
    """Updates in the order of their ids. `acknowledged`: the ids that an offset has confirmed, in order; `dropped`: the
    ids that were thrown away unseen (deleteWebhook, or a negative offset)."""

    def __init__(self, first_id: int) -> None:
        self._next_id = first_id
        self._waiting: dict[int, Update] = {}
        self._allowed: frozenset[str] = frozenset()
        self.acknowledged: list[int] = []
        self.dropped: list[int] = []
        self.given: set[int] = set()

    def allow(self, kinds: Collection[str] | None) -> None:
        """Remember `allowed_updates`: None leaves what was said before, an empty list is the default kinds."""
        if kinds is not None:
            self._allowed = frozenset(kinds)

    def is_allowed(self, kind: str) -> bool:
        """Whether the bot wants updates of this kind."""
        return kind in self._allowed if self._allowed else kind not in _ON_REQUEST_ONLY

    def add(self, fields: Update) -> int:
        """Put an update at the end; its id."""
        number = self._next_id
        self._next_id += 1
        self._waiting[number] = {"update_id": number, **fields}
        return number

    def skip_to(self, next_id: int) -> None:
        """The next id; after a quiet week Telegram begins anywhere."""
        self._next_id = next_id

    @property
    def waiting(self) -> list[int]:
        """The ids that are not confirmed."""
        return list(self._waiting)

    def confirmed_by(self, offset: int) -> list[int]:
        """The ids that a getUpdates with this offset would confirm."""
        if offset < 0:
            return self.waiting[:offset]
        if offset > self._next_id + _AHEAD:
            return []
        return [number for number in self._waiting if number < offset]

    def confirm(self, offset: int) -> list[int]:
        """Confirm what the offset confirms; the ids. What a negative offset jumps over was never seen: it is dropped,
        unless it was given out before."""
        confirmed = self.confirmed_by(offset)
        for number in confirmed:
            del self._waiting[number]
            (self.acknowledged if offset > 0 or number in self.given else self.dropped).append(number)
        return confirmed

    def taken(self, number: int) -> None:
        """A webhook has taken an update."""
        if self._waiting.pop(number, None) is not None:
            self.acknowledged.append(number)

    def take(self, limit: int) -> list[Update]:
        """The first updates that wait, at most `limit`; they stay in the queue."""
        return list(self._waiting.values())[:limit]

    def drop(self) -> None:
        """Throw away everything that waits."""
        self.dropped += self._waiting
        self._waiting.clear()
