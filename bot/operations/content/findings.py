"""A finding: a rule, the words it is about, and the fault as the author reads it.

Rule: every finding says what is wrong and how to mend it; one that is none is named in checks.yaml, with its reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.dialogue.faults import Fault
from bot.dialogue.nodes import Place, place_of
from bot.operations.content.files import ReadFile
from bot.operations.content.forms import ExemptForm
from bot.operations.content.spoken import FILLER, Spoken


@dataclass(frozen=True, slots=True)
class Finding:
    """file: its name below the folder of the dialogues."""

    rule: str
    file: str
    words: str
    fault: Fault


def at_words(rule: str, one: Spoken, begin: int, end: int, message: str) -> Finding:
    """A finding about some words of a text."""
    words = " ".join(one.text[begin:end].split()).strip().replace(FILLER, "")
    fault = one.file.fault(one.place(begin), f"“{words}” {message}")
    return Finding(rule, one.file.name, words, fault)


def at_place(rule: str, file: ReadFile, place: Place, message: str, words: str = "") -> Finding:
    """A finding about something else in a file."""
    return Finding(rule, file.name, words, file.fault(place, message))


def without_exempt(found: Iterable[Finding], exempt: tuple[ExemptForm, ...], checks: ReadFile) -> Iterator[Finding]:
    """The findings that no exemption names, and the exemptions that name nothing any more."""
    named = {(one.rule, one.file, one.words.lower()) for one in exempt}
    used = set()
    for one in found:
        key = (one.rule, one.file, one.words.lower())
        if key in named:
            used.add(key)
        else:
            yield one
    for number, form in enumerate(exempt):
        if (form.rule, form.file, form.words.lower()) not in used:
            place = place_of(checks.node, ("exempt", number))
            yield at_place("exempt", checks, place, "nothing is found there any more: remove this exemption")
