"""An unknown name is an error, and a person's words are never a template nor markup."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialogue.abilities import Value
from bot.dialogue.conditions import converted, fill, fill_argument, holds, names_in, names_in_condition
from bot.dialogue.messages import plain
from bot.errors import ScriptError


def reading(**values: Value):  # type: ignore[no-untyped-def]
    return values.__getitem__


def test_names_are_filled_in() -> None:
    assert fill("Hello {{ first_name }}.", reading(first_name="Ana")) == "Hello Ana."
    assert fill("{{ tries }} tries, {{ done }}", reading(tries=2.0, done=True)) == "2 tries, yes"


def test_what_a_person_typed_is_neither_markup_nor_a_template() -> None:
    assert plain(fill("“{{ words }}”", reading(words="**a** {{ b }} _c_"))) == "“**a** {{ b }} _c_”"


@given(st.text())
def test_any_words_come_back_as_they_are(words: str) -> None:
    assert plain(fill("{{ words }}", reading(words=words))) == words
    assert fill_argument("{{ words }}", reading(words=words)) == words


@pytest.mark.parametrize("condition", ["certainty <", "first name", "a.__class__", "[].append(1)", "1 / 0", "'a' < 1"])
def test_a_condition_that_cannot_be_read_or_fails_is_an_error(condition: str) -> None:
    with pytest.raises(ScriptError):
        holds(condition, lambda _: "text")


def test_a_name_nobody_declared_is_an_error_and_not_false() -> None:
    with pytest.raises(KeyError):
        holds("not agred", reading(agreed=True))
    with pytest.raises(ScriptError):
        holds("first_name.nickname", reading(first_name="Ana"))


def test_the_names_of_a_sentence_are_found() -> None:
    assert names_in("{% if wrote %}a{% endif %} {{ own_words | tidy }}") == {"wrote", "own_words"}
    assert names_in_condition("certainty < 0.6 and not stopped") == {"certainty", "stopped"}


def test_no_helper_of_the_template_language_is_there() -> None:
    with pytest.raises(KeyError):
        fill("{% for x in range(10) %}{{ x }}{% endfor %}", reading())


def test_text_becomes_the_declared_type() -> None:
    assert converted("yes", "yes/no") is True
    assert converted(" 2.5 ", "number") == 2.5
    assert converted("no", "text") == "no"
    for text, kind in (("maybe", "yes/no"), ("two", "number")):
        with pytest.raises(ScriptError):
            converted(text, kind)  # type: ignore[arg-type]
