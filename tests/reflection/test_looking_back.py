"""Which answers are kept at hand to look back on: few, spread over the weeks, and the newest among them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.dialogue.abilities import Answer, Value, View
from bot.reflection.looking_back import AT_HAND, SHOWN, WEEKS, kept_with, shortened, shown_of
from bot.reflection.memory import Kept
from tests.opening import the_dialogues

BEGINNING = date(2026, 3, 1)
DAYS = st.lists(st.integers(0, 9), min_size=1, max_size=60)
"""How many days lie between one answer and the next."""


def the_noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


def view(memory: Any, *, answers: Sequence[Answer] = (), seed: int = 7, **variables: Value) -> View:
    return View(variables, tuple(answers), seed, 0, memory, lambda name, **values: name)


def kept_after(gaps: list[int]) -> tuple[Kept, ...]:
    kept: tuple[Kept, ...] = ()
    day = BEGINNING
    for number, gap in enumerate(gaps):
        day += timedelta(days=gap)
        kept = kept_with(kept, f"prompt{number}", f"answer {number}", day)
    return kept


@given(DAYS)
def test_few_are_kept_in_order_none_too_old_and_the_newest_stays(gaps: list[int]) -> None:
    kept = kept_after(gaps)
    last = BEGINNING + timedelta(days=sum(gaps))
    assert 1 <= len(kept) <= AT_HAND
    assert [one.day for one in kept] == sorted(one.day for one in kept)
    assert kept[-1] == Kept(f"prompt{len(gaps) - 1}", f"answer {len(gaps) - 1}", last)
    assert all(last - one.day <= WEEKS for one in kept)


def test_of_a_month_of_answers_those_kept_are_spread_over_the_month() -> None:
    days = [one.day for one in kept_after([1] * 30)]
    assert len(days) == AT_HAND
    assert (days[-1] - days[0]).days == 29
    assert max((later - earlier).days for earlier, later in pairwise(days)) <= 9


def test_a_second_answer_to_the_same_question_takes_the_place_of_the_first() -> None:
    kept = kept_with((Kept("one", "Fine", BEGINNING),), "one", "Not so fine", BEGINNING + timedelta(days=3))
    assert kept == (Kept("one", "Not so fine", BEGINNING + timedelta(days=3)),)


@given(DAYS, st.integers(0, 60))
def test_at_most_three_are_shown_the_first_and_the_last_among_them(gaps: list[int], later: int) -> None:
    kept = kept_after(gaps)
    today = kept[-1].day + timedelta(days=later)
    left = [one for one in kept if today - one.day <= WEEKS]
    shown = shown_of(kept, today, lambda prompt: True)
    assert len(shown) == min(len(left), SHOWN)
    assert [one.day for one in shown] == sorted(one.day for one in shown)
    if left:
        assert (shown[0], shown[-1]) == (left[0], left[-1])


def test_a_question_that_the_script_has_no_more_is_not_shown() -> None:
    assert shown_of(kept_after([1, 1]), BEGINNING + timedelta(days=3), lambda prompt: prompt == "prompt1") == (
        Kept("prompt1", "answer 1", BEGINNING + timedelta(days=2)),
    )


@given(st.text())
def test_what_is_kept_of_an_answer_is_one_short_line_that_begins_as_it_did(words: str) -> None:
    line = shortened(words)
    assert len(line) <= 90
    assert line.splitlines() in ([], [line])
    assert " ".join(words.split()).startswith(line.removesuffix("…"))


def test_what_was_written_is_shown_as_written_and_fills_in_nothing() -> None:
    daily = the_dialogues().script.abilities["daily"]
    memory = {
        "kept": [{"prompt": "offered_help_reflex", "words": "{{ date }} *and* “so”", "day": "2026-03-01"}],
        "zone": "Europe/Lisbon",
    }
    [message] = daily("look_back", view(memory), None, the_noon(BEGINNING)).messages
    assert message.text.startswith("1 March. ")
    assert message.text.endswith(r"You: “{{ date }} \*and\* ‘so’”")


def test_a_relationship_that_was_left_out_is_in_no_question_of_the_day() -> None:
    bank = the_dialogues().script.abilities["daily"].bank  # type: ignore[attr-defined]
    about = {prompt.id: prompt.relationship for prompt in bank.prompts}
    asked = {left_out: {about[of_the_day(seed, without_family=left_out)] for seed in range(60)} for left_out in (0, 1)}
    assert "family" in asked[0]
    assert "family" not in asked[1]
    assert "friendship" in asked[1]


def of_the_day(seed: int, *, without_family: int) -> str:
    daily = the_dialogues().script.abilities["daily"]
    answers = [Answer("gone", name, 1, the_noon(BEGINNING)) for name in ("family", "friendship")]
    seen = view(None, answers=answers, seed=seed, without_family=bool(without_family))
    outcome = daily("today", seen, None, the_noon(BEGINNING))
    return str(outcome.memory["prompt"])
