"""Rule: the parts, put together, are the text; no part is too long; a cut falls at a sentence's end when it can."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.telegram.splitting import cuts, sliced, units
from bot.dialogue.messages import Span

LAWS = settings(derandomize=True, deadline=None)
PIECES = [*"ab .!?\n", "é", "नि", "।", "😀", "👩‍👩‍👧", "\u201c", "\u201d"]
PROSE = st.lists(st.sampled_from(PIECES), max_size=200).map("".join)


def parts(text: str, limit: int) -> list[str]:
    ends = cuts(text, limit)
    return [text[start:end] for start, end in zip([0, *ends], ends, strict=False)]


def test_an_emoji_is_two_units() -> None:
    assert units("a😀") == 3
    assert units("नि") == 2


@LAWS
@given(st.text())
def test_units_are_those_of_utf_16(text: str) -> None:
    assert units(text) == len(text.encode("utf-16-le")) // 2


@LAWS
@given(PROSE, st.integers(2, 90))
def test_no_character_is_lost_and_no_part_is_too_long(text: str, limit: int) -> None:
    found = parts(text, limit)
    assert "".join(found) == text
    assert all(0 < units(part) <= limit for part in found)


@LAWS
@given(PROSE, st.integers(2, 90))
def test_there_are_no_needless_parts(text: str, limit: int) -> None:
    # A part is cut in its second half at the earliest, so two neighbours are always more than one part could hold.
    found = parts(text, limit)
    assert all(units(one) + units(other) > limit / 2 for one, other in pairwise(found))


def test_a_cut_falls_at_the_end_of_a_paragraph_before_a_sentence_before_a_word() -> None:
    assert parts("One. Two.\n\nThree. Four.", 20) == ["One. Two.\n\n", "Three. Four."]
    assert parts("One two three. Four five.", 20) == ["One two three. ", "Four five."]
    assert parts("One two three four five", 20) == ["One two three four ", "five"]
    assert parts("“Is it?” It is, isn't it", 12) == ["“Is it?” ", "It is, ", "isn't it"]
    assert parts("a" * 25, 10) == ["a" * 10, "a" * 10, "a" * 5]


SPANS = st.lists(st.builds(Span, PROSE, st.booleans(), st.booleans()), max_size=6)


@LAWS
@given(SPANS, st.integers(2, 60))
def test_every_character_keeps_its_look(spans: list[Span], limit: int) -> None:
    text = "".join(span.text for span in spans)
    looks = [(character, span.bold, span.italic) for span in spans for character in span.text]
    cut = [span for part in sliced(spans, cuts(text, limit)) for span in part]
    assert [(character, span.bold, span.italic) for span in cut for character in span.text] == looks
