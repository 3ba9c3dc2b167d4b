"""A batch is a transaction: nothing lost, nothing doubled, and one person's trouble is nobody else's."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.companion import Companion, Incoming
from bot.dialogue.events import Blocked, Commanded, Edited, Event, Pressed, Said, Undelivered, Unsupported
from bot.dialogue.messages import Message, plain
from bot.house import House
from bot.ledger import CONVERSATION_DECODER, MESSAGE_DECODER
from bot.storage.store import Mark
from tests.opening import SEED, house_in, the_dialogues

ANA, BEN = 1, 2
START = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with house_in(tmp_path) as opened:
        yield opened


class Chats:
    """What people do, one update after another, and what was delivered to them."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.update = 100

    def event(self, person: int, event: Event, *, later: int = 0) -> Incoming:
        self.update += 1
        at = START + timedelta(seconds=self.update + later)
        return Incoming(person, event, at, self.update, {ANA: "Ana", BEN: "Ben"}[person], "en")

    async def say(self, person: int, *texts: str) -> list[str]:
        for text in texts:
            event = Commanded(text[1:]) if text.startswith("/") else Said(text)
            await self.house.companion.respond([self.event(person, event)])
        return await self.delivered(person)

    async def delivered(self, person: int) -> list[str]:
        return [plain(message.text) for message in await self.messages(person) if not message.replaces]

    async def messages(self, person: int) -> list[Message]:
        """Deliver everything to everybody; what this person got, in order."""
        received: list[Message] = []
        while waiting := await self.house.store.due(100, ()):
            received += [MESSAGE_DECODER.decode(row.payload) for row in waiting if row.person == person]
            await self.house.store.mark([Mark(row.id, row.person) for row in waiting])
        return received


@pytest.fixture
def chats(house: House) -> Chats:
    return Chats(house)


OPENING = ("/start", "Let's begin", "Yes, both")


async def test_several_events_of_one_person_in_a_batch_are_stepped_in_order(house: House, chats: Chats) -> None:
    batch = [chats.event(ANA, Said(text)) for text in (*OPENING, "Nothing special")]
    await house.companion.respond(batch)
    said = await chats.delivered(ANA)
    assert [text[:9] for text in said] == ["Hello Ana", "Two thing", "Is there ", "Whom shal"]


async def test_an_update_that_comes_again_is_not_answered_again(house: House, chats: Chats) -> None:
    first = chats.event(ANA, Commanded("start"))
    await house.companion.respond([first, first])
    await house.companion.respond([first])
    assert len(await chats.delivered(ANA)) == 1


async def test_the_same_batch_gives_the_same_whether_whole_or_one_by_one(tmp_path: Path) -> None:
    answers = []
    for name, size in (("whole", 100), ("single", 1)):
        async with house_in(tmp_path / name) as house:
            chats = Chats(house)
            batch = [
                chats.event(person, Said(text)) for text in (*OPENING, "A line.", "A friend") for person in (ANA, BEN)
            ]
            for start in range(0, len(batch), size):
                await house.companion.respond(batch[start : start + size])
            answers.append(await chats.delivered(ANA))
    assert answers[0] == answers[1]


async def test_an_event_that_fails_is_set_aside_and_nobody_else_notices(tmp_path: Path) -> None:
    dialogues = the_dialogues()
    abilities = {name: ability for name, ability in dialogues.script.abilities.items() if name != "assess"}
    broken = replace(dialogues.script, abilities=abilities)
    async with house_in(tmp_path, replace(dialogues, script=broken)) as house:
        chats = Chats(house)
        await chats.say(ANA, *OPENING, "Nothing special")
        await chats.say(BEN, "/start")
        await house.companion.respond([chats.event(ANA, Said("A friend")), chats.event(BEN, Said("Let's begin"))])
        waiting = {row.person: MESSAGE_DECODER.decode(row.payload) for row in await house.store.due(10, ())}
        assert "my side" in waiting[ANA].text or "my fault" in waiting[ANA].text
        assert "Let's begin" in waiting[BEN].text
        await chats.delivered(ANA)
        assert (await chats.say(ANA, "/help"))[-1] == "Whom shall we think about first?"


