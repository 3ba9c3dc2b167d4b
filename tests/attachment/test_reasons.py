"""Which answers moved the picture most."""

from __future__ import annotations

import pytest

from bot.attachment.bank import Marks, Stack
from bot.attachment.reasons import by_weight
from bot.attachment.standing import Standing
from tests.attachment.builders import stack_of, standing_of, statement, usual_stack


def standing(stack: Stack, marks: Marks) -> Standing:
    """How someone stands who gave these answers in one sitting."""
    return standing_of(stack, [marks])


def test_the_answer_whose_absence_changes_most_comes_first() -> None:
    stack = stack_of(statement("weak", 0.5), statement("strong", 2.5), statement("middling", 1.2))
    found = by_weight(standing(stack, (("weak", 4), ("strong", 4), ("middling", 4))))
    assert [reason.item for reason in found] == ["strong", "middling", "weak"]
    assert [reason.moved for reason in found] == sorted((reason.moved for reason in found), reverse=True)


def test_without_an_answer_is_the_belief_as_if_it_had_never_been_given() -> None:
    marks = (("watch1", 4), ("apart3", 0), ("scene1", 3))
    for reason in by_weight(standing(usual_stack(), marks)):
        rest = tuple(mark for mark in marks if mark != (reason.item, reason.option))
        assert reason.without.weights == pytest.approx(standing(usual_stack(), rest).belief.weights)


def test_every_answer_is_there_and_the_order_of_answers_does_not_matter() -> None:
    marks = tuple((item.id, 1) for item in usual_stack().items[:9])
    found = [(reason.item, reason.option) for reason in by_weight(standing(usual_stack(), marks))]
    assert sorted(found) == sorted(marks)
    assert found == [(reason.item, reason.option) for reason in by_weight(standing(usual_stack(), marks[::-1]))]


def test_an_answer_of_an_earlier_sitting_can_be_a_reason_too() -> None:
    earlier, later = (("watch9", 4), ("watch7", 4)), (("apart0", 2),)
    found = by_weight(standing_of(usual_stack(), [earlier, later]))
    assert {reason.item for reason in found} == {"watch9", "watch7", "apart0"}
    assert found[0].item != "apart0"
    assert {reason.item for reason in found if reason.is_earlier} == {"watch9", "watch7"}


def test_what_was_answered_alike_in_two_earlier_sittings_is_one_reason() -> None:
    alike, now = (("watch9", 4),), (("watch9", 4), ("apart0", 2))
    found = by_weight(standing_of(usual_stack(), [alike, alike, now]))
    assert sorted((reason.item, reason.is_earlier) for reason in found) == [
        ("apart0", False),
        ("watch9", False),
        ("watch9", True),
    ]
