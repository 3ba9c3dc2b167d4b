"""How far it is to what nobody has reached: through a reading of several pages, and back to none when all was read."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.dialogue.loader import load_script
from bot.operations.simulation.way_finding import WayFinding
from tests.dialogue.small_script import SmallShelf, small_files, write

READING = """
flow: reading
command: reading
start: list
states:
  list:
    ask: "Which?"
    choices:
      - First: first
      - Home: menu
  first:
    ask: "Page one."
    choices:
      - Next: second
      - To the list: list
  second:
    ask: "Page two."
    choices:
      - Next: last
      - To the list: list
  last:
    ask: "The last page."
    choices:
      - {condition: "interrupted", label: Back, go: return}
      - To the list: list
"""
STATES = {"reading.list", "reading.first", "reading.second", "reading.last"}


@pytest.fixture
def ways(tmp_path: Path) -> WayFinding:
    write(tmp_path, {**small_files(), "flows/reading.yaml": READING})
    return WayFinding.through(load_script(tmp_path, [SmallShelf()]))


def test_the_shortest_way_to_what_is_left_is_known_from_every_choice(ways: WayFinding) -> None:
    ways.look({"reading.last": 0})
    assert [ways.to(f"reading.{name}") for name in ("list", "first", "second", "last")] == [3, 2, 1, 0]
    assert ways.by("reading.first", "choice.0") == 1
    assert ways.by("reading.first", "choice.1") == 3
    assert ways.by("reading.list", "choice.1") is None  # no way leads from home but by a command


def test_a_place_that_counts_as_further_off_gives_way_to_a_nearer_one(ways: WayFinding) -> None:
    ways.look({"reading.last": 0, "reading.first": 6})
    assert [ways.to(f"reading.{name}") for name in ("list", "first")] == [3, 2]


def test_nothing_draws_any_more_when_everything_was_reached(ways: WayFinding) -> None:
    ways.look(dict.fromkeys(STATES, 0))
    assert ways.to("reading.list") == 0
    ways.look({})
    assert ways.to("reading.list") is None
    assert ways.by("reading.list", "choice.0") is None


def test_who_takes_the_nearest_choice_reaches_everything(ways: WayFinding) -> None:
    here, left, steps = "reading.list", STATES - {"reading.list"}, 0
    while left:
        ways.look(dict.fromkeys(left, 0))
        known = {choice: ways.by(here, f"choice.{choice}") for choice in (0, 1)}
        best = min((steps, choice) for choice, steps in known.items() if steps is not None)[1]
        (here,) = ways.after[here, f"choice.{best}"]
        left, steps = left - {here}, steps + 1
    assert steps == 3
