"""The ability of this room, as a dialogue file calls it: `export`.

Rule: this is the one file here that knows of the dialogue's abilities and messages.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from pydantic import BaseModel

from bot.dialogue.abilities import (
    Ability,
    Arguments,
    Chose,
    Outcome,
    Problem,
    View,
    WithoutValues,
    Wrote,
)
from bot.dialogue.messages import Message

_KINDS: Final = ("everything", "journal")


class Export(WithoutValues):
    """Send everything that is kept of the person as a file, or their journal alone; a sentence goes with it."""

    def problems(self, arguments: Arguments) -> Sequence[str]:
        """What is wrong with the arguments."""
        what, sentence = _read(arguments)
        if what not in _KINDS:
            return [f"no file named '{what}'; there are: {', '.join(_KINDS)}"]
        return [] if sentence.strip() else ["write the sentence that goes with the file"]

    def __call__(self, arguments: Arguments, view: View, event: Chose | Wrote | None, now: datetime) -> Outcome:
        """The message; the file is made when it leaves, of what there is then."""
        what, sentence = _read(arguments)
        return Outcome((Message(sentence, export=what),))


def _read(arguments: Arguments) -> tuple[str, str]:
    """Which file, and the sentence that goes with it."""
    if isinstance(arguments, Mapping):
        return str(arguments.get("what", "")), str(arguments.get("sentence", ""))
    return _KINDS[0], arguments if isinstance(arguments, str) else ""


class JournalShelf:
    """No files of its own."""

    @property
    def folders(self) -> Mapping[str, type[BaseModel]]:
        """None."""
        return {}

    def problems(self, contents: Mapping[str, Sequence[BaseModel]]) -> Sequence[Problem]:
        """None."""
        return []

    def abilities(self, contents: Mapping[str, Sequence[BaseModel]]) -> Mapping[str, Ability]:
        """The one ability."""
        return {"export": Export()}
