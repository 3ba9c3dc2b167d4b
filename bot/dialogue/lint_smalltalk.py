"""What is wrong with small talk: lines that cannot be read, phrases that mean something else, examples that fail.

Rule: the examples beside the phrases are tried here with every file's phrases, as a person's words would be.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.dialogue.draft import Draft
from bot.dialogue.faults import Fault
from bot.dialogue.forms import NAME, SmallTalkForm
from bot.dialogue.lint_texts import too_long
from bot.dialogue.matching import normal
from bot.dialogue.reading import Source
from bot.dialogue.smalltalk import small_talk, written_out
from bot.dialogue.texts import leaves
from bot.dialogue.trial import Trial
from bot.errors import ScriptError


def check_smalltalk(draft: Draft) -> Iterator[Fault]:
    """Faults in the files of small talk."""
    yield from _names(draft)
    yield from _answers(draft)
    unreadable = [*_says(draft)]
    yield from unreadable or _examples(draft)


def _names(draft: Draft) -> Iterator[Fault]:
    seen: dict[str, str] = {}
    for source in draft.smalltalk:
        name, stem = source.form.intent, source.file.rpartition("/")[2].removesuffix(".yaml")
        if name != stem:
            yield source.fault(f"this is called '{name}' and its file '{stem}': give both one name", "intent")
        elif not re.fullmatch(NAME, name):
            yield source.fault(f"'{name}' cannot be a name: write letters, digits and '_', a letter first", "intent")
        elif name in seen:
            yield source.fault(f"{seen[name]} has the intent '{name}' already", "intent")
        seen.setdefault(name, source.file)


def _says(draft: Draft) -> Iterator[Fault]:
    """Every phrase can be read, is no command's, and belongs to one intent."""
    commands = {normal(word): flow.command for flow in draft.flows.values() for word in flow.words}
    owners: dict[str, Source[SmallTalkForm]] = {}
    for source in draft.smalltalk:
        for number, line in enumerate(source.form.says):
            try:
                phrases = written_out(line)
            except ScriptError as error:
                yield source.fault(str(error), "says", number)
                continue
            for phrase in phrases:
                if phrase in commands:
                    yield source.fault(f"'{phrase}' means /{commands[phrase]} already", "says", number)
                if owners.setdefault(phrase, source) is not source:
                    yield source.fault(f"'{phrase}' stands in {owners[phrase].file} already", "says", number)


def _answers(draft: Draft) -> Iterator[Fault]:
    trial = Trial(draft.variables, judges_names=draft.knows_all_names)
    for source in draft.smalltalk:
        for number, line in enumerate(source.form.answers):
            for part, path in leaves(line, "answers", number):
                yield from (source.fault(message, *path) for message in trial.faults(part))
            yield from (source.fault(message, "answers", number) for message in too_long(trial, line))


def _examples(draft: Draft) -> Iterator[Fault]:
    talk = small_talk(source.form for source in draft.smalltalk)
    for source in draft.smalltalk:
        for number, text in enumerate(source.form.matches):
            read = talk.read(text)
            if read is not source.form:
                instead = "as nothing" if read is None else f"as '{read.intent}'"
                yield source.fault(f"this is read {instead}: add it to `says`, or take it out here", "matches", number)
        for number, text in enumerate(source.form.near_misses):
            if talk.read(text) is source.form:
                yield source.fault("this is read so, and must not be: narrow `says`", "near_misses", number)
