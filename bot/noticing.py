"""Between the doors and the dialogue: whatever a person wrote is read for a sign of a crisis before anything else.

Rule: everything is read that can hold words, and nothing is dropped here: an event comes out as it went in, or as what
was noticed in it. When screening itself fails, help lines are shown, since it may have failed on a cry for help.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

import msgspec
import structlog

from bot.dialogue.cursor import Cursor
from bot.dialogue.events import Commanded, Edited, Event, Located, Noticed, Said, Unread, Unsupported
from bot.dialogue.messages import Message
from bot.dialogue.script import Script
from bot.dialogue.step import begin

_ENOUGH = 200
"""Characters that show in which alphabet somebody writes."""

log = structlog.get_logger(__name__)


class Finding(Protocol):
    """What screening says of a text."""

    @property
    def tier(self) -> str:
        """ "pause" or "check-in"."""

    @property
    def kind(self) -> str:
        """suicide, self_harm, abuse, ..."""

    @property
    def near(self) -> bool:
        """Whether means or a time were named."""


Screen = Callable[[str], Finding | None]


def screened(event: Event, screen: Screen, earlier: Sequence[str] = (), name: str = "") -> Event:
    """The event as the dialogue gets it. What was only to be screened (`also`) is gone afterwards.

    earlier: the short texts just before, read together with this one. name: the person's name, where it is a new one.
    """
    words, also = _written(event)
    try:
        finding = _finding(screen, (words, also, name), earlier if isinstance(event, Said) else ())
    except Exception as error:  # a rule may fail in any way on words that nobody thought of
        log.error("screening failed; help lines are shown", fault=type(error).__name__)
        return Unread(event.name if isinstance(event, Commanded) else words)
    if finding is not None:
        return Noticed(finding.tier, finding.kind, words, finding.near)
    match event:
        case Said() | Commanded() | Unsupported() | Located() if also:
            return msgspec.structs.replace(event, also="")
        case _:
            return event


def served(event: Event) -> Event:
    """A call for help that was answered directly, while there was no storage: its help lines are not said again."""
    match event:
        case Noticed() | Unread() | Commanded():
            return msgspec.structs.replace(event, served=True)
        case Said():
            return Commanded("sos", served=True)
        case _:
            return event


def help_lines(script: Script, event: Event, now: datetime) -> tuple[Message, ...]:
    """Help lines for what was noticed, from the script alone, for when the conversation itself cannot be had; none for
    an event that calls for none."""
    ability = script.abilities.get("helplines")
    if ability is None or not isinstance(event, Noticed | Unread):
        return ()
    kind, near = (event.kind, event.near) if isinstance(event, Noticed) else ("", False)
    arguments = {"kind": kind, "near": "yes" if near else "no"}
    nobody = Cursor(script, begin(script, 0), now)
    return ability(arguments, nobody.view("helplines"), None, now).messages


def alphabet_of(event: Event) -> str:
    """The alphabet of most letters of what was said, by its name in Unicode ("LATIN", "HIRAGANA"); "" without one."""
    letters = filter(str.isalpha, event.text[:_ENOUGH]) if isinstance(event, Said) else ()
    names = Counter(unicodedata.name(letter, "").partition(" ")[0] for letter in letters)
    return max(names, key=lambda name: names[name], default="")


def _written(event: Event) -> tuple[str, str]:
    """What a person wrote: their own words, and what came with them."""
    match event:
        case Said(text=words, also=also) | Commanded(arguments=words, also=also):
            return words, also
        case Unsupported(also=also) | Located(also=also):
            return "", also
        case Edited(text=words):
            return words, ""
        case _:
            return "", ""


def _finding(screen: Screen, texts: Sequence[str], earlier: Sequence[str]) -> Finding | None:
    """The heaviest finding; of short texts that say nothing alone, what they say together."""
    found = [finding for text in texts if text and (finding := screen(text))]
    if not found and earlier and sum(map(str.isalpha, texts[0])) > 1:  # "4" is a choice, and goes on from nothing
        together = screen(" ".join((*earlier, texts[0])))
        found = [together] if together else []
    return next((one for one in found if one.tier == "pause"), found[0] if found else None)
