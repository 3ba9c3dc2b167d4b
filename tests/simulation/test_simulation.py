"""Invented people talk with the dialogues: what is counted is what happened, and what is planted is found."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

import pytest
from typer.testing import CliRunner

from bot.attachment.plane import LEVELS, Dimension, Level
from bot.cli import app
from bot.dialogue.abilities import Arguments, Chose, Outcome, View, WithoutValues, Wrote
from bot.operations.simulation.people import invented, region_of, seeker
from bot.operations.simulation.running import Run, simulated
from bot.operations.simulation.stage import Stage
from bot.operations.simulation.telling import is_grave, lines, plain
from bot.operations.simulation.texts import EVERYONE, Audience, Text
from bot.operations.simulation.what_was_seen import REGIONS
from tests.long import long
from tests.opening import REPOSITORY
from tests.simulation.stages import SAMPLE, SEED, stage_with, the_sample, the_stage

RARE = {"stop", "delete", "younger", "start"}

PLANTED = """\
flow: planted
command: planted
start: here
variables: {never: number}
states:
  here:
    say: {when: "never > 1000", say: "Nobody ever reads this line."}
    ask: "Is this a place to stay for a while?"
    choices:
      - {condition: "never > 1000", label: A way nobody takes, go: hidden}
      - Stay here: here
      - Stay there: there
  there:
    ask: "And this one, is it another?"
    choices:
      - Back to the first: here
  hidden:
    say: "Nobody ever comes here at all."
    go: return
"""


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A run over dialogues with a flow that is a trap, and has a text and a state that cannot be reached."""
    return simulated(stage_with(tmp_path_factory.mktemp("planted"), planted=PLANTED), 20, 3)


@long
def test_nobody_of_forty_people_is_stuck_leaked_to_or_left_without_an_answer() -> None:
    figures = plain(the_sample())
    assert not is_grave(figures), "\n".join(lines(the_sample()))
    assert figures["texts_for_one_end"]["shown"] > 100


@long
def test_most_of_forty_people_get_a_picture_and_a_suggestion() -> None:
    figures = plain(the_sample())
    assert figures["first_picture"]["share_without_quitters"] > 0.7
    assert figures["first_suggestion"]["share_without_quitters"] > 0.7


@long
def test_pictures_mostly_fit_where_people_stand() -> None:
    fits = plain(the_sample())["picture_fits"]
    assert min(fits["in_90_interval"]) > 0.7
    assert fits["opposite_told"] < 0.05


@long
def test_every_command_that_ends_nothing_is_used_by_somebody() -> None:
    run = the_sample()
    assert {name for name in run.seen.stage.commands if not run.seen.ways["", f"command.{name}", ""]} <= RARE


def test_the_same_seed_gives_the_same_report() -> None:
    first, then = (json.dumps(plain(simulated(the_stage(), 3, 9))) for _ in range(2))
    assert first == then


def test_another_seed_gives_other_people() -> None:
    first, other = (invented(seed, 3, ("work",)) for seed in (1, 2))
    assert first.places["work"].tolist() != other.places["work"].tolist()


def test_people_stand_in_every_region() -> None:
    people = [invented(SEED, number, ("romantic",)) for number in range(200)]
    assert {region_of(one.place("romantic")) for one in people} == {(one, two) for one in LEVELS for two in LEVELS}


@pytest.mark.parametrize("level", LEVELS)
def test_a_seeker_stands_where_the_text_is_told(level: Level) -> None:
    wanted: dict[Dimension, tuple[Level, ...]] = {"anxiety": (level,), "avoidance": ("low",)}
    people = [seeker(SEED, number, ("work", "family"), wanted) for number in range(20)]
    assert {region_of(one.place("work")) for one in people} == {(level, "low")}
    assert {region_of(one.place("family")) for one in people} == {(level, "low")}


