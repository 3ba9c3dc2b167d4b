"""The form of an items file, and the items made from it: every leaf arrives as text."""

from __future__ import annotations

import numpy as np
import pytest
from pydantic import ValidationError

from bot.attachment.bank import ItemBank
from bot.attachment.items import ItemsFile, StatementForm, items_of
from tests.attachment.builders import SCALE, items_file, scene, statement, usual_items


def test_numbers_and_yes_or_no_are_read_from_text() -> None:
    [item] = items_of(items_file(statement("one", 0.2, 1.4, reversed="yes", thresholds=["-1", "0", "1", "2.5"])))
    assert item.slopes == pytest.approx([-0.2, -1.4])
    assert item.offsets == pytest.approx([-1, 0, 1, 2.5])


def test_what_an_item_does_not_say_the_defaults_say() -> None:
    [item] = items_of(items_file(statement("one", 1.0)))
    assert item.options == tuple(SCALE)
    assert item.relationships == ("friendship",)
    assert item.offsets == pytest.approx([-1.6, -0.5, 0.5, 1.6])


def test_an_item_may_ask_about_several_relationships() -> None:
    bank = ItemBank.of([items_file(statement("one", 1.0, relationship=["friendship", "work"]), scene("two"))])
    assert [item.id for item in bank.stacks["work"].items] == ["one"]
    assert [item.id for item in bank.stacks["friendship"].items] == ["one", "two"]


def test_a_scene_is_told_with_its_question() -> None:
    [item] = items_of(items_file(scene("two")))
    assert (item.kind, item.text) == ("scene", "Scene two. And you?")
    assert item.slopes.shape == (4, 2)


def test_an_item_touches_the_dimensions_it_tells_most_about() -> None:
    one, two, both = items_of(items_file(statement("one", 1.4, 0.2), statement("two", -0.2, 1.4), scene("both")))
    assert (one.touches, two.touches, both.touches) == ((True, False), (False, True), (True, True))


def test_a_reversed_statement_agrees_the_other_way() -> None:
    turned, straight = items_of(items_file(statement("one", 1.4, reversed="yes"), statement("two", 1.4)))
    assert np.allclose(turned.log_likelihood, straight.log_likelihood[::-1])


@pytest.mark.parametrize(
    "wrong",
    [
        {"loading": {"anxiety": "1"}},
        {"reversed": "perhaps"},
        {"loadings": {"anxiety": "much"}},
        {"thresholds": ["low", "high"]},
        {"part": "mother"},
    ],
)
def test_what_the_form_does_not_know_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        items_file({**statement("one", 1.0), **wrong})


def test_a_form_is_the_same_when_it_is_read_again() -> None:
    file = items_file(*usual_items())
    assert ItemsFile.model_validate(file.model_dump()) == file
    assert isinstance(file.items[0], StatementForm)
