"""Many people at once: each has a conversation of their own."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from tests.end_to_end.crowd import Crowd, crowd
from tests.end_to_end.judging import judge
from tests.end_to_end.running import running
from tests.telegram_server import Receipt


@pytest.fixture(scope="module")
def thirty(tmp_path_factory: pytest.TempPathFactory) -> Crowd:
    """Thirty people who talked with one bot."""
    with running(tmp_path_factory.mktemp("crowd")) as run:
        return crowd(run, people=30, acts=12, seed=20)


def test_each_of_thirty_people_gets_exactly_their_own_replies_in_order(thirty: Crowd) -> None:
    assert thirty.verdict.faults == ()
    assert thirty.verdict.repeats == ()
    assert thirty.verdict.updates >= 30 * 12
    assert thirty.refused == 0


def test_what_several_people_do_at_once_is_interleaved(thirty: Crowd) -> None:
    chats = [receipt.shown.chat for receipt in thirty.received]
    changes = sum(first != second for first, second in zip(chats, chats[1:], strict=False))
    assert changes > len(chats) / 3


@pytest.mark.parametrize("seed", range(25))
def test_the_judge_finds_a_message_that_is_missing(thirty: Crowd, seed: int) -> None:
    received = list(thirty.received)
    del received[_some(received, seed)]
    assert judge(received, thirty.talkers).faults


@pytest.mark.parametrize("seed", range(25))
def test_the_judge_finds_a_message_that_came_twice(thirty: Crowd, seed: int) -> None:
    received = list(thirty.received)
    twice = next(place for place in range(_some(received, seed), len(received)) if received[place].kind == "sent")
    received.insert(twice, received[twice])
    verdict = judge(received, thirty.talkers)
    assert [(one.first, one.second) for one in verdict.repeats] == [(twice, twice + 1)]


@pytest.mark.parametrize("seed", range(25))
def test_the_judge_finds_two_messages_in_the_wrong_order(thirty: Crowd, seed: int) -> None:
    received = list(thirty.received)
    first = _some(received, seed)
    chat = received[first].shown.chat
    theirs = [place for place, receipt in enumerate(received) if receipt.shown.chat == chat]
    here = theirs.index(first)
    second = theirs[here + 1] if here + 1 < len(theirs) else theirs[here - 1]
    received[first], received[second] = received[second], received[first]
    assert judge(received, thirty.talkers).faults


@pytest.mark.parametrize("seed", range(25))
def test_the_judge_finds_an_answer_that_counted_twice(thirty: Crowd, seed: int) -> None:
    acts = thirty.talkers[seed].acts
    acts.remove(extra := next(act for act in reversed(acts) if act.kind == "chooses"))
    assert judge(thirty.received, thirty.talkers[seed : seed + 1]).faults
    acts.append(extra)


def _some(received: list[Receipt], seed: int) -> int:
    return Random(seed).randrange(len(received))  # noqa: S311 (it guards nothing)