@long
def test_seekers_go_on_from_what_the_people_have_met_and_count_for_no_pace() -> None:
    alone, sought = simulated(the_stage(), 2, 9), simulated(the_stage(), 2, 9, seekers=1)
    assert (sought.seekers, len(sought.lives)) == (1, 2)
    assert plain(sought)["first_picture"] == plain(alone)["first_picture"]
    assert sought.seen.has_met_its_aim
    assert len(sought.seen.unmet()) < len(alone.seen.unmet())


def test_nobody_seeks_when_everything_was_met() -> None:
    stage = the_stage()
    empty = replace(stage.script, flows={})
    assert simulated(Stage(empty, stage.screen, [], stage.signs), 0, 9, seekers=3).seekers == 0


@long
def test_a_planted_text_that_cannot_be_read_is_named(planted: Run) -> None:
    assert "planted.here say say" in plain(planted)["texts"]["never_shown"]
    assert "planted.here ask" not in plain(planted)["texts"]["never_shown"]


@long
def test_a_planted_state_and_choice_that_cannot_be_reached_are_named(planted: Run) -> None:
    figures = plain(planted)
    assert "planted.hidden" in figures["states"]["never_reached"]
    assert "planted.there" not in figures["states"]["never_reached"]
    assert "planted.here [A way nobody takes]" in figures["ways"]["never_taken"]


@long
def test_a_planted_trap_is_found_with_all_its_states(planted: Run) -> None:
    assert plain(planted)["without_a_way_out"] == ["planted.here", "planted.there"]
    assert is_grave(plain(planted))


@long
def test_a_planted_leak_is_found() -> None:
    """A text that everybody is shown with their picture, said to be for those who stand high on anxiety alone."""
    stage, place = the_stage(), "portrait.explanation ask one of 0"
    for_high = Audience({**EVERYONE.levels, "anxiety": frozenset({"high"})})
    texts = [replace(text, audience=for_high) if text.place == place else text for text in stage.texts]
    figures = plain(simulated(_with_texts(stage, texts), 16, SEED))["texts_for_one_end"]
    assert figures["leaks"] > 0
    assert {one["place"] for one in figures["examples"]} == {place}
    assert {one["region"][0] for one in figures["examples"]} == {"low"}


class Fails(WithoutValues):
    """An ability that fails whenever it is called."""

    def problems(self, arguments: Arguments) -> tuple[str, ...]:
        return ()

    def __call__(self, arguments: Arguments, view: View, event: Chose | Wrote | None, now: datetime) -> Outcome:
        raise RuntimeError("on purpose")


def test_a_step_that_fails_is_counted_with_its_place_and_the_run_goes_on() -> None:
    stage = the_stage()
    script = replace(stage.script, abilities={**stage.script.abilities, "not_me": Fails()})
    run = simulated(Stage(script, stage.screen, stage.texts, stage.signs), 8, SEED)
    failed = {where for what, where in run.seen.troubles if what == "a step failed (RuntimeError)"}
    assert failed
    assert len(run.lives) == 8
    assert is_grave(plain(run))


@long
def test_what_was_shown_is_counted_by_the_readers_region() -> None:
    figures, run = plain(the_sample()), the_sample()
    shown: Mapping[str, list[int]] = figures["texts"]["shown_to"]
    assert set(shown) | set(figures["texts"]["never_shown"]) == {text.place for text in run.seen.stage.texts}
    assert all(len(row) == len(REGIONS) for row in shown.values())


@long
def test_the_report_says_how_many_and_with_which_seed() -> None:
    assert next(lines(the_sample())).startswith(f"{SAMPLE} invented people, seed {SEED}: ")


@long
def test_the_command_prints_the_figures_as_json() -> None:
    result = CliRunner().invoke(
        app, ["dialogues", "simulate", str(REPOSITORY / "dialogues"), "--people", "1", "--seed", "5", "--json"]
    )
    assert result.exit_code == 0, result.output
    figures = json.loads(result.output)
    assert (figures["people"], figures["seed"]) == (1, 5)


def _with_texts(stage: Stage, texts: list[Text]) -> Stage:
    return Stage(stage.script, stage.screen, texts, stage.signs)
