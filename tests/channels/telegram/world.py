"""Builders for the tests of this door: Telegram behind a pretended network, and the rooms below it in memory.

Only the HTTP layer is pretended: what is tested runs through the real library.
"""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import Enum
from typing import Any

import msgspec
from telegram import Bot
from telegram.error import TimedOut
from telegram.request import BaseRequest, RequestData

from bot.channels.drawing import DrawingFailed
from bot.channels.telegram.courtesies import Courtesies
from bot.channels.telegram.delivery import Delivery
from bot.channels.telegram.emergency import Emergency
from bot.channels.telegram.intake import Intake
from bot.companion import Incoming
from bot.dialogue.events import Event
from bot.dialogue.messages import Message, Picture
from bot.errors import StoreUnavailable
from bot.exporting import Luggage
from bot.outage import Direct
from bot.storage.records import Farewell, Letter, Mark, Outgoing, Subscription
from tests.channels.telegram.virtual import now

TOKEN = "123456:marked-token"  # noqa: S105 (it opens nothing)
BOT_NAME = "secure_base_bot"
NOON = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)
ME = {"id": 123456, "is_bot": True, "first_name": "Secure Base", "username": BOT_NAME}

SENDING = frozenset({"sendMessage", "sendPhoto", "sendDocument"})
EDITING = frozenset({"editMessageText", "editMessageCaption", "editMessageReplyMarkup"})


class Fate(Enum):
    """What the network does with one call."""

    OK = "ok"
    LOST = "the request never arrives"
    ANSWER_LOST = "it arrives, and the answer is lost"
    BROKEN = "500"
    PROXY = "a web page with status 200"
    ODD = "JSON of another kind with status 200"
    LIMITED = "429"
    BLOCKED = "403"
    NO_CHAT = "400 chat not found"
    UNPARSABLE = "400 can't parse entities"
    NOT_MODIFIED = "400 message is not modified"
    BAD_PICTURE = "400 image process failed"
    REFUSED = "400 something else"
    UNAUTHORIZED = "401"
    CONFLICT = "409 another poll"
    WEBHOOK = "409 webhook"


_REFUSALS = {
    Fate.BROKEN: (500, "Internal Server Error"),
    Fate.BLOCKED: (403, "Forbidden: bot was blocked by the user"),
    Fate.NO_CHAT: (400, "Bad Request: chat not found"),
    Fate.UNPARSABLE: (400, "Bad Request: can't parse entities: Unsupported start tag"),
    Fate.NOT_MODIFIED: (400, "Bad Request: message is not modified: specified new message content is the same"),
    Fate.BAD_PICTURE: (400, "Bad Request: IMAGE_PROCESS_FAILED"),
    Fate.REFUSED: (400, "Bad Request: {refusal}"),
    Fate.UNAUTHORIZED: (401, "Unauthorized"),
    Fate.CONFLICT: (409, "Conflict: terminated by other getUpdates request"),
    Fate.WEBHOOK: (409, "Conflict: can't use getUpdates method while webhook is active"),
}
RETRY_AFTER = 7


@dataclass(frozen=True)
class Call:
    """One call that reached Telegram."""

    method: str
    parameters: Mapping[str, Any]
    at: float

    @property
    def chat(self) -> int:
        return int(self.parameters["chat_id"])

    @property
    def words(self) -> str:
        return str(self.parameters.get("text") or self.parameters.get("caption") or "")