async def test_a_transaction_that_fails_is_halved_until_one_event_stands_alone(house: House, chats: Chats) -> None:
    await chats.say(ANA, *OPENING)
    # No door lets a lone surrogate through; here one shows what becomes of words that cannot be stored.
    batch = [chats.event(ANA, Said("a \ud800 word")), *(chats.event(BEN, Said(text)) for text in OPENING)]
    await house.companion.respond(batch)
    waiting = {row.person: MESSAGE_DECODER.decode(row.payload) for row in await house.store.due(10, ())}
    assert "my side" in waiting[ANA].text or "my fault" in waiting[ANA].text
    await chats.delivered(ANA)
    assert "“My question.”" in (await chats.say(BEN, "My question."))[0]
    assert "“My question.”" in (await chats.say(ANA, "My question."))[0]
    await house.companion.respond(batch)
    assert await chats.delivered(ANA) == []


async def test_stop_takes_back_what_was_not_delivered(house: House, chats: Chats) -> None:
    await house.companion.respond([chats.event(ANA, Commanded("start")), chats.event(BEN, Commanded("start"))])
    await house.companion.respond([chats.event(ANA, Said("stop"))])
    assert [text[:8] for text in await chats.delivered(ANA)] == ["Stopped."]


async def test_a_stop_in_the_same_batch_takes_back_what_came_before_it(house: House, chats: Chats) -> None:
    await house.companion.respond([chats.event(ANA, Commanded("start")), chats.event(ANA, Said("stop"))])
    assert [text[:8] for text in await chats.delivered(ANA)] == ["Stopped."]


async def test_a_block_drops_everything_and_says_nothing(house: House, chats: Chats) -> None:
    await house.companion.respond([chats.event(ANA, Commanded("start"))])
    await house.companion.respond([chats.event(ANA, Blocked())])
    assert await chats.delivered(ANA) == []
    assert (await chats.say(ANA, "/start"))[-1].startswith("Hello Ana")


async def test_a_block_by_nobody_we_know_creates_nothing(house: House, chats: Chats) -> None:
    await house.companion.respond([chats.event(ANA, Blocked()), chats.event(BEN, Edited("hello"))])
    async with house.store.batch([ANA, BEN], []) as rows:
        assert not rows.conversations
    assert await chats.delivered(ANA) == []


async def test_an_edited_text_answers_nothing_but_a_sign_of_crisis(house: House, chats: Chats) -> None:
    await chats.say(ANA, *OPENING)
    await house.companion.respond([chats.event(ANA, Edited("Nothing special"))])
    assert await chats.delivered(ANA) == []
    await house.companion.respond([chats.event(ANA, Edited("i want to kill myself"))])
    assert "?" in (await chats.delivered(ANA))[-1]


async def test_delete_leaves_nothing_but_a_goodbye(house: House, chats: Chats) -> None:
    await chats.say(ANA, *OPENING, "My own question.")
    said = await chats.say(ANA, "/delete", "Yes, erase everything")
    assert said[-1].startswith("Done. Everything I kept about you is erased")
    async with house.store.batch([ANA], []) as rows:
        assert not rows.conversations
    assert await house.store.journal(ANA) == []


async def test_an_erasure_that_cannot_be_noted_is_said_and_holds_nobody_up(
    house: House, chats: Chats, tmp_path: Path
) -> None:
    for person in (ANA, BEN):
        await chats.say(person, *OPENING)
    await chats.say(ANA, "/delete")
    erased = tmp_path / "data" / "erased.list"
    erased.rename(tmp_path / "elsewhere")
    batch = [chats.event(ANA, Said("Yes, erase everything")), chats.event(BEN, Said("Nothing special"))]
    await house.companion.respond(batch)
    said = {row.person: plain(MESSAGE_DECODER.decode(row.payload).text) for row in await house.store.due(9, ())}
    assert said[ANA].startswith("Something went wrong on my side")
    assert "Nothing special" in said[BEN]
    (tmp_path / "elsewhere").rename(erased)
    assert (await chats.say(ANA, "Yes, erase everything"))[-1].startswith("Done.")


