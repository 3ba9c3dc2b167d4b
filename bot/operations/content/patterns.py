"""Places as authors write them (`prompts/*:prompts.answers.label`), compiled.

Rule: `*` stands for anything, dots and slashes too, and `+` for one key or one part of a name; nothing else is special.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

_MEANS = {"*": ".*", "+": "[^.:/]+"}


@cache
def place_pattern(places: tuple[str, ...]) -> re.Pattern[str]:
    """One pattern for all of these places; none of them matches nothing."""
    return re.compile("|".join(_regex(one) for one in places) or r"(?!)")


def fits(places: Iterable[str], where: str) -> bool:
    """Whether `where` is one of these places."""
    return place_pattern(tuple(places)).fullmatch(where) is not None


def _regex(place: str) -> str:
    return "".join(_MEANS.get(sign, re.escape(sign)) for sign in place)
