"""A small script that is whole, to be put beside what a test is about: builders, no fixtures with twenty fields.

Rule: it holds what every script must hold (commands, the crisis flow, phrases) and nothing that says much.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from bot.dialogue.abilities import Ability, Arguments, Chose, Outcome, Problem, Value, ValueType, View, Wrote
from bot.dialogue.lint_names import REQUIRED_COMMANDS
from bot.dialogue.phrases import PHRASES

_FLOW = """\
flow: {name}
command: {name}
start: here
states:
  here: {{say: "This is {name}.", do: stop}}
"""
_CRISIS = _FLOW.replace("command: {name}\n", "command: {name}\non: noticed\n")
_SMALL_TALK = """\
intent: humming
says: [hum]
answers: ["You hum.", "Humming."]
matches: [hum, hum, hum, hum, hum, hum, hum, hum]
near_misses: [ham, ham, ham, ham, ham, ham, ham, ham]
"""


@dataclass(frozen=True)
class SmallAbility:
    """An ability that says nothing; it wants a mapping with a `relationship` when it is called `assess`."""

    name: str = ""
    values: Mapping[str, ValueType] = field(default_factory=dict)
    sets: Mapping[str, ValueType] = field(default_factory=dict)

    def value(self, name: str, view: View, now: datetime) -> Value:
        return 0.0

    def problems(self, arguments: Arguments) -> Sequence[str]:
        if self.name == "assess" and not (isinstance(arguments, Mapping) and "relationship" in arguments):
            return ["assess needs a relationship"]
        return []

    def __call__(self, arguments: Arguments, view: View, event: Chose | Wrote | None, now: datetime) -> Outcome:
        return Outcome()


class Card(BaseModel):
    """One file of the shelf's folder."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    minutes: int = 1


class SmallShelf:
    """A room's content: cards, no two with one title; abilities as the true ones are called."""

    folders: Mapping[str, type[BaseModel]] = {"cards": Card}

    def problems(self, contents: Mapping[str, Sequence[BaseModel]]) -> Sequence[Problem]:
        titles: set[str] = set()
        found: list[Problem] = []
        for card in contents["cards"]:
            assert isinstance(card, Card)
            if card.title in titles:
                found.append(Problem(card, ("title",), f"another card is called '{card.title}'"))
            titles.add(card.title)
        return found

    def abilities(self, contents: Mapping[str, Sequence[BaseModel]]) -> Mapping[str, Ability]:
        return {
            "assess": SmallAbility("assess", {"certainty": "number", "pictured": "yes/no"}),
            "daily": SmallAbility("daily"),
            "explain": SmallAbility("explain"),
            "picture": SmallAbility("picture"),
            "suggest": SmallAbility("suggest", sets={"taken": "number"}),
        }


def small_files() -> dict[str, str]:
    """The files of the small script, by their names below `dialogues/`."""
    files = {f"flows/{name}.yaml": _FLOW.format(name=name) for name in REQUIRED_COMMANDS}
    files["flows/sos.yaml"] = _CRISIS.format(name="sos")
    phrases = "".join(f'  {name}: "This is {name}."\n' for name in PHRASES)
    profile = "description: Small.\nshort_description: Small.\nin_a_group: Small.\ncommands:\n  help: What there is\n"
    content = {"profile.yaml": profile, "cards/one.yaml": "title: One\n", "smalltalk/humming.yaml": _SMALL_TALK}
    return {**files, "phrases.yaml": f"phrases:\n{phrases}", **content}


def write(directory: Path, files: Mapping[str, str | bytes]) -> None:
    """Write `files`, by their names below `directory`."""
    for name, content in files.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
