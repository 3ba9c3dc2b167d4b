"""Every recorded conversation goes as its file says, and a recording that is wrong says where."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from bot.dialogue.conversation import Conversation, Step
from bot.dialogue.events import Event
from bot.dialogue.recent import lately
from bot.dialogue.recording import Recording, play, read_recordings
from bot.dialogue.step import step
from bot.errors import ScriptError
from bot.house import Dialogues
from bot.noticing import screened
from tests.opening import REPOSITORY, the_dialogues

RECORDINGS = read_recordings(REPOSITORY / "dialogues" / "recordings")


def move(conversation: Conversation, event: Event, now: datetime) -> Step:
    dialogues = the_dialogues()
    return step(
        dialogues.script, conversation, screened(event, dialogues.screen, lately(conversation.recent, now)), now
    )


@pytest.mark.parametrize(("name", "recording"), RECORDINGS, ids=[Path(name).stem for name, _ in RECORDINGS])
def test_a_recorded_conversation_goes_as_it_says(name: str, recording: Recording, dialogues: Dialogues) -> None:
    assert play(dialogues.script, recording, move) == []


def wrong(*turns: dict[str, object]) -> Recording:
    return Recording.model_validate(
        {"recording": "wrong", "seed": 7, "now": "2026-11-23T20:00:00+00:00", "turns": [{"person": "/start"}, *turns]}
    )


@pytest.mark.parametrize(
    ("turn", "sentence"),
    [
        ({"companion": {"contains": "Goodbye"}}, "turn 2: 'Goodbye' was expected in: Hello Ana."),
        ({"companion": {"lacks": "Ana"}}, "turn 2: 'Ana' was not expected in: Hello Ana."),
        ({"companion": {"choices": ["Yes"]}}, "turn 2: the choices ['Yes'] were expected, but they are ["),
        ({"companion": {"picture": "attachment_map"}}, "turn 2: the picture 'attachment_map' was expected with: "),
        ({"companion": "nothing"}, "turn 2: nothing was expected, but it said: Hello Ana."),
        ({"person": {"press": "No such"}}, "turn 2: there is no button 'No such'"),
    ],
)
def test_what_goes_otherwise_is_said(turn: dict[str, object], sentence: str, dialogues: Dialogues) -> None:
    (fault,) = play(dialogues.script, wrong(turn), move)
    assert fault.startswith(sentence)


def test_more_than_was_said_is_missed(dialogues: Dialogues) -> None:
    (fault,) = play(dialogues.script, wrong({"companion": {}}, {"companion": {}}), move)
    assert fault == "turn 3: something was expected, but nothing (more) was said"


def test_a_recording_with_a_fault_says_where(tmp_path: Path) -> None:
    text = "recording: x\nseed: 1\nnow: 2026-11-23T20:00:00+00:00\nturns:\n  - persn: hi\n"
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ScriptError, match=r"a\.yaml:5:5: "):
        read_recordings(tmp_path)
