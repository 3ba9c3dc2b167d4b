"""What a file's words must keep to, as far as a machine can tell: the rest is reading aloud."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import pytest
import yaml

from tests.content.reading import BANKS, DIALOGUES, RELATIONSHIPS, sentences, spoken

FILES = (
    *(f"items/{name}.yaml" for name in BANKS),
    *(f"explanations/{name}.yaml" for name in RELATIONSHIPS),
    "suggestions/self.yaml",
    "suggestions/others.yaml",
    "suggestions/expectation.yaml",
)
NEVER = re.compile(
    r"\b(anxious|avoidants?|avoidant|secure(ly)?|insecure|disorgani[sz]ed|attachment|your style|your type|you are an?"
    r"|diagnos\w*|disorder|symptoms?|therap\w+|treatment|medication|toxic|narcissis\w+|heal|trauma\w*"
    r"|he|she|his|hers?|him|husband|wife|boyfriend|girlfriend|mother|father|parents?"
    r"|should|must)\b",
    re.IGNORECASE,
)
"""Labels for a person, words of medicine, gender, and words that push."""
DASHES = ("\u2014", "\u2013", " - ")
each_file = pytest.mark.parametrize("name", sorted(spoken()))


@each_file
def test_no_sentence_is_longer_than_twenty_two_words(name: str) -> None:
    long = [one for text in spoken()[name] for one in sentences(text) if len(one.split()) > 22]
    assert not long


@each_file
def test_no_label_no_medicine_no_gender_and_no_pushing(name: str) -> None:
    said = [one for text in spoken()[name] for one in sentences(text)]
    assert not [one for one in said if NEVER.search(one)]


@each_file
def test_no_two_texts_begin_alike(name: str) -> None:
    openings = Counter(" ".join(re.findall(r"[\w']+", text.lower())[:4]) for text in spoken()[name])
    assert not [opening for opening, count in openings.items() if count > 1]


@each_file
def test_the_marks_are_plain(name: str) -> None:
    for text in spoken()[name]:
        assert text == " ".join(text.split())
        assert not [dash for dash in DASHES if dash in text]
        assert text.count("“") == text.count("”")
        assert '"' not in text
        assert "not only" not in text.lower()


@pytest.mark.parametrize("name", FILES)
def test_every_sentence_stands_in_double_quotes(name: str) -> None:
    unquoted = [
        leaf.value
        for leaf in _leaves(yaml.compose((DIALOGUES / name).read_text(encoding="utf-8"), Loader=yaml.CSafeLoader))
        if leaf.value.endswith((".", "?", "!", "”")) and leaf.style != '"'
    ]
    assert not unquoted


def _leaves(node: yaml.Node | None) -> Iterator[yaml.ScalarNode]:
    if isinstance(node, yaml.ScalarNode):
        yield node
    elif isinstance(node, yaml.SequenceNode):
        for one in node.value:
            yield from _leaves(one)
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from _leaves(key)
            yield from _leaves(value)
