"""The screening's files as the tests read them, and the Screen made from them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import yaml

from bot.safety.helplines import Helplines, HelplinesFile
from bot.safety.rules import RulesFile
from bot.safety.screening import Screen
from tests.opening import REPOSITORY

SAFETY = REPOSITORY / "dialogues" / "safety"
TESTS = REPOSITORY / "tests" / "safety"


@cache
def rule_files() -> tuple[RulesFile, ...]:
    return tuple(RulesFile.model_validate(_text_of(path)) for path in sorted((SAFETY / "rules").rglob("*.yaml")))


@cache
def helpline_files() -> tuple[HelplinesFile, ...]:
    paths = sorted((SAFETY / "helplines").glob("*.yaml"))
    return tuple(HelplinesFile.model_validate(_text_of(path)) for path in paths)


@cache
def the_screen() -> Screen:
    return Screen(rule_files())


@cache
def the_helplines() -> Helplines:
    return Helplines(helpline_files())


def screen_of(*rules: dict[str, object], **parts: object) -> Screen:
    """A Screen of a few rules; each needs only what the test is about."""
    whole = [{"id": f"rule_{number}", "must": ["x"], "must_not": ["y"], **rule} for number, rule in enumerate(rules)]
    return Screen([RulesFile.model_validate({"language": "en", "rules": whole, **parts})])


def rules_met(screen: Screen, text: str) -> Sequence[str]:
    return [sign.rule.id for sign in screen.signs(text)]


@cache
def fresh() -> tuple[list[str], list[str]]:
    """The English messages of all rounds: crisis, and others."""
    first = yaml.safe_load((TESTS / "fresh_messages.yaml").read_text("utf-8"))["rounds"]
    crisis = [text for part in first for text in part["crisis"]]
    others = [text for part in first for text in part["ordinary"]]
    for path in sorted(TESTS.glob("fresh_[0-9]*.yaml")):
        parts = yaml.safe_load(path.read_text("utf-8"))
        crisis += [text for kind in parts["crisis"].values() for text in kind]
        others += [text for kind in parts["ordinary"].values() for text in kind]
    return crisis, others


def _text_of(path: object) -> object:
    # As the dialogues are read: every leaf is text.
    return yaml.load(path.read_text("utf-8"), Loader=yaml.CBaseLoader)  # type: ignore[attr-defined]  # noqa: S506
