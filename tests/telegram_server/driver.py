"""What tests use: the server as `Telegram`.

Rule: waiting is waiting for a change that the server tells of, never for time to pass; a wait that is in vain raises
AssertionError.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from functools import partial
from types import TracebackType
from typing import Self

from tests.telegram_server.faults import Faults
from tests.telegram_server.moments import Callback, Condition
from tests.telegram_server.people import Person
from tests.telegram_server.server import Call, Server
from tests.telegram_server.weather import Weather
from tests.telegram_server.world import PATIENCE, Bot, Chat, Json, Receipt, Shown, World


def _system_clock() -> datetime:
    return datetime.now(UTC)


class Telegram:
    """A Telegram of one bot. It listens from the beginning until `close` (or the end of a `with`).

    clock: dates of messages and presses. first_update, first_message: where ids begin.
    """

    def __init__(
        self,
        token: str = "12345:loopback",  # noqa: S107 (it opens nothing)
        *,
        clock: Callable[[], datetime] = _system_clock,
        first_update: int = 700_000_001,
        first_message: int = 1,
        username: str = "loopback_bot",
    ) -> None:
        self.token = token
        bot = Bot(int(token.partition(":")[0]), username, "Secure Base")
        self.world = World(bot, clock, first_update, first_message)
        self._server = Server(self.world, token)
        self._people: dict[int, Person] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self.close()
        except BaseException as found:
            if error is not None:
                raise found from error
            raise

    def close(self) -> None:
        """Stop. Raises what went wrong in a callback, or in the server itself."""
        self._server.close()

    @property
    def url(self) -> str:
        """The root of this Bot API: what the official one is at api.telegram.org."""
        return self._server.url

    @property
    def faults(self) -> Faults:
        """What shall go wrong."""
        return self._server.faults

    @property
    def weather(self) -> Weather:
        """What goes wrong by chance."""
        return self._server.weather

    @property
    def cut_short(self) -> list[Shown]:
        """The messages that were accepted and whose answer never came."""
        return list(self._server.cut_short)

    def leads(self, url: str, to: str) -> None:
        """Where an https address really leads: webhooks go there."""
        self._server.leads[url] = to

    @property
    def calls(self) -> list[Call]:
        """Every request so far, in order."""
        return list(self._server.calls)

    @property
    def received(self) -> list[Receipt]:
        """Every message, edit and deletion that was accepted, of all chats, in order."""
        return list(self.world.received)

    @property
    def acknowledged(self) -> list[int]:
        """The ids of the updates that the bot has confirmed by an offset."""
        return list(self.world.queue.acknowledged)

    @property
    def waiting(self) -> list[int]:
        """The ids of the updates that are not confirmed."""
        return self.world.queue.waiting

    @property
    def is_polled(self) -> bool:
        """Whether a poll is open now."""
        return self._server.is_polled

    def person(self, number: int, first_name: str = "Ana", language_code: str = "en") -> Person:
        """A person with this id; their private chat has the same one. The same Person for the same id."""
        if number not in self._people:
            with self.world.changing():
                chat = self.world.chats[number] = Chat(number, first_name, language_code)
            self._people[number] = Person(self.world, chat)
        return self._people[number]

    def group(self, number: int, kind: str = "group") -> Json:
        """A group that the bot was added to, as it stands in an update; `number` is negative."""
        with self.world.changing():
            self.world.chats[number] = Chat(number, "", "", known=True)
        return {"id": number, "type": kind, "title": "Friends"}

    def at_once(self) -> AbstractContextManager[None]:
        """What people do inside this `with` happens in one instant: a poll sees all of it or nothing."""
        return self.world.changing()

    def sends_update(self, kind: str, fields: Json) -> int:
        """Queue any update, odd or broken ones too; its id."""
        with self.world.changing():
            number = self.world.queue.add({kind: fields})
            self.world.on_update()
        return number

    def skips_ids(self, next_id: int) -> None:
        """The next update has this id: after a quiet week Telegram begins anywhere."""
        with self.world.changing():
            self.world.queue.skip_to(next_id)

    def when(self, condition: Condition, callback: Callback, *, once: bool = True) -> Callable[[], None]:
        """Call `callback(moment)` in the server at that moment, before it goes on: see `moments`. The function that
        takes it back."""
        return self._server.hooks.add(condition, callback, once=once)

    def wait_until(self, condition: Callable[[], bool], why: str, timeout: float = PATIENCE) -> None:
        """Wait until `condition` holds; it is asked again after every change. `why` ends "still not:"."""
        self.world.wait_until(condition, why, timeout)

    def waits_for_poll(self, timeout: float = PATIENCE) -> None:
        """Wait until the bot has confirmed everything and waits for more: all that was sent is committed."""
        self.wait_until(
            lambda: self.is_waited_for and not self.waiting, "everything confirmed and more wanted", timeout
        )

    def quiet(self, pause: float = 0.3, timeout: float = PATIENCE * 3) -> None:
        """Wait until everything is confirmed, a poll is open, and for `pause` seconds the bot has asked for nothing."""
        while True:
            self.wait_until(self.is_idle, "everything confirmed, a poll open, and no request under way", timeout)
            before = len(self._server.calls)
            with self.world.changed:
                if not self.world.changed.wait_for(partial(self._was_asked_since, before), pause):
                    return

    def _was_asked_since(self, calls: int) -> bool:
        return len(self._server.calls) > calls

    @property
    def is_waited_for(self) -> bool:
        """Whether the bot waits for updates: a poll is open, or a webhook is set."""
        return self.is_polled or self.world.webhook is not None

    def is_idle(self) -> bool:
        """Whether everything is confirmed, the bot waits for more, and no request is under way."""
        return self.is_waited_for and not self.waiting and not self._server.answering
