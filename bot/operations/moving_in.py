"""Putting back what a person took along: an export is read and becomes rows again.

Rule: all of it or nothing, in one transaction, and never over somebody who is here already.
"""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Final

from bot.errors import StoreError
from bot.exporting import imported
from bot.storage.store import Store

MOST_BYTES: Final = 64 * 1024 * 1024
"""More is no export of ours: what a person writes in years comes to a few of them."""

_DATA: Final = "data.json"
_NO_EXPORT: Final = "{} is no export of Secure Base, or it is damaged: nothing was imported."


def read_export(file: Path) -> bytes:
    """The data in an export: the ZIP as it was sent, or the data.json from it.

    Raises StoreError, in a sentence, when it cannot be read.
    """
    try:
        if not zipfile.is_zipfile(file):
            _judge_size(file.stat().st_size)
            return file.read_bytes()
        with zipfile.ZipFile(file) as archive:
            _judge_size(archive.getinfo(_DATA).file_size)
            return archive.read(_DATA)
    except FileNotFoundError:
        raise StoreError(f"There is no file {file}.") from None
    except (OSError, KeyError, ValueError, zipfile.BadZipFile, NotImplementedError, EOFError, RuntimeError):
        raise StoreError(_NO_EXPORT.format(file)) from None


async def move_in(store: Store, data: bytes) -> None:
    """Put back whoever `data` is the export of. Raises StoreError: nothing was changed."""
    person, changes = imported(data)
    if await store.whole(person) is not None:
        raise StoreError("This person is here already, and an import never writes over anybody: nothing was imported.")
    async with store.batch([person], []) as rows:
        await rows.save(changes)


def _judge_size(size: int) -> None:
    if size > MOST_BYTES:
        raise ValueError("too large")