async def test_delete_and_a_new_hello_in_one_batch_begin_anew(house: House, chats: Chats) -> None:
    await chats.say(ANA, *OPENING, "/delete")
    batch = [chats.event(ANA, Said(text)) for text in ("Yes, erase everything", "hi")]
    await house.companion.respond(batch)
    said = await chats.delivered(ANA)
    assert [text[:9] for text in said] == ["Done. Eve", "Hello Ana"]
    async with house.store.batch([ANA], []) as rows:
        assert CONVERSATION_DECODER.decode(rows.conversations[ANA]).state == "first_meeting.welcome"


async def test_a_sign_of_crisis_comes_before_stop_words_consent_and_commands(house: House, chats: Chats) -> None:
    for text in ("stop. i want to kill myself", "I want to kill myself"):
        assert "?" in (await chats.say(ANA, "/start", text))[-1]
        await chats.say(ANA, "/stop")
        async with house.store.batch([ANA], []) as rows:
            assert CONVERSATION_DECODER.decode(rows.conversations[ANA]).stopped
        assert "?" in (await chats.say(ANA, "i am going to end my life tonight"))[-1]
        await chats.say(ANA, "/delete", "Yes, erase everything")


async def test_words_at_an_item_go_to_the_journal_and_back_takes_them_out(house: House, chats: Chats) -> None:
    await chats.say(ANA, *OPENING, "Nothing special", "A friend")
    await chats.say(ANA, "that depends on the day")
    assert [entry.text for entry in await house.store.journal(ANA)] == ["that depends on the day"]
    await chats.say(ANA, "and on the weather")
    assert [entry.text for entry in await house.store.journal(ANA)] == ["that depends on the day\nand on the weather"]
    await chats.say(ANA, "back")
    assert await house.store.journal(ANA) == []


async def test_words_kept_joined_and_taken_back_in_one_batch_leave_nothing(house: House, chats: Chats) -> None:
    await chats.say(ANA, *OPENING, "Nothing special", "A friend")
    await house.companion.respond([chats.event(ANA, Said(text)) for text in ("it depends", "on the day", "back")])
    assert await house.store.journal(ANA) == []


async def test_a_name_that_changed_is_the_one_that_is_said(house: House, chats: Chats) -> None:
    await chats.say(ANA, "/start")
    renamed = replace(chats.event(ANA, Commanded("start")), first_name="Anastasia")
    await house.companion.respond([renamed])
    assert "Hello Anastasia" in (await chats.delivered(ANA))[-1]


async def test_a_person_whose_script_lost_their_place_is_welcomed_back(tmp_path: Path) -> None:
    dialogues = the_dialogues()
    async with house_in(tmp_path) as house:
        await Chats(house).say(ANA, *OPENING)
        flows = dict(dialogues.script.flows)
        first = flows["first_meeting"]
        states = {
            name: state
            for name, state in first.states.items()
            if name not in ("own_question", "what_is_it", "carried", "agreed_to_both")
        }
        states["agreement"] = states["welcome"]
        flows["first_meeting"] = first.model_copy(update={"states": states})
        today = replace(dialogues.script, version="new", flows=flows)
        companion = Companion(today, dialogues.screen, house.store, lambda: SEED)
        chats = Chats(replace(house, companion=companion))
        chats.update = 500
        said = await chats.say(ANA, "what was the question?")
        assert "My script has changed" in said[0]
        assert len(said) == 2
        assert (await chats.say(ANA, "/help"))[-1] in ("What would you like?", "What now?", "Where to?")


async def test_a_press_is_recognised_by_its_question(house: House, chats: Chats) -> None:
    await house.companion.respond([chats.event(ANA, Commanded("start"))])
    (hello,) = await chats.messages(ANA)
    press = Pressed(hello.question, 2)
    await house.companion.respond([chats.event(ANA, press)])
    await house.companion.respond([chats.event(ANA, press)])
    shown = await chats.messages(ANA)
    assert [message.replaces for message in shown] == [hello.question, ""]
    assert plain(shown[0].text).endswith("Let's begin")
    await house.companion.respond([chats.event(ANA, Pressed(hello.question, 0))])
    (gentle,) = await chats.messages(ANA)
    assert not gentle.choices


