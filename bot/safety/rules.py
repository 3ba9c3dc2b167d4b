"""The form of the screening's rule files (`dialogues/safety/rules/*.yaml`).

Rule: form only; what the phrases mean is phrases.py, how they decide is screening.py. Every leaf arrives as text.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

Kind = Literal["emergency", "suicide", "self_harm", "abuse", "harm_to_others", "third_party"]
"""What a sign points at; in the order in which one is answered when several are there."""

Tier = Literal["pause", "check-in"]
"""pause: everything else waits. check-in: one gentle question."""

Weight = Literal["pause", "check-in", "hint"]
"""What one rule weighs. A hint alone says nothing; two of different constructs make a check-in."""

Words = tuple[str, ...]


def _yes_or_no(value: object) -> object:
    """Authors write yes and no; anything else is pydantic's to judge."""
    return {"yes": True, "no": False}.get(value, value) if isinstance(value, str) else value


YesNo = Annotated[bool, BeforeValidator(_yes_or_no)]


class Form(BaseModel):
    """A part of a rule file: frozen, and a key that the form does not know is a fault."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Rule(Form):
    """One construct in people's words.

    phrases: any of them, anywhere in a sentence. alone: any of them as a whole clause. together: phrases that mean
    something side by side: those joined by `&` near each other in one sentence, in any order, those behind `&&`
    anywhere in the message; a denial and `unless` concern the first. unless: words in the same clause that take the
    rule back. unless_anywhere: words in the message that do so, for what is mostly said of other things. even_denied: a
    denial does not take this check-in back, being part of what is said ("I can't find a reason to live"). must,
    must_not, lowered: examples, which are tests (`lowered` must be found, as a check-in and no more).
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    kind: Kind
    shows: str
    tier: Weight
    phrases: Words = ()
    alone: Words = ()
    together: Words = ()
    unless: Words = ()
    unless_anywhere: Words = ()
    even_denied: YesNo = False
    must: Words = Field(min_length=1)
    must_not: Words = Field(min_length=1)
    lowered: Words = ()


class Idiom(Form):
    """Words that only look like a sign: they are taken out before the rules are asked. `must` holds neighbours that
    are still signs."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    phrases: Words = Field(min_length=1)
    must_not: Words = Field(min_length=1)
    must: Words = ()


class Softening(Form):
    """What lowers a sign, in one language.

    negations: words that deny what follows in the clause. unable: words before a negation that make it no denial ("I
    can't kill myself, because of the kids"). none: the word that denies a noun ("no plan"), and denied: those nouns.
    upheld: words that end a denial ("I don't know if ..."). askers: words that make a denial a question ("why shouldn't
    I"). joints: words where a clause ends for a denial. laughter: a joke, perhaps; earnest: words that say
    it is none. past: long ago. present: words that bring it back to today. speaker: the writer who acts ("i"), before
    or in a sign's words; spoken_of: the writer in a sign's words ("me"). Without them, a sign that is also one about
    somebody else is not the writer's own.
    """

    negations: Words = ()
    unable: Words = ()
    none: str = ""
    denied: Words = ()
    askers: Words = ()
    upheld: Words = ()
    joints: Words = ()
    laughter: Words = ()
    earnest: Words = ()
    past: Words = ()
    present: Words = ()
    speaker: Words = ()
    spoken_of: Words = ()


class RulesFile(Form):
    """One file of rules. Files of one language are read together.

    spellings: the word (or words) meant -> ways of writing it; a way that ends in an apostrophe is a word cut short
    ("j'" in "j'ai"). disguised: words written with stars, digits or dots.
    guessed: words (six letters and more) recognised through one wrong, missing, added or swapped letter. glued: phrases
    written without spaces. tells: words as people write them, of which one says that a text in letters of other
    languages may be this language, for rules that name borrowed words ("self harm"). ends: words that begin another
    clause, before which `$` holds. groups: lists of words that phrases name as `<group>`; `number` and `many` (from
    eight on) hold the words for what digits say.
    """

    language: str = Field(pattern=r"^[a-z]{2}$")
    about: str = ""
    spellings: dict[str, Words] = {}
    disguised: Words = ()
    guessed: Words = ()
    glued: Words = ()
    tells: Words = ()
    ends: Words = ()
    groups: dict[str, Words] = {}
    softening: Softening = Softening()
    idioms: tuple[Idiom, ...] = ()
    rules: tuple[Rule, ...] = ()