@dataclass(eq=False)
class Network(BaseRequest):
    """Telegram, and the way to it.

    fates: for a method or a chat, what becomes of its next calls, one each; afterwards all is well. results: what a
    method answers, when it is not the usual. seconds: how long a call takes. refusal: what Fate.REFUSED says.
    """

    fates: dict[str | int, list[Fate]] = field(default_factory=lambda: defaultdict(list))
    results: dict[str, Callable[[Mapping[str, Any]], Any]] = field(default_factory=dict)
    seconds: float = 0.1
    refusal: str = "something else"
    calls: list[Call] = field(default_factory=list)
    asked: list[Call] = field(default_factory=list)
    flying: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    most_in_a_chat: int = 0
    most_at_once: int = 0

    @property
    def read_timeout(self) -> float:
        return 5.0

    async def initialize(self) -> None:
        pass

    async def shutdown(self) -> None:
        pass

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *timeouts: Any, **more: Any
    ) -> tuple[int, bytes]:
        name = url.rpartition("/")[2]
        call = Call(name, request_data.parameters if request_data else {}, now())
        self.asked.append(call)
        chat = int(call.parameters.get("chat_id", 0))
        self.flying[chat] += 1
        self.most_in_a_chat = max(self.most_in_a_chat, *(count for person, count in self.flying.items() if person), 0)
        self.most_at_once = max(self.most_at_once, sum(self.flying.values()))
        try:
            await asyncio.sleep(self.seconds)
            return self._answer(call, self._fate(name, chat))
        finally:
            self.flying[chat] -= 1

    def sent_to(self, chat: int) -> list[str]:
        """The texts that arrived in a chat as messages of their own, in order."""
        return [call.words for call in self.calls if call.method in SENDING and call.chat == chat]

    def made(self, *methods: str) -> list[Call]:
        """The calls of some methods that arrived and were accepted."""
        return [call for call in self.calls if call.method in methods]

    def _fate(self, name: str, chat: int) -> Fate:
        waiting = self.fates.get(name) or self.fates.get(chat)
        return waiting.pop(0) if waiting else Fate.OK

    def _answer(self, call: Call, fate: Fate) -> tuple[int, bytes]:
        match fate:
            case Fate.LOST:
                raise TimedOut
            case Fate.PROXY:
                return 200, b"<html>Please log in</html>"
            case Fate.ODD:
                return 200, b'{"hello": "world"}'
            case Fate.LIMITED:
                limits = {"ok": False, "description": "Too Many Requests", "parameters": {"retry_after": RETRY_AFTER}}
                return 429, json.dumps(limits).encode()
            case Fate.OK | Fate.ANSWER_LOST:
                self.calls.append(call)
                if fate is Fate.ANSWER_LOST:
                    raise TimedOut
                return 200, json.dumps({"ok": True, "result": self._result(call)}).encode()
        code, description = _REFUSALS[fate]
        return code, json.dumps(
            {"ok": False, "error_code": code, "description": description.format(refusal=self.refusal)}
        ).encode()

    def _result(self, call: Call) -> Any:
        if call.method in self.results:
            return self.results[call.method](call.parameters)
        if call.method == "getMe":
            return ME
        if call.method == "getWebhookInfo":
            return {"url": "", "has_custom_certificate": False, "pending_update_count": 0}
        if call.method in SENDING | EDITING:
            chat = {"id": call.chat, "type": "private"}
            return {"message_id": len(self.calls), "date": 1, "chat": chat, "text": "…"}
        return True

    def bot(self) -> Bot:
        return Bot(TOKEN, request=self, get_updates_request=self)


@dataclass
class Companion:
    """What the companion was told. faults: what its next calls raise, None for nothing. kept: what it keeps without a
    reply."""

    batches: list[Sequence[Incoming]] = field(default_factory=list)
    faults: list[Exception | None] = field(default_factory=list)
    kept: Collection[Event] = ()

    async def respond(self, batch: Sequence[Incoming]) -> Sequence[Incoming]:
        await asyncio.sleep(0.01)
        if self.faults and (fault := self.faults.pop(0)):
            raise fault
        self.batches.append(batch)
        return [incoming for incoming in batch if incoming.event in self.kept]

    @property
    def incoming(self) -> list[Incoming]:
        return [incoming for batch in self.batches for incoming in batch]


@dataclass
class Outage:
    """What is said while the database is away: `words` to whoever asks for help, once for each update."""

    words: str = ""
    served: list[int | None] = field(default_factory=list)

    def answer(self, batch: Sequence[Incoming]) -> list[Direct]:
        new = [incoming for incoming in batch if self.words and incoming.id not in self.served]
        return [Direct(incoming.person, incoming.id, (Message(self.words),), is_help=True) for incoming in new]

    def sent(self, direct: Direct) -> None:
        assert isinstance(direct.update, int)
        self.served.append(direct.update)

    def marked(self, batch: Sequence[Incoming]) -> list[Incoming]:
        return [replace(incoming, served=incoming.id in self.served) for incoming in batch]

    def over(self, batch: Sequence[Incoming]) -> None:
        self.served.clear()


async def nothing(_person: int, _what: str) -> None:
    """The export of somebody of whom nothing is kept."""


def intake_of(network: Network, companion: Companion, outage: Outage | None = None) -> Intake:
    """What hands updates to `companion`; presses are answered through `network`."""
    bot = network.bot()
    return Intake(
        Emergency(companion, outage or Outage(), Delivery(bot, Pencil(), lambda _: None, nothing)),
        Courtesies(bot, "Private only."),
        name=lambda: BOT_NAME,
        committed=lambda: None,
        clock=lambda: NOON,
    )


