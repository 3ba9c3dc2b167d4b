"""From beliefs to the picture's data, and to the same in words for someone who cannot see it.

Rule: which numbers and words the picture carries; how it looks is drawing.py and characters.py.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.attachment.explanations import PictureWords, Words
from bot.attachment.library import Standing
from bot.attachment.picture_data import Data
from bot.attachment.tendency import TENDENCIES
from bot.attachment.wording import Speaker, filled

_DIGITS = 3
"""A thousandth of a standard deviation is far below what anyone can see."""


def picture_of(words: Words, standings: Sequence[Standing]) -> Data:
    """The picture of these standings, a patch each; there is at least one."""
    first = words.relationships[standings[0].relationship]
    count = sum(len(one.marks) for one in standings)
    (across_low, across_high), (up_low, up_high) = words.picture.ends["anxiety"], words.picture.ends["avoidance"]
    return Data(
        title=words.picture.several if len(standings) > 1 else first.heading,
        notes=[filled(note, count=str(count)) for note in words.picture.notes],
        ends=[across_low, across_high, up_low, up_high],
        corners=[words.picture.corners[name] for name in TENDENCIES],
        names=[words.relationships[one.relationship].title for one in standings],
        anxiety=[round(one.belief.mean[0], _DIGITS) for one in standings],
        avoidance=[round(one.belief.mean[1], _DIGITS) for one in standings],
        anxiety_sd=[round(one.belief.standard_errors[0], _DIGITS) for one in standings],
        avoidance_sd=[round(one.belief.standard_errors[1], _DIGITS) for one in standings],
        correlation=[round(_correlation(one), _DIGITS) for one in standings],
    )


def description_of(words: Words, speaker: Speaker, standings: Sequence[Standing]) -> str:
    """The picture in words."""
    patches = " ".join(
        _patch(words.picture, speaker, words.relationships[one.relationship].title, one) for one in standings
    )
    return speaker.say(words.picture.description, patches=patches)


def _patch(words: PictureWords, speaker: Speaker, title: str, standing: Standing) -> str:
    reading = standing.reading
    across, up = words.across[reading.anxiety.level], words.up[reading.avoidance.level]
    return speaker.say(words.patch, title=title, across=across, up=up)


def _correlation(standing: Standing) -> float:
    covariance = standing.belief.covariance
    return float(covariance[0, 1] / (covariance[0, 0] * covariance[1, 1]) ** 0.5)
