"""The form of the files in `dialogues/explanations/`: texts for each region of a relationship, and the words that the
explaining itself needs.

Rule: form only. A file holds a relationship with its regions, or `words`.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from bot.attachment.answers import Where
from bot.attachment.forms import Form, Names
from bot.attachment.plane import Dimension, Level
from bot.attachment.suggestions import Facet, Lever
from bot.attachment.tendency import Sureness, Tendency
from bot.attachment.trying import How
from bot.attachment.wording import Said, Uses

Odds = Annotated[Said, Uses(("odds",), needed=True)]


class RegionForm(Form):
    """The texts for one region.

    panels: a message each, by kind: how it may show, what it protects, what others may see, what is strong in it, one
    small experiment. evidence: for each panel the items that somebody standing here would have answered in its
    direction; or the region as a whole.
    """

    anxiety: Level
    avoidance: Level
    evidence: Literal["region"] | dict[str, Names]
    panels: dict[str, str] = Field(min_length=1)


class Leanings(Form):
    """What is said about one dimension: for each level, and when it is not sure which."""

    low: Said
    middle: Said
    high: Said
    unsure: Said

    def at(self, level: Level, sureness: Sureness) -> tuple[str, ...]:
        """The variants that fit."""
        chosen: tuple[str, ...] = self.unsure if sureness == "mixed" else getattr(self, level)
        return chosen


class RelationshipWords(Form):
    """How one relationship is spoken of. title: its name on the map. heading: above its own picture."""

    title: str
    heading: str
    leanings: dict[Dimension, Leanings]


class TooEarlyWords(Form):
    """What is said instead while there are too few answers; one for each thing that can be asked for."""

    lean: Said
    tendencies: Said
    region: Said
    reasons: Said
    picture: Said


class QuestionWords(Form):
    """Around the items."""

    progress: Annotated[Said, Uses(("number", "total"), needed=True)]
    nearly_done: Said
    statement: Annotated[Said, Uses(("text",), needed=True)]
    rather_not_say: Said
    none_of_these: Said
    nothing_new: Said


class SureWords(Form):
    """How sure a leaning is, and that less is claimed because the answers do not hang together."""

    clear: Odds
    leaning: Odds
    odd: Said


class TendencyWords(Form):
    """Which tendencies would fit, each on a line of its own, and whose they are not. both_ways: what a pull in both
    directions is, when that would fit best."""

    intro: Said
    line: Annotated[Said, Uses(("name", "odds"), needed=True)]
    names: dict[Tendency, str]
    both_ways: Said
    close: Said


class ReasonWords(Form):
    """Which answers moved the picture most, and what would be said without the first. count: for three. fewer: for one
    and for two, where three do not fit into a message. earlier_line: for an answer of an earlier look. others: above
    the answers that moved it less. more: how many of those found no room."""

    count: str
    fewer: tuple[str, str]
    line: Annotated[Said, Uses(("short", "option"), needed=True)]
    earlier_line: Annotated[Said, Uses(("short", "option"), needed=True)]
    without: Annotated[Said, Uses(("leaning", "odds"), needed=True)]
    without_same: Annotated[Said, Uses(("leaning", "odds"), needed=True)]
    without_unsure: Said
    without_other: Said
    others: Said
    more: Annotated[Said, Uses(("count",), needed=True)]


class MapWords(Form):
    """A line for each relationship below the picture of several."""

    line: Annotated[Said, Uses(("title", "anxiety", "avoidance"), needed=True)]
    sure: Annotated[Said, Uses(("leaning", "odds"), needed=True)]
    leanings: dict[Dimension, Leanings]
    objected: Annotated[dict[Where, Said], Uses(("line",), needed=True)]


class DifferenceWords(Form):
    """Two readings side by side. line, same: of two relationships. line_now, same_now: of now and the time before.
    more, less: how the first stands to the second on each dimension. nothing: there is only one reading."""

    intro: Said
    line: Annotated[Said, Uses(("one", "other", "differences"), needed=True)]
    same: Annotated[Said, Uses(("one", "other"), needed=True)]
    line_now: Annotated[Said, Uses(("one", "differences"), needed=True)]
    same_now: Annotated[Said, Uses(("one",), needed=True)]
    sure: Annotated[Said, Uses(("difference", "odds"), needed=True)]
    more: dict[Dimension, str]
    less: dict[Dimension, str]
    close: Said
    nothing: Said


class PictureWords(Form):
    """The picture's words. several: above the picture of several relationships. notes: the lines below. earlier: what
    the paler patches are. ends: what each end of an axis is called. corners: what would fit there. description, patch:
    the picture for someone who cannot see it, and one patch in it. across, up: where a patch lies; no side is named
    where it is not sure which."""

    several: str
    notes: Annotated[tuple[str, ...], Uses(("count",)), Field(max_length=2)]
    earlier: str
    caption: Said
    ends: dict[Dimension, tuple[str, str]]
    corners: dict[Tendency, str]
    description: Annotated[Said, Uses(("patches",), needed=True)]
    patch: Annotated[Said, Uses(("title", "across", "up"), needed=True)]
    across: Leanings
    up: Leanings


class FollowUpWords(Form):
    """Two days after a suggestion was taken on. nearest: of words, which answer is meant. answers: the buttons. done:
    by its lever. gone: it is no more in the files. kept: of words about one that was asked about long ago."""

    opening: Annotated[Said, Uses(("text",), needed=True)]
    nearest: Said
    answers: dict[How, str]
    done: dict[Lever, Said]
    partly: Said
    not_yet: Said
    not_for_me: Said
    gone: Said
    kept: Said


class WhyWords(Form):
    """Why these are offered: for each reason that suggestions.py may have. about: what the last one was about."""

    first: Said
    done: Said
    not_yet: Said
    not_for_me: Annotated[Said, Uses(("about",), needed=True)]
    again: Said


class SuggestionWords(Form):
    """Around suggestions. line: one of a row. alone: one that stands by itself. minutes, one_minute: how long one
    takes, as both show it. about: each facet, as it stands behind "about"."""

    line: Annotated[Said, Uses(("number", "text", "minutes"), needed=True)]
    alone: Annotated[Said, Uses(("text", "minutes"), needed=True)]
    minutes: Annotated[Said, Uses(("minutes",), needed=True)]
    one_minute: Said
    none: Said
    taken: Annotated[Said, Uses(("text",), needed=True)]
    taken_none: Said
    about: dict[Facet, str]
    why: WhyWords
    follow_up: FollowUpWords


class Words(Form):
    """Every sentence that the explaining itself says. odds: from none to ten tenths."""

    odds: Annotated[tuple[str, ...], Field(min_length=11, max_length=11)]
    relationships: dict[str, RelationshipWords]
    questions: QuestionWords
    sure: SureWords
    too_early: TooEarlyWords
    tendencies: TendencyWords
    reasons: ReasonWords
    map: MapWords
    differences: DifferenceWords
    picture: PictureWords
    suggestions: SuggestionWords


class ExplanationsFile(Form):
    """One file of `dialogues/explanations/`."""

    relationship: str = ""
    regions: tuple[RegionForm, ...] = ()
    words: Words | None = None

    @model_validator(mode="after")
    def _is_one_of_two(self) -> Self:
        if (self.words is None) == (not self.relationship):
            raise ValueError("this file must have either 'relationship' with its 'regions', or 'words'")
        return self
