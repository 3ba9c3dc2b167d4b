"""A Bot API on loopback that costs little, with the people in it: a process of its own, for measuring bots.

Rule: no bot is judged here (tests/telegram_server does that), only timed. It speaks as much of the Bot API as the
measured bots use; every other method is answered with `true`.

So many people talk at a time. Each says hello, taps a button and writes a text, always as soon as the reply to the last
has arrived; then somebody new takes their place. With --rate, turns begin at that rate instead of at once.
Prints one JSON line when all conversations are over: updates a second, and the time from an update to its reply.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
from collections import deque
from statistics import quantiles
from typing import Any
from urllib.parse import parse_qsl

import uvloop
from aiohttp import web

LABEL = "Let's begin"
WORDS = "yes, both"
TURNS = 3
_FIRST = 1_000_000
_ME = {"id": 12345, "is_bot": True, "first_name": "Bench", "username": "bench_bot"}


class People:
    """Who talks, and how long each waited. at_a_time, conversations: how many; rate: turns a second, 0 at once."""

    def __init__(self, at_a_time: int, conversations: int, rate: float) -> None:
        self.updates: deque[dict[str, Any]] = deque()
        self.arrived = asyncio.Event()
        self.seconds: list[float] = []
        self.over = asyncio.Event()
        self._left = conversations
        self._turn: dict[int, int] = {}
        self._since: dict[int, float] = {}
        self._ready: deque[tuple[int, dict[str, Any]]] = deque()
        self._rate = rate
        self._next_person, self._next_update, self._next_message = _FIRST, 1, 1
        self._began = self._ended = 0.0
        self._at_a_time = at_a_time

    def begin(self) -> None:
        self._began = time.perf_counter()
        for _ in range(self._at_a_time):
            self._somebody_new()

    def replied(self, chat: int, markup: str) -> int:
        """The bot has sent a message; its number."""
        self._next_message += 1
        since = self._since.pop(chat, None)
        if since is not None:
            self.seconds.append(time.perf_counter() - since)
            self._goes_on(chat, markup)
        return self._next_message

    def figures(self) -> dict[str, float]:
        cuts = quantiles(self.seconds, n=100)
        rate = len(self.seconds) / (self._ended - self._began)
        count = len(self.seconds)
        return {"updates": count, "updates_per_second": rate, "p50_ms": cuts[49] * 1000, "p99_ms": cuts[98] * 1000}

    async def pace(self) -> None:
        """Let turns begin at the rate."""
        while self._rate:
            await asyncio.sleep(0.005)
            due = (time.perf_counter() - self._began) * self._rate
            while self._ready and self._paced < due:
                self._paced += 1
                self._put(*self._ready.popleft())

    _paced = 0

    def _goes_on(self, chat: int, markup: str) -> None:
        turn = self._turn[chat] = self._turn[chat] + 1
        if turn == 1:
            buttons = [button for row in json.loads(markup)["inline_keyboard"] for button in row]
            data = next(button["callback_data"] for button in buttons if button["text"] == LABEL)
            shown = {"message_id": self._next_message, "chat": _chat(chat), "date": 1, "text": "?"}
            query = {"id": f"{chat}", "from": _user(chat), "chat_instance": "1", "message": shown, "data": data}
            self._say(chat, {"callback_query": query})
        elif turn == TURNS:
            del self._turn[chat]
            if self._left:
                self._somebody_new()
            elif not self._turn:
                self._ended = time.perf_counter()
                self.over.set()
        else:
            self._say(chat, self._message(chat, WORDS))

    def _somebody_new(self) -> None:
        chat = self._next_person
        self._next_person += 1
        self._left -= 1
        self._turn[chat] = 0
        entities = [{"type": "bot_command", "offset": 0, "length": 6}]
        self._say(chat, self._message(chat, "/start", entities=entities))

    def _message(self, chat: int, text: str, **more: Any) -> dict[str, Any]:
        self._next_message += 1
        message = {"message_id": self._next_message, "from": _user(chat), "chat": _chat(chat), "date": 1_795_000_000}
        return {"message": message | {"text": text} | more}

    def _say(self, chat: int, fields: dict[str, Any]) -> None:
        if self._rate:
            self._ready.append((chat, fields))
        else:
            self._put(chat, fields)

    def _put(self, chat: int, fields: dict[str, Any]) -> None:
        self._since[chat] = time.perf_counter()
        self.updates.append({"update_id": self._next_update, **fields})
        self._next_update += 1
        self.arrived.set()


class Api:
    """The methods."""

    def __init__(self, people: People) -> None:
        self._people = people

    async def handle(self, request: web.Request) -> web.Response:
        method = request.path.rpartition("/")[2].lower()
        wishes = await _wishes(request)
        if method == "getupdates":
            result: Any = await self._get_updates(wishes)
        elif method == "getme":
            result = _ME
        elif method in ("sendmessage", "editmessagetext"):
            chat = int(wishes["chat_id"])
            number = self._people.replied(chat, wishes.get("reply_markup", "")) if method == "sendmessage" else 1
            result = {"message_id": number, "date": 1, "chat": _chat(chat), "text": wishes["text"]}
        elif method == "getwebhookinfo":
            result = {"url": "", "has_custom_certificate": False, "pending_update_count": 0}
        elif method == "getmycommands":
            result = []
        elif method.startswith("getmy"):
            result = {"description": "", "short_description": "", "name": "Bench"}
        else:
            result = True
        return web.Response(text=json.dumps({"ok": True, "result": result}), content_type="application/json")

    async def _get_updates(self, wishes: dict[str, str]) -> list[Any]:
        people, offset = self._people, int(wishes.get("offset", 0))
        while people.updates and people.updates[0]["update_id"] < offset:
            people.updates.popleft()
        if not people.updates and (seconds := float(wishes.get("timeout", 0))):
            people.arrived.clear()
            try:
                async with asyncio.timeout(seconds):
                    await people.arrived.wait()
            except TimeoutError:
                return []
        limit = int(wishes.get("limit", 100))
        return [people.updates[place] for place in range(min(limit, len(people.updates)))]


async def _wishes(request: web.Request) -> dict[str, str]:
    if request.content_type == "application/x-www-form-urlencoded":
        return dict(parse_qsl((await request.read()).decode(), keep_blank_values=True))
    if request.content_type == "application/json":
        wishes = (await request.json()).items()
        return {name: value if isinstance(value, str) else json.dumps(value) for name, value in wishes}
    return {name: str(value) for name, value in (await request.post()).items()}


def _user(number: int) -> dict[str, Any]:
    return {"id": number, "is_bot": False, "first_name": "Ana", "language_code": "en"}


def _chat(number: int) -> dict[str, Any]:
    return {"id": number, "type": "private", "first_name": "Ana"}


async def _serve(at_a_time: int, conversations: int, rate: float) -> None:
    people = People(at_a_time, conversations, rate)
    application = web.Application()
    application.router.add_route("*", "/{path:.*}", Api(people).handle)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    _print({"port": runner.addresses[0][1]})
    await asyncio.to_thread(sys.stdin.readline)  # the bot is up
    people.begin()
    pacing = asyncio.create_task(people.pace())
    await people.over.wait()
    pacing.cancel()
    _print(people.figures())
    await asyncio.to_thread(sys.stdin.readline)  # until the bot has ended
    await runner.cleanup()


def _print(line: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def main() -> None:
    """Serve one measurement."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, required=True)
    parser.add_argument("--conversations", type=int, required=True)
    parser.add_argument("--rate", type=float, default=0.0)
    wish = parser.parse_args()
    uvloop.run(_serve(wish.people, wish.conversations, wish.rate))


if __name__ == "__main__":
    main()
