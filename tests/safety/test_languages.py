"""Every language beside English: what it finds, what it leaves alone, and that no language answers for another.

The figures are printed (`pytest tests/safety/test_languages.py -s`) and stand in docs/safety.md. The messages were
written for this project; a check-in counts as found, and as a false alarm.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import pytest
import yaml

from bot.safety.screening import KINDS
from tests.long import long
from tests.opening import REPOSITORY
from tests.safety.content import fresh, rule_files, rules_met, the_screen

pytestmark = long

FOLDER = REPOSITORY / "tests" / "safety"
LANGUAGES = ("de", "es", "fr", "hi", "pt", "ru")
CANNOT_WAIT = ("suicide", "emergency")


@cache
def rounds(language: str) -> Sequence[dict[str, Any]]:
    names = (f"fresh_{language}.yaml", f"fresh_languages_{language}.yaml")
    return [part for name in names for part in yaml.safe_load((FOLDER / name).read_text("utf-8"))["rounds"]]


def crisis(language: str, *kinds: str) -> list[str]:
    return [text for part in rounds(language) for kind in kinds for text in part["crisis"].get(kind, ())]


def ordinary(language: str) -> list[str]:
    if language == "en":
        return fresh()[1]
    return [text for part in rounds(language) for text in part["ordinary"]]


def tiers(texts: Sequence[str]) -> list[str | None]:
    findings = [the_screen()(text) for text in texts]
    return [None if finding is None else finding.tier for finding in findings]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_messages_of_a_language_are_found_and_the_ordinary_ones_left_alone(language: str) -> None:
    found, cannot_wait = tiers(crisis(language, *KINDS)), tiers(crisis(language, *CANNOT_WAIT))
    alarms = [tier for tier in tiers(ordinary(language)) if tier]
    recall = sum(tier is not None for tier in found) / len(found)
    pauses = sum(tier == "pause" for tier in cannot_wait) / len(cannot_wait)
    print(  # noqa: T201  (figures for docs/safety.md)
        f"\n{language}: found {recall:.3f} of {len(found)}, suicide and emergency as a pause {pauses:.3f} of"
        f" {len(cannot_wait)}, in vain {len(alarms)} of {len(ordinary(language))}"
    )
    assert recall >= 0.98
    assert pauses >= 0.90
    assert len(alarms) <= 3


@pytest.mark.parametrize("after_each", ["", ". ", ", lol. "], ids=["without an end", "plain", "laughed about"])
@pytest.mark.parametrize("language", ("en", *LANGUAGES))
def test_in_ten_thousand_characters_of_nothing_but_signs_one_is_found(language: str, after_each: str) -> None:
    said = fresh()[0] if language == "en" else crisis(language, *KINDS)
    text = (f"{after_each} ".join(said) * 20)[:10_000]
    assert the_screen()(text) is not None


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_has_rules_in_every_language(language: str) -> None:
    assert {rule.kind for file in rule_files() if file.language == language for rule in file.rules} == set(KINDS)


@pytest.mark.parametrize("language", ("en", *LANGUAGES))
def test_no_language_answers_for_another(language: str) -> None:
    foreign = {rule.id for file in rule_files() if file.language != language for rule in file.rules}
    alarms = [(text, met) for text in ordinary(language) for met in rules_met(the_screen(), text) if met in foreign]
    assert [alarm for alarm in alarms if the_screen()(alarm[0])] == []


@pytest.mark.parametrize(
    ("plain", "odd"),
    [
        ("no quiero vivir más", "NO QUIERO VIVIR MAS"),
        ("quiero morirme", "kiero morirmeee"),
        ("quero morrer", "qro m0rrer"),
        ("je veux mourir", "jveux mourrir"),
        ("je n'ai plus envie de vivre", "jai plus envi de vivre"),
        ("ich möchte sterben", "ich moechte sterben"),
        ("er würgt mich", "er wuergt mich"),
        ("ещё хочу умереть", "еще хoчy умереть"),  # noqa: RUF001
        ("хочу выпилиться", "хачу выпилюсь"),
        ("मैं मरना चाहता हूँ", "main marna chahta hu"),
        ("ज़िंदगी खत्म करना चाहती हूँ", "jindgi khatm krna chahti hu"),
    ],
)
def test_however_it_is_typed_it_is_the_same(plain: str, odd: str) -> None:
    assert tiers([plain, odd]) == ["pause", "pause"]


@pytest.mark.parametrize(
    "text",
    [
        "no quiero morir",
        "eu não quero morrer",
        "je ne veux pas mourir",
        "j'ai pas envie de mourir",
        "ich will nicht sterben",
        "ich bring mich nicht um",
        "я не хочу умирать",
        "main marna nahi chahta",
        "quiero morirme jajaja",
        "хочу умереть ахаха",  # noqa: RUF001
    ],
)
def test_a_denial_or_a_laugh_lowers_in_every_language(text: str) -> None:
    assert tiers([text]) == ["check-in"]


@pytest.mark.parametrize(
    "text",
    [
        "no puedo más quiero morir",
        "não aguento mais quero morrer",
        "j'en peux plus je veux mourir",
        "ich kann nicht mehr ich will sterben",
        "не могу больше хочу умереть",
        "no quiero vivir",
        "жить не хочу",
        "jeena nahi chahta",
    ],
)
def test_a_denial_reaches_only_what_it_denies_in_every_language(text: str) -> None:
    assert tiers([text]) == ["pause"]


def test_a_borrowed_word_alone_is_no_hindi() -> None:
    hindi = {rule.id for file in rule_files() if file.language == "hi" for rule in file.rules}
    assert not hindi.intersection(rules_met(the_screen(), "The book deals with self harm in a sensitive way"))
    assert hindi.intersection(rules_met(the_screen(), "self harm chhod nahi pa rahi"))


@pytest.mark.parametrize("between", ["\n", "\n\n", ". ", ".", ",", "/", "\u2028"])
def test_a_line_or_a_mark_between_two_alphabets_hides_nothing(between: str) -> None:
    assert tiers([f"привет{between}i want to kill myself", f"hello{between}хочу умереть"]) == ["pause", "pause"]
