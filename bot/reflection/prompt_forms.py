"""The form of the files in `dialogues/prompts/`: the daily questions with their tags, and the words that say why.

Rule: form only, and the names that tags may use. Whether a name exists is asked in prompt_checks.py, so that the author
gets the nearest one; what the tags do is decided in prompts.py. Every leaf of a file arrives as text.
"""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

THEMES: Final = (
    "small good moments",
    "waiting and silence",
    "asking",
    "saying no",
    "being seen",
    "repair",
    "space",
    "jealousy and comparing",
    "trust",
    "praise",
    "anger",
    "help",
    "endings and change",
    "play",
    "body and calm",
    "what I expect",
)
"""What a question is about, in the words a person reads when they leave one out."""

FUNCTIONS: Final = ("notice", "recall something good", "try", "perspective", "name a need", "predict", "rest")
"""What a question asks a person to do."""

LEVERS: Final = ("self", "others", "expectation")
"""The part of the working model it may move."""

ANY: Final = "any"
RELATIONSHIPS: Final = ("romantic", "friendship", "work", "family")
ABOUT: Final = (*RELATIONSHIPS, ANY)
"""Whom a question is about; `any` leaves that to the person."""

ANSWERS: Final = 3

Level = Literal["low", "middle", "high"]
LEVELS: Final[tuple[Level, Level, Level]] = ("low", "middle", "high")
Region = tuple[Level, Level]
"""A person's level of (anxiety, avoidance) in one relationship."""

Lightness = Literal["none", "light", "heavy"]
_WEIGHTS: Final[dict[Lightness, int]] = {"none": 1, "light": 2, "heavy": 3}


class Form(BaseModel):
    """A part of a file: frozen, and a key that the form does not know is a fault."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Leaning(Form):
    """The levels on each dimension that a question is asked at. All of them is `leaning: any`."""

    anxiety: tuple[Level, ...] = LEVELS
    avoidance: tuple[Level, ...] = LEVELS

    @property
    def is_any(self) -> bool:
        """Whether it is asked of everyone, with a picture or without."""
        return set(self.anxiety) == set(self.avoidance) == set(LEVELS)

    def fits(self, region: Region) -> bool:
        """Whether it is meant for someone who stands in this region."""
        return region[0] in self.anxiety and region[1] in self.avoidance

    def is_opposite(self, region: Region) -> bool:
        """Whether on some dimension it is meant for the other end than this region's."""
        pairs = zip((self.anxiety, self.avoidance), region, strict=True)
        return any(level not in levels and _OTHER_END.get(level) in levels for levels, level in pairs)


_OTHER_END: Final[dict[Level, Level]] = {"low": "high", "high": "low"}


class AnswerForm(Form):
    """One answer to tap, in the person's voice, and the line that follows it."""

    label: str
    follow_up: str


def _any_leaning(value: Any) -> Any:
    if isinstance(value, str) and value != ANY:
        raise ValueError("write 'any', or the levels it is asked at, such as {anxiety: [middle, high]}")
    return {} if value == ANY else value


class PromptForm(Form):
    """One daily question.

    own_words: the line that follows an answer in words of one's own. sensitivity, touches: how much it may stir, and
    what. why: the reason behind it where the tags do not say it.
    """

    id: str
    text: str
    theme: str
    function: str
    lever: str
    depth: Annotated[int, Field(ge=1, le=3)]
    relationship: str
    leaning: Annotated[Leaning, BeforeValidator(_any_leaning)]
    sensitivity: Lightness
    touches: str = ""
    answers: tuple[AnswerForm, ...]
    own_words: str
    why: str = ""

    @property
    def weight(self) -> int:
        """How heavy it may be, 1 to 3: its depth, or its sensitivity where that is more."""
        return max(self.depth, _WEIGHTS[self.sensitivity])


class ReasonWords(Form):
    """What "Why this one?" says for one reason, and the button that switches the reason off (none: it cannot be)."""

    says: str
    off: str = ""


class ReasonsForm(Form):
    """The sentences of all reasons. Between double braces: theme, relationship, month."""

    too_much: ReasonWords
    yesterday: ReasonWords
    leaning: ReasonWords
    lever_self: ReasonWords
    lever_others: ReasonWords
    lever_expectation: ReasonWords
    deeper: ReasonWords
    theme: ReasonWords
    theme_first: ReasonWords
    again: ReasonWords
    chance: ReasonWords


class DailyWords(Form):
    """How the setting of the daily question is put in words. Between double braces: what stands behind each key.

    at: days, hour. or_at: hour, days. by_the_clock: when, place. every_day_but, any_day_but: day. on_days: days.
    seldom: pace, days. quiet: begin, end. on_date: day, month. next: day, hour. paces: week, fortnight, silent. days:
    all seven. last, either: before the last of several days, and of several of which one is meant.
    reply_to_it, let_it_rest: what is said when "Write my own" or "Not now" is tapped under a question of the past.
    again: above a question when everything was asked. none: when no question is left for somebody. looking_back:
    question, answer, date.
    """

    at: str
    or_at: str
    by_the_clock: str
    every_day: str
    weekdays: str
    weekend: str
    every_day_but: str
    any_day_but: str
    on_days: str
    seldom: str
    days: tuple[str, ...] = Field(min_length=7, max_length=7)
    last: str
    either: str
    paces: dict[str, str]
    quiet: str
    no_quiet: str
    today: str
    tomorrow: str
    on_date: str
    on: str
    next: str
    reply_to_it: str
    let_it_rest: str
    again: str
    none: str
    looking_back: str


class PromptWords(Form):
    """What is said about prompts, apart from the prompts."""

    reasons: ReasonsForm
    relationships: dict[str, str]
    months: tuple[str, ...]
    daily: DailyWords


class PromptsFile(Form):
    """One file of `dialogues/prompts/`: questions, or the words about them."""

    prompts: tuple[PromptForm, ...] = ()
    words: PromptWords | None = None
