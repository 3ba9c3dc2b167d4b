"""Real answers given again: which items a person would have been asked, in the engine's order or in another one.

Rule: an answer is looked up, never invented; an item that a person left out cannot be asked. Chance comes from a seed.
Shapes: P = people, S = simulated people, I = items of the stack, R = all their options, G = grid points.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from bot.attachment.bank import Stack
from bot.attachment.belief import belief_from
from bot.attachment.crowd import weights_of
from bot.attachment.plane import LOG_PRIOR, POINTS, Floats
from bot.attachment.responses import MISSING, Answers
from bot.attachment.selection import Sitting, next_item

Asked = tuple[int, ...]
"""Places in the stack, in the order of asking."""

_SIMULATED = 300


def adaptive(stack: Stack, answers: Answers, most: int, seed: int) -> list[Asked]:
    """What the engine asks each person: at most `most` items."""
    return [_one(stack, row, most, seed + number) for number, row in enumerate(answers)]


def _one(stack: Stack, answers: Answers, most: int, seed: int) -> Asked:
    barred = frozenset(np.flatnonzero(answers == MISSING).tolist())
    rows = stack.first_rows + answers
    asked: Asked = ()
    while len(asked) < min(most, len(answers) - len(barred)):
        belief = belief_from(stack.log_likelihood[rows[list(asked)]])
        place = next_item(stack, belief, Sitting(asked, barred), seed)
        if place is None:
            break
        asked = (*asked, place)
    return asked


def at_random(answers: Answers, most: int, seed: int) -> list[Asked]:
    """For each person an order of their own."""
    chance = np.random.default_rng(seed)
    return [_answered(row, chance.permutation(len(row)).tolist(), most) for row in answers]


def in_order(answers: Answers, order: Sequence[int], most: int) -> list[Asked]:
    """The same order for everyone; who left an item out is asked the one after it."""
    return [_answered(row, order, most) for row in answers]


def _answered(answers: Answers, order: Sequence[int], most: int) -> Asked:
    return tuple([place for place in order if answers[place] != MISSING][:most])


def best_fixed_order(stack: Stack, most: int, seed: int) -> list[int]:
    """The order that leaves people least uncertain on average: each item the best one to add, for simulated people.

    They are drawn from the prior and answer by the model, so that the order is not fitted to the people it is tried on.
    """
    chance = np.random.default_rng(seed)
    points = chance.choice(len(POINTS), size=_SIMULATED, p=np.exp(LOG_PRIOR))
    rows = _answer_all(stack, points, chance)
    logs = np.zeros((_SIMULATED, len(POINTS)))
    order: list[int] = []
    while len(order) < min(most, len(stack.items)):
        told = _told(stack, weights_of(logs))
        told[order] = -np.inf
        order.append(int(np.argmax(told)))
        logs += stack.log_likelihood[rows[:, order[-1]]]
    return order


def _answer_all(stack: Stack, points: Answers, chance: np.random.Generator) -> Answers:
    """(S, I): the row of the table that each simulated person's answer to each item is."""
    answers = np.empty((len(points), len(stack.items)), dtype=np.int64)
    for place, item in enumerate(stack.items):
        borders = np.cumsum(np.exp(item.log_likelihood), axis=0)[:, points]
        option = (chance.random(len(points)) * borders[-1] > borders).sum(axis=0)
        answers[:, place] = stack.first_rows[place] + option
    return answers


def _told(stack: Stack, weights: Floats) -> Floats:
    """(I,): how much of the variance each item is expected to explain, on average over people."""
    likelihood = stack.likelihood.T
    likely = weights @ likelihood
    explained = sum((((weights * axis) @ likelihood) ** 2 / likely for axis in POINTS.T), start=np.zeros_like(likely))
    told: Floats = np.add.reduceat(explained.mean(axis=0), stack.first_rows)
    return told


def paces(stack: Stack, answers: Answers, clock: Callable[[], float], seed: int) -> tuple[float, float]:
    """Median seconds that choosing an item and taking an answer in take; `clock` says the seconds."""
    choosing, taking = [], []
    for number, row in enumerate(answers):
        barred, rows = frozenset(np.flatnonzero(row == MISSING).tolist()), stack.first_rows + row
        asked: Asked = ()
        for _ in range(min(8, len(row) - len(barred))):
            begun = clock()
            belief = belief_from(stack.log_likelihood[rows[list(asked)]])
            updated = clock()
            place = next_item(stack, belief, Sitting(asked, barred), seed + number)
            choosing.append(clock() - updated)
            taking.append(updated - begun)
            if place is None:
                break
            asked = (*asked, place)
    return (float(np.median(choosing)), float(np.median(taking))) if choosing else (0.0, 0.0)
