"""What is wrong with a bank file that is calibrated or measured, beyond what its form can see.

Rule: each fault is a sentence with the way to its place in the file. Only what the engine needs is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from bot.attachment.forms import RELATIONSHIPS, unknown
from bot.attachment.open_items import loadings_of, options_of
from bot.attachment.research_forms import MOST_OPTIONS, ResearchFile, ResearchScene, ResearchStatement

Where = tuple[str | int, ...]
_FEWEST_OPTIONS = 2


def faults(file: ResearchFile) -> Iterator[tuple[Where, str]]:
    """Every fault, with the way to it."""
    yield from _unknown_relationships(("defaults", "relationship"), file.defaults.relationship)
    yield from _thresholds_in_order(("defaults", "thresholds"), file.defaults.thresholds)
    seen: set[str] = set()
    for number, form in enumerate(file.items):
        where: Where = ("items", number)
        if form.id in seen:
            yield (*where, "id"), f"there are two items named '{form.id}'; each needs a name of its own"
        seen.add(form.id)
        yield from _unknown_relationships((*where, "relationship"), form.relationship)
        found = _in_scene(form) if isinstance(form, ResearchScene) else _in_statement(form, file)
        for place, message in found:
            yield (*where, *place), message


def still_open(file: ResearchFile) -> Iterator[tuple[Where, str]]:
    """Items whose parameters are not all known, which cannot be measured with."""
    remedy = "calibrate the bank first (securebase attachment calibrate)"
    for number, form in enumerate(file.items):
        if isinstance(form, ResearchScene):
            # A scene without intercepts is complete: its options are equally popular in the middle of the plane.
            if any(np.isnan(option.slopes.pair).any() for option in form.options):
                yield ("items", number, "options"), f"'{form.id}' has slopes that are free: {remedy}"
        elif np.isnan(loadings_of(form, file)).any():
            yield ("items", number, "loadings"), f"'{form.id}' has loadings that are free: {remedy}"
        elif not (form.thresholds or file.defaults.thresholds):
            yield ("items", number, "thresholds"), f"'{form.id}' has no thresholds: {remedy}"


def _unknown_relationships(where: Where, names: tuple[str, ...]) -> Iterator[tuple[Where, str]]:
    for name in names:
        if name not in RELATIONSHIPS:
            yield where, unknown("relationship", name, RELATIONSHIPS)


def _thresholds_in_order(where: Where, thresholds: tuple[float, ...]) -> Iterator[tuple[Where, str]]:
    for number, (earlier, later) in enumerate(pairwise(thresholds), 2):
        if later <= earlier:
            yield where, f"thresholds must rise from each to the next; number {number} ({later:g}) does not"


def _in_statement(form: ResearchStatement, file: ResearchFile) -> Iterator[tuple[Where, str]]:
    options, thresholds = options_of(form, file), form.thresholds or file.defaults.thresholds
    if not options:
        yield (), f"'{form.id}' has no options: a list of words, or their number (2 to {MOST_OPTIONS})"
        return
    yield from _number_of_options(len(options))
    if thresholds and len(thresholds) != len(options) - 1:
        place = ("thresholds",) if form.thresholds else ()
        yield place, f"{len(options)} options need {len(options) - 1} thresholds; there are {len(thresholds)}"
    yield from _thresholds_in_order(("thresholds",), form.thresholds)
    if loadings_of(form, file) == (0.0, 0.0):
        yield ("loadings",), f"'{form.id}' says nothing about either dimension; one loading must not be 0"


def _in_scene(form: ResearchScene) -> Iterator[tuple[Where, str]]:
    yield from _number_of_options(len(form.options))
    slopes = np.array([option.slopes.pair for option in form.options])
    if not np.isnan(slopes).any() and not np.ptp(slopes, axis=0).any():
        yield ("options",), f"'{form.id}' says nothing about either dimension; its options must differ in their slopes"


def _number_of_options(count: int) -> Iterator[tuple[Where, str]]:
    if not _FEWEST_OPTIONS <= count <= MOST_OPTIONS:
        yield ("options",), f"there are {count} options; it must be {_FEWEST_OPTIONS} to {MOST_OPTIONS}"
