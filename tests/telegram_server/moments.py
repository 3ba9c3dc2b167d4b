"""The places at which a test may step in: it is called there, in the server's thread, before the server goes on.

Rule: a moment tells what has just happened or is about to; it changes nothing. A callback that raises `Cut` ends the
request there, as if the network had failed; any other exception is kept and fails the test when the server closes.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, get_args

from tests.telegram_server.world import Shown

Point = Literal[
    "called", "about_to_acknowledge", "acknowledged", "update_fetched", "message_received", "answer_written"
]
"""called: a request was read, and nothing has happened yet.
about_to_acknowledge: a getUpdates came whose offset confirms `updates`; they are not confirmed yet.
acknowledged: they are.
update_fetched: `updates` are about to be answered; nothing was written yet.
message_received: a message or an edit was accepted and is on record; its answer was not written yet.
answer_written: the answer to a request has left.
"""


class Cut(Exception):
    """End this request without an answer: the connection breaks."""


@dataclass(frozen=True, slots=True)
class Moment:
    """One moment. `updates`: ids; `in_flight`: the chats of messages that are accepted and not answered yet."""

    point: Point
    method: str
    chat: int | None = None
    updates: tuple[int, ...] = ()
    shown: Shown | None = None
    in_flight: frozenset[int] = frozenset()


Condition = str | Callable[[Moment], bool]
Callback = Callable[[Moment], None]


@dataclass(frozen=True, slots=True, eq=False)
class _Hook:
    matches: Callable[[Moment], bool]
    callback: Callback
    once: bool


class Hooks:
    """What is to be called when."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._hooks: list[_Hook] = []
        self.errors: list[BaseException] = []

    def add(self, condition: Condition, callback: Callback, *, once: bool) -> Callable[[], None]:
        """Call `callback` at a moment that matches; the function that takes it back.

        condition: a point's name, "in_flight:3" (messages of three chats or more are in flight), or a predicate.
        """
        hook = _Hook(_predicate(condition), callback, once)
        with self._lock:
            self._hooks.append(hook)

        def take_back() -> None:
            self._remove(hook)

        return take_back

    def reach(self, moment: Moment) -> None:
        """Call everything that waits for this moment. Raises `Cut` when a callback does."""
        cut = False
        for hook in list(self._hooks):
            # A callback of its own may have taken it back, and "once" must hold for two requests at a time too.
            if hook.matches(moment) and (self._remove(hook) if hook.once else hook in self._hooks):
                cut = self._call(hook, moment) or cut
        if cut:
            raise Cut

    def _call(self, hook: _Hook, moment: Moment) -> bool:
        try:
            hook.callback(moment)
        except Cut:
            return True
        except BaseException as error:  # Whatever it is, it belongs to the test, which runs in another thread.
            self.errors.append(error)
        return False

    def _remove(self, hook: _Hook) -> bool:
        with self._lock:
            if hook not in self._hooks:
                return False
            self._hooks.remove(hook)
            return True


def _predicate(condition: Condition) -> Callable[[Moment], bool]:
    if callable(condition):
        return condition
    name, _, number = condition.partition(":")
    if name == "in_flight":
        chats = int(number)
        return lambda moment: moment.point == "message_received" and len(moment.in_flight) >= chats
    if condition not in get_args(Point):
        raise ValueError(f"no moment is called {condition!r}; there are {', '.join(get_args(Point))}")
    return lambda moment: moment.point == condition
