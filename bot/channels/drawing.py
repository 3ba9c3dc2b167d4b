"""A picture of the companion -> an image.

Rule: the words and lines of a picture are made by its own room as SVG; here they only become pixels, in a child process
(`rasterise.py`), because the drawing library holds the interpreter while it draws (about 150 ms).
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from typing import Final

from bot.attachment.portrait import NAME, svg
from bot.dialogue.messages import Picture
from bot.errors import SecureBaseError

CHILDREN: Final = 2
"""How many pictures are drawn at the same time."""

SECONDS: Final = 20.0
"""How long one may take."""

_SENTENCES: Final = {3: "a font of the font package is missing", 4: "the drawing library could not read the SVG"}
"""What the exit codes of `rasterise.py` mean."""

_PNG = b"\x89PNG\r\n\x1a\n"


class DrawingFailed(SecureBaseError):
    """The picture could not be drawn; the sentence says why and quotes nothing of it."""


def svg_of(picture: Picture) -> str:
    """The picture as SVG text. Raises DrawingFailed for a picture that nobody here can draw."""
    if picture.name != NAME:
        raise DrawingFailed("there is no drawing of this name")
    return svg(picture.data)


class Drawings:
    """Draws pictures, a few at a time. `svg` turns a picture's data into SVG text."""

    def __init__(
        self, svg: Callable[[Picture], str], *, program: tuple[str, ...] = (), seconds: float = SECONDS
    ) -> None:
        """program: what turns SVG into PNG, as a command (our own by default). seconds: its time limit."""
        self._svg = svg
        self._program = program or (sys.executable, "-m", "bot.channels.rasterise")
        self._seconds = seconds
        self._places = asyncio.Semaphore(CHILDREN)

    async def png(self, picture: Picture) -> bytes:
        """The picture as PNG. Raises DrawingFailed."""
        try:
            svg = self._svg(picture)
        except DrawingFailed:
            raise
        except Exception as fault:  # A picture stored by another version may hold anything; its message must still go.
            raise DrawingFailed(f"the picture's data do not fit its drawing ({type(fault).__name__})") from fault
        async with self._places:
            return await self._drawn(svg.encode())

    async def _drawn(self, svg: bytes) -> bytes:
        pipe, silence = asyncio.subprocess.PIPE, asyncio.subprocess.DEVNULL
        try:
            # What it complains of may quote the picture's words.
            child = await asyncio.create_subprocess_exec(*self._program, stdin=pipe, stdout=pipe, stderr=silence)
        except OSError as fault:
            raise DrawingFailed(f"no child process could be started ({type(fault).__name__})") from fault
        try:
            async with asyncio.timeout(self._seconds):
                image, _ = await child.communicate(svg)
        except TimeoutError:
            raise DrawingFailed("the drawing took too long") from None
        finally:
            if child.returncode is None:
                child.kill()
                await child.wait()
        code = child.returncode or 0
        if code != 0 or not image.startswith(_PNG):
            raise DrawingFailed(_SENTENCES.get(code, f"the child process ended with {code}"))
        return image
