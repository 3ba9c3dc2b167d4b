"""Every text that the companion can say, found in the script and its content, and found again in what was said.

Rule: nothing here knows a flow, a file or a form by name, so that what is written tomorrow is looked for too. What is
no text is named in two lists: folders that are only read, and fields that are only sorted by.

A template is cut at its `{% ... %}`: each part is looked for by itself, so a half that is never said is seen.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, cast

from pydantic import BaseModel

from bot.attachment.plane import DIMENSIONS, LEVELS, Dimension, Level
from bot.dialogue.abilities import Shelf
from bot.dialogue.reading import read_form
from bot.dialogue.script import Script
from bot.dialogue.texts import Sentence, arguments, leaves

Contents = Mapping[str, Sequence[BaseModel]]
"""Folder of `dialogues/` -> what its files hold."""

_ONLY_READ: Final = ("reflection/", "safety/")
"""Folders that hold what is understood (hours, places, signs of a crisis) or facts (help lines), and no texts."""

_ONLY_SORTED_BY: Final = frozenset(
    {
        *(
            "anxiety",
            "avoidance",
            "calibration",
            "defaults",
            "effort",
            "evidence",
            "facet",
            "family",
            "fits",
            "function",
        ),
        *(
            "id",
            "leaning",
            "lever",
            "loadings",
            "minutes",
            "needs",
            "part",
            "relationship",
            "relationships",
            "sensitivity",
        ),
        *("slopes", "source", "theme", "touches"),
    }
)
_READ_FROM: Final = frozenset({"break", "pace", "relationship", "country", "kind"})
"""Keys of an ability's arguments whose words it reads, and does not say."""
_SAID_BY_THE_HALLWAY: Final = frozenset({"fault", "outage", "outage_help"})
"""Phrases for when a step or the storage fails: no step says them."""

_ONLY_WITH_OTHER_CONTENT: Final = frozenset({"none", "taken_none", "fewer", "gone"})
"""Fields for when nothing fits a person, three reasons do not fit a message, or a suggestion has left the files: with
this content none of it happens."""
_AN_ANY: Final = frozenset({"", "any"})
_CUT = re.compile(r"\{%.*?%\}", re.DOTALL)
_HOLE = re.compile(r"\{\{.*?\}\}", re.DOTALL)
_WORDS_OF_A_TEXT, _SHORTEST_PIECE = 2, 4
_PREFIX = 8
_KEPT = 30_000
"""Messages whose texts are remembered, newest first: most are said again and again."""


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom a text is for: levels on each dimension, and the relationships it is about (none: any)."""

    levels: Mapping[Dimension, frozenset[Level]]
    relationships: tuple[str, ...] = ()

    def turned_from(self, dimension: Dimension) -> Level | None:
        """The end of a dimension whose people it is not for, where it is for the other end; None for one for both."""
        low, high = "low" in self.levels[dimension], "high" in self.levels[dimension]
        if low == high:
            return None
        return "high" if low else "low"

    @property
    def is_for_some(self) -> bool:
        """Whether there is an end of a dimension that it is not for."""
        return any(self.turned_from(dimension) for dimension in DIMENSIONS)


EVERYONE: Final = Audience({dimension: frozenset(LEVELS) for dimension in DIMENSIONS})


@dataclass(frozen=True, slots=True)
class Text:
    """One text, or the part of one between two conditions. place: where it stands. state: the state that says it ("":
    any). pieces: what stands around the values that are filled in, without regard to case. is_label: it stands on a
    button, alone; the question above it says for whom it is. form: what it is a part of, where that was chosen as a
    whole (a question with what follows it)."""

    place: str
    state: str
    pieces: tuple[str, ...]
    audience: Audience = EVERYONE
    is_label: bool = False
    form: str = ""

    @property
    def key(self) -> str:
        """The longest piece: what is looked for first."""
        return max(self.pieces, key=len)


def contents_of(folder: Path, shelves: Sequence[Shelf]) -> Contents:
    """What the rooms' folders hold. The files have been loaded once without a fault."""
    found: dict[str, list[BaseModel]] = {}
    for shelf in shelves:
        for name, model in shelf.folders.items():
            files = sorted((folder / name).rglob("*.yaml"))
            sources = (read_form(path.read_bytes(), path.as_posix(), model)[0] for path in files)
            found[name] = [source.form for source in sources if source is not None]
    return found


def texts_of(script: Script, contents: Contents) -> list[Text]:
    """Every text, once for each place where it stands."""
    found = [*_of_flows(script), *_of_phrases(script)]
    for folder, files in contents.items():
        if not folder.startswith(_ONLY_READ):
            for file in files:
                found += _of_content(file, folder, EVERYONE, "")
    return found