@dataclass
class Outbox:
    """The outbox in memory. `away`: for its next calls, whether the database is out of reach."""

    rows: list[Outgoing] = field(default_factory=list)
    failed: list[int] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    commits: int = 0
    showing: dict[tuple[int, str], tuple[int, bool]] = field(default_factory=dict)
    away: list[bool] = field(default_factory=list)
    subscribed: list[Subscription] = field(default_factory=list)
    leaving: list[Farewell] = field(default_factory=list)
    silenced: list[int] = field(default_factory=list)
    letters: list[Letter] = field(default_factory=list)

    def put(self, person: int, *messages: Message) -> None:
        for message in messages:
            self.put_bytes(person, msgspec.json.encode(message), unasked=message.unasked)

    def put_bytes(self, person: int, payload: bytes, *, unasked: bool = False) -> None:
        number = len(self.rows) + len(self.marks) + len(self.failed) + 1
        self.rows.append(Outgoing(number, person, payload, NOON, unasked, 0))

    async def due(self, limit: int, excluding: Collection[int]) -> list[Outgoing]:
        await self._turn()
        first: dict[int, Outgoing] = {}
        for row in self.rows:
            first.setdefault(row.person, row)
        heads = [row for row in first.values() if row.person not in excluding]
        return sorted(heads, key=lambda row: (row.unasked, row.id))[:limit]

    async def subscriptions(self, now: datetime, limit: int) -> list[Subscription]:
        await self._turn()
        return [one for one in self.subscribed if one.due_at <= now][:limit]

    async def farewells(self, limit: int) -> list[Farewell]:
        await self._turn()
        return self.leaving[:limit]

    async def end_farewells(self, done: Collection[int], given_up: Collection[int] = ()) -> None:
        await self._turn()
        self.leaving = [one for one in self.leaving if one.id not in done]
        self.silenced += given_up

    async def fleeting(self, before: datetime, limit: int) -> list[tuple[int, int]]:
        await self._turn()
        return [(one.person, one.message_id) for one in self.letters if one.fleeting and one.at < before][:limit]

    async def drop_letters(self, letters: Collection[tuple[int, int]]) -> None:
        await self._turn()
        self.letters = [one for one in self.letters if (one.person, one.message_id) not in letters]

    async def mark(self, marks: Sequence[Mark], failed: Sequence[int] = (), tried: Sequence[int] = ()) -> None:
        await self._turn()
        self.commits += 1
        self.marks += marks
        self.failed += failed
        for mark in marks:
            if mark.question and mark.shown_as is not None:
                self.showing[mark.person, mark.question] = mark.shown_as, mark.captioned
        done = {mark.id for mark in marks} | set(failed)
        self.rows = [_tried(row) if row.id in tried else row for row in self.rows if row.id not in done]

    async def shown(self, wanted: Collection[tuple[int, str]]) -> Mapping[tuple[int, str], tuple[int, bool]]:
        await self._turn()
        return {key: self.showing[key] for key in wanted if key in self.showing}

    async def _turn(self) -> None:
        await asyncio.sleep(0.002)
        if self.away and self.away.pop(0):
            raise StoreUnavailable("away")


def _tried(row: Outgoing) -> Outgoing:
    return Outgoing(row.id, row.person, row.payload, row.created_at, row.unasked, row.attempts + 1)


@dataclass
class House:
    """The rooms below the door."""

    companion: Companion = field(default_factory=Companion)
    store: Outbox = field(default_factory=Outbox)
    outage: Outage = field(default_factory=Outage)

    async def luggage(self, person: int, now: datetime) -> Luggage | None:
        return None


@dataclass
class Pencil:
    """Draws every picture at once, or none."""

    fails: bool = False

    async def png(self, picture: Picture) -> bytes:
        if self.fails:
            raise DrawingFailed("no pencil")
        return b"\x89PNG\r\n\x1a\n" + picture.name.encode()


def texts(words: Iterable[str]) -> list[Message]:
    return [Message(word) for word in words]


# Updates, as Telegram sends them.


def person(number: Any = 7, **more: Any) -> dict[str, Any]:
    return {"id": number, "is_bot": False, "first_name": "Ana", "language_code": "pt"} | more


def message_update(number: int = 1, who: int = 7, kind: str = "message", **content: Any) -> dict[str, Any]:
    chat = {"id": who, "type": "private", "first_name": "Ana"}
    return {
        "update_id": number,
        kind: {"message_id": 5, "from": person(who), "chat": chat, "date": 1777636800} | content,
    }


def message_from(sender: dict[str, Any], **content: Any) -> dict[str, Any]:
    raw = message_update(**content)
    raw["message"]["from"] = sender
    return raw


def press_update(number: int = 1, who: int = 7, data: Any = "k3fz.17:2", chat: str = "private") -> dict[str, Any]:
    where = {"id": who, "type": chat}
    shown = {"message_id": 5, "chat": where, "date": 1777636800, "text": "?"}
    query = {"id": f"press{number}", "from": person(who), "chat_instance": "1", "message": shown, "data": data}
    return {"update_id": number, "callback_query": query}


def member_update(number: int = 1, who: int = 7, status: str = "kicked", chat: str = "private") -> dict[str, Any]:
    def member(now_is: str) -> dict[str, Any]:
        until = {"until_date": 0} if now_is == "kicked" else {}
        return {"user": ME, "status": now_is} | until

    change = {"chat": {"id": who, "type": chat}, "from": person(who), "date": 1777636800}
    return {
        "update_id": number,
        "my_chat_member": change | {"old_chat_member": member("member"), "new_chat_member": member(status)},
    }
