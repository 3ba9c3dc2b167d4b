"""Small content for these tests, and the real words.

Rule: a builder makes what a test does not care about; what it cares about is an argument.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel

from bot.attachment.ability import AttachmentShelf
from bot.attachment.answers import Round, Strand
from bot.attachment.bank import ItemBank, Marks, Stack
from bot.attachment.explanations import ExplanationsFile, Words
from bot.attachment.items import ItemsFile
from bot.attachment.plane import LEVELS
from bot.attachment.standing import Standing, Ties
from bot.attachment.suggestions import PARTS, SuggestionsFile
from bot.dialogue.abilities import Ability, Answer, Value, View

ROOT = Path(__file__).parents[2]
NOON = datetime(2025, 3, 4, 12, tzinfo=UTC)
SCALE = ["Not me at all", "Rarely", "Partly", "Mostly", "Very much me"]
THRESHOLDS = ["-1.6", "-0.5", "0.5", "1.6"]
CORNERS = ((-0.9, -0.7), (1.0, -0.6), (-0.6, 1.0), (0.8, 0.8))
FAMILIES = ("asking", "waiting", "closeness", "praise", "conflict")


def statement(name: str, anxiety: float = 0.0, avoidance: float = 0.0, **more: Any) -> dict[str, Any]:
    """A statement as it stands in a file."""
    loadings = {"anxiety": str(anxiety), "avoidance": str(avoidance)}
    return {"id": name, "text": f"I say {name}.", "short": f"The {name}", "loadings": loadings, **more}


def scene(name: str, **more: Any) -> dict[str, Any]:
    """A scene as it stands in a file: four options, one toward each corner."""
    options = [
        {"text": f"{name} answer {number}.", "slopes": {"anxiety": str(across), "avoidance": str(up)}}
        for number, (across, up) in enumerate(CORNERS)
    ]
    return {
        "id": name,
        "scene": f"Scene {name}.",
        "ask": "And you?",
        "short": f"Scene {name}",
        "options": options,
        **more,
    }


def items_file(*items: Mapping[str, Any], relationship: str | list[str] = "friendship", **defaults: Any) -> ItemsFile:
    """An items file of these items."""
    shared = {"relationship": relationship, "options": SCALE, "thresholds": THRESHOLDS, **defaults}
    return ItemsFile.model_validate({"defaults": shared, "items": items})


def usual_items() -> list[dict[str, Any]]:
    """Ten statements for each dimension, three of ten reversed, and six scenes; families take turns."""
    made = []
    for number in range(10):
        family, turned = FAMILIES[number % 5], "yes" if number % 3 == 2 else "no"
        strength = 1.0 + 0.1 * number
        made.append(statement(f"watch{number}", strength, 0.2, family=family, reversed=turned))
        made.append(statement(f"apart{number}", 0.2, strength, family=family, reversed=turned))
    return [*made, *(scene(f"scene{number}", family=FAMILIES[number % 5]) for number in range(6))]


def stack_of(*items: Mapping[str, Any]) -> Stack:
    """The stack of these items about a friendship."""
    return ItemBank.of([items_file(*items)]).stacks["friendship"]


@cache
def usual_stack() -> Stack:
    """The stack of the usual items."""
    return stack_of(*usual_items())


def explanations_file(relationship: str = "friendship") -> ExplanationsFile:
    """Nine regions, each with three panels."""
    regions = [
        {
            "anxiety": anxiety,
            "avoidance": avoidance,
            "evidence": "region",
            "panels": {name: f"{name} {anxiety} {avoidance}" for name in ("shows", "protects", "others")},
        }
        for anxiety, avoidance in product(LEVELS, LEVELS)
    ]
    return ExplanationsFile.model_validate({"relationship": relationship, "regions": regions})


def suggestion(name: str, lever: str = "self", **more: Any) -> dict[str, Any]:
    """A suggestion as it stands in a file."""
    usual = {"id": name, "text": f"Try {name}.", "minutes": "2", "lever": lever, "facet": "asking", "effort": "1"}
    asked = {"evidence": [PARTS[lever]], "follow_up": f"Did {name} work out?"}
    return {**usual, **asked, "relationships": ["friendship", "romantic"], **more}


def suggestions_file(*suggestions: Mapping[str, Any]) -> SuggestionsFile:
    """A suggestions file of these; without any, six usual ones."""
    levers = ("self", "others", "expectation")
    usual = [suggestion(f"thing{number}", levers[number % 3]) for number in range(6)]
    return SuggestionsFile.model_validate({"suggestions": suggestions or usual})


@cache
def words_file() -> ExplanationsFile:
    """The real words."""
    path = ROOT / "dialogues" / "explanations" / "words.yaml"
    return ExplanationsFile.model_validate(yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader))  # noqa: S506


def words() -> Words:
    """The real words, without the file around them."""
    found = words_file().words
    assert found is not None
    return found


def contents(**folders: Sequence[BaseModel]) -> dict[str, Sequence[BaseModel]]:
    """Everything that the shelf is handed; a folder can be replaced."""
    usual: dict[str, Sequence[BaseModel]] = {
        "items": [items_file(*usual_items()), items_file(*_for_partners(), relationship="romantic")],
        "explanations": [explanations_file(), explanations_file("romantic"), words_file()],
        "suggestions": [suggestions_file()],
    }
    return {**usual, **folders}


def _for_partners() -> list[dict[str, Any]]:
    return [{**item, "id": f"partner_{item['id']}"} for item in usual_items()]


@cache
def usual_abilities() -> Mapping[str, Ability]:
    """The abilities made from the usual content."""
    return AttachmentShelf().abilities(contents())


def view(
    answers: Sequence[Answer] = (), memory: Any = None, *, seed: int = 7, turn: int = 0, **variables: Value
) -> View:
    """A conversation as an ability sees it; a phrase says its own name."""
    return View(variables, tuple(answers), seed, turn, memory, lambda name, **values: f"<{name}>")


def answers_leaning(anxiety: bool, avoidance: bool, count: int = 12, relationship: str = "friendship") -> list[Answer]:
    """`count` answers of someone who leans high, or not, on each dimension."""
    prefix = "partner_" if relationship == "romantic" else ""
    made = []
    for number in range(count):
        name, leans = (("watch", anxiety), ("apart", avoidance))[number % 2]
        place = number // 2
        reverse = place % 3 == 2
        option = 4 if leans != reverse else 0
        made.append(Answer(f"{prefix}{name}{place}", relationship, option, NOON))
    return made


def rounds_of(*rounds: Marks, days: int = 40) -> Strand:
    """These answers as rounds, so many days apart."""
    return tuple(
        Round(since=tuple(sorted(marks)), days=days if number + 1 < len(rounds) else 0)
        for number, marks in enumerate(rounds)
    )


def standing_of(stack: Stack, rounds: Sequence[Marks]) -> Standing:
    """How someone stands who gave these answers about a friendship, round by round, and none elsewhere."""
    return Standing("friendship", stack, rounds_of(*rounds), lambda: (), Ties({"friendship": stack}))
