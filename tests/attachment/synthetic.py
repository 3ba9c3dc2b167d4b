"""Made-up banks and people for calibrating: known parameters, and answers drawn from them.

Rule: chance comes from a seed; what is drawn is drawn by the engine's own model.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bot.attachment.items import Item
from bot.attachment.open_items import OpenItem
from bot.attachment.plane import CORRELATION, Floats
from bot.attachment.responses import MISSING, Answers


def open_statement(name: str, anxiety: float, avoidance: float, options: int = 7, sign: float = 1.0) -> OpenItem:
    """A statement as calibrating sees it: NaN is free, thresholds are absent."""
    words = tuple(str(number) for number in range(1, options + 1))
    slopes, offsets = np.array([anxiety, avoidance]), np.full(options - 1, np.nan)
    return OpenItem(name, "statement", "", "", (), words, sign, slopes, offsets)


def open_scene(name: str, options: int = 4) -> OpenItem:
    """A scene with everything free."""
    words = tuple(str(number) for number in range(1, options + 1))
    return OpenItem(name, "scene", "", "", (), words, 1.0, np.full((options, 2), np.nan), np.full(options, np.nan))


def true_items(items: Sequence[OpenItem], seed: int) -> list[Item]:
    """A true item for each: loadings of 1 to 2.5 where they are free, thresholds spread over the scale."""
    chance = np.random.default_rng(seed)
    return [_true_item(item, chance) for item in items]


def _true_item(item: OpenItem, chance: np.random.Generator) -> Item:
    if item.kind == "scene":
        leaning = chance.normal(0, 0.8, size=item.slopes.shape)
        popular = chance.normal(0, 0.4, size=len(item.options))
        return item.item(leaning - leaning.mean(axis=0), popular - popular.mean())
    slopes: Floats = item.slopes.copy()
    free = np.isnan(slopes)
    slopes[free] = chance.uniform(1.0, 2.5, size=2)[free]
    if free.all():
        slopes[int(chance.integers(2))] *= 0.3
    middle, width = chance.normal(0, 0.4), chance.uniform(0.5, 0.7) * 3 / (len(item.options) - 1)
    steps = np.linspace(-1, 1, len(item.options) - 1) if len(item.options) > 2 else np.zeros(1)
    return item.item(slopes, middle + 0.8 * width * (len(item.options) - 2) * steps)


def drawn(items: Sequence[Item], people: int, seed: int, missing: float = 0.0) -> tuple[Answers, Floats]:
    """Answers (people, items), of which a share is missing, and where the people stand (people, 2): off the grid."""
    chance = np.random.default_rng(seed)
    places = chance.multivariate_normal([0, 0], [[1, CORRELATION], [CORRELATION, 1]], size=people)
    answers = np.empty((people, len(items)), dtype=np.int64)
    for column, item in enumerate(items):
        borders = np.cumsum(np.exp(_log_likelihood(item, places)), axis=0)
        answers[:, column] = (chance.random(people) * borders[-1] > borders).sum(axis=0)
    answers[chance.random(answers.shape) < missing] = MISSING
    return answers, places


def _log_likelihood(item: Item, places: Floats) -> Floats:
    """(K, people): as `response.py` has it on the grid, at these places."""
    if item.kind == "scene":
        gains = item.slopes @ places.T + item.offsets[:, None]
        likely = np.exp(gains - gains.max(axis=0))
        return np.asarray(np.log(likely / likely.sum(axis=0)))
    at_least = 1 / (1 + np.exp(np.hypot(*item.slopes) * item.offsets[:, None] - (places @ item.slopes)[None, :]))
    edges = np.vstack([np.ones(len(places)), at_least, np.zeros(len(places))])
    return np.asarray(np.log(np.maximum(edges[:-1] - edges[1:], 1e-12)))
