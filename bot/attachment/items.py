"""The form of an items file (`dialogues/items/`), and the items made from it.

Rule: what one item is; how items stand together is bank.py, what answers say is response.py and belief.py.
A statement is answered on an ordered scale (Samejima's graded response); a scene's options have no order, and each
leans somewhere on both dimensions (Bock's nominal response).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import Discriminator, Field, Tag

from bot.attachment.forms import Form, Loadings, Names, YesNo
from bot.attachment.misfit import Calibration
from bot.attachment.plane import Floats
from bot.attachment.response import graded, nominal

Kind = Literal["statement", "scene"]
Part = Literal["self", "others", "expectation"]
"""The part of the working model that an item is about."""


class Defaults(Form):
    """What holds for every item of the file that does not say otherwise. Options and thresholds are the statements'."""

    relationship: Names = ()
    source: str = ""
    part: Part | None = None
    options: tuple[str, ...] = ()
    thresholds: tuple[float, ...] = ()


class _ItemForm(Form):
    id: str
    short: str = ""
    family: str = ""
    part: Part | None = None
    relationship: Names = ()
    source: str = ""


class StatementForm(_ItemForm):
    """A sentence to agree or disagree with.

    loadings: how strongly agreeing speaks for more of each dimension; `reversed` turns their sign. thresholds: where
    along the item's own direction each option becomes likelier than the one below it, ascending.
    """

    text: str
    reversed: YesNo = False
    loadings: Loadings
    options: tuple[str, ...] = ()
    thresholds: tuple[float, ...] = ()


class OptionForm(Form):
    """One answer to a scene. slopes: which way it leans; intercept: how popular it is in the middle of the plane."""

    text: str
    slopes: Loadings
    intercept: float = 0.0


class SceneForm(_ItemForm):
    """A small situation, and the question that its options answer."""

    scene: str
    ask: str = ""
    options: tuple[OptionForm, ...]


def _kind(value: Any) -> Kind:
    given = value if isinstance(value, dict) else vars(value)
    return "scene" if "scene" in given else "statement"


ItemForm = Annotated[
    Annotated[StatementForm, Tag("statement")] | Annotated[SceneForm, Tag("scene")], Discriminator(_kind)
]


class ItemsFile(Form):
    """One file of `dialogues/items/`. calibration: what calibrating noted, if it was calibrated."""

    defaults: Defaults = Defaults()
    calibration: Calibration | None = None
    items: tuple[ItemForm, ...] = Field(min_length=1)


@dataclass(frozen=True, eq=False)
class Item:
    """A scored question, ready to be asked.

    text: the statement, or the scene with its question. slopes: (2,) for a statement, (K, 2) for a scene.
    offsets: (K - 1,) thresholds of a statement, (K,) intercepts of a scene.
    """

    id: str
    kind: Kind
    text: str
    short: str
    family: str
    relationships: tuple[str, ...]
    options: tuple[str, ...]
    slopes: Floats
    offsets: Floats

    @cached_property
    def log_likelihood(self) -> Floats:
        """(K, G): log-probability of each option at each point of the plane. Made when it is first needed."""
        return (graded if self.kind == "statement" else nominal)(self.slopes, self.offsets)

    @cached_property
    def touches(self) -> tuple[bool, bool]:
        """Which dimensions (anxiety, avoidance) the item tells something about: at least half of what it tells most."""
        reach = np.abs(self.slopes) if self.kind == "statement" else np.ptp(self.slopes, axis=0)
        anxiety, avoidance = (bool(reach.max() > 0 and one >= reach.max() / 2) for one in reach)
        return anxiety, avoidance


def items_of(file: ItemsFile) -> Iterator[Item]:
    """The file's items with its defaults applied. The forms have been checked (`checks.py`)."""
    for form in file.items:
        relationships = form.relationship or file.defaults.relationship
        if isinstance(form, SceneForm):
            yield _scene(form, relationships)
        else:
            yield _statement(form, file.defaults, relationships)


def _statement(form: StatementForm, defaults: Defaults, relationships: tuple[str, ...]) -> Item:
    sign = -1.0 if form.reversed else 1.0
    return Item(
        id=form.id,
        kind="statement",
        text=form.text,
        short=form.short,
        family=form.family,
        relationships=relationships,
        options=form.options or defaults.options,
        slopes=sign * np.array(form.loadings.pair),
        offsets=np.array(form.thresholds or defaults.thresholds),
    )


def _scene(form: SceneForm, relationships: tuple[str, ...]) -> Item:
    return Item(
        id=form.id,
        kind="scene",
        text=f"{form.scene} {form.ask}".strip(),
        short=form.short,
        family=form.family,
        relationships=relationships,
        options=tuple(option.text for option in form.options),
        slopes=np.array([option.slopes.pair for option in form.options]),
        offsets=np.array([option.intercept for option in form.options]),
    )
