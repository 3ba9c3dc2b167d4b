"""What a person hears who does not answer: less and less, then nothing, with the door open.

Rule: a small machine. `at_due` is asked when a prompt would be sent, and says what to send instead, if anything; every
answer and every tap is an `after_answer`. The pace is chosen as if the silence will last, so nothing needs to be
taken back when it does; an answer brings the wished pace back. A prompt that was skipped asks nothing of this machine.

| pace now            | unanswered  | what is sent      | pace from then on                         |
|---------------------|-------------|-------------------|-------------------------------------------|
| wished              | fewer than 3| prompt            | wished                                    |
| wished: day         | 3           | "less often?"     | week                                      |
| wished: week        | 3           | "less often?"     | fortnight                                 |
| wished: fortnight   | 3           | the door is open  | silent                                    |
| slowed to week      | 0           | prompt            | week                                      |
| slowed to week      | 1           | prompt            | fortnight (the second one is presumed unanswered) |
| slowed to fortnight | 0, 1        | prompt            | fortnight                                 |
| slowed to fortnight | 2           | the door is open  | silent                                    |
| any                 | answered    |                   | wished                                    |

Who says "leave it as it is" is asked again after 10, not 3. Sixty days after the start, once, in place of a prompt and
only while the wished pace holds: "do you still need me?".
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

import msgspec

from bot.reflection.rhythm import Pace

Says = Literal["prompt", "less often", "still needed", "door open"]
"""What is sent when a prompt falls due."""

PATIENCE = 3
PATIENCE_WHEN_LEFT = 10
PATIENCE_WHEN_SLOWED = 2
STILL_NEEDED_AFTER = timedelta(days=60)

_SLOWER: dict[Pace, Pace] = {"day": "week", "week": "fortnight", "fortnight": "silent", "silent": "silent"}


class Silence(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """How it stands between the two.

    started: the local date of the first prompt. wished: the pace the person chose. slowed: the pace that silence made
    of it. unanswered: prompts in a row at this pace. left: they said "leave it as it is". asked_need: they were asked
    once whether they still need this.
    """

    started: date
    wished: Pace = "day"
    slowed: Pace | None = None
    unanswered: int = 0
    left: bool = False
    asked_need: bool = False


def pace_of(silence: Silence) -> Pace:
    """The pace that holds now; it belongs into `Rhythm.every` after every change."""
    return silence.slowed or silence.wished


def at_due(silence: Silence, today: date) -> tuple[Says, Silence]:
    """What is sent in the place of the prompt that is due on this local date, and how it stands then."""
    if silence.unanswered >= _patience(silence):
        return _slow_down(silence)
    if silence.slowed is None and not silence.asked_need and today - silence.started >= STILL_NEEDED_AFTER:
        return "still needed", _changed(silence, unanswered=silence.unanswered + 1, asked_need=True)
    if silence.slowed == "week" and silence.unanswered + 1 == PATIENCE_WHEN_SLOWED:
        return "prompt", _changed(silence, slowed="fortnight", unanswered=0)
    return "prompt", _changed(silence, unanswered=silence.unanswered + 1)


def after_answer(silence: Silence) -> Silence:
    """They answered, tapped or wrote anything: the wished pace is back."""
    return _changed(silence, slowed=None, unanswered=0)


def after_choice(silence: Silence, pace: Pace) -> Silence:
    """They chose a pace, asked or unasked; the one they have already is "leave it as it is"."""
    return _changed(silence, wished=pace, slowed=None, unanswered=0, left=pace == silence.wished)


def _patience(silence: Silence) -> int:
    if silence.slowed is not None:
        return PATIENCE_WHEN_SLOWED
    return PATIENCE_WHEN_LEFT if silence.left else PATIENCE


def _slow_down(silence: Silence) -> tuple[Says, Silence]:
    """One step slower: the first is asked about, the last says where the door is."""
    slower = _SLOWER[pace_of(silence)]
    return "door open" if slower == "silent" else "less often", _changed(silence, slowed=slower, unanswered=0)


def _changed(silence: Silence, **fields: Pace | int | bool | None) -> Silence:
    return msgspec.structs.replace(silence, **fields)
