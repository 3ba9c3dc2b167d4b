"""The markup has two marks, any text has a reading, and a person's words never turn into markup."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.dialogue.messages import Choice, Message, Span, escaped, plain, spans, whole_text


def test_bold_and_italic_are_read() -> None:
    assert list(spans("a **b** _c_")) == [
        Span("a "),
        Span("b", bold=True),
        Span(" "),
        Span("c", italic=True),
    ]


def test_an_underscore_inside_a_word_is_a_letter() -> None:
    assert list(spans("snake_case_name")) == [Span("snake"), Span("_"), Span("case"), Span("_"), Span("name")]


def test_a_mark_that_is_never_closed_is_a_character() -> None:
    assert plain("2 ** 3 and _so on") == "2 ** 3 and _so on"


@given(st.text())
def test_escaped_words_come_out_as_they_were_and_without_a_look(words: str) -> None:
    read = list(spans(escaped(words)))
    assert "".join(span.text for span in read) == words
    assert not any(span.bold or span.italic for span in read)


@given(st.text(alphabet="*_\\ ab"), st.text(alphabet="*_\\ ab"))
def test_escaped_words_inside_bold_stay_inside(words: str, around: str) -> None:
    read = list(spans(f"**x{escaped(words)}x**{escaped(around)}"))
    assert "".join(span.text for span in read if span.bold) == f"x{words}x"


@given(st.text())
def test_any_text_has_a_reading(text: str) -> None:
    assert len(plain(text)) <= len(text)


def test_lettered_answers_stand_below_the_text() -> None:
    message = Message("What now?", choices=(Choice("A", "Wait."), Choice("B", "Ask."), Choice("Skip")))
    assert plain(whole_text(message)) == "What now?\n\nA  Wait.\nB  Ask."
