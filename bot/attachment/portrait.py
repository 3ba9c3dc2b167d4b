"""The picture `attachment_map` for the doors: the data of a message in, SVG text or lines of characters out.

Rule: this is where the data that lay in the outbox is checked; the drawing itself is drawing.py and characters.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.attachment import characters, drawing
from bot.attachment.drawing import FONT, HEIGHT, WIDTH
from bot.attachment.picture_data import NAME, data_of

__all__ = ["FONT", "HEIGHT", "NAME", "WIDTH", "svg", "text_map"]


def svg(plain: Mapping[str, Any]) -> str:
    """The picture as SVG text, WIDTH wide and at least HEIGHT high, in the font FONT.

    Raises msgspec.ValidationError for other data.
    """
    return drawing.svg(data_of(plain))


def text_map(plain: Mapping[str, Any]) -> str:
    """The picture in characters: at most 40 wide, 15 lines. Raises msgspec.ValidationError for other data."""
    return characters.text_map(data_of(plain))
