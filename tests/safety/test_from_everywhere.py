"""Each kind of crisis and each tier, from many places, with each answer and each way out; and laws of what is said."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialogue.events import Commanded, Edited, Event, Pressed, Said, Unsupported
from bot.dialogue.messages import Message
from bot.safety.rules import Kind
from tests.long import long
from tests.opening import REPOSITORY, the_dialogues
from tests.safety.places import PLACES, Talk, words

pytestmark = long

KINDS = get_args(Kind)
COMMANDS = (Commanded("menu"), Commanded("help"), Commanded("no_such_command"), Commanded("stop"))
ACUTE = (
    "I want to kill myself", "i am going to end my life tonight", "my husband strangled me", "I swallowed bleach",
    "My flatmate texted me a goodbye message", "I cut myself again last night",
)  # fmt: skip
CARRIERS = (
    Said, lambda text: Said("hi", also=text), lambda text: Said(f"stop. {text}"),
    lambda text: Said("well, " * 2_000 + ". " + text), Edited,
    lambda text: Unsupported("poll", also=text), lambda text: Unsupported("document", also=text),
    lambda text: Commanded("note", text), lambda text: Commanded("start", text), lambda text: Commanded("stop", text),
    lambda text: Commanded("nothing_we_know", also=text),
)  # fmt: skip
SUGGESTIONS = re.findall(
    r'text: "([^"]{30,})"',
    "".join(path.read_text("utf-8") for path in sorted((REPOSITORY / "dialogues" / "suggestions").glob("*.yaml"))),
)
MOVES = st.integers(0, 5) | st.sampled_from(["hm", "i dont know", "Germany", "it hurts"])


def names_people(text: str) -> bool:
    return "•" in text or "findahelpline.com" in text or "befrienders.org" in text


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("place", PLACES)
def test_a_pause_brings_people_at_once_and_asks_one_question(place: str, kind: str) -> None:
    messages = Talk.at(place).notices(kind, "pause")
    assert names_people(words(messages)) or kind == "emergency", "whose body is in danger reads the number alone"
    assert "112" in words(messages)
    assert [bool(message.choices) for message in messages] == [False] * (len(messages) - 1) + [True]
    assert len(messages) <= 3


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("place", PLACES)
def test_a_check_in_asks_one_question_with_a_quiet_line(place: str, kind: str) -> None:
    (message,) = Talk.at(place).notices(kind, "check-in")
    labels = [choice.label for choice in message.choices]
    assert labels[:3] == ["Yes", "No", "I'd rather not say"]
    assert "/sos" in message.text
    assert not names_people(message.text)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("place", PLACES)
def test_whatever_follows_a_check_in_but_a_no_brings_people(place: str, kind: str) -> None:
    for event in (Said("hm, not really i guess"), Unsupported("sticker"), Pressed("old.1", 0), *COMMANDS):
        talk = Talk.at(place)
        talk.notices(kind, "check-in")
        assert names_people(words(talk.does(event))), event
        assert not talk.in_crisis or talk.labels, "whoever is in a bad hour has a question to answer"
    talk = Talk.at(place)
    talk.notices(kind, "check-in")
    assert names_people(words(talk.presses("I'd rather not say")))
    talk = Talk.at(place)
    talk.notices(kind, "check-in")
    assert not names_people(words(talk.presses("No")))


@pytest.mark.parametrize("answer", ["Yes, now", "A plan, not now", "No plan", "I'd rather not say"])
def test_after_a_yes_the_lines_come_with_whatever_is_answered_next(answer: str) -> None:
    talk = Talk.at("at an item")
    talk.notices("suicide", "check-in")
    asked = talk.presses("Yes")
    assert "do you have a plan" in words(asked) or "is there a plan" in words(asked)
    assert names_people(words(talk.presses(answer)))


@pytest.mark.parametrize("event", [Said("hm"), Unsupported("sticker"), Commanded("menu"), Said("stop")])
def test_after_a_yes_the_lines_come_also_when_nothing_is_answered(event: Event) -> None:
    talk = Talk.at("at an item")
    talk.notices("suicide", "check-in")
    talk.presses("Yes")
    assert names_people(words(talk.does(event)))


@pytest.mark.parametrize("tier", ["pause", "check-in"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_answer_gets_an_answer_and_leads_to_a_way_out(kind: str, tier: str) -> None:
    first = Talk.at("at an item")
    item = words([first.said[-1]])
    first.notices(kind, tier)
    for label in first.labels:
        talk = replace_talk(first)
        assert talk.presses(label)
        last = way_out(talk)
        assert last is not None, f"no way out behind {label!r}"
        assert words(last[-1:]) == item, "the script was paused and is not lost"


def replace_talk(talk: Talk) -> Talk:
    """Somebody who stands where `talk` stands."""
    other = Talk(talk.seed, talk.language, talk.now)
    other.conversation = talk.conversation
    return other


def way_out(talk: Talk) -> list[Message] | None:
    """What is said at the end of the shortest way of presses out of the bad hour; None when there is none."""
    seen, waiting = {talk.conversation.state}, [talk]
    while waiting:
        here = waiting.pop(0)
        for label in here.labels:
            there = replace_talk(here)
            messages = there.presses(label)
            if not there.in_crisis:
                return messages
            if there.conversation.state not in seen:
                seen.add(there.conversation.state)
                waiting.append(there)
    return None


@pytest.mark.parametrize("place", PLACES)
def test_sos_works_everywhere(place: str) -> None:
    for event in (Commanded("sos"), Said("SOS")):
        assert names_people(words(Talk.at(place).does(event)))


@given(
    st.builds(Talk.at, st.sampled_from(list(PLACES)), st.integers(0, 500), st.sampled_from(["en", "pt-br", "ja", ""])),
    st.sampled_from(["", "stop", "pause"]),
    st.sampled_from(ACUTE),
    st.sampled_from(CARRIERS),
)
def test_no_place_no_setting_no_language_and_no_stop_lets_an_acute_message_through(
    talk: Talk, command: str, text: str, carrier: Callable[[str], Event]
) -> None:
    if command:
        talk.does(Commanded(command))
    messages = talk.does(carrier(text))
    assert talk.in_crisis
    assert talk.conversation.held_until == talk.now + timedelta(hours=48)
    assert names_people(words(messages)) or (text == "I swallowed bleach" and "112" in words(messages))
    assert messages[-1].choices


@given(
    st.sampled_from(KINDS), st.sampled_from(["pause", "check-in"]), st.integers(0, 500), st.lists(MOVES, max_size=20)
)
def test_what_is_said_in_a_bad_hour_is_plain(kind: str, tier: str, seed: int, moves: list[int | str]) -> None:
    talk = Talk.at("where the picture is shown", seed)
    messages = talk.notices(kind, tier)
    lists: list[str] = []
    for move in moves:
        if not talk.in_crisis:
            return
        for message in messages:
            assert "!" not in message.text
            assert not [suggestion for suggestion in SUGGESTIONS if suggestion in message.text]
            assert not re.search(r"[\U0001F300-\U0001FAFF]|\bha ?ha\b", message.text), "nothing is funny here"
        lists += [message.text for message in messages if names_people(message.text) and not message.choices]
        if isinstance(move, str):
            messages = talk.does(Said(move))
        else:
            messages = talk.presses(talk.labels[move % len(talk.labels)]) if talk.labels else talk.does(Said("hm"))
    assert all(one != other for one, other in pairwise(lists)), "the same list twice in a row"


def test_there_are_suggestions_that_could_be_made() -> None:
    assert len(SUGGESTIONS) > 10
    assert the_dialogues().script.abilities["suggest"]
