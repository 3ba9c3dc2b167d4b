"""From beliefs to the picture's data, and to the same in words for someone who cannot see it.

Rule: which numbers and words the picture carries; how it looks is drawing.py and characters.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.attachment.belief import Belief
from bot.attachment.explanations import PictureWords, Words
from bot.attachment.forms import LONGEST_MESSAGE
from bot.attachment.picture_data import Data
from bot.attachment.speaking import with_lines
from bot.attachment.standing import Standing
from bot.attachment.tendency import TENDENCIES
from bot.attachment.wording import Speaker, filled

_DIGITS = 3
"""A thousandth of a standard deviation is far below what anyone can see."""


_EARLIER_SHOWN = 2
"""Earlier results beside one relationship; beside several relationships each has one, or the plane would be full."""


def picture_of(words: Words, standings: Sequence[Standing]) -> Data:
    """The picture of these standings, a patch each and paler ones for earlier results; there is at least one."""
    first = words.relationships[standings[0].relationship]
    patches = list(_patches(words, standings))
    beliefs = [belief for _, belief, _ in patches]
    (across_low, across_high), (up_low, up_high) = words.picture.ends["anxiety"], words.picture.ends["avoidance"]
    return Data(
        title=words.picture.several if len(standings) > 1 else first.heading,
        notes=_notes(words, standings, any(earlier for _, _, earlier in patches)),
        ends=[across_low, across_high, up_low, up_high],
        corners=[words.picture.corners[name] for name in TENDENCIES],
        names=[name for name, _, _ in patches],
        anxiety=[round(belief.mean[0], _DIGITS) for belief in beliefs],
        avoidance=[round(belief.mean[1], _DIGITS) for belief in beliefs],
        anxiety_sd=[round(belief.standard_errors[0], _DIGITS) for belief in beliefs],
        avoidance_sd=[round(belief.standard_errors[1], _DIGITS) for belief in beliefs],
        correlation=[round(_correlation(belief), _DIGITS) for belief in beliefs],
        earlier=[earlier for _, _, earlier in patches],
    )


def _patches(words: Words, standings: Sequence[Standing]) -> Iterator[tuple[str, Belief, bool]]:
    """The name, the belief, and whether it is an earlier one: earlier ones stand before what has come of them."""
    for one in standings:
        name = words.relationships[one.relationship].title
        shown = 1 if len(standings) > 1 else _EARLIER_SHOWN
        yield from ((name, belief, True) for belief in one.earlier[-shown:])
        yield name, one.belief, False


def _notes(words: Words, standings: Sequence[Standing], has_earlier: bool) -> list[str]:
    count = str(sum(one.count for one in standings))
    notes = [filled(note, count=count) for note in words.picture.notes]
    return [*notes[:1], words.picture.earlier] if has_earlier else notes


def caption_of(words: Words, speaker: Speaker, standings: Sequence[Standing], above: str, *, is_map: bool) -> str:
    """The line `above`, and the picture in words; on the map a line for each relationship, with how sure that is."""
    if is_map:
        return with_lines(words, speaker, standings, above)
    patches = [_patch(words.picture, speaker, words.relationships[one.relationship].title, one) for one in standings]
    caption = " ".join([above, *patches])
    return caption if len(caption) <= LONGEST_MESSAGE else above


def description_of(words: Words, speaker: Speaker, standings: Sequence[Standing]) -> str:
    """The picture in words, for someone who cannot see it."""
    patches = " ".join(
        _patch(words.picture, speaker, words.relationships[one.relationship].title, one) for one in standings
    )
    return speaker.say(words.picture.description, patches=patches)


def _patch(words: PictureWords, speaker: Speaker, title: str, standing: Standing) -> str:
    anxiety, avoidance = standing.reading.anxiety, standing.reading.avoidance
    across = speaker.say(words.across.at(anxiety.level, anxiety.sureness))
    up = speaker.say(words.up.at(avoidance.level, avoidance.sureness))
    return speaker.say(words.patch, title=title, across=across, up=up)


def _correlation(belief: Belief) -> float:
    covariance = belief.covariance
    return float(covariance[0, 1] / (covariance[0, 0] * covariance[1, 1]) ** 0.5)
