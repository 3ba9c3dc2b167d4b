"""A conversation in the terminal, one message a line.

Rule: translate, nothing else. A line becomes an event, the outbox becomes printed text; a message counts as delivered
when it has been written.
"""

from __future__ import annotations

import asyncio
import hashlib
import shutil
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import TextIO

from bot.channels.packing import File
from bot.channels.terminal.layout import laid_out
from bot.companion import Companion, Incoming
from bot.dialogue.events import Commanded, Pressed, Said, typed
from bot.dialogue.matching import match
from bot.dialogue.messages import Message, is_closing
from bot.ledger import MESSAGE_DECODER
from bot.storage.store import Mark, Store

_WIDEST = 78
_UNREADABLE = str.maketrans({"\0": "\N{REPLACEMENT CHARACTER}"})


def person_called(name: str) -> int:
    """The person behind a name in the terminal: always the same negative number, so never one of Telegram's."""
    return -1 - int.from_bytes(hashlib.blake2b(name.casefold().encode(), digest_size=7).digest(), "big")


def ticking_from(start: datetime) -> Callable[[], datetime]:
    """A clock for scripts: it stands at `start` and goes on by a minute with each look at it."""
    minutes = iter(range(2**31))
    return lambda: start + timedelta(minutes=next(minutes))


class Chat:
    """One person's conversation, from a stream of lines to a stream of text."""

    def __init__(  # noqa: PLR0913, PLR0917 (what one conversation needs, each once)
        self,
        companion: Companion,
        store: Store,
        name: str,
        clock: Callable[[], datetime],
        out: TextIO,
        export: Callable[[int, str], Awaitable[File | None]],
    ) -> None:
        """export: makes the file of all that is kept of a person; it is saved in the working directory."""
        self._companion = companion
        self._store = store
        self._name = name
        self._person = person_called(name)
        self._clock = clock
        self._out = out
        self._width = min(_WIDEST, shutil.get_terminal_size().columns) if out.isatty() else None
        self._export = export
        self._question: Message | None = None

    async def converse(self, lines: AsyncIterator[str]) -> None:
        """Answer each line until there are no more; someone who sits before the screen is greeted first."""
        await self._deliver()
        if self._width is not None:
            await self._take("/start")
        async for line in lines:
            await self._take(line)

    async def _take(self, line: str) -> None:
        text = readable(line).strip()
        if not text:
            return
        incoming = Incoming(self._person, self._event(text), self._clock(), first_name=self._name, language="en")
        kept = await self._companion.respond([incoming])
        await self._deliver()
        if kept:
            self._out.write("(kept)\n\n")

    def _event(self, text: str) -> Commanded | Said | Pressed:
        """A line that equals a choice's label, letter or number presses it."""
        if self._question is not None and (found := match(text, self._question.choices, exact=True)):
            return Pressed(self._question.question, found.choice)
        return typed(text)

    async def _deliver(self) -> None:
        """Print what waits for this person, in order."""
        while waiting := [row for row in await self._store.due(1000, ()) if row.person == self._person]:
            message = MESSAGE_DECODER.decode(waiting[0].payload)
            if not is_closing(message):
                self._out.write(laid_out(message, self._width) + "\n\n")
                self._out.flush()
            if message.choices:
                self._question = message
            if message.export and (file := await self._export(self._person, message.export)) is not None:
                name, content = file
                await asyncio.to_thread(Path(name).write_bytes, content)
                self._out.write(f"(saved as {name})\n\n")
            await self._store.mark([Mark(waiting[0].id, self._person)])


def readable(line: str) -> str:
    """`line` without what no database and no screen can take: NUL and lone surrogates are replaced."""
    return line.translate(_UNREADABLE).encode("utf-8", "replace").decode("utf-8")


async def lines_of(stream: TextIO) -> AsyncIterator[str]:
    """The lines of a stream as they come, with a prompt where a person sits before it."""
    while (line := await asyncio.to_thread(_next_line, stream)) is not None:
        yield line


def _next_line(stream: TextIO) -> str | None:
    if stream is sys.stdin and stream.isatty():
        with suppress(EOFError):
            return input("> ")
        return None
    return stream.readline() or None