def _of_flows(script: Script) -> Iterator[Text]:
    for name, state in script.states.items():
        for key, value in state.actions:
            if key == "say":
                yield from _of_line(value, name, f"{name} {key}")
            elif key not in {"set", "do"}:
                for part, way in arguments(value):
                    if not _READ_FROM & set(way):
                        yield from _cut(part.text, name, " ".join(map(str, (name, key, *way))), EVERYONE)
        if state.ask is not None:
            yield from _of_line(state.ask, name, f"{name} ask")


def _of_phrases(script: Script) -> Iterator[Text]:
    for name, line in script.phrases.items():
        if name not in _SAID_BY_THE_HALLWAY:
            yield from _of_line(line, "", f"phrases {name}")


def _of_line(line: Any, state: str, place: str) -> Iterator[Text]:
    for part, way in leaves(line):
        if isinstance(part, Sentence):
            yield from _cut(part.text, state, " ".join(map(str, (place, *way))), EVERYONE)


def _of_content(held: Any, place: str, audience: Audience, form: str) -> Iterator[Text]:
    if isinstance(held, str):
        yield from (replace(text, form=form or text.place) for text in _cut(held, "", place, audience))
    elif isinstance(held, BaseModel):
        audience, name = _narrowed(audience, held), _name_of(held)
        place = f"{place} {name}".strip()
        yield from _of_fields(held, place, audience, place if name else form)
    elif isinstance(held, Mapping):
        for key, value in held.items():
            yield from _of_content(value, f"{place} {key}", audience, form)
    elif isinstance(held, (tuple, list)):
        for number, value in enumerate(held):
            there = place if isinstance(value, BaseModel) else f"{place} {number}"
            yield from _of_content(value, there, audience, form)


def _of_fields(held: BaseModel, place: str, audience: Audience, form: str) -> Iterator[Text]:
    for field, value in held:
        if field == "label":
            yield from (replace(one, is_label=True) for one in _cut(value, "", f"{place} label", EVERYONE))
        elif field not in _ONLY_SORTED_BY | _ONLY_WITH_OTHER_CONTENT:
            yield from _of_content(value, f"{place} {field}", audience, form)


def _name_of(form: BaseModel) -> str:
    names = (getattr(form, key, "") for key in ("id", "relationship", "anxiety", "avoidance"))
    return " ".join(name for name in names if isinstance(name, str) and name not in _AN_ANY)


def _narrowed(audience: Audience, form: BaseModel) -> Audience:
    """The audience of what stands in `form`: relationships and levels that it names itself, or in a part of it."""
    relationship, several = getattr(form, "relationship", ""), getattr(form, "relationships", ())
    if isinstance(relationship, str) and relationship not in _AN_ANY:
        audience = replace(audience, relationships=(relationship,))
    elif isinstance(several, tuple) and several and all(isinstance(name, str) for name in several):
        audience = replace(audience, relationships=several)
    for part in (form, *(value for _, value in form if isinstance(value, BaseModel))):
        levels = {dimension: _levels(getattr(part, dimension, None)) for dimension in DIMENSIONS}
        if all(levels.values()):
            return replace(audience, levels=levels)
    return audience


def _levels(named: Any) -> frozenset[Level]:
    levels = (named,) if isinstance(named, str) else named
    if not isinstance(levels, tuple) or not set(levels) <= set(LEVELS):
        return frozenset()
    return cast("frozenset[Level]", frozenset(levels))


def _cut(template: str, state: str, place: str, audience: Audience) -> Iterator[Text]:
    parts = _CUT.split(template)
    for number, part in enumerate(parts):
        pieces = tuple(filter(None, (piece.strip().casefold() for piece in _HOLE.split(part))))
        longest = max(map(len, pieces), default=0)
        if longest >= _SHORTEST_PIECE and len(part.split()) >= _WORDS_OF_A_TEXT:
            yield Text(place if len(parts) == 1 else f"{place}, part {number + 1}", state, pieces, audience)


class Finder:
    """Finds texts in what was said."""

    def __init__(self, texts: Sequence[Text]) -> None:
        self.texts = texts
        self._by_prefix: dict[str, list[int]] = defaultdict(list)
        self._short: list[int] = []
        for number, text in enumerate(texts):
            if len(text.key) < _PREFIX:
                self._short.append(number)
            else:
                self._by_prefix[text.key[:_PREFIX]].append(number)
        self.found = lru_cache(maxsize=_KEPT)(self._found)

    def _found(self, said: str) -> tuple[int, ...]:
        """The numbers of the texts whose pieces all stand in `said`, whichever state says them."""
        said = said.casefold()
        near = {number for number in self._short if self.texts[number].key in said}
        for start in range(len(said) - _PREFIX + 1):
            for number in self._by_prefix.get(said[start : start + _PREFIX], ()):
                if said.startswith(self.texts[number].key, start):
                    near.add(number)
        return tuple(sorted(number for number in near if _stands_in(self.texts[number], said)))


def _stands_in(text: Text, said: str) -> bool:
    if text.is_label:
        return text.key in said.split("\n")
    return all(piece in said for piece in text.pieces)
