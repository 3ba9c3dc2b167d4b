"""Many people at once: each has a conversation of their own. And the judge of that is judged too."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from random import Random

import pytest

from tests.end_to_end.crowd import Crowd, crowd
from tests.end_to_end.judging import judge, unexplained
from tests.end_to_end.running import running
from tests.telegram_server import Receipt

SEEDS = range(25)


@pytest.fixture(scope="module")
def thirty(tmp_path_factory: pytest.TempPathFactory) -> Crowd:
    """Thirty people who talked with one bot."""
    with running(tmp_path_factory.mktemp("crowd")) as run:
        return crowd(run, people=30, acts=10, seed=20)


def test_each_of_thirty_people_gets_exactly_their_own_replies_in_order(thirty: Crowd) -> None:
    assert thirty.verdict.faults == ()
    assert thirty.verdict.repeats == ()
    assert thirty.verdict.updates >= 30 * 10
    assert thirty.refused == 0
    chats = [receipt.shown.chat for receipt in thirty.received]
    changes = sum(first != second for first, second in pairwise(chats))
    assert changes > len(chats) / 3  # they were served side by side, not one after the other


def test_the_judge_finds_a_message_that_is_missing(thirty: Crowd) -> None:
    for place in _places(thirty):
        received = [*thirty.received[:place], *thirty.received[place + 1 :]]
        assert judge(received, thirty.talkers).faults, thirty.received[place]


def test_the_judge_finds_a_message_that_came_twice_and_whether_a_kill_explains_it(thirty: Crowd) -> None:
    for place in _places(thirty):
        if thirty.received[place].kind == "sent":
            received = [*thirty.received[: place + 1], *thirty.received[place:]]
            (repeat,) = judge(received, thirty.talkers).repeats
            assert (repeat.first, repeat.second) == (place, place + 1)
            assert unexplained([repeat], [place, place + 2]) == [repeat]
            assert unexplained([repeat], [place + 1]) == []


def test_the_judge_finds_two_messages_in_the_wrong_order(thirty: Crowd) -> None:
    for place in _places(thirty):
        received = list(thirty.received)
        chat = received[place].shown.chat
        theirs = [number for number, receipt in enumerate(received) if receipt.shown.chat == chat]
        here = max(1, theirs.index(place))
        one, other = theirs[here - 1], theirs[here]
        received[one], received[other] = received[other], received[one]
        assert judge(received, thirty.talkers).faults, thirty.received[place]


def test_the_judge_finds_a_message_of_somebody_else(thirty: Crowd) -> None:
    words = next(receipt for receipt in thirty.received if "count to" in receipt.shown.text)
    other = next(talker for talker in thirty.talkers if talker.person.id != words.shown.chat)
    theirs = [receipt for receipt in thirty.received if receipt.shown.chat == other.person.id]
    assert judge([*theirs, _to(other.person.id, words)], [other]).faults


def test_the_judge_finds_an_update_that_was_lost_or_counted_twice(thirty: Crowd) -> None:
    for talker in thirty.talkers:
        acts = list(talker.acts)
        second = next(number for number, act in enumerate(acts) if act.kind == "chooses")
        for wrong in ([*acts[:second], *acts[second + 1 :]], [*acts[:second], acts[second], *acts[second:]]):
            talker.acts[:] = wrong
            assert judge(thirty.received, [talker]).faults
        talker.acts[:] = acts


def _places(crowd: Crowd) -> list[int]:
    return [Random(seed).randrange(len(crowd.received)) for seed in SEEDS]  # noqa: S311 (it guards nothing)


def _to(chat: int, receipt: Receipt) -> Receipt:
    return replace(receipt, shown=replace(receipt.shown, chat=chat))
