"""The second look: where no rule speaks, it asks about what is like a crisis, and about nothing else.

The messages in `unseen_*.yaml` are of another hand than the examples: the second look learned nothing from them. Their
figures are printed (`pytest tests/safety/test_likeness.py -s`) and stand in docs/safety.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from zlib import crc32

import numpy as np
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.safety.ability import Watch
from bot.safety.likeness import MOST, PIECE, Learned, Likeness, pieces_of, read, second_look, write
from bot.safety.rules import Kind
from bot.safety.screening import KINDS, Finding
from tests.long import long
from tests.safety.content import TESTS, the_screen
from tests.safety.hostile import HOSTILE
from tests.safety.teaching import Example, choices, examples, taught

LANGUAGES = ("en", "es", "pt", "fr", "de", "ru", "hi")


@cache
def the_watch() -> Watch:
    return Watch(the_screen(), (), second_look)


def small(telling: Sequence[str] = ("end",)) -> Learned:
    """Two messages: one points up and is about oneself, one points right and is ordinary."""
    rows = np.eye(2, dtype=np.float32)
    weights = np.array([[1, -1, 1, -1, -1, -1, -1], [-1, 0, 0, 0, 0, 0, 0]], np.float32)
    return Learned(KINDS, dict.fromkeys(telling, 2.0), rows, rows, weights, width=5.0, enough=0.5)


class Told:
    """An encoder that says what it was told to, and keeps what it was given."""

    def __init__(self, *rows: Sequence[float]) -> None:
        self.rows = rows
        self.given: list[str] = []

    def __call__(self, texts: Sequence[str]) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
        self.given.extend(texts)
        return np.array([self.rows[number % len(self.rows)] for number, _ in enumerate(texts)], np.float32)


def test_what_is_like_a_crisis_is_of_its_kind_and_what_is_not_is_nothing() -> None:
    assert Likeness(small(), Told((1, 0.1)))("I want it to end") == "suicide"
    assert Likeness(small(), Told((0.1, 1)))("I want it to end") is None


def test_the_encoder_can_be_made_ready() -> None:
    encoder = Told((1, 0))
    Likeness(small(), encoder).warm()
    assert len(encoder.given) == 1


def test_a_text_without_a_telling_word_is_not_read() -> None:
    encoder = Told((1, 0))
    assert Likeness(small(), encoder)("good morning, how are you?") is None
    assert encoder.given == []


OFTEN, ONCE = "the end and the last day, " + "x" * 90 + ".", "an end " + "y" * 90 + "."
LONG = " ".join([ONCE, ONCE, OFTEN, "z" * 200, ONCE, OFTEN])


def test_of_a_long_text_the_most_telling_pieces_are_read() -> None:
    encoder = Told((0, 1))
    Likeness(small(["end", "last", "day"]), encoder)(LONG)
    assert [piece.count("x") for piece in encoder.given] == [90, 90]
    assert len(encoder.given) == MOST


def test_ordinary_words_weigh_against_a_telling_one() -> None:
    encoder = Told((1, 0))
    learned = replace(small(), telling={"end": 2.0, "film": -1.5})
    assert Likeness(learned, encoder)("the end of the film") is None
    assert encoder.given == []
    assert Likeness(learned, encoder)("the end") == "suicide"


def test_an_alphabet_that_says_nothing_to_the_encoder_is_left_to_the_rules() -> None:
    encoder = Told((1, 0))
    look = Likeness(small(["मर", "mar"]), encoder)
    assert look("मैं मर जाना चाहता हूँ") is None
    assert encoder.given == []
    assert look("mai mar jaana chahta hoon") == "suicide"


@given(st.text(alphabet="ab .!\n।", max_size=2000))
def test_pieces_are_short_and_lose_no_word(text: str) -> None:
    pieces = pieces_of(text)
    assert all(len(piece) <= PIECE for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.characters(), max_size=400))
def test_whatever_is_written_can_be_read(text: str) -> None:
    assert second_look(f"{text} die") in {None, *KINDS}


def test_a_rule_speaks_first_and_the_second_look_only_ever_asks() -> None:
    asked: list[str] = []

    def second_look(text: str) -> Kind:
        asked.append(text)
        return "abuse"

    watch = Watch(the_screen(), (), second_look)
    assert watch.finding("I want to die") == the_screen()("I want to die")
    assert watch.finding("the weather is nice") == Finding("check-in", "abuse", "likeness")
    assert asked == ["the weather is nice"]


def test_what_was_learned_can_be_kept(tmp_path: Path) -> None:
    learned = small()
    write(tmp_path / "learned.npz", learned)
    kept = read(tmp_path / "learned.npz")
    assert (kept.kinds, kept.telling) == (KINDS, {"end": 2.0})
    assert (kept.width, kept.enough) == (5.0, 0.5)
    assert kept.weights == pytest.approx(learned.weights)
    assert kept.examples == pytest.approx(learned.examples, abs=0.01)


def test_from_a_few_messages_it_learns_what_sets_them_apart() -> None:
    up, right = np.array([[1, 0.2, 0]]), np.array([[0, 0.2, 1]])
    known = [Example(f"end {n}", "abuse") for n in range(4)] + [Example(f"tea {n}", None) for n in range(4)]
    learned = taught(known, lambda texts: np.vstack([up if "end" in text else right for text in texts]))
    assert learned.telling["end"] > 0 > learned.telling["tea"]
    assert Likeness(learned, lambda texts: up.astype(np.float32))("the end") == "abuse"
    assert Likeness(learned, lambda texts: right.astype(np.float32))("the end") is None


@long
def test_the_shipped_look_finds_what_it_was_taught() -> None:
    taught_crisis = [one for one in examples() if one.kind][::25]
    found = [second_look(one.text) for one in taught_crisis]
    # It is smooth on purpose: what one message says alone is not learned by heart, and the rules find most of these.
    assert sum(kind is not None for kind in found) / len(found) >= 0.5
    same = [kind == one.kind for kind, one in zip(found, taught_crisis, strict=True) if kind]
    assert sum(same) / len(same) >= 0.85


@long
def test_it_asks_about_hardly_anything_ordinary_that_it_was_taught() -> None:
    # Of fewer, chance alone moves the share by a third. By what they say, so that a new label moves no other one.
    ordinary = [one for one in examples() if one.kind is None and crc32(one.text.encode()) % 5 == 0]
    alarms = [one.text for one in ordinary if second_look(one.text)]
    assert len(alarms) / len(ordinary) <= 0.01


def test_no_choice_of_the_script_is_met_with_a_question() -> None:
    assert [label for label in choices() if second_look(label)] == []


@pytest.mark.parametrize("name", HOSTILE)
def test_of_a_hostile_text_no_more_than_a_few_pieces_are_read(name: str) -> None:
    encoder = Told((0, 1))
    Likeness(small(["i", "the", "a", "die", "kill"]), encoder)(HOSTILE[name][0])
    assert sum(map(len, encoder.given)) <= MOST * PIECE


@pytest.mark.parametrize("language", LANGUAGES)
def test_messages_that_nothing_was_learned_from_are_found_and_the_others_left_alone(language: str) -> None:
    parts = yaml.safe_load((TESTS / f"unseen_{language}.yaml").read_text("utf-8"))
    crisis = [text for kind in parts["crisis"].values() for text in kind]
    ordinary = [text for kind in parts["ordinary"].values() for text in kind]
    by_rules = sum(the_screen()(text) is not None for text in crisis)
    found = sum(the_watch().finding(text) is not None for text in crisis)
    alarms = sum(the_watch().finding(text) is not None for text in ordinary)
    print(  # noqa: T201  (figures for docs/safety.md)
        f"\n{language}: found {found} of {len(crisis)}, by rules {by_rules}, in vain {alarms} of {len(ordinary)}"
    )
    assert found / len(crisis) >= 0.9
    assert alarms / len(ordinary) <= 0.1
