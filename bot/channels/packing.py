"""What a person takes along -> one ZIP.

Rule: the same content gives the same bytes; nothing is written to a disk on the way.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Final, Protocol

from bot.channels.drawing import DrawingFailed
from bot.dialogue.messages import Picture
from bot.exporting import Luggage

FILE_NAME: Final = "secure-base-export.zip"
JOURNAL: Final = "journal.md"
_DATE: Final = (2026, 1, 1, 0, 0, 0)


File = tuple[str, bytes]
"""Name and content."""


class Draws(Protocol):
    """What turns a picture into an image."""

    async def png(self, picture: Picture) -> bytes:
        """The picture as PNG. Raises DrawingFailed."""


class Packing:
    """Makes the file. luggage: what a person takes along, as it stands at a time; None when nothing is kept of them."""

    def __init__(
        self,
        luggage: Callable[[int, datetime], Awaitable[Luggage | None]],
        draws: Draws,
        clock: Callable[[], datetime],
    ) -> None:
        self._luggage = luggage
        self._draws = draws
        self._clock = clock

    async def file(self, person: int, what: str) -> File | None:
        """Name and content: the journal, or a ZIP of everything; None when nothing is kept. Raises StoreError."""
        found = await self._luggage(person, self._clock())
        if found is None:
            return None
        if what == "journal":
            return JOURNAL, found.journal.encode()
        return FILE_NAME, zipped(await self._contents(found))

    async def _contents(self, found: Luggage) -> dict[str, bytes]:
        contents = {"data.json": found.data, JOURNAL: found.journal.encode()}
        for name, picture in found.pictures.items():
            try:
                contents[f"pictures/{name}"] = await self._draws.png(picture)
            except DrawingFailed:
                # Better in words than not at all.
                contents[f"pictures/{name.removesuffix('.png')}.txt"] = picture.description.encode()
        return contents


def zipped(contents: Mapping[str, bytes]) -> bytes:
    """These files as one ZIP."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(zipfile.ZipInfo(name, _DATE), content, zipfile.ZIP_DEFLATED)
    return whole.getvalue()
