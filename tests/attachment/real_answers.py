"""Real answers to an adult-attachment questionnaire, if `../shared/data/ecr_r` is there, and item parameters from them.

Rule: research data about people: they are read where they lie and never copied. Parameters come from one half of the
people; the engine is judged on the other half.

The parameters are those of a factor model (one factor for each dimension, principal axes), turned into the graded
response model: slope = 1.702 l / sqrt(1 - l^2) for a loading l, thresholds = normal quantiles of the shares / l
(Takane and de Leeuw 1987). Good enough to judge the engine by, and done in a tenth of a second.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from bot.attachment.bank import Marks, Stack
from bot.attachment.calibration import calibrate
from bot.attachment.items import Item
from bot.attachment.misfit import Calibration
from bot.attachment.plane import Floats
from bot.attachment.responses import MISSING as NOT_GIVEN
from bot.attachment.selection import Sitting, next_item
from bot.attachment.starting import start_values
from tests.attachment.builders import ROOT
from tests.attachment.people import correlations
from tests.attachment.synthetic import open_statement

FOLDER = ROOT.parent / "shared" / "data" / "ecr_r"
MISSING = "the real answers in ../shared/data/ecr_r are not here, so the engine was not judged on them"
_ITEMS, _OPTIONS = 18, 7
_QUANTILE = NormalDist().inv_cdf

Answers = NDArray[np.int64]


@dataclass(frozen=True)
class Halves:
    """Complete rows: answers (people, 36) from 0 to 6, anxiety's 18 items first."""

    to_learn_from: Answers
    to_judge_by: Answers


def read(folder: Path = FOLDER) -> Halves:
    """Both halves of the people who answered everything."""
    with (folder / "responses.csv").open(newline="", encoding="utf-8") as file:
        rows = [list(row.values())[2:] for row in csv.DictReader(file)]
    answers = np.array([[int(value) - 1 for value in row] for row in rows if all(row)], dtype=np.int64)
    return Halves(answers[::2], answers[1::2])


def stack_from(answers: Answers) -> Stack:
    """The 36 items with parameters estimated from these answers."""
    items = []
    for dimension, name in enumerate(("anxiety", "avoidance")):
        own = answers[:, dimension * _ITEMS : (dimension + 1) * _ITEMS]
        for number, loading in enumerate(_loadings(own)):
            slopes = np.zeros(2)
            slopes[dimension] = 1.702 * loading / np.sqrt(1 - loading**2)
            items.append(_item(f"{name}{number}", slopes, _thresholds(own[:, number]) / loading))
    return Stack(tuple(items))


def _loadings(answers: Answers) -> Floats:
    """Loadings on one factor, by principal axes."""
    correlation: Floats = np.asarray(np.corrcoef(answers.T))
    shared = np.full(len(correlation), 0.5)
    for _ in range(50):
        np.fill_diagonal(correlation, shared)
        values, vectors = np.linalg.eigh(correlation)
        loadings = vectors[:, -1] * np.sqrt(values[-1])
        shared = loadings**2
    found: Floats = np.clip(np.abs(loadings), 0.2, 0.95)
    return found


def _thresholds(answers: NDArray[np.int64]) -> Floats:
    below = [(np.count_nonzero(answers < option) + 0.5) / (len(answers) + 1) for option in range(1, _OPTIONS)]
    return np.array([_QUANTILE(share) for share in below])


def _item(name: str, slopes: Floats, thresholds: Floats) -> Item:
    options = tuple(str(option) for option in range(_OPTIONS))
    return Item(name, "statement", name, name, "", ("romantic",), options, slopes, thresholds)


def marks_of(stack: Stack, answers: NDArray[np.int64], places: list[int]) -> Marks:
    """What one person answered to the items at these places."""
    return tuple((stack.items[place].id, int(answers[place])) for place in places)


def agreement(stack: Stack, people: Answers, questions: int, *, adaptive: bool = True) -> tuple[float, float]:
    """The correlation of the estimate from so many questions with the one from all 36, on each dimension."""
    chance = np.random.default_rng(5)
    full = [stack.belief(marks_of(stack, person, list(range(2 * _ITEMS)))).mean for person in people]
    short = []
    for number, person in enumerate(people):
        asked = _adaptively(stack, person, questions, number) if adaptive else None
        if asked is None:
            asked = [int(place) for place in chance.permutation(2 * _ITEMS)[:questions]]
        short.append(stack.belief(marks_of(stack, person, asked)).mean)
    return correlations(np.array(full), np.array(short))


def _adaptively(stack: Stack, person: NDArray[np.int64], questions: int, seed: int) -> list[int]:
    asked: list[int] = []
    while len(asked) < questions:
        belief = stack.belief(marks_of(stack, person, asked))
        place = next_item(stack, belief, Sitting(tuple(asked)), seed)
        assert place is not None
        asked.append(place)
    return asked


# Parameters by calibrating


def read_all(folder: Path = FOLDER) -> tuple[Answers, list[str]]:
    """Everyone's answers, anxiety's 18 items first, and where each person was recruited."""
    with (folder / "responses.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    answers = [[int(value) - 1 if value else NOT_GIVEN for value in list(row.values())[2:]] for row in rows]
    return np.array(answers, dtype=np.int64), [row["site"] for row in rows]


def calibrated_stack(answers: Answers) -> tuple[Stack, Calibration]:
    """The 36 items as calibrating finds them from these answers, each on its own dimension."""
    free = float("nan")
    items = [
        *(open_statement(f"anxiety_{number:02}", free, 0) for number in range(1, _ITEMS + 1)),
        *(open_statement(f"avoidance_{number:02}", 0, free) for number in range(1, _ITEMS + 1)),
    ]
    found = calibrate(items, start_values(items, answers), answers)
    return Stack(found.items), found.calibration
