"""What `calibrate` and `evaluate` print: sentences and a table, or JSON.

Rule: words for figures; nothing is computed here.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator, Sequence

from bot.attachment.calibration import Calibrated
from bot.attachment.evaluation import Evaluation, Figures, OnBoth
from bot.attachment.plane import DIMENSIONS

_ORDERS = {
    "adaptive": "Adaptive: each question chosen by the answers before it",
    "random": "At random: another order for each person",
    "fixed": "Fixed: the best single order for everyone, found on simulated people",
}
_HEADER = (
    *("items", "people", "with all", "with the rest", "std. error"),
    *("in 90 %", "model alone", "calibration error", "Brier", "region"),
)


def as_json(found: Evaluation) -> str:
    """Everything, with the names of `evaluation.py`; a figure that cannot be had is null."""
    return json.dumps(dataclasses.asdict(found), indent=2)


def table(found: Evaluation) -> Iterator[str]:
    """The lines of the report."""
    yield f"{found.people} people, {found.items} items. Figures in pairs: anxiety, avoidance."
    for order, figures in found.orders.items():
        yield ""
        yield _ORDERS[order]
        yield from _aligned([_HEADER, *map(_row, figures)])
    yield ""
    yield f"Best fixed order: {', '.join(found.fixed_order)}"
    yield f"Microseconds (medians): {found.selection:.0f} to choose an item, {found.update:.0f} to take an answer in."
    yield ""
    yield from _LEGEND


_LEGEND = (
    "with all: correlation with the estimate from all items. with the rest: with the mean over the items not asked.",
    "in 90 %: share of people whose mean over the items not asked falls into its 90 % interval; model alone: the same",
    "without the misfit that calibrating noted. calibration error: of the four tendencies, beside their chances after",
    "all items (root mean square over eight bins, corrected for bias; 90 % bootstrap interval). Brier: the squared",
    "distance of the same. region: share of people in the same region as after all items.",
)


def _row(one: Figures) -> tuple[str, ...]:
    error = one.calibration_error
    return (
        "all" if one.questions is None else str(one.questions),
        str(one.people),
        _pair(one.with_all),
        _pair(one.with_rest),
        _pair(one.standard_error, 2),
        _pair(one.covered),
        _pair(one.covered_by_model),
        "-" if error is None else f"{_short(error.value)} ({_short(error.low)} to {_short(error.high)})",
        _short(one.brier),
        _short(one.region, 2),
    )


def _pair(both: OnBoth, digits: int = 3) -> str:
    return " ".join(_short(both[name], digits) for name in DIMENSIONS)


def _short(value: float | None, digits: int = 3) -> str:
    return "-" if value is None else f"{value:.{digits}f}".replace("0.", ".", 1)


def _aligned(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def summary(found: Calibrated) -> Iterator[str]:
    """What calibrating found, in sentences."""
    yield (
        f"{len(found.items)} items from {found.calibration.people} people, in {found.rounds} rounds; "
        f"log-likelihood {found.log_likelihood:.1f}."
    )
    if found.balanced:
        yield (
            f"Answers on {' and '.join(found.balanced)} hang together beyond the two dimensions, so these loadings' "
            "sizes come from least squares (docs/inference.md, Calibrating)."
        )
