"""Every rule finds its own examples and leaves its neighbours alone; the constructs of the field are covered."""

from __future__ import annotations

from collections import Counter

import pytest
import yaml
from _pytest.mark import ParameterSet

from bot.safety.rules import Idiom, Rule, RulesFile
from bot.safety.screening import Screen
from tests.opening import REPOSITORY
from tests.safety.content import rule_files, rules_met, the_screen

RULES = [rule for file in rule_files() for rule in file.rules]
ENGLISH = [rule for file in rule_files() if file.language == "en" for rule in file.rules]
IDIOMS = [idiom for file in rule_files() for idiom in file.idioms]

CONSTRUCTS = {
    "active_ideation",
    "passive_ideation",
    "desire_to_escape",
    "hopelessness",
    "burdensomeness",
    "means_and_plan",
    "goodbye",
    "not_safe",
    "coded",
    "self_injury",
    "overdose",
    "breathing",
    "body",
    "violence",
    "threat",
    "fear",
    "sexual_violence",
    "control",
    "named_abuse",
    "other_suicidal",
    "other_beaten",
    "other_lost",
    "harm_to_others",
}
"""What clinicians' lexicons of crisis texts hold (Low and others, Suicide Risk Lexicon), and violence beside it."""


def of_rules(part: str) -> list[ParameterSet]:
    return [pytest.param(rule, text, id=f"{rule.id}: {text[:50]}") for rule in RULES for text in getattr(rule, part)]


def of_idioms(part: str) -> list[ParameterSet]:
    return [
        pytest.param(idiom, text, id=f"{idiom.id}: {text[:50]}") for idiom in IDIOMS for text in getattr(idiom, part)
    ]


@pytest.mark.parametrize(("rule", "text"), of_rules("must"))
def test_a_rule_finds_its_examples(rule: Rule, text: str) -> None:
    assert rule.id in rules_met(the_screen(), text)
    if rule.tier != "hint":
        finding = the_screen()(text)
        assert finding is not None
        assert finding.tier == "pause" or rule.tier == "check-in"


@pytest.mark.parametrize(("rule", "text"), of_rules("must_not"))
def test_a_rule_leaves_its_counterexamples_alone(rule: Rule, text: str) -> None:
    assert rule.id not in rules_met(the_screen(), text)


@pytest.mark.parametrize(("rule", "text"), of_rules("lowered"))
def test_a_rule_lowers_and_does_not_lose(rule: Rule, text: str) -> None:
    finding = the_screen()(text)
    assert finding is not None
    assert finding.tier == "check-in"


@pytest.mark.parametrize(("idiom", "text"), of_idioms("must_not"))
def test_an_idiom_stays_unanswered(idiom: Idiom, text: str) -> None:
    assert the_screen()(text) is None


@pytest.mark.parametrize(("idiom", "text"), of_idioms("must"))
def test_an_idiom_hides_nothing_beside_it(idiom: Idiom, text: str) -> None:
    assert the_screen()(text) is not None


@pytest.mark.parametrize("rule", [pytest.param(rule, id=rule.id) for rule in ENGLISH])
def test_every_rule_has_two_examples_on_either_side(rule: Rule) -> None:
    assert len(rule.must) > 1
    assert len(rule.must_not) > 1


def test_every_construct_has_rules() -> None:
    assert {rule.shows for rule in RULES} == CONSTRUCTS


def test_every_kind_has_rules() -> None:
    assert {rule.kind for rule in RULES} == {
        "emergency",
        "suicide",
        "self_harm",
        "abuse",
        "harm_to_others",
        "third_party",
    }


def test_ids_are_unique() -> None:
    counts = Counter([*(rule.id for rule in RULES), *(idiom.id for idiom in IDIOMS)])
    assert [name for name, count in counts.items() if count > 1] == []


def test_the_example_of_the_documentation_works_as_it_stands_there() -> None:
    text = (REPOSITORY / "docs" / "safety.md").read_text("utf-8").split("```yaml\n")[1].split("```")[0]
    # Its one borrowed spelling is the project's own.
    words = next(file for file in rule_files() if file.spellings and file.language == "en")
    file = RulesFile.model_validate(yaml.load(text, Loader=yaml.BaseLoader))  # noqa: S506  (every leaf as text)
    screen = Screen([words, file])
    (rule,) = file.rules
    assert all(rules_met(screen, example) == [rule.id] for example in rule.must)
    assert all(rules_met(screen, example) == [] for example in rule.must_not)
