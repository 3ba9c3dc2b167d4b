"""From numbers to sentences: what is said about a belief, in the words of `dialogues/explanations/words.yaml`.

Rule: text only; no message, no choice, no conversation. Nothing here adds a word that is not in the file.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.attachment.bank import Stack
from bot.attachment.belief import Belief
from bot.attachment.explanations import FollowUpWords, ReasonWords, SuggestionWords, Words
from bot.attachment.forms import LONGEST_MESSAGE
from bot.attachment.plane import DIMENSIONS, Dimension
from bot.attachment.reasons import Reason
from bot.attachment.standing import Standing
from bot.attachment.suggestions import SuggestionForm
from bot.attachment.tendency import Lean, Reading, read, tendencies, tenths
from bot.attachment.trying import How
from bot.attachment.wording import Said, Speaker

_MOST_REASONS, _MOST_MESSAGES = 3, 2


def leaning(words: Words, speaker: Speaker, standing: Standing) -> str:
    """Where the answers lean on both dimensions, how sure that is, and whether the answers hang together."""
    leanings, reading = words.relationships[standing.relationship].leanings, standing.reading
    parts = []
    for number, dimension in enumerate(DIMENSIONS):
        lean = reading.on(dimension)
        # The second is said as at the next turn, so that one message does not say the same twice in the same words.
        speaker = Speaker(speaker.seed, speaker.turn + number)
        parts.append(speaker.say(leanings[dimension].at(lean.level, lean.sureness)))
        if lean.sureness != "mixed":
            is_clear = lean.sureness == "clear" and standing.holds_together
            sure = words.sure.clear if is_clear else words.sure.leaning
            parts.append(speaker.say(sure, odds=words.odds[tenths(lean.chance)]))
    if not standing.holds_together:
        parts.append(speaker.say(words.sure.odd))
    return " ".join(parts)


def fitting_tendencies(words: Words, speaker: Speaker, belief: Belief) -> str:
    """The four tendencies with their chances, the likeliest first."""
    said = words.tendencies
    chances = sorted(tendencies(belief).items(), key=lambda one: -one[1])
    lines = [speaker.say(said.line, name=said.names[name], odds=words.odds[tenths(chance)]) for name, chance in chances]
    close = said.both_ways if chances[0][0] == "disorganized" else said.close
    return "\n".join([speaker.say(said.intro), *lines, speaker.say(close)])


def reasons(words: Words, speaker: Speaker, standing: Standing, found: Sequence[Reason]) -> str:
    """The answers that moved the picture most, as many as fit into one message, and what the first one changes."""
    return _first_reasons(words, speaker, standing, found)[0]


def other_answers(
    words: Words, speaker: Speaker, standing: Standing, found: Sequence[Reason], general: Stack
) -> list[str]:
    """The answers that `reasons` leaves out, and those about people in `general`, which count for every picture; in two
    messages at most, and how many found no room is said."""
    said, number = words.reasons, _first_reasons(words, speaker, standing, found)[1]
    lines = [_reason_line(said, speaker, standing.stack, reason) for reason in found[number:]]
    lines += [_line(said.line, speaker, general, mark) for mark in standing.general]
    messages = [speaker.say(said.others)]
    while lines:
        more = [speaker.say(said.more, count=str(len(lines) - 1))] if len(lines) > 1 else []
        if len("\n".join([messages[-1], lines[0], *more])) <= LONGEST_MESSAGE:
            messages[-1] += f"\n{lines.pop(0)}"
        elif len(messages) < _MOST_MESSAGES:
            messages.append(lines.pop(0))
        else:
            messages[-1] += f"\n{speaker.say(said.more, count=str(len(lines)))}"
            break
    return messages


def _first_reasons(words: Words, speaker: Speaker, standing: Standing, found: Sequence[Reason]) -> tuple[str, int]:
    """A message of the first few, and how many they are."""
    without = _without(words, speaker, standing.reading, found[0])
    lines = [_reason_line(words.reasons, speaker, standing.stack, reason) for reason in found[:_MOST_REASONS]]
    while lines:
        text = "\n".join([(*words.reasons.fewer, words.reasons.count)[len(lines) - 1], *lines, without])
        if len(text) <= LONGEST_MESSAGE:
            return text, len(lines)
        lines.pop()
    return without, 0


def with_lines(words: Words, speaker: Speaker, standings: Sequence[Standing], above: str) -> str:
    """A line for every standing below the line `above`; without the numbers when they would make it too long."""
    with_odds, without = (
        "\n".join([above, *(_map_line(words, speaker, one, with_odds=odds) for one in standings)])
        for odds in (True, False)
    )
    return with_odds if len(with_odds) <= LONGEST_MESSAGE else without


def _reason_line(words: ReasonWords, speaker: Speaker, stack: Stack, reason: Reason) -> str:
    line = words.earlier_line if reason.is_earlier else words.line
    return _line(line, speaker, stack, (reason.item, reason.option))


def _line(line: Said, speaker: Speaker, stack: Stack, mark: tuple[str, int]) -> str:
    item = stack.items[stack.places[mark[0]]]
    return speaker.say(line, short=item.short, option=item.options[mark[1]])


def _moved_most(reading: Reading, without: Reading) -> Dimension | None:
    """The leaning that an answer moved most, of those that were said to be sure at all."""
    sure = [one for one in DIMENSIONS if reading.on(one).sureness != "mixed"]
    return max(sure, key=lambda one: _moved(reading.on(one), without.on(one)), default=None)


def _moved(lean: Lean, without: Lean) -> float:
    return abs(lean.chance - without.chance) if lean.level == without.level else 1.0


def _without(words: Words, speaker: Speaker, reading: Reading, first: Reason) -> str:
    without = read(first.without)
    dimension = _moved_most(reading, without)
    if dimension is None:
        return speaker.say(words.reasons.without_unsure)
    lean, other = reading.on(dimension), without.on(dimension)
    if other.level != lean.level:
        return speaker.say(words.reasons.without_other)
    same = tenths(other.chance) == tenths(lean.chance)
    said = words.reasons.without_same if same else words.reasons.without
    short = speaker.say(words.map.leanings[dimension].at(lean.level, lean.sureness))
    return speaker.say(said, leaning=short, odds=words.odds[tenths(other.chance)])


def _map_line(words: Words, speaker: Speaker, standing: Standing, *, with_odds: bool) -> str:
    title = words.relationships[standing.relationship].title
    anxiety, avoidance = (_short(words, speaker, one, standing.reading.on(one), with_odds) for one in DIMENSIONS)
    line = speaker.say(words.map.line, title=title, anxiety=anxiety, avoidance=avoidance)
    objection = standing.strand[-1].objection
    return line if objection is None else speaker.say(words.map.objected[objection], line=line)


def _short(words: Words, speaker: Speaker, dimension: Dimension, lean: Lean, with_odds: bool) -> str:
    said = speaker.say(words.map.leanings[dimension].at(lean.level, lean.sureness))
    if lean.sureness == "mixed" or not with_odds:
        return said
    return speaker.say(words.map.sure, leaning=said, odds=words.odds[tenths(lean.chance)])


def question_about(words: FollowUpWords, speaker: Speaker, suggestion: SuggestionForm) -> str:
    """How did it go?"""
    return f"{speaker.say(words.opening, text=suggestion.text)}\n\n{suggestion.follow_up}"


def said_of(words: FollowUpWords, speaker: Speaker, suggestion: SuggestionForm, how: How) -> str:
    """What that says."""
    return speaker.say(words.done[suggestion.lever] if how == "done" else getattr(words, how))


def offered(
    words: SuggestionWords, speaker: Speaker, suggestions: Sequence[SuggestionForm], *, is_row: bool = True
) -> str:
    """Suggestions as lines, numbered where they are a row to take one of."""
    lines = []
    for number, one in enumerate(suggestions, start=1):
        minutes = speaker.say(words.one_minute if one.minutes == 1 else words.minutes, minutes=str(one.minutes))
        line = words.line if is_row else words.alone
        lines.append(speaker.say(line, number=str(number), text=one.text, minutes=minutes))
    return "\n".join(lines)
