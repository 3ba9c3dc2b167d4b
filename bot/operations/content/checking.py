"""Everything in `dialogues/checks.yaml`, applied to everything in `dialogues/`.

Rule: the rules are called here and stand in files of their own. The same files give the same report, with and without
what is remembered of before.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from bot.dialogue.faults import Fault
from bot.dialogue.reading import read_form
from bot.errors import ScriptError
from bot.operations.content.alike import near_duplicates, openings
from bot.operations.content.balance import Weighed, unbalanced, weigh
from bot.operations.content.counts import Counted, count, too_few
from bot.operations.content.evidence import unresolved
from bot.operations.content.files import ReadFile, read_files
from bot.operations.content.findings import Finding, at_place, at_words, without_exempt
from bot.operations.content.forms import ChecksForm
from bot.operations.content.lengths import lengths, rows
from bot.operations.content.memory import Memory, key_of
from bot.operations.content.patterns import fits
from bot.operations.content.rare import rare_words
from bot.operations.content.readability import grades, readable
from bot.operations.content.spoken import Reader, Spoken
from bot.operations.content.tags import days_left, empty_panels, missing_tags, too_few_days
from bot.operations.content.voice import examples_that_fail, found_in

CHECKS_FILE = "checks.yaml"


@dataclass(frozen=True, slots=True)
class Graded:
    """A file that is long enough to be graded."""

    file: str
    words: int
    grade: float


@dataclass(frozen=True, slots=True)
class Report:
    """What was found, and what was counted."""

    findings: tuple[Finding, ...]
    texts: int
    counted: tuple[Counted, ...]
    graded: tuple[Graded, ...]
    weighed: tuple[Weighed, ...]
    days: int
    aim: float

    @property
    def faults(self) -> list[Fault]:
        """The findings as faults, in order of their places."""
        return sorted({one.fault for one in self.findings})


def check_content(folder: Path, memory: Memory) -> Report:
    """Check what is said in `folder`. Raises ScriptError when a file cannot be read."""
    checks, own = read_checks(folder)
    files, faults = read_files(folder, (CHECKS_FILE, *checks.unread))
    if faults:
        raise ScriptError("\n".join(map(str, sorted(faults))))
    reader = Reader(checks)
    texts = [one for file in files for one in reader.spoken(file)]
    counted, weighed = count(checks.counts, files), weigh(checks.balance, texts)
    graded, days = _graded(checks, texts, memory), days_left(checks.eligible, files)
    found = [
        *_of_words(checks, texts, memory),
        *_of_files(checks, files),
        *_hard(checks, graded, files),
        *unbalanced(checks.balance, weighed, own),
        *too_few(checks, counted, own),
        *too_few_days(checks.eligible, days, own),
        *empty_panels(checks.panels, files, own),
        *(Finding("examples", own.name, "", fault) for fault in examples_that_fail(checks, own)),
    ]
    memory.save()
    left = tuple(without_exempt(found, checks.exempt, own))
    return Report(left, len(texts), tuple(counted), tuple(graded), tuple(weighed), days, checks.readability.aim)


def read_checks(folder: Path) -> tuple[ChecksForm, ReadFile]:
    """The rules of `folder`, and their file. Raises ScriptError with all that is wrong with it."""
    path = folder / CHECKS_FILE
    try:
        source = path.read_bytes()
    except OSError:
        raise ScriptError(f"{path.as_posix()}: this file is missing; it holds the rules for --content") from None
    read, faults = read_form(source, path.as_posix(), ChecksForm)
    if read is None:
        raise ScriptError("\n".join(map(str, faults)))
    return read.form, ReadFile(CHECKS_FILE, path.as_posix(), source.decode("utf-8-sig"), read.node)


def _of_words(checks: ChecksForm, texts: Sequence[Spoken], memory: Memory) -> Iterator[Finding]:
    yield from _voice(checks, texts, memory)
    for one in texts:
        yield from lengths(checks.lengths, one)
    yield from rare_words(checks.rare, texts, memory)
    yield from near_duplicates(checks.alike, texts, memory)
    yield from openings(checks.alike, texts)


def _voice(checks: ChecksForm, texts: Sequence[Spoken], memory: Memory) -> Iterator[Finding]:
    rules = f"voice {key_of(*(rule.model_dump_json() for rule in checks.rules.values()))}"
    for one in texts:
        text, key = one.text, key_of(one.kind, one.text)
        found = memory.recall(rules, key)
        if found is None:
            found = found_in(checks, one.kind, text)
            memory.keep(rules, key, found)
        for name, begin, end in found:
            rule = checks.rules[name]
            if not fits(rule.not_in, one.file.name):
                yield at_words(name, one, begin, end, f"{rule.finds} ({name}): {rule.remedy}")


def _of_files(checks: ChecksForm, files: Sequence[ReadFile]) -> Iterator[Finding]:
    for file in files:
        yield from rows(checks.lengths, file)
    for tags in checks.tags:
        yield from missing_tags(tags, files)
    yield from unresolved(checks.evidence, files)


def _graded(checks: ChecksForm, texts: Sequence[Spoken], memory: Memory) -> list[Graded]:
    said = [(name, readable(of_file)) for name, of_file in groupby(texts, key=lambda one: one.file.name)]
    long = [(name, text) for name, text in said if len(text.split()) >= checks.readability.words]
    measured = grades([text for _name, text in long], memory)
    return [Graded(name, len(text.split()), grade) for (name, text), grade in zip(long, measured, strict=True)]


def _hard(checks: ChecksForm, graded: Sequence[Graded], files: Sequence[ReadFile]) -> Iterator[Finding]:
    by_name = {file.name: file for file in files}
    most, aim = checks.readability.at_most, checks.readability.aim
    for one in graded:
        if one.grade > most:
            message = (
                f"this reads at grade {one.grade:.1f}: at most {most:g}, aim at {aim:g}; shorter sentences and words"
            )
            yield at_place("readability", by_name[one.file], (0, 0), message)
