"""The vocabularies as the tests read them."""

from __future__ import annotations

from functools import cache
from typing import Any

import yaml

from bot.reflection.forms import PlacesFile, TimesFile
from bot.reflection.hours import Words
from tests.opening import REPOSITORY

FOLDER = REPOSITORY / "dialogues" / "reflection"


def text_of(name: str) -> Any:
    """A file as the dialogues are read: every leaf is text."""
    return yaml.load((FOLDER / name).read_text("utf-8"), Loader=yaml.CBaseLoader)  # noqa: S506


@cache
def english() -> TimesFile:
    return TimesFile.model_validate(text_of("times/english.yaml"))


@cache
def the_words() -> Words:
    return Words([english()])


@cache
def places_file() -> PlacesFile:
    return PlacesFile.model_validate(text_of("places/places.yaml"))
