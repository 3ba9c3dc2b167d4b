"""How far from the wished time a person's prompt lies, so that not everybody's leaves in the same second.

Rule: a share of the width, steady for each person, never early. The width is what the hour's subscribers need at
Telegram's 30 messages a second (100,000 people of one zone at 9:00: 56 minutes). A fuller hour makes it wider, and
everyone keeps their place in line.

Few people need no width, and being on time is what matters to them: the width is twenty times the need until it comes
to ten minutes (900 people), so that nineteen parts in twenty of the limit are free for other things meanwhile.
"""

from __future__ import annotations

from datetime import timedelta

SENDS_A_SECOND = 30
"""Telegram's limit for one bot: https://core.telegram.org/bots/faq#broadcasting-to-users"""

USUAL_WIDTH = timedelta(minutes=10)

_EASE = 20
_BITS = 64
_GOLDEN = 0x9E3779B97F4A7C15
"""2^64 over the golden ratio: the multiples of it fall far apart, also for seeds that follow each other."""


def width_of(subscribers: int) -> timedelta:
    """Within how long all prompts of an hour with so many subscribers leave."""
    need = timedelta(seconds=subscribers / SENDS_A_SECOND)
    return max(need, min(USUAL_WIDTH, _EASE * need))


def spread_of(person_seed: int, subscribers_of_hour: int) -> timedelta:
    """This person's part of the width, in whole seconds: what one row of an index needs, and no more."""
    place = person_seed * _GOLDEN % (1 << _BITS)
    return timedelta(seconds=place * int(width_of(subscribers_of_hour).total_seconds()) >> _BITS)
