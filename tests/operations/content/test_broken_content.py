"""Broken content, one small file for each way to be wrong, with the exact findings beside it.

Rule: a file says in its first line where it stands; a new rule starts with its broken file here.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import ScriptError
from bot.operations.content.checking import check_content, read_checks
from tests.operations.content import DIALOGUES, NOTHING_KEPT, found, report_on

BROKEN = sorted((Path(__file__).parent / "broken").glob("*.yaml"))
STANDS_AT = "# stands at: "

ITEMS = """\
defaults: {relationship: [friendship]}
items:
  - {id: waits, short: Waiting, family: waiting, text: "I wait.", loadings: {anxiety: 1.5, avoidance: 0.2}}
  - {id: leans, short: Leaning, family: help, text: "I lean on nobody.", loadings: {anxiety: 0.1, avoidance: -1.4}}
  - {id: at_work, short: At work, family: help, relationship: [work], text: "I ask.", loadings: {anxiety: 1.0}}
"""


def findings_of(path: Path, folder: Path) -> list[str]:
    """What is found in this broken file, standing where it says, with a few items beside it."""
    text = path.read_text(encoding="utf-8")
    name = text.splitlines()[0].removeprefix(STANDS_AT)
    return found(report_on(folder, {"items/a.yaml": ITEMS, name: text}), name)


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_every_way_to_be_wrong_is_told_with_place_and_remedy(path: Path, tmp_path: Path) -> None:
    told = path.with_suffix(".findings").read_text(encoding="utf-8").splitlines()

    assert findings_of(path, tmp_path) == [line.replace("FOLDER", tmp_path.as_posix()) for line in told]


def test_every_broken_file_has_findings() -> None:
    assert {path.stem for path in BROKEN} == {
        path.stem for path in (Path(__file__).parent / "broken").glob("*.findings")
    }
    assert all(path.with_suffix(".findings").read_text(encoding="utf-8") for path in BROKEN)


def test_a_file_that_cannot_be_read_is_told_as_the_loader_tells_it(tmp_path: Path) -> None:
    with pytest.raises(ScriptError, match=r"flows/a\.yaml:2:8: a colon inside a sentence makes a key"):
        report_on(tmp_path, {"flows/a.yaml": "flow: a\nabout: One: two\n"})


def test_rules_that_are_missing_or_wrong_are_told(tmp_path: Path) -> None:
    with pytest.raises(ScriptError, match=r"checks\.yaml: this file is missing"):
        check_content(tmp_path, NOTHING_KEPT)
    rules = (DIALOGUES / "checks.yaml").read_text(encoding="utf-8")
    (tmp_path / "checks.yaml").write_text(rules.replace("zipf: 2.8", "zipf: few"), encoding="utf-8")
    with pytest.raises(ScriptError, match=r"checks\.yaml:\d+:\d+: "):
        read_checks(tmp_path)


def test_an_exemption_hides_its_finding_and_no_other_and_goes_when_nothing_is_left_to_hide(tmp_path: Path) -> None:
    rules = (DIALOGUES / "checks.yaml").read_text(encoding="utf-8").partition("\nexempt:")[0]
    exempt = (
        '\nexempt:\n  - {rule: exclamation, file: flows/a.yaml, words: "done!", why: "It is shouted on purpose."}\n'
    )
    (tmp_path / "checks.yaml").write_text(rules + exempt, encoding="utf-8")

    shouted = report_on(tmp_path, {"flows/a.yaml": 'say: ["Well done!", "Come in!"]\n'})
    quiet = report_on(tmp_path, {"flows/a.yaml": 'say: ["Come in!"]\n'})

    assert [one.words for one in shouted.findings if one.rule == "exclamation"] == ["in!"]
    assert [one.rule for one in shouted.findings if one.rule == "exempt"] == []
    assert [one.fault.message for one in quiet.findings if one.rule == "exempt"] == [
        "nothing is found there any more: remove this exemption"
    ]


def test_a_region_without_a_panel_is_told(tmp_path: Path) -> None:
    region = "  - {anxiety: low, avoidance: low, evidence: region, panels: {shows: 'It may be quiet.', strong: ' '}}\n"

    report = report_on(tmp_path, {"explanations/a.yaml": f"relationship: work\nregions:\n{region}"})

    missing = [one.fault.message for one in report.findings if one.rule == "panels"]
    wanted = 4 * 9 * len(read_checks(DIALOGUES)[0].panels.panels)
    assert len(missing) == wanted - 1
    assert "work: no panel `strong` for anxiety low, avoidance low" in missing
    assert "work: no panel `shows` for anxiety low, avoidance low" not in missing


def _prompt(number: int, theme: str, relationship: str = "any", depth: int = 1, sensitivity: str = "none") -> str:
    return (
        f"  - {{id: p{number}, text: 'Who is {number}?', theme: {theme}, function: notice, lever: self, "
        f"depth: {depth}, relationship: {relationship}, leaning: any, sensitivity: {sensitivity}, answers: [], "
        "own_words: 'So.'}\n"
    )


def test_the_most_restricted_person_is_counted(tmp_path: Path) -> None:
    """Of one relationship, the lightest only, and without the two themes that hold most of them."""
    held = [_prompt(n, f"t{n % 4}") for n in range(200)]
    held += [_prompt(300 + n, "t0", "work") for n in range(9)] + [_prompt(400 + n, "t3", depth=2) for n in range(99)]
    held += [_prompt(600 + n, "t2", sensitivity="heavy") for n in range(50)]

    report = report_on(tmp_path, {"prompts/a.yaml": f"prompts:\n{''.join(held)}"})

    assert report.days == 100
    assert [one.fault.message for one in report.findings if one.rule == "eligible"] == [
        "the most restricted person is left with 100 questions: 120 are the least"
    ]


def _side(anxiety: str, avoidance: str, sentence: str) -> str:
    return f"  - {{leaning: {{anxiety: [{anxiety}], avoidance: [{avoidance}]}}, says: {[sentence] * 400}}}\n"


@pytest.mark.parametrize(
    ("distance", "what"),
    [
        ("It can be good and calm to sit by a window for an hour.", []),
        ("It can be good and calm to sit there.", ["length", "warmth"]),
        ("It can be grey and loud to sit by a window for an hour.", ["warmth"]),
    ],
)
def test_texts_for_both_sides_weigh_the_same(distance: str, what: list[str], tmp_path: Path) -> None:
    worry = "It can be good and calm to sit at a window for an hour."
    sides = _side("high", "low", worry) + _side("low, middle", "high", distance)

    report = report_on(tmp_path, {"prompts/a.yaml": f"texts:\n{sides}"})

    assert [one.words for one in report.findings if one.rule == "balance"] == [f"* {one}" for one in what]


def test_the_guide_is_counted(tmp_path: Path) -> None:
    report = report_on(
        tmp_path, {"items/a.yaml": ITEMS, "flows/first_meeting.yaml": "states: {a: {say: 'Hi.'}, b: {}}\n"}
    )

    there = {one.module: one.there for one in report.counted}
    assert (there["statements"], there["scenes"]) == (3, 0)
    assert "statements: 92 wanted, 3 there" in [one.fault.message for one in report.findings]
