"""Somebody for whom no question is left is told so, whether they asked for one or one fell due."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest

from bot.dialogue.abilities import View
from bot.reflection.memory import Memory, recalled, stored
from bot.reflection.prompt_forms import THEMES
from tests.opening import the_dialogues

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


def view(memory: Memory) -> View:
    kept = msgspec.json.decode(msgspec.json.encode(stored(memory)))
    return View({}, (), 7, 0, kept, lambda name, **values: name)


@pytest.mark.parametrize("turn", ["today", "due"])
def test_no_question_is_left_where_every_theme_is_left_out(turn: str) -> None:
    daily = the_dialogues().script.abilities["daily"]
    outcome = daily(turn, view(Memory(left_out=tuple(THEMES))), None, NOON)
    (message,) = outcome.messages
    assert "no question left" in message.text
    assert recalled(msgspec.json.decode(msgspec.json.encode(outcome.memory))).says == "nothing left"


@pytest.mark.parametrize("turn", ["today", "due"])
def test_where_one_is_left_nothing_is_said_before_it(turn: str) -> None:
    daily = the_dialogues().script.abilities["daily"]
    outcome = daily(turn, view(Memory(left_out=tuple(THEMES[:-1]))), None, NOON)
    assert outcome.messages == ()
    assert recalled(msgspec.json.decode(msgspec.json.encode(outcome.memory))).says == "prompt"
