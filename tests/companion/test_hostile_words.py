"""What people type, as a name, an answer or an entry, is shown as typed: never run, never markup, never a fault."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.channels.telegram.render import rendered
from bot.dialogue.conversation import Conversation
from bot.dialogue.events import Event, Pressed, Said, typed
from bot.dialogue.messages import Message, plain
from bot.dialogue.step import begin, step
from tests.companion.test_companion import ANA, Chats
from tests.opening import house_in, the_dialogues
from tests.storage.databases import NOON

SCRIPT = the_dialogues().script

INJECTIONS = (
    "{{ 7*7 }}",
    "{{ own_question.__class__.__mro__ }}",
    "{% for x in range(9) %}x{% endfor %}",
    "${7*7}",
    "#{7*7}",
    "%s%n%x",
    "<b>bold</b><script>alert(1)</script>",
    "<b",
    "&lt;i&gt;",
    "**bold** _it_ \\*",
    "[a](tg://user?id=1)",
    "'; DROP TABLE people; --",
    "\u202eabc",
    "../../etc/passwd",
)
AROUND = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20)
HOSTILE = st.builds(lambda before, some, behind: f"{before}{some}{behind}", AROUND, st.sampled_from(INJECTIONS), AROUND)


def moved(conversation: Conversation, event: Event) -> tuple[Conversation, list[Message]]:
    outcome = step(SCRIPT, conversation, event, NOON)
    assert outcome.conversation is not None
    return outcome.conversation, [message for message in outcome.messages if not message.replaces]


def at_own_question(name: str) -> Conversation:
    conversation = begin(SCRIPT, 7, name)
    for text in ("/start", "Let's begin", "Yes, both"):
        conversation, _ = moved(conversation, typed(text))
    return conversation


def as_shown(message: Message) -> str:
    """The words that Telegram shows, without the tags that are ours."""
    return "".join(part.text for part in rendered(message))


@pytest.mark.parametrize("name", INJECTIONS)
def test_a_name_is_greeted_as_it_is(name: str) -> None:
    _, (greeting,) = moved(begin(SCRIPT, 7, name), typed("/start"))
    assert f"Hello {name}." in as_shown(greeting)


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=60)
@given(HOSTILE)
def test_an_answer_comes_back_as_it_was_meant(words: str) -> None:
    _, said = moved(at_own_question("Ana"), Said(words))
    shown = " ".join(as_shown(said[0]).casefold().split())
    core = next(one for one in INJECTIONS if one in words)
    assert " ".join(core.casefold().split()) in shown.replace("\u2019", "'")
    assert all("49" not in plain(message.text) or "49" in words for message in said)


@pytest.mark.parametrize("words", INJECTIONS)
def test_tags_stay_balanced_around_whatever_was_typed(words: str) -> None:
    _, said = moved(at_own_question(words), Said(words))
    for message in said:
        for part in rendered(message):
            assert part.html.count("<b>") == part.html.count("</b>")
            assert part.html.count("<i>") == part.html.count("</i>")
            assert "<script" not in part.html


async def test_a_journal_and_a_map_hold_them_as_typed_and_nothing_fails(tmp_path: Path) -> None:
    async with house_in(tmp_path) as house:
        chats = Chats(house)
        await chats.say(ANA, "/start", "Let's begin", "Yes, both", INJECTIONS[0], "A friend", *INJECTIONS[1:6])
        assert [entry.text for entry in await house.store.journal(ANA)]
        assert not [row for row in await house.store.due(10, ()) if b"fault" in row.payload]
        luggage = await house.luggage(ANA, NOON)
        assert luggage is not None
        assert INJECTIONS[1] in luggage.journal


@settings(max_examples=80)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40), st.integers(-(2**40), 2**40))
def test_a_forged_button_is_no_answer(question: str, choice: int) -> None:
    here = at_own_question("Ana")
    assert here.question is not None
    there, _ = moved(here, Pressed(question, choice))
    assert there.variables.get("own_question") is None
    assert there.question == here.question or there.question is not None
