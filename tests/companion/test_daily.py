"""The daily question on its way: due, into the outbox, answered, put off, let go by, and never twice on a day."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from bot.companion import Incoming
from bot.dialogue.abilities import Outcome
from bot.dialogue.events import Blocked, Commanded, Due, Event, Located, Pressed, Said, Undelivered
from bot.dialogue.messages import Message
from bot.dispatching import Dispatcher
from bot.house import House
from bot.ledger import CONVERSATION_DECODER, MESSAGE_DECODER
from bot.storage.store import Changes, Mark
from tests.opening import house_in

ANA = 1
MONDAY = datetime(2026, 5, 4, 17, 0, tzinfo=UTC)
FIRST = datetime(2026, 5, 4, 19, 0, tzinfo=UTC)
"""Eight in the evening in Lisbon."""

SET_UP = ("/start", "Let's begin", "Yes, both", "Nothing special", "/settings", "Daily question", "Turn them on", "8pm")


class Days:
    """One person's days. The clock stands where it was put."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.now = MONDAY
        self.shown: list[Message] = []
        self._dispatcher = Dispatcher(house.store, house.companion, lambda: self.now, lambda: None)

    async def does(self, *events: Event, reply_to: int | None = None) -> list[Message]:
        for event in events:
            self.now += timedelta(seconds=30)
            await self.house.companion.respond([Incoming(ANA, event, self.now, first_name="Ana", reply_to=reply_to)])
        return await self.delivered()

    async def says(self, *texts: str) -> list[Message]:
        return await self.does(*[Commanded(one[1:]) if one.startswith("/") else Said(one) for one in texts])

    async def at(self, moment: datetime) -> list[Message]:
        """It is this time; everything that is due is claimed."""
        self.now = moment
        while await self._dispatcher.claim():
            pass
        return await self.delivered()

    async def delivered(self) -> list[Message]:
        """Deliver all that waits. A message's number is its place in all that was shown."""
        new: list[Message] = []
        while waiting := await self.house.store.due(100, ()):
            for row in waiting:
                message = MESSAGE_DECODER.decode(row.payload)
                if not message.replaces:
                    self.shown.append(message)
                    new.append(message)
                await self.house.store.mark([Mark(row.id, row.person, message.question, len(self.shown))])
        return new

    async def rows(self, query: str) -> list[tuple[Any, ...]]:
        engine = self.house.store._engine
        async with engine.connect() as connection:
            await connection.execution_options(read_only=True)
            return [tuple(row) for row in await connection.execute(text(query))]

    async def turns(self) -> list[tuple[date, bool]]:
        rows = await self.rows("SELECT day, skipped FROM turns ORDER BY day")
        return [(date.fromordinal(day), bool(skipped)) for day, skipped in rows]

    async def due_at(self) -> list[datetime]:
        rows = await self.rows("SELECT due_at FROM subscriptions")
        return [datetime.fromtimestamp(row[0] / 1000, UTC) for row in rows]


@pytest.fixture
async def days(tmp_path: Path) -> AsyncIterator[Days]:
    async with house_in(tmp_path) as opened:
        found = Days(opened)
        await found.says(*SET_UP)
        await found.does(Located("Europe/Lisbon"))
        yield found


async def test_a_question_comes_at_its_hour_rings_and_has_its_day(days: Days) -> None:
    assert await days.due_at() == [FIRST]
    assert await days.at(FIRST - timedelta(seconds=1)) == []
    (question,) = await days.at(FIRST)
    assert question.rings
    assert question.unasked
    assert question.until == FIRST + timedelta(hours=3)
    assert [choice.label for choice in question.choices[3:]] == ["Write my own", "Not now"]
    assert await days.turns() == [(date(2026, 5, 4), False)]
    assert await days.due_at() == [FIRST + timedelta(days=1)]


async def test_a_place_without_a_known_zone_is_answered_as_a_place(tmp_path: Path) -> None:
    async with house_in(tmp_path) as opened:
        days = Days(opened)
        await days.says(*SET_UP)
        answer, question = await days.does(Located())
        assert any(words in answer.text for words in ("tell the time zone", "tell me its time zone"))
        assert "Which time zone" in question.text
        await days.does(Located("Europe/Lisbon"))
        assert await days.due_at() == [FIRST]


async def test_a_claim_that_comes_again_claims_nothing(days: Days) -> None:
    due = Incoming(ANA, Due(FIRST, FIRST + timedelta(hours=3)), FIRST)
    await days.house.companion.respond([due])
    await days.house.companion.respond([due, due])
    assert len(await days.delivered()) == 1
    assert len(await days.turns()) == 1


