"""What goes wrong on purpose: a script of faults that a test writes.

Rule: a fault meets a call whose method and chat fit, so many times as it was asked for; of several the oldest. The
effects are carried out by `server`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

from tests.telegram_server.errors import Refusal, other_poller, too_many, unauthorized
from tests.telegram_server.world import PATIENCE

SENDING = ("sendMessage", "sendPhoto", "editMessageText", "editMessageCaption", "editMessageReplyMarkup")
"""The methods that put words before a person."""

EVERYTHING = ()
"""Every method, polling too."""

_BAD_GATEWAY = (
    "<html>\r\n<head><title>{0}</title></head>\r\n<body>\r\n<center><h1>{0}</h1></center>\r\n</body>\r\n</html>"
)
_PHRASES = {200: "Welcome", 500: "Internal Server Error", 502: "Bad Gateway", 503: "Service Unavailable"}


@dataclass(frozen=True, slots=True)
class Page:
    """Answer with a page of HTML, as a proxy on the way does."""

    status: int

    @property
    def body(self) -> str:
        """The page."""
        return _BAD_GATEWAY.format(f"{self.status} {_PHRASES.get(self.status, '')}".strip())


@dataclass(frozen=True, slots=True)
class Break:
    """Break the connection without an answer, before or after the request took effect."""

    after: bool


@dataclass(frozen=True, slots=True)
class Delay:
    """Answer late."""

    seconds: float


class Hold:
    """Calls wait here until `release`: after they took effect, or before. Of use from any thread."""

    def __init__(self, *, after: bool) -> None:
        self.after = after
        self._changed = threading.Condition()
        self._waiting: list[Callable[[], None]] = []
        self._released = False

    @property
    def is_released(self) -> bool:
        """Whether it lets everything through."""
        return self._released

    @property
    def held(self) -> int:
        """How many calls wait."""
        return len(self._waiting)

    def wait_for(self, calls: int, timeout: float = PATIENCE) -> None:
        """Wait until so many calls are held. Raises AssertionError when they do not come."""
        with self._changed:
            came = self._changed.wait_for(lambda: self.held >= calls, timeout)
        assert came, f"{self.held} calls are held after {timeout} s, not {calls}"

    def release(self) -> None:
        """Let all of them go, and those that come later."""
        with self._changed:
            self._released = True
            waiting, self._waiting = self._waiting, []
        for wake in waiting:
            wake()

    def enter(self, wake: Callable[[], None]) -> None:
        """A call arrives; `wake` lets it go on."""
        with self._changed:
            if not self._released:
                self._waiting.append(wake)
                self._changed.notify_all()
                return
        wake()


Effect = Refusal | Page | Break | Delay | Hold


@dataclass(slots=True)
class _Fault:
    effect: Effect
    methods: tuple[str, ...]
    chat: int | None
    left: int | None

    def meets(self, method: str, chat: int | None) -> bool:
        fits = not self.methods or method.lower() in self.methods
        return fits and self.chat in (None, chat) and not self._is_over()

    def _is_over(self) -> bool:
        return self.left == 0 or (isinstance(self.effect, Hold) and self.effect.is_released)


class Faults:
    """The script. Everywhere: `methods` (SENDING unless said otherwise, EVERYTHING for all), `chat` (None: any chat),
    `times` (None: until `clear`)."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._faults: list[_Fault] = []
        self._holds: list[Hold] = []

    def too_many(
        self, retry_after: int, *, chat: int | None = None, methods: tuple[str, ...] = SENDING, times: int | None = 1
    ) -> None:
        """429 with `retry_after` seconds."""
        self._add(too_many(retry_after), methods, chat, times)

    def refuses(
        self, refusal: Refusal, *, chat: int | None = None, methods: tuple[str, ...] = SENDING, times: int | None = 1
    ) -> None:
        """Any refusal."""
        self._add(refusal, methods, chat, times)

    def page(
        self, status: int, *, chat: int | None = None, methods: tuple[str, ...] = SENDING, times: int | None = 1
    ) -> None:
        """A page of HTML with this status: 500, 502, or 200 (what a proxy answers that wants a login)."""
        self._add(Page(status), methods, chat, times)

    def cut(
        self, *, after: bool, chat: int | None = None, methods: tuple[str, ...] = SENDING, times: int | None = 1
    ) -> None:
        """The connection breaks: before the request took effect, or `after` it did."""
        self._add(Break(after), methods, chat, times)

    def delay(
        self, seconds: float, *, chat: int | None = None, methods: tuple[str, ...] = SENDING, times: int | None = 1
    ) -> None:
        """The answer comes so much later."""
        self._add(Delay(seconds), methods, chat, times)

    def hold(
        self,
        *,
        after: bool = True,
        chat: int | None = None,
        methods: tuple[str, ...] = SENDING,
        times: int | None = None,
    ) -> Hold:
        """Calls wait until the hold is released: `after` they took effect (and are on record), or before."""
        hold = Hold(after=after)
        self._holds.append(hold)
        self._add(hold, methods, chat, times)
        return hold

    def unauthorized(self) -> None:
        """From now on the token is worth nothing."""
        self._add(unauthorized(), EVERYTHING, None, None)

    def conflict(self, times: int | None = 1) -> None:
        """Another copy of the bot polls: getUpdates is refused."""
        self._add(other_poller(), ("getUpdates",), None, times)

    def clear(self) -> None:
        """Everything works again; what is held goes on."""
        with self._lock:
            self._faults.clear()
            holds, self._holds = self._holds, []
        for hold in holds:
            hold.release()

    def meet(self, method: str, chat: int | None) -> Effect | None:
        """The fault that this call meets, counted; None when all is well."""
        with self._lock:
            for fault in self._faults:
                if fault.meets(method, chat):
                    fault.left = None if fault.left is None else fault.left - 1
                    return fault.effect
        return None

    def _add(self, effect: Effect, methods: tuple[str, ...], chat: int | None, times: int | None) -> None:
        if isinstance(methods, str):
            raise TypeError("methods is a tuple of names")
        with self._lock:
            self._faults.append(_Fault(effect, tuple(method.lower() for method in methods), chat, times))
