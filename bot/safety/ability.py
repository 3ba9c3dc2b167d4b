"""What this room gives to the dialogue: the ability `helplines`, and the Screen that stands before every step.

Rule: this is the one file here that knows of the dialogue's abilities and messages.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import cast, get_args

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
from bot.safety.helplines import Helplines, HelplinesFile, Request, problems
from bot.safety.language import Language
from bot.safety.phrases import PhraseError
from bot.safety.rules import Kind, RulesFile
from bot.safety.screening import Screen

RULES, HELPLINES = "safety/rules", "safety/helplines"
_ARGUMENTS = ("country", "kind", "by")
_WRITING = "writing"


def screen_from(contents: Mapping[str, Sequence[BaseModel]]) -> Screen:
    """The Screen made from the rule files among `contents` (folder -> files). Raises PhraseError."""
    return Screen([file for file in contents.get(RULES, ()) if isinstance(file, RulesFile)])


class NameLines(WithoutValues):
    """`helplines: {country: "{{ country }}", kind: "{{ noticed_kind }}", by: writing}`: one or two short messages.

    kind: what it is about (a crisis in general when it is missing or empty); country: in the person's words, or empty;
    by: `writing` for lines that one can write to. Every time it is called the lines and the words move on.
    """

    def __init__(self, helplines: Helplines) -> None:
        self._helplines = helplines

    def problems(self, arguments: Arguments) -> Sequence[str]:
        """Unknown keys and words."""
        if not isinstance(arguments, Mapping):
            return ["'helplines' needs its arguments in braces: {country: ..., kind: ...}"]
        return list(_faults(arguments))

    def __call__(self, arguments: Arguments, view: View, event: Chose | Wrote | None, now: datetime) -> Outcome:
        """Name lines, others than the last time where there are others."""
        given = arguments if isinstance(arguments, Mapping) else {}
        times = view.memory if isinstance(view.memory, int) else 0
        kind = given.get("kind", "")
        request = Request(
            kind=cast(Kind, kind) if kind in get_args(Kind) else "suicide",
            country=str(given.get("country", "")),
            times=times,
            writing=given.get("by") == _WRITING,
        )
        return Outcome(tuple(map(Message, self._helplines.messages(request))), memory=times + 1)


class SafetyShelf:
    """The room's content: rules for screening, and help lines. After loading, `screen` is the Screen."""

    def __init__(self) -> None:
        self._screen: Screen | None = None

    @property
    def screen(self) -> Screen:
        """The Screen made from the files that were loaded last. Raises LookupError before anything was loaded."""
        if self._screen is None:
            raise LookupError("the rules of screening have not been loaded")
        return self._screen

    @property
    def folders(self) -> Mapping[str, type[BaseModel]]:
        """Rules and help lines, each in a folder of its own."""
        return {RULES: RulesFile, HELPLINES: HelplinesFile}

    def problems(self, contents: Mapping[str, Sequence[BaseModel]]) -> Sequence[Problem]:
        """Phrases that cannot be read, rules with the same id, faults in the help lines."""
        lines = [file for file in contents[HELPLINES] if isinstance(file, HelplinesFile)]
        rules = [file for file in contents[RULES] if isinstance(file, RulesFile)]
        unreadable: list[Problem] = []
        try:
            self._screen = screen_from(contents)
        except PhraseError:
            self._screen = None
            unreadable = list(_unreadable(rules))
        return [
            *unreadable,
            *_repeated(rules),
            *(Problem(lines[position], (), fault) for position, fault in problems(lines).items()),
        ]

    def abilities(self, contents: Mapping[str, Sequence[BaseModel]]) -> Mapping[str, Ability]:
        """The ability `helplines`. The Screen was made when the rules were checked, just before."""
        if self._screen is None:
            self._screen = screen_from(contents)
        lines = [file for file in contents[HELPLINES] if isinstance(file, HelplinesFile)]
        return {"helplines": NameLines(Helplines(lines))} if lines else {}


def _faults(arguments: Mapping[str, object]) -> Iterator[str]:
    for key in arguments:
        if key not in _ARGUMENTS:
            yield f"'helplines' knows no '{key}' (it knows {', '.join(_ARGUMENTS)})"
    kind = str(arguments.get("kind", ""))
    if kind and "{{" not in kind and kind not in get_args(Kind):
        yield f"no kind named '{kind}' (one of {', '.join(get_args(Kind))})"
    by = str(arguments.get("by", _WRITING))
    if "{{" not in by and by != _WRITING:
        yield f"'by' can only be '{_WRITING}'"


def _unreadable(files: Sequence[RulesFile]) -> Iterator[Problem]:
    """Each rule and idiom is read by itself, with the words and groups of its language, to find those at fault."""
    bare = [file.model_copy(update={"rules": (), "idioms": ()}) for file in files]
    for file in files:
        shared = [other for other in bare if other.language == file.language]
        entries: list[tuple[str, int, dict[str, object]]] = [
            ("rules", number, {"rules": (rule,)}) for number, rule in enumerate(file.rules)
        ]
        entries += [("idioms", number, {"idioms": (idiom,)}) for number, idiom in enumerate(file.idioms)]
        for part, number, entry in entries:
            try:
                Language([*shared, RulesFile(language=file.language).model_copy(update=entry)])
            except PhraseError as error:
                yield Problem(file, (part, number), str(error))


def _repeated(files: Sequence[RulesFile]) -> Iterator[Problem]:
    seen: set[str] = set()
    for file in files:
        for position, rule in enumerate(file.rules):
            if rule.id in seen:
                yield Problem(file, ("rules", position, "id"), f"a rule named '{rule.id}' is there already")
            seen.add(rule.id)