async def test_a_damaged_row_harms_nobody_else(tmp_path: Path) -> None:
    async with house_in(tmp_path) as house:
        await Chats(house).say(ANA, *OPENING)
    with closing(sqlite3.connect(tmp_path / "data" / "securebase.db")) as database:
        database.execute("UPDATE conversations SET payload = x'00'")
        database.commit()
    async with house_in(tmp_path) as house:
        chats = Chats(house)
        chats.update = 500
        await house.companion.respond([chats.event(ANA, Said("hello")), chats.event(BEN, Commanded("start"))])
        assert (await chats.delivered(BEN))[0].startswith("Hello Ben")


async def test_a_name_is_read_once_when_it_is_new(house: House, chats: Chats) -> None:
    renamed = replace(chats.event(ANA, Commanded("start")), first_name="i want to die")
    await house.companion.respond([renamed])
    assert "Are you safe right now?" in (await chats.delivered(ANA))[-1]
    await house.companion.respond([replace(chats.event(ANA, Commanded("menu")), first_name="i want to die")])
    assert "Are you safe right now?" not in (await chats.delivered(ANA))[-1]


async def test_what_was_only_to_be_screened_is_kept_nowhere(house: House, chats: Chats) -> None:
    await chats.say(ANA, *OPENING)
    await house.companion.respond([chats.event(ANA, Said("why me", also="a quoted line"))])
    async with house.store.batch([ANA], []) as rows:
        assert b"a quoted line" not in rows.conversations[ANA]


async def test_short_messages_in_a_row_are_read_together(house: House, chats: Chats) -> None:
    await chats.say(ANA, *OPENING, "Nothing special")
    await house.companion.respond([chats.event(ANA, Said(text)) for text in ("i want to", "die")])
    assert "Are you safe right now?" in (await chats.delivered(ANA))[-1]


@pytest.mark.parametrize("days", [6, 8])
async def test_a_bad_hour_that_nobody_came_back_to_is_forgotten_after_seven_days(tmp_path: Path, days: int) -> None:
    now = START
    async with house_in(tmp_path, clock=lambda: now) as house:
        chats = Chats(house)
        await chats.say(ANA, *OPENING, "I want to kill myself")
        await chats.say(BEN, *OPENING)
        now = START + timedelta(days=days)
        await house.forget_old(now - timedelta(days=7))
        async with house.store.batch([ANA, BEN], []) as rows:
            ana = CONVERSATION_DECODER.decode(rows.conversations[ANA])
            assert (b"crisis" in rows.conversations[ANA]) == (days == 6)
            assert ana.last_at is not None
            assert ana.last_at < START + timedelta(days=1), "it was no visit"
            assert CONVERSATION_DECODER.decode(rows.conversations[BEN]).bad_hour_on is None
        assert (ana.bad_hour_on is None) == (days == 6)
        assert await chats.delivered(ANA) == []


async def test_whoever_writes_in_an_alphabet_without_rules_is_told_so_at_the_help_lines(chats: Chats) -> None:
    said = await chats.say(ANA, "/start", "死にたいです", "/sos")
    assert any("can't read your language" in text for text in said)
    assert any("findahelpline.com" in text for text in said)
    assert not any("can't read your language" in text for text in await chats.say(ANA, "hello", "/sos"))


def fails(text: str) -> None:
    raise RuntimeError(text)


@pytest.mark.parametrize(
    "event", [Said("hello"), Edited("hello"), Commanded("note", "hello"), Unsupported("poll", "x")]
)
async def test_when_screening_fails_help_lines_are_shown(tmp_path: Path, event: Event) -> None:
    async with house_in(tmp_path, replace(the_dialogues(), screen=fails)) as house:
        chats = Chats(house)
        await house.companion.respond([chats.event(ANA, event)])
        assert any("findahelpline.com" in text for text in await chats.delivered(ANA))


