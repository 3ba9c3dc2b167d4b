"""Two abilities speak by themselves, and the daily question loses nothing by it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cache

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.dialogue.abilities import Turn
from bot.dialogue.conversation import Conversation, Step
from bot.dialogue.events import Event, Pressed, typed
from bot.dialogue.messages import Message
from bot.dialogue.recording import Playback
from bot.dialogue.step import begin
from tests.dialogue.test_recordings import move
from tests.opening import the_dialogues

BEGIN = datetime(2026, 5, 4, 17, 0, tzinfo=UTC)
SET_UP = (
    "/start",
    "Let's begin",
    "Yes, both",
    "Nothing special",
    "/settings",
    "Daily question",
    "Turn them on",
    "20:00",
    "Lisbon",
)
DAYS = 12
TAKEN = ("tiny_ask", "good_company", "two_ordinary_reasons", "exact_thanks")
FOLLOW_UP = ("Did it", "Partly", "Not yet", "Not for me")


@cache
def subscribed() -> Playback:
    """Somebody with a question every evening at eight, by the clock in Lisbon."""
    playback = Playback(move, begin(the_dialogues().script, 11, "Ana", "en"), BEGIN)
    for text in (*SET_UP, "/menu"):
        playback.take(typed(text))
    return playback


class Life:
    """Some days of one person: what was said, and which dates had their turn."""

    def __init__(self, taken_at: list[int]) -> None:
        set_up = subscribed()
        tried = [
            {"id": name, "at": (BEGIN + timedelta(hours=hour)).isoformat()}
            for name, hour in zip(TAKEN, taken_at, strict=False)
        ]
        memory = set_up.conversation.memory | {"suggest": msgspec.json.encode({"tried": tried})}
        self.turns: list[date] = []
        self.play = Playback(self._move, msgspec.structs.replace(set_up.conversation, memory=memory), set_up.now)
        self.play.scheduled = set_up.scheduled

    def _move(self, conversation: Conversation, event: Event, now: datetime) -> Step:
        outcome = move(conversation, event, now)
        self.turns += [effect.day for effect in outcome.effects if isinstance(effect, Turn) and not effect.amends]
        return outcome

    @property
    def follow_ups(self) -> list[Message]:
        return [one for one in self.play.messages if tuple(choice.label for choice in one.choices)[:4] == FOLLOW_UP]

    @property
    def questions(self) -> list[Message]:
        return [one for one in self.play.messages if one.unasked and one not in self.follow_ups and one.choices]

    def goes_on(self, answered_after: list[int]) -> None:
        """Each day's question is answered so many hours after it came, before the next one."""
        for hours in answered_after:
            come = len(self.questions)
            for _ in range(26):
                if len(self.questions) == come:
                    self.play.wait(timedelta(hours=1))
            asked = self.questions[-1]
            self.play.wait(timedelta(hours=hours))
            self.play.take(Pressed(asked.question, 0))


@settings(max_examples=10, deadline=None)
@given(
    st.lists(st.integers(-100, 24 * (DAYS - 3)), max_size=4, unique=True),
    st.lists(st.integers(0, 20), min_size=DAYS, max_size=DAYS),
)
def test_each_date_has_its_question_and_each_try_its_follow_up_at_most_once(
    taken_at: list[int], answered_after: list[int]
) -> None:
    life = Life(taken_at)
    life.goes_on(answered_after)
    first = date(2026, 5, 4)
    assert life.turns == [first + timedelta(days=number) for number in range(DAYS)]
    assert all(one.rings for one in life.questions)
    unasked = [one for one in life.follow_ups if one.unasked]
    assert not any(one.rings for one in unasked)
    quoted = [one.text for one in unasked]
    assert len({text.rpartition("\n\n")[2] for text in quoted}) == len(quoted) <= len(taken_at)


def test_a_follow_up_comes_by_itself_between_two_questions() -> None:
    life = Life([0])
    life.goes_on([1, 1, 1, 1])
    (asked,) = life.follow_ups
    assert asked.unasked
    assert life.turns == [date(2026, 5, 4 + number) for number in range(4)]
