"""Measuring the engine on real answers: each person's answers are given again, and what a few of them say is compared
with what all of them say, and with the answers that were not asked for.

Rule: pure; chance comes from a seed and times from a clock that is handed in.
Shapes: P = people, I = items of the stack, G = grid points.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from bot.attachment.bank import Stack
from bot.attachment.belief import Belief
from bot.attachment.calibration_error import CalibrationError, calibration_error
from bot.attachment.crowd import beliefs
from bot.attachment.foretelling import Foretelling
from bot.attachment.misfit import Misfit
from bot.attachment.plane import DIMENSIONS, POINTS, Dimension, Floats
from bot.attachment.replay import Asked, adaptive, at_random, best_fixed_order, in_order, paces
from bot.attachment.responses import Answers
from bot.attachment.straying import only_asked
from bot.attachment.tendency import read, tendencies

NUMBERS: Final = (4, 6, 8, 10, 12, 16, 20)
Order = Literal["adaptive", "random", "fixed"]
OnBoth = Mapping[Dimension, float | None]
_FEWEST = 3
"""A correlation needs so many people."""
_TIMED = 100


@dataclass(frozen=True)
class Figures:
    """What so many questions say. people: who answered enough for it. None: it cannot be had, as after all questions
    nothing is left to foretell.

    with_all: correlation with the estimate from all items. with_rest: with the mean over the items not asked. covered:
    the share of people whose mean over the items not asked falls into its 90 % interval; covered_in_all: of both
    dimensions' intervals together; covered_by_model: the share without what calibrating noted about misfit. brier: mean
    squared distance of the four chances from those of all items. region: the share of people in the same region.
    """

    questions: int | None
    people: int
    with_all: OnBoth
    with_rest: OnBoth
    standard_error: OnBoth
    covered: OnBoth
    covered_in_all: float | None
    covered_by_model: OnBoth
    calibration_error: CalibrationError | None
    brier: float | None
    region: float | None


@dataclass(frozen=True)
class Evaluation:
    """people, items: how many. orders: the figures by order and number of questions, all of them last.
    fixed_order: ids. selection, update: microseconds."""

    people: int
    items: int
    orders: Mapping[Order, Sequence[Figures]]
    fixed_order: Sequence[str]
    selection: float
    update: float


@dataclass(frozen=True)
class Plan:
    """After how many questions to look, and the seed of everything that is drawn."""

    numbers: Sequence[int] = NUMBERS
    seed: int = 1


USUAL: Final = Plan()


@dataclass(frozen=True, eq=False)
class _Case:
    """Everything that all figures share."""

    stack: Stack
    answers: Answers
    misfit: Misfit
    seed: int

    @cached_property
    def all_beliefs(self) -> Floats:
        return beliefs(self.stack, self.answers)

    @cached_property
    def all_chances(self) -> Floats:
        return _chances(self.all_beliefs)

    @cached_property
    def all_regions(self) -> list[tuple[str, str]]:
        return _regions(self.all_beliefs)


def evaluate(
    stack: Stack,
    answers: Answers,
    misfit: Misfit,
    clock: Callable[[], float],
    plan: Plan = USUAL,
) -> Evaluation:
    """All figures for these answers (P, I), which hold no person without any answer."""
    seed, numbers = plan.seed, plan.numbers
    case, most = _Case(stack, answers, misfit, seed), max(numbers)
    fixed = best_fixed_order(stack, most, seed)
    # A fixed order goes on with the other items for people who left some of its items out.
    whole = [*fixed, *(place for place in range(len(stack.items)) if place not in fixed)]
    orders: dict[Order, list[Asked]] = {
        "adaptive": adaptive(stack, answers, most, seed),
        "random": at_random(answers, most, seed),
        "fixed": in_order(answers, whole, most),
    }
    everything = _after_all(case)
    figures = {
        name: [*(_figures(case, asked, number) for number in numbers), everything] for name, asked in orders.items()
    }
    choosing, taking = paces(stack, answers[:_TIMED], clock, seed)
    names = [stack.items[place].id for place in fixed]
    return Evaluation(len(answers), len(stack.items), figures, names, choosing * 1e6, taking * 1e6)


def _figures(case: _Case, asked: Sequence[Asked], number: int) -> Figures:
    who = np.array([len(places) >= number for places in asked])
    begun = [places[:number] for places in asked]
    weights = beliefs(case.stack, only_asked(case.answers, begun))
    errors = _standard_errors(weights[who])
    rests = [_rest(case, begun, weights, who, place) for place in range(2)]
    few = int(who.sum()) < _FEWEST
    chances, references = _chances(weights[who]), case.all_chances[who]
    same = [one == other for one, other in zip(_regions(weights), case.all_regions, strict=True)]
    return Figures(
        questions=number,
        people=int(who.sum()),
        with_all=_both([_correlation(weights[who] @ axis, case.all_beliefs[who] @ axis) for axis in POINTS.T]),
        with_rest=_both([rest[0] for rest in rests]),
        standard_error=_both(errors),
        covered=_both([rest[1] for rest in rests]),
        covered_in_all=_mean([rest[1] for rest in rests]),
        covered_by_model=_both([rest[2] for rest in rests]),
        calibration_error=None if few else calibration_error(chances, references, case.seed),
        brier=None if few else float(((chances - references) ** 2).sum(axis=1).mean()),
        region=None if few else float(np.array(same)[who].mean()),
    )


def _rest(
    case: _Case, begun: list[Asked], weights: Floats, who: NDArray[np.bool_], dimension: int
) -> tuple[float | None, float | None, float | None]:
    """On one dimension: the correlation with the mean over the items not asked, and how many intervals hold it."""
    enough = np.flatnonzero(who)
    rest = Foretelling(case.stack, case.answers[enough]).rest([begun[person] for person in enough], dimension)
    if rest.who.sum() < _FEWEST:
        return None, None, None
    own = weights[enough][rest.who]
    misfit = case.misfit.after(len(begun[enough[0]]))[dimension]
    return _correlation(own @ POINTS[:, dimension], rest.found), rest.covered(own, misfit), rest.covered(own, 0.0)


def _after_all(case: _Case) -> Figures:
    return Figures(
        questions=None,
        people=len(case.answers),
        with_all=_both([1.0, 1.0]),
        with_rest=_both([None, None]),
        standard_error=_both(_standard_errors(case.all_beliefs)),
        covered=_both([None, None]),
        covered_in_all=None,
        covered_by_model=_both([None, None]),
        calibration_error=CalibrationError(0.0, 0.0, 0.0, 0.0),
        brier=0.0,
        region=1.0,
    )


def _both(values: Sequence[float | None]) -> OnBoth:
    return dict(zip(DIMENSIONS, values, strict=True))


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None


def _standard_errors(weights: Floats) -> list[float | None]:
    if not len(weights):
        return [None, None]
    variance = weights @ POINTS**2 - (weights @ POINTS) ** 2
    return [float(one) for one in np.sqrt(np.maximum(variance, 0)).mean(axis=0)]


def _correlation(first: Floats, second: Floats) -> float | None:
    if len(first) < _FEWEST or first.std() == 0 or second.std() == 0:
        return None
    return float(np.corrcoef(first, second)[0, 1])


def _chances(weights: Floats) -> Floats:
    """(P, 4): the chance of each tendency."""
    return np.array([list(tendencies(Belief(one)).values()) for one in weights]).reshape(len(weights), -1)


def _regions(weights: Floats) -> list[tuple[str, str]]:
    readings = [read(Belief(one)) for one in weights]
    return [(one.anxiety.level, one.avoidance.level) for one in readings]