async def test_less_than_three_hours_late_is_sent_and_older_is_a_skipped_day(days: Days) -> None:
    assert len(await days.at(FIRST + timedelta(hours=2, minutes=59))) == 1
    assert await days.at(FIRST + timedelta(days=1, hours=3)) == []
    assert await days.turns() == [(date(2026, 5, 4), False), (date(2026, 5, 5), True)]
    assert await days.due_at() == [FIRST + timedelta(days=2)]


async def test_a_long_outage_is_one_skipped_day_and_no_heap_of_questions(days: Days) -> None:
    assert await days.at(FIRST + timedelta(days=30, hours=12)) == []
    assert len(await days.turns()) == 1
    assert await days.due_at() == [FIRST + timedelta(days=31)]


async def test_after_a_stop_nothing_is_due(days: Days) -> None:
    await days.says("/stop")
    assert await days.due_at() == []
    assert await days.at(FIRST + timedelta(days=5)) == []


async def test_a_stop_takes_back_a_question_that_is_still_on_its_way(days: Days) -> None:
    days.now = FIRST
    await days.house.companion.respond([Incoming(ANA, Due(FIRST, FIRST + timedelta(hours=3)), FIRST)])
    said = await days.says("/stop")
    assert [message.text[:8] for message in said] == ["Stopped."]


async def test_who_blocked_us_is_not_written_to_and_keeps_everything(days: Days) -> None:
    await days.does(Blocked())
    assert await days.due_at() == []
    (back,) = await days.says("/start")
    assert "daily question" in back.text


async def test_an_erased_person_has_no_time_and_no_days(days: Days) -> None:
    await days.at(FIRST)
    await days.says("/delete", "Yes, erase everything")
    assert await days.due_at() == []
    assert await days.turns() == []


async def test_in_the_middle_of_a_conversation_it_waits_ten_minutes(days: Days) -> None:
    days.now = FIRST - timedelta(minutes=2)
    await days.says("/menu")
    assert await days.at(FIRST) == []
    assert len(await days.at(FIRST + timedelta(minutes=10))) == 1
    assert await days.due_at() == [FIRST + timedelta(days=1)]


async def test_for_two_days_after_a_bad_hour_nothing_comes_then_one_gentle_question(days: Days) -> None:
    await days.says("I want to die", "I'm safe for now")
    assert await days.at(FIRST) == []
    assert await days.at(FIRST + timedelta(days=1)) == []
    (gentle,) = await days.at(FIRST + timedelta(days=2))
    assert "hard hour" in gentle.text
    assert gentle.unasked
    assert [skipped for _, skipped in await days.turns()] == [True, True, True]


async def test_an_old_question_can_be_tapped_days_later(days: Days) -> None:
    (first,) = await days.at(FIRST)
    await days.at(FIRST + timedelta(days=1))
    (follow_up,) = await days.does(Pressed(first.question, 1))
    assert follow_up.text != ""
    assert not follow_up.choices
    assert [entry.kind.partition(":")[0] for entry in await days.house.store.journal(ANA)] == ["prompt"]
    # Once answered it is a button of the past like any other.
    (gentle,) = await days.does(Pressed(first.question, 0))
    assert "moment" in gentle.text or "changed" in gentle.text


async def test_an_old_question_can_be_answered_by_a_reply_to_it(days: Days) -> None:
    await days.at(FIRST)
    place = len(days.shown)
    await days.at(FIRST + timedelta(days=1))
    await days.says("/menu")
    await days.does(Said("It was my brother"), reply_to=place)
    (entry,) = await days.house.store.journal(ANA)
    assert entry.text == "It was my brother"


async def test_a_good_night_in_reply_to_an_old_question_is_a_good_night(days: Days) -> None:
    await days.at(FIRST)
    place = len(days.shown)
    await days.at(FIRST + timedelta(days=1))
    await days.says("/menu")
    (said,) = await days.does(Said("good night"), reply_to=place)
    assert "ight" in said.text or "leep" in said.text
    assert await days.house.store.journal(ANA) == []


async def test_a_question_that_could_not_be_shown_is_a_skipped_day_and_nobody_s_silence(days: Days) -> None:
    days.now = FIRST
    await days.house.companion.respond([Incoming(ANA, Due(FIRST, FIRST + timedelta(hours=3)), FIRST)])
    (row,) = await days.house.store.due(10, ())
    question = MESSAGE_DECODER.decode(row.payload).question
    await days.house.store.mark((), failed=[row.id])
    assert await days.does(Undelivered(question)) == []
    assert await days.turns() == [(date(2026, 5, 4), True)]
    assert (await days.says("hello"))[-1].text == "Whom shall we think about first?"


