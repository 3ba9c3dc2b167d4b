"""Where the search for parameters begins: factor loadings of the plain correlations, and the shares of the options.

Rule: rough is enough, except for the signs: a search that begins on the wrong side of 0 may stay there.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bot.attachment.estimation import Parameters
from bot.attachment.open_items import OpenItem
from bot.attachment.plane import CORRELATION, Floats
from bot.attachment.responses import MISSING, Answers, correlations, scores

PROBIT = 1.702
"""A logistic curve with this slope is a normal one, nearly."""
_WEAKEST, _STRONGEST = 0.1, 0.9
_UNKNOWN = 0.7
"""A slope where the correlations say nothing."""


def start_values(items: Sequence[OpenItem], answers: Answers) -> list[Parameters]:
    """Slopes and intercepts of every item, those that are held at their value."""
    values = scores(answers, [len(item.options) for item in items])
    spread = np.nanstd(values, axis=0)
    values = (values - np.nanmean(values, axis=0)) / np.where(spread > 0, spread, 1.0)
    marks = np.column_stack([_mark(items, values, place) for place in range(2)])
    return [
        _statement(item, values[:, place], answers[:, place], marks)
        if item.kind == "statement"
        else _scene(item, answers[:, place], marks)
        for place, item in enumerate(items)
    ]


def _mark(items: Sequence[OpenItem], values: Floats, dimension: int) -> Floats:
    """(people,): a rough standing on one dimension, from the statements that speak of it alone; 0 without any."""
    own = [
        n for n, item in enumerate(items) if item.kind == "statement" and item.reach == (dimension == 0, dimension == 1)
    ]
    if not own:
        return np.zeros(len(values))
    loadings = np.linalg.eigh(correlations(values[:, own]))[1][:, -1]
    signs = np.array([items[n].sign * _held_sign(items[n], dimension) for n in own])
    loadings *= np.sign(loadings @ signs) or 1.0
    mark: Floats = np.nan_to_num(values[:, own]) @ loadings
    spread = mark.std()
    return mark / spread if spread > 0 else mark


def _held_sign(item: OpenItem, dimension: int) -> float:
    return -1.0 if item.slopes[dimension] < 0 else 1.0


def _statement(item: OpenItem, values: Floats, answers: Answers, marks: Floats) -> Parameters:
    known = ~np.isnan(values)
    told = np.array([_correlation(values[known], mark[known]) for mark in marks.T])
    both = np.linalg.pinv(np.array([[1.0, CORRELATION], [CORRELATION, 1.0]]))
    shares = both @ told if all(item.reach) else told
    size = np.clip(np.abs(shares), _WEAKEST, _STRONGEST)
    rough = np.where(marks.any(axis=0), np.sign(shares) * PROBIT * size / np.sqrt(1 - size**2), item.sign * _UNKNOWN)
    slopes = np.where(np.isnan(item.slopes), rough, item.sign * item.slopes)
    if not np.isnan(item.offsets).any():
        return slopes, float(np.hypot(*slopes)) * item.offsets
    return slopes, _borders(answers, len(item.options)) * widening(slopes)


def widening(slopes: Floats) -> float:
    """How much further apart a statement's intercepts lie than the logits of its shares, because people differ."""
    square = slopes @ np.array([[1.0, CORRELATION], [CORRELATION, 1.0]]) @ slopes
    return float(np.sqrt(1 + square / PROBIT**2))


def _borders(answers: Answers, options: int) -> Floats:
    given = answers[answers != MISSING]
    above = [(np.count_nonzero(given >= option) + 0.5) / (len(given) + 1) for option in range(1, options)]
    logits = -np.log(np.array(above) / (1 - np.array(above)))
    # Borders of an option that nobody chose coincide: they are set a little apart.
    ascending: Floats = np.maximum.accumulate(logits) + 0.01 * np.arange(options - 1)
    return ascending


def _scene(item: OpenItem, answers: Answers, marks: Floats) -> Parameters:
    options = len(item.options)
    counts = np.array([np.count_nonzero(answers == option) for option in range(options)])
    rough = np.array(
        [marks[answers == option].mean(axis=0) if counts[option] else np.zeros(2) for option in range(options)]
    )
    popular = np.log(counts + 0.5)
    slopes = np.where(np.isnan(item.slopes), rough, item.slopes)
    return slopes, np.where(np.isnan(item.offsets), popular - popular.mean(), item.offsets)


def _correlation(first: Floats, second: Floats) -> float:
    if len(first) < 3 or first.std() == 0 or second.std() == 0:  # noqa: PLR2004 (two points always lie on a line)
        return 0.0
    return float(np.corrcoef(first, second)[0, 1])
