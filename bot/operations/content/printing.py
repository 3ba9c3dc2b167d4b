"""The tables of `dialogues check --content`: the guide beside what is there, how the files read, how both sides weigh.

Rule: lines of text only; nothing is measured here.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from bot.operations.content.checking import Report


def tables(report: Report) -> Iterator[str]:
    """Everything that was counted, a line each."""
    yield from _guide(report)
    yield ""
    yield from _reading(report)
    yield ""
    yield from _balance(report)
    yield f"The most restricted person has a new daily question for {report.days} days."


def _guide(report: Report) -> Iterator[str]:
    yield f"{'module':<44}{'wanted':>8}{'there':>8}"
    for one in report.counted:
        short = f"  {one.wanted - one.there} short" if one.there < one.wanted else ""
        yield f"{one.module:<44}{one.wanted:>8}{one.there:>8}{short}"


def _reading(report: Report) -> Iterator[str]:
    yield f"{f'reading grade (aim {report.aim:g})':<44}{'words':>8}{'mean':>8}  hardest file"
    for folder, of_folder in groupby(report.graded, key=lambda one: one.file.partition("/")[0]):
        files = list(of_folder)
        words = sum(one.words for one in files)
        mean = sum(one.grade * one.words for one in files) / words
        hardest = max(files, key=lambda one: one.grade)
        yield f"{folder:<44}{words:>8}{mean:>8.1f}  {hardest.file} ({hardest.grade:.1f})"


def _balance(report: Report) -> Iterator[str]:
    yield f"{'leaning to worry / to distance':<44}{'texts':>12}{'length':>14}{'warmth':>14}"
    for one in report.weighed:
        worry, distance = one.worry, one.distance
        texts = f"{worry.texts} / {distance.texts}"
        length, warmth = (f"{getattr(worry, it):.1f} / {getattr(distance, it):.1f}" for it in ("length", "warmth"))
        yield f"{one.where:<44}{texts:>12}{length:>14}{warmth:>14}"
