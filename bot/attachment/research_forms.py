"""The form of a bank file that is calibrated or measured: that of `dialogues/items/`, and what research needs besides.

Rule: form only. What the engine does not need (`short`, `source`, `part`, even `text`) may be missing; a loading, a
threshold or an intercept may be `free`. Leaves arrive as text.
"""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np
from pydantic import BeforeValidator, Discriminator, Field, Tag, field_validator

from bot.attachment.forms import Form, Names
from bot.attachment.items import Kind
from bot.attachment.misfit import Calibration
from bot.attachment.plane import DIMENSIONS

FREE = "free"
MOST_OPTIONS = 7
_YES, _NO = frozenset({"yes", "true", "on", "y", "1"}), frozenset({"no", "false", "off", "n", "0"})


def _number(value: Any) -> Any:
    if isinstance(value, str) and value.strip().lower() == FREE:
        return np.nan
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise ValueError(f"'{value}' is no number, nor '{FREE}'") from None
    if not np.isfinite(number):
        raise ValueError(f"'{value}' is no number, nor '{FREE}'")
    return number


def _yes_or_no(value: Any) -> Any:
    if isinstance(value, str) and value.strip().lower() in _YES | _NO:
        return value.strip().lower() in _YES
    return value


def _options(value: Any) -> Any:
    """`7` stands for seven options; an option may be written as a number."""
    if isinstance(value, str) and value.strip().isdecimal():
        return tuple(map(str, range(1, min(int(value), 10 * MOST_OPTIONS) + 1)))
    return value


def _thresholds(value: Any) -> Any:
    """Absent, `free`, or numbers; one `free` among numbers frees them all."""
    if value in ("", FREE, "null", "~", "none"):
        return ()
    if isinstance(value, list):
        numbers = [_number(one) for one in value]
        return () if any(np.isnan(numbers)) else tuple(numbers)
    return value


def _loadings(value: Any) -> Any:
    """`free` alone frees both."""
    return dict.fromkeys(DIMENSIONS, FREE) if isinstance(value, str) and value.strip().lower() == FREE else value


def _intercept(value: Any) -> Any:
    number = _number(value)
    return None if np.isnan(number) else number


Number = Annotated[float, BeforeValidator(_number)]
Options = Annotated[tuple[str, ...], BeforeValidator(_options)]
Thresholds = Annotated[tuple[float, ...], BeforeValidator(_thresholds)]


class OpenLoadings(Form):
    """A number for each dimension, or `free` (NaN)."""

    anxiety: Number = 0.0
    avoidance: Number = 0.0

    @property
    def pair(self) -> tuple[float, float]:
        """Both, in the order of the plane."""
        return self.anxiety, self.avoidance


MaybeLoadings = Annotated[OpenLoadings | None, BeforeValidator(_loadings)]


class ResearchDefaults(Form):
    """What holds for every item of the file that does not say otherwise."""

    relationship: Names = ()
    source: str = ""
    part: str | None = None
    options: Options = ()
    loadings: MaybeLoadings = None
    thresholds: Thresholds = ()


class _ResearchItem(Form):
    id: str = Field(min_length=1)
    short: str = ""
    family: str = ""
    part: str | None = None
    relationship: Names = ()
    source: str = ""


class ResearchStatement(_ResearchItem):
    """A sentence to agree or disagree with, with some of its parameters unknown."""

    text: str = ""
    reversed: Annotated[bool, BeforeValidator(_yes_or_no)] = False
    loadings: MaybeLoadings = None
    options: Options = ()
    thresholds: Thresholds = ()


class ResearchOption(Form):
    """One answer to a scene."""

    text: str = ""
    slopes: Annotated[OpenLoadings, BeforeValidator(_loadings)] = OpenLoadings.model_validate(
        dict.fromkeys(DIMENSIONS, FREE)
    )
    intercept: Annotated[float | None, BeforeValidator(_intercept)] = None


class ResearchScene(_ResearchItem):
    """A small situation, with some of its parameters unknown."""

    scene: str = ""
    ask: str = ""
    options: tuple[ResearchOption, ...]

    @field_validator("options", mode="before")
    @classmethod
    def _written_out(cls, value: Any) -> Any:
        """An option may be its words alone."""
        return [{"text": one} if isinstance(one, str) else one for one in value] if isinstance(value, list) else value


def _kind(value: Any) -> Kind:
    given = value if isinstance(value, dict) else getattr(value, "__dict__", {})
    options = given.get("options")
    of_forms = isinstance(options, list) and any(isinstance(one, dict) for one in options)
    return "scene" if "scene" in given or "ask" in given or of_forms else "statement"


ResearchItem = Annotated[
    Annotated[ResearchStatement, Tag("statement")] | Annotated[ResearchScene, Tag("scene")], Discriminator(_kind)
]


class ResearchFile(Form):
    """A bank file. calibration: what calibrating noted about the answers it saw."""

    defaults: ResearchDefaults = ResearchDefaults()
    calibration: Calibration | None = None
    items: tuple[ResearchItem, ...] = Field(min_length=1)
