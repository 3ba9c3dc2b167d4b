"""Two readings side by side: of two relationships, or of then and now.

Rule: a difference is named only when its direction is sure enough; else the two are said not to differ, as far as the
answers can tell. Numbers come from relationships.py, words from words.yaml.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from statistics import NormalDist
from typing import Final

from bot.attachment.explanations import DifferenceWords, Words
from bot.attachment.forms import LONGEST_MESSAGE
from bot.attachment.plane import DIMENSIONS
from bot.attachment.relationships import Difference
from bot.attachment.standing import Standing
from bot.attachment.tendency import tenths
from bot.attachment.wording import Speaker

DIFFERS: Final = 0.95
"""From this chance on that one stands higher than the other, they are said to differ. Then zero lies outside the
middle nine tenths of what the difference may be: it is more than its own uncertainty."""

_CHANCE: Final = NormalDist().cdf

_Pair = tuple[Difference, Difference]


def compared(words: Words, speaker: Speaker, standings: Sequence[Standing]) -> str:
    """Then and now first, then the relationships by twos, those that differ most surely first; as many as fit."""
    said = words.differences
    changes = [(one.change(), _inside(words, one)) for one in standings]
    lines = [_line(words, speaker, found, one=title, other="") for found, title in changes if found is not None]
    lines += [line for _, line in sorted(_pairs(words, speaker, standings), key=lambda pair: -pair[0])]
    text = speaker.say(said.intro if lines else said.nothing)
    close = speaker.say(said.close)
    for line in lines:
        if len(text) + len(line) + len(close) + 2 > LONGEST_MESSAGE:
            break
        text = f"{text}\n{line}"
    return f"{text}\n{close}" if lines else text


def surest(pair: _Pair) -> float:
    """How sure the direction of the surer of two differences is: 0.5 to 1."""
    return max(_sure(difference) for difference in pair)


def _pairs(words: Words, speaker: Speaker, standings: Sequence[Standing]) -> Iterator[tuple[float, str]]:
    for one, other in combinations(standings, 2):
        found = one.above(other)
        titles = [_inside(words, standing) for standing in (one, other)]
        yield surest(found), _line(words, speaker, found, one=titles[0], other=titles[1])


def _inside(words: Words, standing: Standing) -> str:
    """The title of a relationship, as it stands inside a sentence."""
    title = words.relationships[standing.relationship].title
    return title[:1].lower() + title[1:]


def _line(words: Words, speaker: Speaker, pair: _Pair, *, one: str, other: str) -> str:
    said = words.differences
    frame, frame_same = (said.line, said.same) if other else (said.line_now, said.same_now)
    titles = {"one": one, "other": other} if other else {"one": one}
    if surest(pair) < DIFFERS:
        return speaker.say(frame_same, **titles)
    parts = [_part(words, said, speaker, number, difference) for number, difference in enumerate(pair)]
    return speaker.say(frame, differences="; ".join(part for part in parts if part), **titles)


def _part(words: Words, said: DifferenceWords, speaker: Speaker, number: int, difference: Difference) -> str:
    chance = _sure(difference)
    if chance < DIFFERS:
        return ""
    direction = said.more if difference.mean > 0 else said.less
    return speaker.say(said.sure, difference=direction[DIMENSIONS[number]], odds=words.odds[tenths(chance)])


def _sure(difference: Difference) -> float:
    """How likely it is that the difference points the way its mean points."""
    return _CHANCE(abs(difference.mean) / difference.deviation)
