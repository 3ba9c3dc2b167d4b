"""What was taken on is followed up once: two days later, or when the person is back; after fourteen days not at all."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.attachment.trying import (
    APART,
    FOLLOWED_UP_AFTER,
    FORGOTTEN_AFTER,
    HOWS,
    Trying,
    answered,
    followed_up,
    let_go,
    next_time,
    remembered,
    shown_as,
    stored,
    taken_on,
    unseen,
    waiting,
)
from bot.dialogue.abilities import Chose, Outcome, Schedule, Wrote
from bot.dialogue.messages import plain
from tests.attachment.builders import NOON, usual_abilities, view

SUGGEST = usual_abilities()["suggest"]
TAKEN = taken_on(Trying(), "thing4", NOON)
DUE = NOON + FOLLOWED_UP_AFTER


def call(arguments: object, trying: Trying, event: Chose | Wrote | None = None, now: datetime = DUE) -> Outcome:
    return SUGGEST(arguments, view(memory=stored(trying)), event, now)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("after", "waits"),
    [
        (timedelta(days=1, hours=23), False),
        (FOLLOWED_UP_AFTER, True),
        (FORGOTTEN_AFTER, True),
        (FORGOTTEN_AFTER + timedelta(seconds=1), False),
    ],
)
def test_it_waits_from_two_days_to_fourteen(after: timedelta, waits: bool) -> None:
    assert (waiting(TAKEN, NOON + after) is not None) is waits
    assert SUGGEST.value("follow_up_waits", view(memory=stored(TAKEN)), NOON + after) is waits


def test_two_that_were_taken_on_together_are_followed_up_on_two_days() -> None:
    both = taken_on(TAKEN, "thing1", NOON)
    first = followed_up(both, DUE)
    assert first.present == "thing4"
    assert waiting(first, DUE + APART - timedelta(seconds=1)) is None
    assert next_time(first) == DUE + APART
    assert followed_up(first, DUE + APART).present == "thing1"


def test_one_that_nobody_saw_holds_no_other_back() -> None:
    both = taken_on(TAKEN, "thing1", NOON)
    assert waiting(unseen(followed_up(both, DUE)), DUE) is not None


def test_one_whose_turn_would_come_too_late_has_none() -> None:
    older = taken_on(Trying(), "thing1", NOON - timedelta(days=12))
    first = followed_up(taken_on(older, "thing4", NOON - timedelta(days=13)), NOON)
    assert first.present == "thing1"
    assert next_time(first) == NOON + APART
    assert next_time(first.changed(followed_at=NOON + timedelta(hours=1))) is None


moves = st.lists(
    st.tuples(
        st.sampled_from(["take", "due", "let go", "unseen", "answer", "old answer"]),
        st.sampled_from(["thing1", "thing2", "thing4"]),
        st.integers(0, 96),
    ),
    max_size=25,
)


@settings(max_examples=100, deadline=None)
@given(moves)
def test_each_is_asked_about_once_and_never_before_its_time(some: list[tuple[str, str, int]]) -> None:
    trying, now, asked = Trying(), NOON, set[tuple[str, datetime]]()
    for what, name, hours in some:
        now += timedelta(hours=hours)
        match what:
            case "take":
                trying = taken_on(trying, name, now)
            case "due":
                trying = followed_up(trying, now)
                one = trying.of(trying.present)
                if one is not None:
                    assert (one.id, one.at) not in asked
                    assert FOLLOWED_UP_AFTER <= now - one.at <= FORGOTTEN_AFTER
                    asked.add((one.id, one.at))
            case "let go":
                trying = let_go(trying, now)
                later = next_time(trying)
                assert later is None or later > now
            case "unseen":
                one = trying.of(trying.present)
                trying = unseen(trying)
                asked -= set() if one is None else {(one.id, one.at)}
            case _:
                trying = answered(trying, name, HOWS[hours % 4])
                one = trying.of(name)
                asked |= set() if one is None else {(one.id, one.at)}
        trying = remembered(stored(trying))


def test_the_question_quotes_what_was_taken_and_is_asked_with_four_buttons() -> None:
    outcome = call("how_it_went", followed_up(TAKEN, DUE))
    [message] = outcome.messages
    assert "“Try thing4.”\n\nDid thing4 work out?" in plain(message.text)
    assert [choice.label for choice in message.choices] == ["Did it", "Partly", "Not yet", "Not for me"]
    assert outcome.waiting


def test_words_are_kept_and_never_taken_for_one_of_the_answers() -> None:
    outcome = call("how_it_went", followed_up(TAKEN, DUE), Wrote("did it, and it was nice"))
    assert outcome.journal == ("suggestion:thing4", "did it, and it was nice")
    assert outcome.waiting
    one = remembered(outcome.memory).of("thing4")
    assert one is not None
    assert one.how == ""


@pytest.mark.parametrize("number", range(4))
def test_each_answer_is_kept_and_has_something_said(number: int) -> None:
    after = remembered(call("how_it_went", followed_up(TAKEN, DUE), Chose(number)).memory)
    one = after.of("thing4")
    assert one is not None
    assert one.how == HOWS[number]
    [message] = call("what_that_says", after).messages
    assert message.text


def test_due_takes_the_turn_and_says_when_the_next_one_is() -> None:
    two = taken_on(TAKEN, "thing1", NOON + timedelta(hours=5))
    outcome = call("due", two)
    assert outcome.schedule == Schedule(DUE + APART)
    assert outcome.lasting
    assert call({"planned": ""}, remembered(outcome.memory)).schedule == outcome.schedule


def test_what_was_let_go_by_waits_for_the_person_and_comes_by_itself_no_more() -> None:
    outcome = call({"let_go_by": "held"}, TAKEN)
    assert outcome.schedule == Schedule(None)
    assert waiting(remembered(outcome.memory), DUE) is not None


def test_an_answer_days_later_counts_and_a_second_tap_is_none() -> None:
    asked = shown_as(followed_up(TAKEN, DUE), 12)
    outcome = call({"recalled": "abcd.12"}, asked, Chose(0))
    first, second = outcome.messages
    assert first.replaces == "abcd.12"
    assert plain(first.text).endswith("Did it")
    assert second.text
    after = remembered(outcome.memory)
    assert call({"recalled": "abcd.12"}, after, Chose(1)).messages == ()
    assert call({"recalled": "abcd.11"}, asked, Chose(0)).messages == ()


def test_a_reply_to_it_days_later_is_kept_and_a_button_beside_it_is_no_answer() -> None:
    asked = shown_as(followed_up(TAKEN, DUE), 12)
    assert call({"recalled": "abcd.12"}, asked, Wrote("it went well")).journal == ("suggestion:thing4", "it went well")
    beside = call({"recalled": "abcd.12"}, asked, Chose(4))
    assert beside.messages
    assert beside.memory is None


def test_one_that_is_no_more_in_the_files_is_passed_over() -> None:
    gone = followed_up(taken_on(Trying(), "gone", NOON), DUE)
    assert call("how_it_went", gone) == Outcome()
    assert call("what_that_says", gone).messages
    assert call({"recalled": "abcd.0"}, gone, Chose(0)).messages == ()
