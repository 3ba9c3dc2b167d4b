"""Transcripts from plans: the same every time, and never quietly about something else."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.errors import ScriptError
from tests.opening import REPOSITORY
from tests.setup.plans import PLANS, Act, Items, Plan, Press, Wait, document_of, plans, read_plan, written
from tests.setup.written_parts import PARTS
from tests.simulation.stages import the_stage

BEGINS: tuple[Act, ...] = (
    "/start",
    Press(press="Let's begin"),
    Press(press="Yes, both"),
    Press(press="Nothing special"),
)


def plan_of(*first: Act) -> Plan:
    now = datetime(2026, 5, 4, 17, tzinfo=UTC)
    return Plan(plan="A try", about="Somebody.", seed=3, now=now, stands=(1.0, -1.0), first=first)


def test_a_plan_gives_the_same_transcript_every_time() -> None:
    plan = plan_of(*BEGINS, Press(press="A friend"), Items(items="friendship"))
    assert written(plan, the_stage()) == written(plan, the_stage())


def test_items_are_answered_until_none_is_open() -> None:
    text = written(plan_of(*BEGINS, Press(press="A friend"), Items(items="friendship")), the_stage())
    assert "8 of about 10" in text
    assert "Last one, in your own words" in text


def test_a_press_of_a_button_that_is_not_there_names_those_that_are() -> None:
    with pytest.raises(
        ScriptError, match=r"A try: there is no button 'Nowhere'; under .* stand: A partner, now or past"
    ):
        written(plan_of(*BEGINS, Press(press="Nowhere")), the_stage())


def test_time_that_passes_is_said() -> None:
    assert "(2 hours later)" in written(plan_of("/start", Wait(hours=2)), the_stage())


def test_a_key_that_a_plan_does_not_know_is_a_fault_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "odd.yaml"
    path.write_text((PLANS / "a_week_at_ease.yaml").read_text(encoding="utf-8") + "dyas: 7\n", encoding="utf-8")
    with pytest.raises(ScriptError, match=r"odd\.yaml:\d+:1: .*dyas"):
        read_plan(path)


def test_every_plan_has_its_document_and_every_document_its_plan() -> None:
    documents = {path.relative_to(REPOSITORY).as_posix() for path in (REPOSITORY / "docs/transcripts").glob("*.md")}
    assert documents - {name for name, _part in PARTS} == {document_of(name) for name in plans()}


def test_the_plan_in_the_authors_guide_can_be_lived(tmp_path: Path) -> None:
    guide = (REPOSITORY / "docs" / "authoring.md").read_text(encoding="utf-8")
    found = re.search(r"```yaml plan\n(.*?)```", guide, re.DOTALL)
    assert found
    path = tmp_path / "guide.yaml"
    path.write_text(found[1], encoding="utf-8")
    assert "8 of about 10" in written(read_plan(path), the_stage())
