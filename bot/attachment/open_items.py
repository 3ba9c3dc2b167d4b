"""Items whose parameters are partly or wholly unknown, as calibrating starts from them.

Rule: nothing is estimated here. A number that is to be estimated is NaN; every other number is held.
A statement's thresholds are measured along its own direction, so they can be held only where its loadings are: with a
free loading they are estimated, and given ones are only ignored beginnings. The same goes for a scene's intercepts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from bot.attachment.items import Item, Kind
from bot.attachment.plane import Floats
from bot.attachment.research_forms import ResearchFile, ResearchScene, ResearchStatement


@dataclass(frozen=True, eq=False)
class OpenItem:
    """An item and what is known of it.

    sign: -1 for a statement that is worded the other way round. slopes: (2,) for a statement, before its sign; (K, 2)
    for a scene. offsets: (K - 1,) thresholds or (K,) intercepts. NaN: to be estimated.
    """

    id: str
    kind: Kind
    text: str
    family: str
    relationships: tuple[str, ...]
    options: tuple[str, ...]
    sign: float
    slopes: Floats
    offsets: Floats

    @property
    def free_slopes(self) -> bool:
        """Whether any loading or slope is to be estimated."""
        return bool(np.isnan(self.slopes).any())

    @property
    def is_open(self) -> bool:
        """Whether anything is to be estimated."""
        return self.free_slopes or bool(np.isnan(self.offsets).any())

    @property
    def reach(self) -> tuple[bool, bool]:
        """Which dimensions it may speak of: those with a loading that is free or not 0."""
        speaks = (np.isnan(self.slopes) | (self.slopes != 0)).reshape(-1, 2).any(axis=0)
        return bool(speaks[0]), bool(speaks[1])

    def item(self, slopes: Floats, offsets: Floats) -> Item:
        """The finished item. slopes, offsets: as here, without a NaN."""
        return Item(
            id=self.id,
            kind=self.kind,
            text=self.text,
            short=self.id,
            family=self.family,
            relationships=self.relationships,
            options=self.options,
            slopes=self.sign * slopes,
            offsets=offsets,
        )


def open_items(file: ResearchFile) -> Iterator[OpenItem]:
    """The file's items with its defaults applied; the file has been checked (`research_checks.py`)."""
    for form in file.items:
        relationships = form.relationship or file.defaults.relationship
        if isinstance(form, ResearchScene):
            yield _scene(form, relationships)
        else:
            yield _statement(form, file, relationships)


def _statement(form: ResearchStatement, file: ResearchFile, relationships: tuple[str, ...]) -> OpenItem:
    options = options_of(form, file)
    slopes = np.array(loadings_of(form, file))
    given = form.thresholds or file.defaults.thresholds
    known = isinstance(given, tuple) and bool(given) and not np.isnan(slopes).any()
    offsets = np.array(given, dtype=np.float64) if known else np.full(len(options) - 1, np.nan)
    return OpenItem(
        id=form.id,
        kind="statement",
        text=form.text,
        family=form.family,
        relationships=relationships,
        options=options,
        sign=-1.0 if form.reversed else 1.0,
        slopes=slopes,
        offsets=offsets,
    )


def _scene(form: ResearchScene, relationships: tuple[str, ...]) -> OpenItem:
    slopes = np.array([option.slopes.pair for option in form.options])
    intercepts = np.array([np.nan if option.intercept is None else option.intercept for option in form.options])
    if np.isnan(slopes).any():
        intercepts = np.full(len(form.options), np.nan)
    return OpenItem(
        id=form.id,
        kind="scene",
        text=f"{form.scene} {form.ask}".strip(),
        family=form.family,
        relationships=relationships,
        options=tuple(option.text or str(number) for number, option in enumerate(form.options, 1)),
        sign=1.0,
        slopes=slopes,
        offsets=intercepts,
    )


def options_of(form: ResearchStatement, file: ResearchFile) -> tuple[str, ...]:
    """A statement's options, its own or the file's; without any, as many as its thresholds need."""
    named, thresholds = form.options or file.defaults.options, form.thresholds or file.defaults.thresholds
    return named or (tuple(str(number) for number in range(1, len(thresholds) + 2)) if thresholds else ())


def loadings_of(form: ResearchStatement, file: ResearchFile) -> tuple[float, float]:
    """A statement's loadings, its own or the file's; where nobody says anything they are free."""
    given = form.loadings or file.defaults.loadings
    return (np.nan, np.nan) if given is None else given.pair
