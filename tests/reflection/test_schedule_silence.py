"""Less and less for who does not answer, and all of it back with one word."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reflection.rhythm import Pace
from bot.reflection.silence import Says, Silence, after_answer, after_choice, at_due, pace_of

START = date(2026, 11, 24)
DAYS: dict[Pace, int] = {"day": 1, "week": 7, "fortnight": 14}
paces = st.sampled_from(("day", "week", "fortnight"))


def unanswered(silence: Silence, today: date = START) -> tuple[list[tuple[int, Says]], Silence]:
    """What somebody hears who never answers, each with the days since the first, until nothing comes any more."""
    heard: list[tuple[int, Says]] = []
    begun = today
    while pace_of(silence) != "silent":
        says, silence = at_due(silence, today)
        heard.append(((today - begun).days, says))
        today += timedelta(days=DAYS.get(pace_of(silence), 0))
    return heard, silence


@pytest.mark.parametrize(
    ("wished", "expected"),
    [
        ("day", [(0, "prompt"), (1, "prompt"), (2, "prompt"), (3, "less often"), (10, "prompt"), (17, "prompt"),
                 (31, "prompt"), (45, "prompt"), (59, "door open")]),
        ("week", [(0, "prompt"), (7, "prompt"), (14, "prompt"), (21, "less often"), (35, "prompt"), (49, "prompt"),
                  (63, "door open")]),
        ("fortnight", [(0, "prompt"), (14, "prompt"), (28, "prompt"), (42, "door open")]),
    ],
)  # fmt: skip
def test_who_never_answers_hears_less_and_less_and_then_nothing(wished: Pace, expected: list[tuple[int, Says]]) -> None:
    heard, silence = unanswered(Silence(START, wished))
    assert heard == expected
    assert pace_of(silence) == "silent"


def test_whom_the_open_door_brings_back_has_the_wished_pace() -> None:
    _, silence = unanswered(Silence(START))
    assert pace_of(after_answer(silence)) == "day"


def test_two_unanswered_and_an_answer_begin_anew() -> None:
    silence = Silence(START)
    for answers in (False, False, True, False, False, True, False, False, False):
        says, silence = at_due(silence, START)
        assert says == "prompt"
        silence = after_answer(silence) if answers else silence
    assert at_due(silence, START)[0] == "less often"


def test_who_chooses_once_a_week_has_that_as_their_wish() -> None:
    _, silence = at_due(Silence(START, unanswered=3), START)
    chosen = after_choice(silence, "week")
    assert (pace_of(chosen), pace_of(after_answer(chosen))) == ("week", "week")
    assert at_due(chosen, START)[0] == "prompt"


def test_who_leaves_it_as_it_is_is_asked_again_after_ten() -> None:
    _, silence = at_due(Silence(START, unanswered=3), START)
    left = after_choice(silence, "day")
    assert pace_of(left) == "day"
    heard, _ = unanswered(left)
    assert [says for _, says in heard[:11]] == ["prompt"] * 10 + ["less often"]


def test_after_sixty_days_they_are_asked_once_whether_they_still_need_this() -> None:
    silence, asked = Silence(START), []
    for count in range(200):
        says, silence = at_due(silence, START + timedelta(days=count))
        silence = after_answer(silence)
        asked += [count] if says == "still needed" else []
    assert asked == [60]


def test_that_question_counts_as_one_that_was_not_answered() -> None:
    says, silence = at_due(Silence(START, unanswered=2), START + timedelta(days=60))
    assert says == "still needed"
    assert at_due(silence, START + timedelta(days=61))[0] == "less often"


def test_who_is_silent_by_then_is_not_asked_until_they_are_back() -> None:
    later = START + timedelta(days=70)
    slowed = Silence(START, slowed="fortnight")
    assert at_due(slowed, later)[0] == "prompt"
    assert at_due(after_answer(slowed), later)[0] == "still needed"


@given(paces, st.lists(st.sampled_from(("due", "due", "answer", "day", "week", "fortnight")), max_size=60))
def test_any_answer_brings_the_wished_pace_back_and_silence_only_makes_it_slower(wished: Pace, acts: list[str]) -> None:
    silence = Silence(START, wished)
    for count, act in enumerate(acts):
        before = silence
        match act:
            case "due" if pace_of(silence) != "silent":
                _, silence = at_due(silence, START + timedelta(days=count))
                assert DAYS.get(pace_of(silence), 99) >= DAYS[pace_of(before)]
                assert silence.wished == before.wished
            case "answer":
                silence = after_answer(silence)
                assert pace_of(silence) == silence.wished
            case "day" | "week" | "fortnight":
                silence = after_choice(silence, act)
                assert pace_of(silence) == act


@given(paces, st.booleans(), st.booleans(), st.integers(0, 2))
def test_from_anywhere_lasting_silence_ends_in_silence(wished: Pace, left: bool, asked: bool, count: int) -> None:
    heard, silence = unanswered(Silence(START, wished, None, count, left, asked), START + timedelta(days=90))
    assert [says for _, says in heard].count("less often") <= 1
    assert heard[-1][1] == "door open"
    assert len(heard) <= 17
    assert pace_of(silence) == "silent"
