"""A person's words come back as meant: tidied in case and apostrophes, nothing else."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialogue.tidy import sentence, tidy


@pytest.mark.parametrize(
    ("typed", "given_back"),
    [
        ("why I get so weird when people dont text back", "Why I get so weird when people don't text back"),
        ("its mostly with people i met recently", "It's mostly with people I met recently"),
        ("i cant  say\nwhy im like that", "I can't say why I'm like that"),
        ("its colour is red", "Its colour is red"),
        ("i look for what i did. then i get annoyed", "I look for what I did. Then I get annoyed"),
        ("really? yes. ok! fine. it went on", "Really? Yes. Ok! Fine. It went on"),
        ("late, e.g. at ten a.m. on sundays, etc. and so on", "Late, e.g. at ten a.m. on sundays, etc. and so on"),
        ("we were well", "We were well"),
        ("i'm fine, don't worry", "I'm fine, don't worry"),
        ("why i\u2019d rather not", "Why I\u2019d rather not"),
        ("", ""),
    ],
)  # fmt: skip
def test_case_and_apostrophes_are_tidied(typed: str, given_back: str) -> None:
    assert tidy(typed) == given_back


@pytest.mark.parametrize(
    ("typed", "given_back"),
    [
        ("its mostly with people i met recently", "It's mostly with people I met recently."),
        ("do they mean it?", "Do they mean it?"),
        ("i stayed.", "I stayed."),
        ("hm…", "Hm…"),
        ("she said “later” and left", "She said ‘later’ and left."),
        ("i stayed 😀", "I stayed 😀"),
        ("", ""),
    ],
)
def test_a_sentence_ends(typed: str, given_back: str) -> None:
    assert sentence(typed) == given_back


@given(st.text(alphabet=st.characters(codec="ascii")))
def test_no_word_is_added_dropped_or_exchanged(text: str) -> None:
    def letters(words: str) -> str:
        return re.sub(r"[\s']", "", words).casefold()

    assert letters(tidy(text)) == letters(text)
