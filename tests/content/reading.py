"""Reading the authors' files the plain way: every leaf as text, as the program's loader does.

Rule: no model and no loader of ours is used here, so that these tests speak of what stands in the files.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml

DIALOGUES = Path(__file__).parents[2] / "dialogues"
RELATIONSHIPS = ("romantic", "friendship", "work", "family")
GENERAL = "general"
BANKS = (*RELATIONSHIPS, GENERAL)
"""Every file of items; `general` is about people as such and is no relationship."""
LEVELS = ("low", "middle", "high")
PARTS = {"self", "others", "expectation"}
FAMILIES = {"asking", "waiting", "closeness", "praise", "conflict", "space", "telling", "comparing", "trust", "help"}

_SENTENCE_END = re.compile(r"(?<=[.?!])”?\s+(?=[“A-Z0-9])")


@cache
def read(name: str) -> Any:
    """The file `dialogues/<name>` as mappings, lists and texts."""
    return yaml.load((DIALOGUES / name).read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - text only


def items(relationship: str) -> list[dict[str, Any]]:
    """The items of one relationship, or of people in general."""
    return list(read(f"items/{relationship}.yaml")["items"])


def statements(relationship: str) -> list[dict[str, Any]]:
    """Its statements."""
    return [item for item in items(relationship) if "text" in item]


def scenes(relationship: str) -> list[dict[str, Any]]:
    """Its scenes."""
    return [item for item in items(relationship) if "scene" in item]


def regions(relationship: str) -> dict[tuple[str, str], dict[str, str]]:
    """(anxiety's level, avoidance's level) -> the panels of one relationship."""
    return {
        (region["anxiety"], region["avoidance"]): region["panels"]
        for region in read(f"explanations/{relationship}.yaml")["regions"]
    }


def suggestions() -> list[dict[str, Any]]:
    """Every suggestion."""
    return [one for path in sorted((DIALOGUES / "suggestions").glob("*.yaml")) for one in _suggestions_in(path)]


def _suggestions_in(path: Path) -> list[dict[str, Any]]:
    return list(read(f"suggestions/{path.name}")["suggestions"])


def sentences(text: str) -> list[str]:
    """The sentences of a text, quoted speech included in the one that brings it."""
    return [sentence for sentence in _SENTENCE_END.split(text) if sentence]


def spoken() -> dict[str, list[str]]:
    """File -> the texts in it that a person may read, answers apart from their scenes."""
    texts = {f"items/{name}.yaml": list(_spoken_items(name)) for name in BANKS}
    texts |= {
        f"explanations/{name}.yaml": [text for panels in regions(name).values() for text in panels.values()]
        for name in RELATIONSHIPS
    }
    offered = {"suggestions": [one["text"] for one in suggestions()]}
    return texts | offered | {"follow-ups": [one["follow_up"] for one in suggestions()]}


def _spoken_items(relationship: str) -> Iterator[str]:
    for item in items(relationship):
        if "text" in item:
            yield item["text"]
            continue
        yield item["scene"]
        yield from (option["text"] for option in item["options"])
