"""The sentences that the machine itself needs, by name: they stand in dialogues/phrases.yaml, like every other word.

Rule: a name here, with the names of the values it is given; the words are the author's.
"""

from __future__ import annotations

from collections.abc import Mapping

PHRASES: Mapping[str, tuple[str, ...]] = {
    "back": (),
    "covered": (),
    "fading": ("day",),
    "fault": (),
    "help_stays": (),
    "nearest": (),
    "no_zone": (),
    "not_exact": (),
    "not_understood": (),
    "old_button": (),
    "outage": (),
    "outage_help": (),
    "patience": (),
    "place_lost": (),
    "read_as": ("label",),
    "skip": (),
    "stopped": (),
    "uncover": (),
    "unknown_command": (),
    "unsupported": (),
    "words_stay": (),
    "welcome_back": (),
}
