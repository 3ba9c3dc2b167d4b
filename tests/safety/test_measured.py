"""How much the screening finds and how often it asks in vain, on messages it was not written from.

The figures are printed (`pytest tests/safety/test_measured.py -s`) and stand in docs/safety.md; asserted are the floors
that were reached. A check-in counts as found, and as a false alarm.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import Any

import pytest

from tests.long import long
from tests.opening import REPOSITORY
from tests.safety.content import fresh, the_screen
from tests.safety.hostile import HOSTILE

pytestmark = long

DEV = REPOSITORY.parent / "shared" / "data" / "safety" / "dev.jsonl"


@dataclass(frozen=True)
class Measured:
    """recall, pauses: shares of the crisis messages. false_alarms: per 1,000 others."""

    recall: float
    pauses: float
    false_alarms: float
    milliseconds: float


def measured(crisis: list[str], others: list[str]) -> Measured:
    screen = the_screen()
    found = [screen(text) for text in crisis]
    began = time.perf_counter()
    alarms = [text for text in others if screen(text)]
    took = time.perf_counter() - began
    return Measured(
        recall=sum(finding is not None for finding in found) / len(crisis),
        pauses=sum(finding is not None and finding.tier == "pause" for finding in found) / len(crisis),
        false_alarms=1000 * len(alarms) / len(others),
        milliseconds=1000 * took / len(others),
    )


def said(name: str, figures: Measured) -> None:
    print(  # noqa: T201  (figures for docs/safety.md)
        f"\n{name}: recall {figures.recall:.3f} (pause {figures.pauses:.3f}),"
        f" false alarms {figures.false_alarms:.1f} per 1,000, {figures.milliseconds:.2f} ms a message"
    )


@pytest.mark.skipif(
    not DEV.exists(), reason="../shared/data/safety/dev.jsonl is not here: the screening is not measured"
)
def test_the_development_messages_are_found_and_the_others_left_alone() -> None:
    rows: list[dict[str, Any]] = [json.loads(line) for line in DEV.read_text("utf-8").splitlines()]
    english = [row for row in rows if row["lang"] == "en" and not row.get("grey")]
    figures = measured(
        [row["text"] for row in english if row["label"] == "crisis"],
        [row["text"] for row in english if row["label"] == "no_crisis"],
    )
    said("development messages", figures)
    assert figures.recall >= 0.95
    assert figures.pauses >= 0.85
    assert figures.false_alarms <= 10


def test_the_fresh_messages_are_found_and_the_others_left_alone() -> None:
    figures = measured(*fresh())
    said("fresh messages, after mending", figures)
    assert figures.recall >= 0.97
    assert figures.pauses >= 0.88
    assert figures.false_alarms <= 15


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_text_of_ten_thousand_characters_is_read_to_its_end(name: str) -> None:
    text, expected = HOSTILE[name]
    finding = the_screen()(text)
    assert (None if finding is None else (finding.tier, finding.kind)) == expected
