"""From what people type to plain words; other scripts keep every mark."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.safety.normalise import MARKS, Spelling, folded

SPELLING = Spelling(
    {
        "i am": ["i'm", "im"],
        "do not": ["don't", "dont"],
        "myself": ["my self"],
        "kill": ["kil"],
        "lol": ["haha", "😂"],
        "je": ["j'"],
        "le": ["l'"],
    },
    vocabulary=["kill", "die", "suicide", "suicidal", "want", "to", "myself", "live"],
    disguised=["kill", "die", "suicide", "suicidal"],
    guessed=["suicide", "suicidal", "myself"],
    glued=["kill myself", "want to die"],
)


def words(text: str) -> list[str]:
    return SPELLING.words(folded(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I'm", "i am"),
        ("I\u2019m", "i am"),
        ("im, dont", "i am , do not"),
        ("KILL", "kill"),
        ("kil", "kill"),
        ("kiiill", "kill"),
        ("dieeee", "die"),
        ("k1ll", "kill"),
        ("k!ll", "kill"),
        ("k*ll", "kill"),
        ("d!e", "die"),
        ("die!", "die ."),
        ("$uicide", "suicide"),
        ("s.u.i.c.i.d.e", "suicide"),
        ("k i l l myself", "kill myself"),
        ("k i l l m y s e l f", "kill myself"),
        ("suicidall", "suicidal"),
        ("suicdie", "suicide"),
        ("my self", "myself"),
        ("myslef", "myself"),
        ("killmyself", "kill myself"),
        ("iwanttodie", "i want to die"),
        ("wait... what", "wait / what"),
        ("one\ntwo", "one / two"),
        ("what?!", "what ."),
        ("live—or not", "live , or not"),
        ("haha", "lol"),
        ("die😂", "die lol ,"),
        ("my sister's friend", "my sister friend"),
        ("self-harm", "self harm"),
        ("vouloir être", "vouloir etre"),
        ("k\u0456ll", "kill"),
        ("\uff4b\uff49\uff4c\uff4c", "kill"),
        ("ki\u200bll", "kill"),
        ("3.5", "3 . 5"),
        ("end.Start", "end . start"),
        ("one.two.three.four", "one two three four"),
        ("d\u200cie", "die"),
        ("\u202edie\u202c", "die"),
        ("\u1d05\u026a\u1d07", "die"),
        ("d\u03b9e", "die"),
        ("\U0001f602" * 20, "lol"),
        ("j'ai l\u2019idée", "je ai le idee"),
        ("l'im", "le i am"),
        ("тёмный", "темный"),
        ("x\u043e\u0447\u0443", "хочу"),
        ("c\u0443ицид", "суицид"),
        ("हूँ", "हूं"),
        ("ज़िंदगी", "जिंदगी"),
        ("क्\u200dया", "क्या"),
    ],
)
def test_a_way_of_writing_is_read_as_the_words_meant(text: str, expected: str) -> None:
    assert " ".join(words(text)) == expected


@pytest.mark.parametrize("text", ["outside", "subside", "himself", "therapist", "milk", "bill", "studied", "8", "c3po"])
def test_other_words_stay_what_they_are(text: str) -> None:
    assert words(text) == [text]


@pytest.mark.parametrize("text", ["मैं जीना नहीं चाहता", "я не хочу жить", "いなくなりたい", "لا أريد"])
def test_other_scripts_keep_their_letters_and_marks(text: str) -> None:
    assert " ".join(words(text)) == unicodedata.normalize("NFKC", text)


@given(st.text(max_size=200))
def test_any_text_becomes_words_and_marks(text: str) -> None:
    for word in words(text):
        assert word in MARKS or (word and not any(letter.isspace() for letter in word))


@given(st.text(alphabet="aiklmdt1!*@$. '\u2019\n", max_size=60))
def test_reading_twice_changes_nothing_more(text: str) -> None:
    once = folded(text)
    assert folded(once) == once


@given(st.text(max_size=100), st.text(max_size=100))
def test_a_blank_line_keeps_texts_apart(one: str, other: str) -> None:
    assert len(words(f"{one}\n\n{other}")) >= len(words(other))


@given(st.sampled_from(["want", "die", "suicide", "myself"]), st.data())
def test_what_cannot_be_seen_changes_no_word(word: str, data: st.DataObject) -> None:
    unseen = st.sampled_from(["", "\u200b", "\u200d", "\u2060", "\u00ad", "\u202e", "\ufeff"])
    assert words("".join(letter + data.draw(unseen) for letter in word)) == [word]


@given(st.sampled_from(["want", "die", "suicide", "myself"]), st.data())
def test_letters_that_are_held_down_change_no_word(word: str, data: st.DataObject) -> None:
    held = "".join(letter * data.draw(st.sampled_from([1, 1, 1, 3, 4, 7])) for letter in word)
    assert words(held) == [word]
