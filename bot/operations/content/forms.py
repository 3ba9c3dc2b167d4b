"""The form of `dialogues/checks.yaml`.

Rule: form only. A pattern is a regular expression, read without regard to capitals; a place is `file:keys`, where `*`
stands for anything and positions in lists are left out (`prompts/*:prompts.answers.label`).
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

Kind = Literal["message", "scene", "statement", "label", "copy", "fragment", "unsaid"]
"""message: we say it. scene: we tell it, about anybody. statement, label, copy: the person says it. fragment: a part of
a sentence of ours. unsaid: not said at all."""


class Form(BaseModel):
    """A part of the file: frozen, and a key that the form does not know is a fault."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _compiles(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"this pattern cannot be read: {error}") from None
    return pattern


Pattern = Annotated[str, AfterValidator(_compiles)]
Patterns = tuple[Pattern, ...]


class PlaceForm(Form):
    """What is said at a place. The first place that fits decides."""

    at: str
    kind: Kind


class RuleForm(Form):
    """One rule about words.

    finds, remedy: what the finding says behind the words, and how to mend it. of: which kinds of text it reads.
    allowed: taken out before, so that nothing is found there. unless: a sentence with one of these is fine.
    asks: whether a question is fine. quotes: whether what stands in “ ” is read too.
    """

    finds: str
    remedy: str
    of: tuple[Kind, ...] = Field(min_length=1)
    patterns: Patterns = Field(min_length=1)
    allowed: Patterns = ()
    unless: Patterns = ()
    asks: bool = False
    quotes: bool = False
    not_in: tuple[str, ...] = ()
    good: tuple[str, ...] = Field(min_length=2)
    bad: tuple[str, ...] = Field(min_length=2)

    @cached_property
    def searched(self) -> re.Pattern[str]:
        """All patterns as one."""
        return _any(self.patterns)

    @cached_property
    def left_out(self) -> re.Pattern[str] | None:
        """What is allowed, as one pattern."""
        return _any(self.allowed) if self.allowed else None

    @cached_property
    def excused(self) -> re.Pattern[str] | None:
        """What excuses a whole sentence, as one pattern."""
        return _any(self.unless) if self.unless else None


def _any(patterns: Patterns) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{one})" for one in patterns), re.IGNORECASE)


class LengthsForm(Form):
    """Characters (of a message, a label, a sentence to copy) and words (of a sentence, a label) at most; messages in a
    row at most, in the lists at `row_at`."""

    message: int
    sentence_words: int
    label: int
    label_words: int
    copied: int
    in_a_row: int
    row_at: tuple[str, ...]


class ReadabilityForm(Form):
    """Grade of Flesch and Kincaid over a file of `words` words or more: at most, and aimed at."""

    words: int
    at_most: float
    aim: float


class RareForm(Form):
    """Rare words: below `zipf` on wordfreq's scale (3 is one in a million), and not in the glossary."""

    zipf: float
    not_in: tuple[str, ...] = ()
    glossary: tuple[str, ...]


class AlikeForm(Form):
    """Texts of `shortest` characters or more that are alike by `ratio` (0 to 100); and openings: so many texts in a row
    that begin with the same word."""

    ratio: float
    shortest: int
    opening_in_a_row: int
    not_in: tuple[str, ...] = ()


class BalanceForm(Form):
    """How far (per cent) warmth and length of texts that lean to worry and to distance may lie apart, in each folder
    where both sides have `words` words or more. warm: beginnings of warm words."""

    within: float
    words: int
    folders: tuple[str, ...]
    warm: tuple[str, ...]


class TagsForm(Form):
    """What every entry of the list at a place must carry: key -> the values that it may have (none named: any)."""

    at: str
    named: str
    needs: dict[str, tuple[str, ...]]


class PanelsForm(Form):
    """Which panels every region of every relationship must have, in the files at a place."""

    at: str
    relationships: tuple[str, ...]
    levels: tuple[str, ...]
    panels: tuple[str, ...]


class EvidenceForm(Form):
    """Where items are, what evidence may name beside them, and on how many texts the same list may stand."""

    items: str
    general: str
    words: tuple[str, ...]
    at_most: int


class EligibleForm(Form):
    """How many daily questions the most restricted person must be left with, and how restricted that person is."""

    at: str
    days: int
    relationships: tuple[str, ...]
    any: str
    needs: dict[str, str]
    themes_left_out: int


class CountForm(Form):
    """A line of the guide: so many at the places are wanted."""

    module: str
    wanted: int
    at: tuple[str, ...]


class ExemptForm(Form):
    """A finding that is none: the rule, the file, the words, and why."""

    rule: str
    file: str
    words: str
    why: str = Field(min_length=10)


class ChecksForm(Form):
    """The whole file. unread: files in which nothing is said. choices: keys of lists whose entries `label: state` are
    labels by their key; choice_keys: the keys of the long form."""

    about: str
    unread: tuple[str, ...]
    choices: tuple[str, ...]
    choice_keys: tuple[str, ...]
    places: tuple[PlaceForm, ...]
    rules: dict[str, RuleForm]
    lengths: LengthsForm
    readability: ReadabilityForm
    rare: RareForm
    alike: AlikeForm
    balance: BalanceForm
    tags: tuple[TagsForm, ...]
    panels: PanelsForm
    evidence: EvidenceForm
    eligible: EligibleForm
    counts: tuple[CountForm, ...]
    exempt: tuple[ExemptForm, ...] = ()
