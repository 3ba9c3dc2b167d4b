"""What is wrong with the files in `dialogues/prompts/`, beyond what their form can see.

Rule: each fault is a sentence for an author, with the file and the way to the place inside it. Nothing is mended here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from difflib import get_close_matches
from typing import Final

from pydantic import BaseModel

from bot.reflection.asked import LONGEST_LABEL
from bot.reflection.prompt_forms import (
    ABOUT,
    ANSWERS,
    FUNCTIONS,
    LEVERS,
    THEMES,
    PromptForm,
    PromptsFile,
    PromptWords,
    ReasonWords,
)
from bot.reflection.prompt_reasons import NAMES

Where = tuple[str | int, ...]
Fault = tuple[BaseModel, Where, str]

LONGEST_PROMPT: Final = 180
LONGEST_FOLLOW_UP: Final = 180
MOST_WORDS_ON_A_LABEL: Final = 5
LONGEST_MESSAGE: Final = 400

UNDER_EVERY_PROMPT: Final = ("Write my own", "Not now")
"""The buttons that stand there anyway: an answer of the same name could not be told from them."""

_MONTHS_IN_A_YEAR: Final = 12
_SLOT: Final = re.compile(r"\{\{(.*?)\}\}")


def faults(files: Sequence[PromptsFile]) -> Iterator[Fault]:
    """Every fault in the files of prompts."""
    yield from _duplicates(files)
    for file in files:
        for number, one in enumerate(file.prompts):
            for place, message in _faults_in(one):
                yield file, ("prompts", number, *place), message
    yield from _faults_in_words(files)


def _duplicates(files: Sequence[PromptsFile]) -> Iterator[Fault]:
    seen: set[str] = set()
    for file in files:
        for number, one in enumerate(file.prompts):
            if one.id in seen:
                message = f"there are two prompts named '{one.id}'; each needs a name of its own"
                yield file, ("prompts", number, "id"), message
            seen.add(one.id)


def _faults_in(one: PromptForm) -> Iterator[tuple[Where, str]]:
    known = (
        ("theme", one.theme, THEMES),
        ("function", one.function, FUNCTIONS),
        ("lever", one.lever, LEVERS),
        ("relationship", one.relationship, ABOUT),
    )
    for key, name, names in known:
        if name not in names:
            yield (key,), _unknown(key, name, names)
    for key, text, longest in (("text", one.text, LONGEST_PROMPT), ("own_words", one.own_words, LONGEST_FOLLOW_UP)):
        yield from (((key,), message) for message in _faults_in_text(text, longest))
    for name, levels in (("anxiety", one.leaning.anxiety), ("avoidance", one.leaning.avoidance)):
        if not levels:
            yield ("leaning", name), "no level is named here, so this is never asked"
    if one.sensitivity != "none" and not one.touches:
        yield ("sensitivity",), "say in 'touches' what this may stir, in a word or two"
    if one.sensitivity == "none" and one.touches:
        yield ("touches",), "what may be stirred needs a 'sensitivity' of light or heavy"
    yield from _faults_in_answers(one)


def _faults_in_answers(one: PromptForm) -> Iterator[tuple[Where, str]]:
    if len(one.answers) != ANSWERS:
        yield ("answers",), f"there are {len(one.answers)} answers; every prompt has {ANSWERS} to tap"
    often = Counter(answer.label.casefold() for answer in one.answers)
    for number, answer in enumerate(one.answers):
        where: Where = ("answers", number)
        for message in _faults_in_label(answer.label):
            yield (*where, "label"), message
        if often[answer.label.casefold()] > 1:
            yield (*where, "label"), f"two answers are called '{answer.label}'; a tap must say which it was"
        for message in _faults_in_text(answer.follow_up, LONGEST_FOLLOW_UP):
            yield (*where, "follow_up"), message


def _faults_in_label(label: str) -> Iterator[str]:
    if not any(character.isalpha() for character in label):
        yield f"'{label}' has no word in it; answers are words"
    if len(label) > LONGEST_LABEL:
        yield f"'{label}' has {len(label)} characters; a button holds {LONGEST_LABEL}"
    if len(label.split()) > MOST_WORDS_ON_A_LABEL:
        yield f"'{label}' has {len(label.split())} words; a button holds {MOST_WORDS_ON_A_LABEL}"
    if label.casefold() in {name.casefold() for name in UNDER_EVERY_PROMPT}:
        yield f"'{label}' stands under every prompt already; give this answer another name"


def _faults_in_text(text: str, longest: int) -> Iterator[str]:
    if not text.strip():
        yield "there are no words here, and some are due"
    if len(text) > longest:
        yield f"this has {len(text)} characters; {longest} are the most here"
    if _SLOT.search(text):
        yield "a prompt is the same for everyone: it has no names between braces"


def _faults_in_words(files: Sequence[PromptsFile]) -> Iterator[Fault]:
    with_words = [(file, file.words) for file in files if file.words is not None]
    if files and not with_words:
        yield files[0], (), "no file in prompts/ holds 'words', the sentences behind “Why this one?”"
    for extra, _ in with_words[1:]:
        yield extra, ("words",), "another file in prompts/ holds 'words' already"
    for file, words in with_words[:1]:
        for place, message in _faults_in_one_words(words):
            yield file, ("words", *place), message


def _faults_in_one_words(words: PromptWords) -> Iterator[tuple[Where, str]]:
    if len(words.months) != _MONTHS_IN_A_YEAR:
        yield ("months",), f"there are {len(words.months)} months; a year has {_MONTHS_IN_A_YEAR}"
    for name in (name for name in ABOUT if name not in words.relationships):
        yield ("relationships",), f"'{name}' is missing here"
    for name in (name for name in words.relationships if name not in ABOUT):
        yield ("relationships", name), _unknown("relationship", name, ABOUT)
    for name, reason in words.reasons:
        yield from ((("reasons", name, *place), message) for place, message in _faults_in_reason(reason))


def _faults_in_reason(reason: ReasonWords) -> Iterator[tuple[Where, str]]:
    for name in (found.strip() for found in _SLOT.findall(reason.says)):
        if name not in NAMES:
            yield ("says",), _unknown("name", name, NAMES)
    if len(reason.says) > LONGEST_MESSAGE:
        yield ("says",), f"this has {len(reason.says)} characters; a message holds {LONGEST_MESSAGE}"
    if reason.off:
        yield from ((("off",), message) for message in _faults_in_label(reason.off))


def _unknown(what: str, word: str, names: Collection[str]) -> str:
    """The sentence about a name that does not exist, with the nearest one, or with all of them."""
    near = get_close_matches(word, list(names), n=1, cutoff=0.6)
    hint = f"did you mean '{near[0]}'?" if near else f"there are: {', '.join(names)}"
    return f"no {what} named '{word}' ({hint})"
