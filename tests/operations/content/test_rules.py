"""The rules about words: each finds its bad examples and passes its good ones."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.operations.content.checking import read_checks
from bot.operations.content.voice import found_in, spans
from tests.operations.content import DIALOGUES, report_on

CHECKS = read_checks(DIALOGUES)[0]
WANTED = {
    "label-person", "label-noun", "clinical", "pejorative", "certainty", "cause", "orders", "toxic-positivity",
    "excusing-harm", "typing-others", "memory-probing", "guilt", "human", "exclamation", "gender", "missing-hedge",
}  # fmt: skip

each_rule = pytest.mark.parametrize("name", sorted(CHECKS.rules))


def test_every_rule_of_the_guide_is_there() -> None:
    assert set(CHECKS.rules) == WANTED


@each_rule
def test_a_rule_finds_each_of_its_bad_examples(name: str) -> None:
    assert len(set(CHECKS.rules[name].bad)) >= 2
    assert [text for text in CHECKS.rules[name].bad if not spans(CHECKS.rules[name], text)] == []


@each_rule
def test_a_rule_passes_each_of_its_good_examples(name: str) -> None:
    assert len(set(CHECKS.rules[name].good)) >= 2
    assert [text for text in CHECKS.rules[name].good if spans(CHECKS.rules[name], text)] == []


@each_rule
def test_no_other_rule_finds_fault_with_a_good_example(name: str) -> None:
    assert [(text, found_in(CHECKS, "message", text)) for text in CHECKS.rules[name].good] == [
        (text, []) for text in CHECKS.rules[name].good
    ]


SAID_WRONGLY = [
    ("label-person", "You have an anxious style."),
    ("label-person", "People like you often cling."),
    ("label-noun", "The avoidant pulls away first."),
    ("label-noun", "Securely attached adults can wait."),
    ("clinical", "A therapist would call it deactivation."),
    ("pejorative", "Clingy behaviour pushes others away."),
    ("certainty", "It is obvious that you want more."),
    ("certainty", "You can't trust anyone."),
    ("cause", "Because your parents were distant, you keep away."),
    ("cause", "You learned this from your mother."),
    ("orders", "Don't run away."),
    ("orders", "You ought to apologise."),
    ("toxic-positivity", "You've got this."),
    ("excusing-harm", "They shout because they care."),
    ("excusing-harm", "They only want the best for you."),
    ("typing-others", "This friend is a narcissist."),
    ("memory-probing", "When you were five, who came?"),
    ("memory-probing", "Think back to how your parents comforted you."),
    ("guilt", "You broke your streak."),
    ("guilt", "I was hoping to hear from you."),
    ("human", "I know how you feel."),
    ("human", "That makes me sad."),
    ("exclamation", "Really?!"),
    ("gender", "A businessman calls."),
    ("missing-hedge", "Closeness makes you uneasy."),
    ("missing-hedge", "You don't trust easily."),
    ("missing-hedge", "It is late, and you fear being left."),
]
"""Sentences that the rules were not written from: what else they should find."""


@pytest.mark.parametrize(("rule", "text"), SAID_WRONGLY)
def test_a_rule_finds_more_than_its_own_examples(rule: str, text: str) -> None:
    assert rule in {name for name, _begin, _end in found_in(CHECKS, "message", text)}


@pytest.mark.parametrize(
    "text",
    [
        "You feel safer alone?",
        "“You always wait for me,” they say.",
        "You may feel safer alone.",
        "When you fear the worst, a walk can help.",
        "You don't have to answer this one.",
        "This is no diagnosis.",
        "What do you need to hear tonight?",
        "You never have to answer.",
    ],
)
def test_a_question_a_quote_and_a_hedge_are_fine(text: str) -> None:
    assert found_in(CHECKS, "message", text) == []


def test_what_the_person_says_may_be_sure_and_may_feel(tmp_path: Path) -> None:
    report = report_on(
        tmp_path,
        {"items/a.yaml": 'items:\n  - {id: a, short: "Going", family: asking, text: "I always feel I must go."}\n'},
    )

    assert [one for one in report.findings if one.file == "items/a.yaml"] == []


def test_a_rule_that_misses_its_own_example_is_itself_at_fault(tmp_path: Path) -> None:
    rules = (DIALOGUES / "checks.yaml").read_text(encoding="utf-8")
    (tmp_path / "checks.yaml").write_text(rules.replace('- "Well done!"', '- "Well done."'), encoding="utf-8")

    report = report_on(tmp_path, {})

    messages = [one.fault.message for one in report.findings if one.rule == "examples"]
    assert messages == ["the rule 'exclamation' does not find its own bad example: mend its patterns"]


GUIDE = (DIALOGUES.parent / "docs" / "authoring.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```yaml\n# dialogues/checks\.yaml: .*?\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)


def test_the_examples_in_the_guide_for_authors_work(tmp_path: Path) -> None:
    """Each stands in a part of the file, so each is read as that part, behind today's rules."""
    assert len(EXAMPLES) == 3
    rules = (DIALOGUES / "checks.yaml").read_text(encoding="utf-8")
    for example in EXAMPLES:
        for part in re.split(r"^(?=\w)", example, flags=re.MULTILINE)[1:]:
            name, _, entries = part.partition("\n")
            rules = rules.replace(f"\n{name}\n", f"\n{name}\n{entries}", 1)
    (tmp_path / "checks.yaml").write_text(rules, encoding="utf-8")

    report = report_on(tmp_path, {"flows/a.yaml": 'flow: a\nstates: {s: {say: "No hurry. Answer at once, please."}}\n'})

    assert [one.rule for one in report.findings if one.file == "flows/a.yaml"] == ["hurry"]
    assert [one for one in report.findings if one.rule == "examples"] == []
    assert "skills" in {one.module for one in report.counted if one.there == 0}
