"""Which answers moved the picture most."""

from __future__ import annotations

from bot.attachment.reasons import moved_most
from tests.attachment.builders import stack_of, statement, usual_stack


def test_the_answer_whose_absence_changes_most_comes_first() -> None:
    stack = stack_of(statement("weak", 0.5), statement("strong", 2.5), statement("middling", 1.2))
    found = moved_most(stack, (("weak", 4), ("strong", 4), ("middling", 4)))
    assert [reason.item for reason in found] == ["strong", "middling", "weak"]
    assert [reason.moved for reason in found] == sorted((reason.moved for reason in found), reverse=True)


def test_without_an_answer_is_the_belief_as_if_it_had_never_been_given() -> None:
    stack = usual_stack()
    marks = (("watch1", 4), ("apart3", 0), ("scene1", 3))
    for reason in moved_most(stack, marks):
        rest = tuple(mark for mark in marks if mark != (reason.item, reason.option))
        assert reason.without is stack.belief(rest)


def test_three_are_named_at_most_and_the_order_of_answers_does_not_matter() -> None:
    stack = usual_stack()
    marks = tuple((item.id, 1) for item in stack.items[:9])
    found = [(reason.item, reason.option) for reason in moved_most(stack, marks)]
    assert len(found) == 3
    assert found == [(reason.item, reason.option) for reason in moved_most(stack, marks[::-1])]