@pytest.mark.parametrize("event", [Said("stop"), Commanded("stop"), Commanded("stop", "please")])
async def test_when_screening_fails_stop_still_stops(tmp_path: Path, event: Event) -> None:
    async with house_in(tmp_path, replace(the_dialogues(), screen=fails)) as house:
        chats = Chats(house)
        await house.companion.respond([chats.event(ANA, event)])
        assert (await chats.delivered(ANA))[-1].startswith("Stopped.")


async def test_a_call_for_help_whose_step_fails_still_gets_help_lines(tmp_path: Path) -> None:
    flows = {name: flow for name, flow in the_dialogues().script.flows.items() if not name.startswith("crisis")}
    broken = replace(the_dialogues().script, flows=flows)
    async with house_in(tmp_path, replace(the_dialogues(), script=broken)) as house:
        chats = Chats(house)
        apology, lines = await chats.say(ANA, "I want to kill myself")
        assert "my side" in apology or "my fault" in apology
        assert "findahelpline.com" in lines
        assert len(await chats.say(ANA, "/start")) == 1


async def test_of_a_crisis_only_kind_and_tier_are_counted(chats: Chats) -> None:
    with capture_logs() as lines:
        await chats.say(ANA, "/start", "I want to kill myself tonight")
        await chats.say(BEN, "/start", "hello")
    assert lines == [
        {"event": "a sign of a crisis was noticed", "kind": "suicide", "tier": "pause", "log_level": "info"}
    ]


async def test_what_is_added_to_a_free_answer_comes_back_as_kept(house: House, chats: Chats) -> None:
    await chats.say(ANA, *OPENING, "why do i hide")
    more = chats.event(ANA, Said("and from whom"))
    assert await house.companion.respond([more]) == [more]
    assert await chats.delivered(ANA) == []


async def test_fifty_texts_at_once_get_one_answer_and_then_patience(house: House, chats: Chats) -> None:
    await chats.say(ANA, "/start")
    batch = [replace(chats.event(ANA, Said(f"word {number}")), at=START + timedelta(hours=1)) for number in range(50)]
    await house.companion.respond([*batch, chats.event(BEN, Commanded("start"))])
    answer, question, patience = await chats.delivered(ANA)
    assert "Hello Ana" in question
    assert "faster than I can answer" in patience or "One thing at a time" in patience
    assert answer


async def test_a_sign_of_crisis_among_fifty_texts_is_answered(house: House, chats: Chats) -> None:
    await chats.say(ANA, "/start")
    words = [f"word {number}" for number in range(50)]
    words[40] = "i want to kill myself"
    batch = [replace(chats.event(ANA, Said(text)), at=START + timedelta(hours=1)) for text in words]
    await house.companion.respond(batch)
    assert any("ending your life" in text for text in await chats.delivered(ANA))


async def test_a_question_that_nobody_saw_is_shown_again(house: House, chats: Chats) -> None:
    await chats.say(ANA, *OPENING)
    stored = await _open_question(house, ANA)
    await house.companion.respond([replace(chats.event(ANA, Undelivered(stored.question)), id=None)])
    assert await chats.delivered(ANA) == []
    assert await chats.say(ANA, "hello?") == [plain(stored.text)]


async def test_a_lost_question_of_somebody_unknown_makes_nobody(house: House, chats: Chats) -> None:
    await house.companion.respond([chats.event(ANA, Undelivered("k3fz.1"))])
    assert await chats.delivered(ANA) == []


async def test_messages_carry_the_update_that_they_answer_and_whether_it_was_typed(house: House, chats: Chats) -> None:
    typed_event = chats.event(ANA, Commanded("start"))
    await house.companion.respond([typed_event])
    (welcome,) = await chats.messages(ANA)
    assert (welcome.trace, welcome.to_words) == (f"u{typed_event.id}", True)
    tap = chats.event(ANA, Pressed(welcome.question, 0))
    await house.companion.respond([tap])
    messages = await chats.messages(ANA)
    assert {(message.trace, message.to_words) for message in messages} == {(f"u{tap.id}", False)}


async def _open_question(house: House, person: int) -> Message:
    async with house.store.batch([person], []) as rows:
        conversation = CONVERSATION_DECODER.decode(rows.conversations[person])
    assert conversation.question is not None
    return conversation.question.message
