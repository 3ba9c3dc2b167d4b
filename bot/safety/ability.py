"""What this room gives to the dialogue: the ability `helplines`, and the Screen that stands before every step.

Rule: this is the one file here that knows of the dialogue's abilities and messages.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast, get_args

from pydantic import BaseModel

from bot.dialogue.abilities import (
    Ability,
    Arguments,
    Chose,
    Outcome,
    Problem,
    Value,
    ValueType,
    View,
    WithoutValues,
    Wrote,
)
from bot.dialogue.messages import Message
from bot.safety.helplines import WORD, Helplines, HelplinesFile, Need, Request, problems
from bot.safety.language import Language
from bot.safety.likeness import second_look, shipped
from bot.safety.normalise import folded
from bot.safety.phrases import PhraseError
from bot.safety.rules import Kind, RulesFile, Tier
from bot.safety.screening import Finding, Screen

RULES, HELPLINES = "safety/rules", "safety/helplines"
ZONE = "time_zone"
"""The variable with the time zone that the person chose, where a flow sets one."""

NEEDS: tuple[str, ...] = (*get_args(Kind), "youth")
_ALPHABETS = {"LATIN": "", "CYRILLIC": "ru", "DEVANAGARI": "hi"}
"""Alphabets that screening may have rules for: in which language, where it is only one."""

_ARGUMENTS = ("country", "kind", "by", "near")
_WRITING, _EMERGENCY = "writing", "emergency"


class Watch:
    """What stands before every step: the rules, a second look where no rule speaks, and whether a pause names means or
    a time."""

    def __init__(self, screen: Screen, soon: Iterable[str], second_look: Callable[[str], Kind | None]) -> None:
        """soon: words for means and for times that are near, in all languages. second_look: the kind of crisis that a
        text is like."""
        self._screen = screen
        self._soon = frozenset(map(folded, soon))
        self._second_look = second_look

    def __call__(self, text: str) -> Noticing | None:
        """What is noticed in a text, or None."""
        finding = self.finding(text)
        if finding is None:
            return None
        near = finding.tier == "pause" and self._names_means_or_time(text)
        return Noticing(finding.tier, finding.kind, near)

    def make_ready(self) -> None:
        """Make the rules ready now, and not when texts first need them."""
        self._screen.make_ready()

    def finding(self, text: str) -> Finding | None:
        """What the rules find, or else a check-in about what the text is like."""
        found = self._screen(text)
        if found is not None:
            return found
        kind = self._second_look(text)
        return None if kind is None else Finding("check-in", kind, "likeness")

    def _names_means_or_time(self, text: str) -> bool:
        words = f" {' '.join(re.findall(WORD, folded(text)))} "
        return any(f" {word} " in words for word in self._soon)


@dataclass(frozen=True, slots=True)
class Noticing:
    """What is noticed in a text: how heavy, what it points at, and whether means or a time are named in it."""

    tier: Tier
    kind: Kind
    near: bool


def warm(watch: Watch) -> None:
    """Do now what the first texts would wait for, where many write and memory is no matter (2 s, 130 MB)."""
    watch.make_ready()
    shipped().warm()


def screen_from(contents: Mapping[str, Sequence[BaseModel]]) -> Screen:
    """The Screen made from the rule files among `contents` (folder -> files). Raises PhraseError."""
    return Screen([file for file in contents.get(RULES, ()) if isinstance(file, RulesFile)])


class NameLines(WithoutValues):
    """`helplines: {country: "{{ country }}", kind: abuse, by: writing, near: "{{ noticed_near }}"}`: one short message.

    kind: what it is about, or `youth` (a crisis in general when missing or empty); country: in the person's words, or
    empty; by: `writing` for lines that one can write to, `emergency` for the emergency number alone; near: yes puts the
    emergency number first. Every time it is called the lines and the words move on. Nothing is said to someone who was
    just given them directly.
    """

    def __init__(self, helplines: Helplines, languages: Collection[str]) -> None:
        """languages: those that screening has rules for."""
        self.helplines = helplines
        self._languages = languages

    @property
    def values(self) -> Mapping[str, ValueType]:
        """What `value` explains."""
        return {
            "knows_country": "yes/no",
            "country_name": "text",
            "their_country_name": "text",
            "reads_language": "yes/no",
        }

    def value(self, name: str, view: View, now: datetime) -> Value:
        """knows_country: whether lines of the person's own country can be named. country_name: the name of the country
        in the person's words, "" when there is none in them; their_country_name: likewise of somebody they care about.
        reads_language: whether there are rules for the language that their program is set to and the alphabet they
        write in (when neither is known, there are)."""
        about = "their_country" if name == "their_country_name" else "country"
        words, zone = (str(view.variables.get(variable, "")) for variable in (about, ZONE))
        named = self.helplines.country(words)
        if name in ("country_name", "their_country_name"):
            return "" if named is None else named.names[0]
        if name == "knows_country":
            return (named or self.helplines.country_of_zone(zone)) is not None
        language = str(view.variables.get("language", "")).casefold().replace("_", "-").partition("-")[0]
        alphabet = str(view.variables.get("alphabet", ""))
        return language in {"", *self._languages} and _ALPHABETS.get(alphabet, alphabet) in {"", *self._languages}

    def problems(self, arguments: Arguments) -> Sequence[str]:
        """Unknown keys and words."""
        if not isinstance(arguments, Mapping):
            return ["'helplines' needs its arguments in braces: {country: ..., kind: ...}"]
        return list(_faults(arguments))

    def __call__(self, arguments: Arguments, view: View, event: Chose | Wrote | None, now: datetime) -> Outcome:
        """Name lines, others than the last time where there are others."""
        if view.served:
            return Outcome()
        given = arguments if isinstance(arguments, Mapping) else {}
        times = view.memory if isinstance(view.memory, int) else 0
        kind = given.get("kind", "")
        request = Request(
            need=cast(Need, kind) if kind in NEEDS else "suicide",
            country=str(given.get("country", "")),
            zone=str(view.variables.get(ZONE, "")),
            times=times,
            writing=given.get("by") == _WRITING,
            alone=given.get("by") == _EMERGENCY,
            near=given.get("near") == "yes",
        )
        return Outcome((Message(self.helplines.message(request)),), memory=times + 1, lasting=True)


class SafetyShelf:
    """The room's content: rules for screening, and help lines. After loading, `screen` is the Screen."""

    def __init__(self) -> None:
        self._screen: Watch | None = None

    @property
    def screen(self) -> Watch:
        """The Watch made from the files that were loaded last. Raises LookupError before anything was loaded."""
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
            self._screen = _watch_from(contents)
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
            self._screen = _watch_from(contents)
        lines = [file for file in contents[HELPLINES] if isinstance(file, HelplinesFile)]
        languages = {file.language for file in contents[RULES] if isinstance(file, RulesFile) and file.rules}
        return {"helplines": NameLines(Helplines(lines), languages)} if lines else {}


def _watch_from(contents: Mapping[str, Sequence[BaseModel]]) -> Watch:
    soon = [word for file in contents.get(HELPLINES, ()) if isinstance(file, HelplinesFile) for word in file.soon]
    return Watch(screen_from(contents), soon, second_look)


def _faults(arguments: Mapping[str, object]) -> Iterator[str]:
    for key in arguments:
        if key not in _ARGUMENTS:
            yield f"'helplines' knows no '{key}' (it knows {', '.join(_ARGUMENTS)})"
    kind = str(arguments.get("kind", ""))
    if kind and "{{" not in kind and kind not in NEEDS:
        yield f"no kind named '{kind}' (one of {', '.join(NEEDS)})"
    for key, words in (("by", (_WRITING, _EMERGENCY)), ("near", ("yes", "no"))):
        value = str(arguments.get(key, words[0]))
        if "{{" not in value and value not in words:
            yield f"'{key}' can only be {' or '.join(repr(word) for word in words)}"


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