async def test_a_step_that_fails_harms_nobody_and_is_not_tried_for_ever(
    days: Days, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> Outcome:
        raise ValueError("a fault of ours")

    monkeypatch.setattr(type(days.house.dialogues.script.abilities["daily"]), "__call__", fails)
    assert await days.at(FIRST) == []
    monkeypatch.undo()
    assert await days.due_at() == [FIRST + timedelta(days=1)]
    assert len(await days.at(FIRST + timedelta(days=1))) == 1


async def test_many_who_wished_for_one_hour_are_spread_over_it(tmp_path: Path) -> None:
    async with house_in(tmp_path) as house:
        people = range(100, 140)
        for person in people:
            for event in [*map(_event, SET_UP), Located("Europe/Lisbon")]:
                await house.companion.respond([Incoming(person, event, MONDAY, first_name="Ana")])
        due = await house.store.subscriptions(FIRST + timedelta(hours=1), 100)
        assert len(due) == len(people)
        assert all(FIRST <= one.due_at <= FIRST + timedelta(minutes=10) for one in due)


def _event(words: str) -> Event:
    return Commanded(words[1:]) if words.startswith("/") else Said(words)


async def test_in_a_bad_hour_an_old_question_s_button_does_not_come_before_the_lines(days: Days) -> None:
    (question,) = await days.at(FIRST)
    await days.says("I just want to disappear and not come back")
    passed = await days.does(Pressed(question.question, 0))
    said = "\n".join(message.text for message in passed)
    assert question.text not in said
    assert await days.house.store.journal(ANA) == []


async def test_what_was_put_off_does_not_come_once_it_was_answered(days: Days) -> None:
    (question,) = await days.at(FIRST)
    await days.says("Not now", "Later today")
    assert await days.due_at() < [FIRST + timedelta(days=1)]
    await days.does(Pressed(question.question, 0))
    assert await days.due_at() == [FIRST + timedelta(days=1)]


async def test_what_was_put_off_still_comes_when_a_setting_has_nothing_to_do_with_the_hour(days: Days) -> None:
    await days.at(FIRST)
    await days.says("Not now", "Later today")
    later = await days.due_at()
    await days.says("/settings", "Daily question", "Themes to leave out", "anger", "Done")
    assert await days.due_at() == later


async def test_a_turn_that_the_database_refuses_is_not_tried_for_ever(days: Days) -> None:
    async with days.house.store.batch([ANA], []) as rows:
        await rows.save(Changes(turns=[(ANA, date(2026, 5, 4).toordinal(), False)]))
    assert await days.at(FIRST) == []
    assert await days.due_at() == [FIRST + timedelta(days=1)]


async def test_a_person_whose_rows_cannot_be_read_is_not_tried_for_ever(days: Days) -> None:
    async with days.house.store._engine.begin() as connection:
        await connection.execute(text("UPDATE people SET wrapped_key = x'00'"))
    assert await days.at(FIRST) == []
    assert await days.due_at() == [FIRST + timedelta(days=1)]


async def test_a_clock_that_several_countries_share_tells_help_lines_nothing(tmp_path: Path) -> None:
    async with house_in(tmp_path) as house:
        days = Days(house)
        *_, offered = await days.says(*SET_UP, "no place at all")
        assert "London, Dublin, Lisbon" in [choice.label for choice in offered.choices]
        await days.says("London, Dublin, Lisbon")
        assert await days.due_at() == [FIRST]
        async with house.store.batch([ANA], []) as rows:
            variables = CONVERSATION_DECODER.decode(rows.conversations[ANA]).variables
        assert variables["time_zone"] == ""


async def test_an_hour_that_is_said_for_the_weekend_alone_is_the_weekend_s(days: Days) -> None:
    await days.says("/settings", "Daily question", "Hour at the weekend", "10am", "Days", "At the weekend")
    *_, settings = await days.says("Hour", "9:30pm")
    assert "at the weekend at about 21:30" in settings.text


async def test_quiet_hours_that_move_a_question_are_said_in_the_settings(days: Days) -> None:
    *_, settings = await days.says("/settings", "Daily question", "Quiet hours", "from 7pm to 11pm")
    assert "comes when they end" in settings.text
    *_, settings = await days.says("Quiet hours", "No quiet hours")
    assert "comes when they end" not in settings.text


async def test_quiet_hours_that_leave_no_room_are_said_in_the_settings(days: Days) -> None:
    *_, settings = await days.says("/settings", "Daily question", "Quiet hours", "from 7pm to midnight")
    assert "fall in your quiet hours" in settings.text
    *_, settings = await days.says("Quiet hours", "No quiet hours")
    assert "fall in your quiet hours" not in settings.text
