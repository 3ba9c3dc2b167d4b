"""What the picture `attachment_map` shows, as plain data: it lies in the outbox until it is drawn.

Rule: numbers and words only; how they are drawn is portrait.py (SVG) and characters.py (a terminal).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import msgspec

NAME: Final = "attachment_map"

PlainData = dict[str, float | str | list[float] | list[str] | list[bool]]
"""The form in which a message carries a picture's data."""


class Data(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One picture.

    title: above the plane; notes: lines below it (two at most). ends: left, right, bottom, top. corners: bottom left
    (secure), bottom right (anxious), top left (avoidant), top right (disorganized). For each patch: its name, the mean
    and the standard deviation on both dimensions (in standard deviations of the population), and their correlation.
    earlier: for each patch, whether it is an earlier result of the one that has the same name (none when empty).
    """

    title: str
    notes: list[str]
    ends: list[str]
    corners: list[str]
    names: list[str]
    anxiety: list[float]
    avoidance: list[float]
    anxiety_sd: list[float]
    avoidance_sd: list[float]
    correlation: list[float]
    earlier: list[bool] = []

    def __post_init__(self) -> None:
        """Refuse lists that do not belong together."""
        patches = (self.anxiety, self.avoidance, self.anxiety_sd, self.avoidance_sd, self.correlation)
        if any(len(one) != len(self.names) for one in patches) or (len(self.ends), len(self.corners)) != (4, 4):
            raise ValueError("a picture needs four ends, four corners, and every number for each patch")
        if len(self.earlier) not in {0, len(self.names)}:
            raise ValueError("a picture needs to know of each patch, or of none, whether it is an earlier one")

    @property
    def present(self) -> list[int]:
        """The numbers of the patches that are no earlier results."""
        return [number for number in range(len(self.names)) if not self.is_earlier(number)]

    def is_earlier(self, number: int) -> bool:
        """Whether a patch is an earlier result."""
        return bool(self.earlier) and self.earlier[number]


def data_of(plain: Mapping[str, Any]) -> Data:
    """The data that a message carries. Raises msgspec.ValidationError when they are none of this picture."""
    return msgspec.convert(plain, Data)


def plain_of(data: Data) -> PlainData:
    """The form that a message carries."""
    plain: PlainData = msgspec.to_builtins(data)
    return plain
