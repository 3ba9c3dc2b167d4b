"""The picture `attachment_map` in characters, for a terminal.

Rule: the same data and the same words as the drawing, without earlier results; nothing wider than 40 columns.
Units: the plane is 38 columns by 9 rows; a column is about half as wide as a row is high.
"""

from __future__ import annotations

import math
from typing import Final

from bot.attachment.picture_data import Data

_WIDTH: Final = 40
_COLUMNS, _ROWS = 38, 9
_REACH: Final = 2.6
"""Standard deviations from the middle of the plane to its edge."""
_FURTHEST: Final = 1.9
"""A patch's middle is drawn no further out, as in the drawing."""
_SHADES: Final = ((0.7, "█"), (1.177, "▓"), (1.794, "▒"), (2.4, "░"))
"""Inside so many standard deviations of a patch's middle: its shade."""


def text_map(data: Data) -> str:
    """The plane in characters; a patch where the belief lies, corners and ends named around it."""
    left, right, bottom, top = data.ends
    below_left, below_right, above_left, above_right = data.corners
    plane = [f"│{''.join(_shade(data, row, column) for column in range(_COLUMNS))}│" for row in range(_ROWS)]
    lines = [
        *([_centred(data.title)] if data.title else []),
        _apart(above_left, above_right),
        f"┌{_on_edge(top)}┐",
        *plane,
        f"└{_on_edge(bottom)}┘",
        _apart(below_left, below_right),
        _apart(f"← {left}", f"{right} →"),
        *([_names(data)] if len(data.present) > 1 else []),
    ]
    return "\n".join(lines)


def _shade(data: Data, row: int, column: int) -> str:
    x = (column + 0.5) / _COLUMNS * 2 * _REACH - _REACH
    y = _REACH - (row + 0.5) / _ROWS * 2 * _REACH
    for place, number in enumerate(data.present if len(data.present) > 1 else [], start=1):
        if (row, column) == _middle(data, number):
            return str(place)
    nearest = min((_distance(data, number, x, y) for number in data.present), default=math.inf)
    for radius, shade in _SHADES:
        if nearest <= radius:
            return shade
    if row == _ROWS // 2:
        return "·" if column % 2 else " "
    return "·" if column == _COLUMNS // 2 else " "


def _distance(data: Data, number: int, x: float, y: float) -> float:
    """How many standard deviations (x, y) lies from the middle of a patch (Mahalanobis)."""
    across = (x - _inside(data.anxiety[number])) / max(data.anxiety_sd[number], 1e-6)
    up = (y - _inside(data.avoidance[number])) / max(data.avoidance_sd[number], 1e-6)
    both = min(max(data.correlation[number], -0.99), 0.99)
    return math.sqrt(max(across**2 - 2 * both * across * up + up**2, 0.0) / (1 - both**2))


def _inside(value: float) -> float:
    return min(max(value, -_FURTHEST), _FURTHEST)


def _middle(data: Data, number: int) -> tuple[int, int]:
    """Row and column of a patch's middle."""
    row = int((_REACH - _inside(data.avoidance[number])) / (2 * _REACH) * _ROWS)
    column = int((_inside(data.anxiety[number]) + _REACH) / (2 * _REACH) * _COLUMNS)
    return row, column


def _names(data: Data) -> str:
    return "  ".join(f"{place} {data.names[number]}" for place, number in enumerate(data.present, start=1))[:_WIDTH]


def _on_edge(words: str) -> str:
    return f" {words[: _COLUMNS - 4]} ".center(_COLUMNS, "─")


def _apart(left: str, right: str) -> str:
    right = right[: _WIDTH // 2]
    left = left[: _WIDTH - len(right) - 1]
    return left + " " * (_WIDTH - len(left) - len(right)) + right


def _centred(words: str) -> str:
    return words[:_WIDTH].center(_WIDTH).rstrip()
