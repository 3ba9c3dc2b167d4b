"""The language of phrases: what each sign means, and what is said about a phrase that cannot be read."""

from __future__ import annotations

import pytest

from bot.safety.anchors import Anchors
from bot.safety.phrases import Grammar, PhraseError

GROUPS = {"pet": ["cat", "dog", "guinea pig"], "round": ["<round>"], "number": ["two", "three"], "many": ["twenty"]}
GRAMMAR = Grammar(GROUPS, lambda word: {"don't": ["do", "not"]}.get(word, [word]), ends=["when", "because"])


def found(phrase: str, text: str, *, alone: bool = False) -> bool:
    return GRAMMAR.read(phrase, alone=alone).found(text.split())


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("want to die", "i want to die now"),
        ("(hope|pray) i die", "pray i die"),
        ("want [so] to die", "want to die"),
        ("want [so|really] to die", "want really to die"),
        ("my <pet> died", "my guinea pig died"),
        ("i ... want to die", "i really do want to die"),
        ("pills ~ die", "pills here , i could die"),
        ("scared of him $", "scared of him , always"),
        ("scared of him $", "scared of him when he drinks"),
        ("live !(with|in)", "live alone"),
        ("live !(with|in)", "live"),
        ("live !(with my|in)", "live with you"),
        ("(stop|*ing) now", "leaving now"),
        ("<number> pills", "three pills"),
        ("<number> pills", "3 pills"),
        ("<many> pills", "30 pills"),
        ("<many> pills", "twenty pills"),
        ("don't go", "do not go"),
    ],
)
def test_a_phrase_is_found(phrase: str, text: str) -> None:
    assert found(phrase, text)


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("want to die", "want , to die"),
        ("want to die", "wanted to die"),
        ("i ... want to die", "i , want to die"),
        ("i ... want to die", "i one two three four five want to die"),
        ("pills ~ die", "pills . die"),
        ("scared of him $", "scared of him leaving"),
        ("live !(with|in)", "live with him"),
        ("<many> pills", "2 pills"),
    ],
)
def test_a_phrase_is_not_found(phrase: str, text: str) -> None:
    assert not found(phrase, text)


def test_a_phrase_that_stands_alone_fills_a_clause() -> None:
    assert found("want out", "want out", alone=True)
    assert found("want out", "ok , want out . bye", alone=True)
    assert not found("want out", "i want out", alone=True)
    assert not found("want out", "want out now", alone=True)


@pytest.mark.parametrize(
    ("phrase", "fault"),
    [
        ("(want to", "a ')' is missing in '(want to'"),
        ("want to)", "there is a ')' too many in 'want to)'"),
        ("my <bird>", "there is no group named 'bird'"),
        ("my <round>", "the group 'round' contains itself"),
        ("[maybe]", "nothing in '[maybe]' must be there; every phrase needs a word"),
        ("... ~", "nothing in '... ~' must be there; every phrase needs a word"),
        ("die ?", "'?' has no meaning in a phrase"),
        ("live !with", "'!' needs words in brackets in 'live !with'"),
        ("a > b", "'>' has no meaning in 'a > b'"),
    ],
)
def test_a_phrase_that_cannot_be_read_says_why(phrase: str, fault: str) -> None:
    with pytest.raises(PhraseError) as raised:
        GRAMMAR.read(phrase)
    assert str(raised.value) == fault


def test_anchors_are_the_rarest_words_that_must_be_there() -> None:
    anchors = Anchors({"want": 9, "to": 9, "die": 1, "cat": 1, "dog": 1})
    assert anchors.of(GRAMMAR.read("want to die")) == {"die"}
    assert anchors.of(GRAMMAR.read("want [die] to")) in ({"want"}, {"to"})
    assert anchors.of(GRAMMAR.read("to (cat|dog)")) == {"cat", "dog"}
