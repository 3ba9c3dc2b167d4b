"""Small prompts for these tests.

Rule: a builder makes what a test does not care about; what it cares about is an argument.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from bot.reflection.prompt_bank import PromptBank
from bot.reflection.prompt_forms import ANY, DailyWords, PromptForm, PromptsFile, ReasonsForm
from bot.reflection.prompts import Choice, Fit, History, choose

TODAY = date(2026, 3, 4)
EVERYONE = Fit()
USED_TO_IT = 8
"""Answered days after which depth 2 is open."""


def prompt(name: str, **more: Any) -> dict[str, Any]:
    """A prompt as it stands in a file."""
    usual = {
        "id": name,
        "text": f"What about {name}?",
        "theme": "space",
        "function": "notice",
        "lever": "self",
        "depth": "1",
        "relationship": "any",
        "leaning": "any",
        "sensitivity": "none",
        "answers": [{"label": f"Answer {mark}", "follow_up": f"And then {mark}?"} for mark in "abc"],
        "own_words": "Thank you.",
    }
    if more.get("sensitivity", "none") != "none":
        usual["touches"] = "parting"
    return usual | more


def words() -> dict[str, Any]:
    """The words about prompts as they stand in a file."""
    says = {"says": "Because of {{ theme }}, {{ relationship }}, {{ month }}.", "off": "Not that"}
    return {
        "reasons": dict.fromkeys(ReasonsForm.model_fields, says),
        "relationships": {name: f"the {name} one" for name in ("romantic", "friendship", "work", "family", ANY)},
        "months": [f"month {number}" for number in range(1, 13)],
        "daily": {name: name for name, field in DailyWords.model_fields.items() if field.annotation is str}
        | {"days": [f"day {number}" for number in range(7)], "paces": {"week": "week"}},
    }


def prompts_file(*prompts: Mapping[str, Any], **more: Any) -> PromptsFile:
    """A file of these prompts."""
    return PromptsFile.model_validate({"prompts": list(prompts), **more})


def bank(*prompts: Mapping[str, Any]) -> PromptBank:
    """A bank of these prompts."""
    return PromptBank.of([PromptForm.model_validate(one) for one in prompts])


def days_ago(days: int) -> date:
    """That many days before today."""
    return TODAY - timedelta(days=days)


def chosen(
    of: PromptBank, history: History | None = None, fit: Fit = EVERYONE, seed: int = 7, today: date = TODAY
) -> Choice:
    """The choice, which there is."""
    choice = choose(of, history or History(answered_days=USED_TO_IT), fit, today, seed)
    assert choice is not None
    return choice


def possible(of: PromptBank, history: History | None = None, fit: Fit = EVERYONE) -> set[str]:
    """The ids that some seed chooses today."""
    return {chosen(of, history, fit, seed).prompt.id for seed in range(60)}
