"""From numbers to sentences: what is said about a belief, in the words of `dialogues/explanations/words.yaml`.

Rule: text only; no message, no choice, no conversation. Nothing here adds a word that is not in the file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.attachment.bank import Stack
from bot.attachment.belief import Belief
from bot.attachment.explanations import ReasonWords, SuggestionWords, Words
from bot.attachment.forms import LONGEST_MESSAGE
from bot.attachment.plane import DIMENSIONS, Dimension
from bot.attachment.reasons import Reason
from bot.attachment.suggestions import SuggestionForm
from bot.attachment.tendency import Lean, Reading, read, tendencies, tenths
from bot.attachment.wording import Speaker


@dataclass(frozen=True, slots=True)
class Summary:
    """One relationship on the map: its reading, or None when it is too early for one."""

    relationship: str
    reading: Reading | None


def leaning(words: Words, speaker: Speaker, relationship: str, reading: Reading) -> str:
    """Where the answers lean on both dimensions, and how sure that is."""
    leanings = words.relationships[relationship].leanings
    parts = []
    for number, dimension in enumerate(DIMENSIONS):
        lean = reading.on(dimension)
        # The second is said as at the next turn, so that one message does not say the same twice in the same words.
        speaker = Speaker(speaker.seed, speaker.turn + number)
        parts.append(speaker.say(leanings[dimension].at(lean.level, lean.sureness)))
        if lean.sureness != "mixed":
            sure = words.sure.clear if lean.sureness == "clear" else words.sure.leaning
            parts.append(speaker.say(sure, odds=words.odds[tenths(lean.chance)]))
    return " ".join(parts)


def fitting_tendencies(words: Words, speaker: Speaker, belief: Belief) -> str:
    """The four tendencies with their chances, the likeliest first."""
    chances = sorted(tendencies(belief).items(), key=lambda one: -one[1])
    lines = [
        speaker.say(words.tendencies.line, name=words.tendencies.names[name], odds=words.odds[tenths(chance)])
        for name, chance in chances
    ]
    return "\n".join([speaker.say(words.tendencies.intro), *lines, speaker.say(words.tendencies.close)])


def reasons(words: Words, speaker: Speaker, stack: Stack, reading: Reading, found: Sequence[Reason]) -> str:
    """The answers that moved the picture most, as many as fit into one message, and what the first one changes."""
    without = _without(words, speaker, reading, found[0])
    lines = [_line(words.reasons, speaker, stack, reason) for reason in found]
    while lines:
        text = "\n".join([words.reasons.count[len(lines) - 1], *lines, without])
        if len(text) <= LONGEST_MESSAGE:
            return text
        lines.pop()
    return without


def on_the_map(words: Words, speaker: Speaker, summaries: Sequence[Summary]) -> str:
    """Every relationship that was asked about, a line each."""
    if not summaries:
        return speaker.say(words.map.empty)
    return "\n".join([speaker.say(words.map.intro), *(_map_line(words, speaker, one) for one in summaries)])


def _line(words: ReasonWords, speaker: Speaker, stack: Stack, reason: Reason) -> str:
    item = stack.items[stack.places[reason.item]]
    return speaker.say(words.line, short=item.short, option=item.options[reason.option])


def _headline(reading: Reading) -> tuple[Dimension, Lean] | None:
    """The surer of the two leanings, if one of them was said to be sure at all."""
    dimension = max(DIMENSIONS, key=lambda one: reading.on(one).chance)
    lean = reading.on(dimension)
    return None if lean.sureness == "mixed" else (dimension, lean)


def _without(words: Words, speaker: Speaker, reading: Reading, first: Reason) -> str:
    headline = _headline(reading)
    if headline is None:
        return speaker.say(words.reasons.without_unsure)
    dimension, lean = headline
    other = read(first.without).on(dimension)
    if other.level != lean.level:
        return speaker.say(words.reasons.without_other)
    same = tenths(other.chance) == tenths(lean.chance)
    said = words.reasons.without_same if same else words.reasons.without
    short = speaker.say(words.map.leanings[dimension].at(lean.level, lean.sureness))
    return speaker.say(said, leaning=short, odds=words.odds[tenths(other.chance)])


def _map_line(words: Words, speaker: Speaker, summary: Summary) -> str:
    title = words.relationships[summary.relationship].title
    if summary.reading is None:
        return speaker.say(words.map.early, title=title)
    anxiety, avoidance = (_short(words, speaker, one, summary.reading.on(one)) for one in DIMENSIONS)
    return speaker.say(words.map.line, title=title, anxiety=anxiety, avoidance=avoidance)


def _short(words: Words, speaker: Speaker, dimension: Dimension, lean: Lean) -> str:
    said = speaker.say(words.map.leanings[dimension].at(lean.level, lean.sureness))
    if lean.sureness == "mixed":
        return said
    return speaker.say(words.map.sure, leaning=said, odds=words.odds[tenths(lean.chance)])


def offered(words: SuggestionWords, speaker: Speaker, suggestions: Sequence[SuggestionForm]) -> str:
    """Suggestions as numbered lines."""
    lines = []
    for number, one in enumerate(suggestions, start=1):
        if one.minutes == 1:
            lines.append(speaker.say(words.line_one_minute, number=str(number), text=one.text))
        else:
            lines.append(speaker.say(words.line, number=str(number), text=one.text, minutes=str(one.minutes)))
    return "\n".join(lines)
