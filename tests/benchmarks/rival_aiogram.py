"""The three turns with aiogram 3 and its finite-state machine.

What it stores: in memory, nothing that survives a restart; in SQLite, each person's state and data, one commit for each
write (aiogram's own persistent stores need a Redis or MongoDB server, so this is the smallest store over aiosqlite).
Run in an environment of its own: python rival_aiogram.py ROOT FOLDER memory|sqlite
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import aiosqlite
from aiogram import Bot, Dispatcher, F
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import CommandStart
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.base import BaseStorage, StateType, StorageKey
from aiogram.fsm.storage.memory import MemoryStorage
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message
from three_turn_texts import ASK, BUTTONS, GREETING, LABEL, THANKS

PUT_STATE = "INSERT INTO fsm (person, state) VALUES (?, ?) ON CONFLICT DO UPDATE SET state = excluded.state"
PUT_DATA = "INSERT INTO fsm (person, data) VALUES (?, ?) ON CONFLICT DO UPDATE SET data = excluded.data"


class Turns(StatesGroup):
    tapped = State()
    wrote = State()


class SqliteStorage(BaseStorage):
    """One table; a commit for each write."""

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection

    async def set_state(self, key: StorageKey, state: StateType = None) -> None:
        name = state.state if isinstance(state, State) else state
        await self._write(PUT_STATE, key, name)

    async def get_state(self, key: StorageKey) -> str | None:
        return await self._read("SELECT state FROM fsm WHERE person = ?", key)

    async def set_data(self, key: StorageKey, data: Mapping[str, Any]) -> None:
        await self._write(PUT_DATA, key, json.dumps(dict(data)))

    async def get_data(self, key: StorageKey) -> dict[str, Any]:
        return json.loads(await self._read("SELECT data FROM fsm WHERE person = ?", key) or "{}")

    async def close(self) -> None:
        await self._connection.close()

    async def _write(self, statement: str, key: StorageKey, value: str | None) -> None:
        await self._connection.execute(statement, (key.user_id, value))
        await self._connection.commit()

    async def _read(self, statement: str, key: StorageKey) -> str | None:
        async with self._connection.execute(statement, (key.user_id,)) as rows:
            row = await rows.fetchone()
        return row[0] if row else None


async def storage(kind: str, folder: str) -> BaseStorage:
    if kind == "memory":
        return MemoryStorage()
    connection = await aiosqlite.connect(Path(folder, "state.db"))
    await connection.execute("PRAGMA journal_mode=WAL")
    await connection.execute("PRAGMA synchronous=FULL")
    await connection.execute("CREATE TABLE IF NOT EXISTS fsm (person INTEGER PRIMARY KEY, state TEXT, data TEXT)")
    await connection.commit()
    return SqliteStorage(connection)


async def greet(message: Message, state: FSMContext) -> None:
    rows = [[InlineKeyboardButton(text=label, callback_data=label)] for label in (*BUTTONS, LABEL)]
    await state.set_state(Turns.tapped)
    await message.answer(GREETING, reply_markup=InlineKeyboardMarkup(inline_keyboard=rows))


async def ask(query: CallbackQuery, state: FSMContext) -> None:
    await query.answer()
    await query.message.edit_text(f"{GREETING}\n\n{LABEL}")
    await state.set_state(Turns.wrote)
    await query.message.answer(ASK)


async def thank(message: Message, state: FSMContext) -> None:
    await state.update_data(words=message.text)
    await state.set_state(None)
    await message.answer(THANKS)


async def main() -> None:
    root, folder, kind = sys.argv[1:]
    bot = Bot("12345:bench", session=AiohttpSession(api=TelegramAPIServer.from_base(root)))
    dispatcher = Dispatcher(storage=await storage(kind, folder))
    dispatcher.message.register(greet, CommandStart())
    dispatcher.callback_query.register(ask, Turns.tapped)
    dispatcher.message.register(thank, Turns.wrote, F.text)
    await dispatcher.start_polling(bot)


if __name__ == "__main__":
    asyncio.run(main())
