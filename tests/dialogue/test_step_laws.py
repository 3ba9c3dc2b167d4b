"""What holds for any sequence of events, from any state of the real script."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.channels.telegram.render import rendered
from bot.dialogue.abilities import Ability, Arguments, Chose, Outcome, Value, ValueType, View, Wrote
from bot.dialogue.conversation import Conversation, DropUndelivered, Step
from bot.dialogue.cursor import Cursor
from bot.dialogue.events import Blocked, Commanded, Event, Noticed, Pressed, Said, Unsupported, typed
from bot.dialogue.messages import Message
from bot.dialogue.script import Script
from bot.dialogue.step import begin, step
from bot.errors import ScriptError
from bot.house import Dialogues
from bot.noticing import screened
from tests.benchmarks.walking import first_conversation
from tests.telegram_server.entities import parse_html, units
from tests.telegram_server.keyboards import read_keyboard
from tests.telegram_server.parameters import Parameters

START = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)
AWAY = (0, 1, 19, 21, 3600, 22 * 86400)
WORDS = (
    "yes", "no", "back", "skip", "stop", "partly", "a friend", "partley", "depends", "i dont know", "1", "2", "a", "B",
    "👍", "**bold** _x_ {{ 1 }} {% if %}", "x" * 5000, "   ", "\0", "/nonsense", "/start abc",
    "Let's begin", "Yes, both",
)  # fmt: skip
COMMANDS = (
    "start", "menu", "map", "help", "pause", "resume", "stop", "delete", "privacy", "settings", "sos", "export",
    "other",
)  # fmt: skip

Act = tuple[str, int | str]

acts = st.one_of(
    st.tuples(st.just("press"), st.integers(0, 7)),
    st.tuples(st.just("press"), st.integers(0, 2)),
    st.tuples(st.just("say"), st.sampled_from(WORDS) | st.text(max_size=30)),
    st.tuples(st.just("command"), st.sampled_from(COMMANDS)),
    st.tuples(st.just("old press"), st.integers(0, 40)),
    st.tuples(st.just("other"), st.sampled_from(("sticker", "pause", "check-in", "blocked"))),
    st.tuples(st.just("wait"), st.sampled_from(AWAY)),
)
OPENING: tuple[Act, ...] = (("say", "/start"), ("say", "Let's begin"), ("say", "Yes, both"), ("say", "Nothing special"))
many = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


def event_of(act: Act, conversation: Conversation) -> Event:
    kind, value = act
    question = conversation.question
    match kind:
        case "press":
            return Pressed("" if question is None else question.message.question, int(value))
        case "old press":
            return Pressed(f"{conversation.tag}.{value}", 0)
        case "command":
            return Commanded(str(value))
        case "say":
            return typed(str(value))
        case _:
            return other(str(value))


def other(value: str) -> Event:
    if value == "blocked":
        return Blocked()
    return Unsupported("sticker") if value == "sticker" else Noticed(value, "suicide", "words")


@cache
def walk(dialogues: Dialogues, seed: int) -> list[Event]:
    return first_conversation(dialogues, seed)


class Person:
    """Someone who does one thing after another; every step on the way is kept."""

    def __init__(self, dialogues: Dialogues, seed: int = 7) -> None:
        self.dialogues = dialogues
        self.conversation = begin(dialogues.script, seed, "Ana", "en")
        self.now = START
        self.steps: list[tuple[Conversation, Event, Step]] = []

    def walks(self, steps: int) -> Person:
        """So many steps of a whole first conversation."""
        seed = self.conversation.seed % 20
        self.conversation = begin(self.dialogues.script, seed, "Ana", "en")
        for event in walk(self.dialogues, seed)[:steps]:
            self.now += timedelta(seconds=30)
            outcome = step(self.dialogues.script, self.conversation, event, self.now)
            assert outcome.conversation is not None
            self.conversation = outcome.conversation
        return self

    def does(self, *acts: Act) -> Person:
        for act in acts:
            if act[0] == "wait":
                self.now += timedelta(seconds=int(act[1]))
                continue
            self.now += timedelta(seconds=1)
            event = screened(event_of(act, self.conversation), self.dialogues.screen)
            outcome = step(self.dialogues.script, self.conversation, event, self.now)
            self.steps.append((self.conversation, event, outcome))
            self.conversation = outcome.conversation or begin(self.dialogues.script, 8, "Ana", "en")
        return self


def assert_telegram_takes(message: Message) -> None:
    """Rendered as the door does it, and judged as the loopback server judges, by Telegram's documentation."""
    parts = rendered(message)
    assert parts
    for part in parts:
        shown = parse_html(part.html)
        assert shown.text.strip()
        assert units(shown.text) <= (1024 if part.picture else 4096)
        if part.keyboard is not None:
            markup = Parameters({"reply_markup": json.dumps(part.keyboard)})
            assert sum(map(len, read_keyboard(markup))) == len(message.choices)


@many
@given(st.lists(acts, max_size=40), st.integers(0, 30), st.integers(0, 2**32))
def test_any_sequence_of_events_from_any_state_gives_messages_that_a_channel_takes(
    dialogues: Dialogues, sequence: list[Act], walked: int, seed: int
) -> None:
    person = Person(dialogues, seed).walks(walked).does(*sequence)
    for _, _, outcome in person.steps:
        for message in outcome.messages:
            assert_telegram_takes(message)
        assert len([message for message in outcome.messages if not message.replaces]) <= 6


@many
@given(st.lists(acts, max_size=25), st.integers(0, 2**32))
def test_a_step_is_pure(dialogues: Dialogues, sequence: list[Act], seed: int) -> None:
    person = Person(dialogues, seed)
    for act in (*OPENING, *sequence):
        before = msgspec.msgpack.encode(person.conversation)
        person.does(act)
        if act[0] == "wait":
            continue
        earlier, event, outcome = person.steps[-1]
        assert msgspec.msgpack.encode(earlier) == before
        assert step(dialogues.script, earlier, event, person.now) == outcome


@many
@given(
    st.integers(0, 30),
    st.lists(acts, max_size=20),
    st.sampled_from(("/stop", "stop", "Leave me alone!", "unsubscribe")),
)
def test_stop_stops_in_every_state_in_one_step(
    dialogues: Dialogues, walked: int, sequence: list[Act], word: str
) -> None:
    person = Person(dialogues).walks(walked).does(*sequence, ("say", word))
    before, _, outcome = person.steps[-1]
    assert outcome.conversation is not None
    assert outcome.conversation.stopped
    assert outcome.conversation.question is None
    assert DropUndelivered() in outcome.effects
    form = dialogues.script.states.get(before.state)
    # A check-in that was passed over gives the lines first, also to somebody who says stop.
    owed = before.question is not None and form is not None and form.unanswered is not None
    assert len([message for message in outcome.messages if not message.replaces]) == 1 + owed


@many
@given(
    st.lists(acts, max_size=20),
    st.lists(st.one_of(st.tuples(st.just("say"), st.sampled_from(("hello", "what?", "why"))),
                       st.tuples(st.just("old press"), st.integers(0, 40)),
                       st.tuples(st.just("command"), st.sampled_from(("menu", "map", "settings", "pause")))),
             min_size=1, max_size=10),
)  # fmt: skip
def test_after_a_stop_there_is_one_word_and_then_silence(
    dialogues: Dialogues, before: list[Act], after: list[Act]
) -> None:
    person = Person(dialogues).does(*OPENING, *before, ("command", "stop"))
    person.steps.clear()
    person.does(*after)
    assert sum(len(outcome.messages) for _, _, outcome in person.steps) == 1


@many
@given(st.lists(acts, max_size=30), st.sampled_from(("start", "sos", "help", "privacy", "export", "delete")))
def test_what_a_stopped_person_may_ask_is_answered(dialogues: Dialogues, before: list[Act], name: str) -> None:
    person = Person(dialogues).does(*OPENING, *before, ("command", "stop"), ("command", name))
    assert person.steps[-1][2].messages


@many
@given(st.integers(0, 30), st.lists(acts, max_size=20), st.booleans())
def test_a_sign_of_crisis_is_answered_in_every_state(
    dialogues: Dialogues, walked: int, before: list[Act], stopped: bool
) -> None:
    person = Person(dialogues).walks(walked).does(*before, *([("command", "stop")] if stopped else []))
    person.does(("wait", 7 * 3600), ("other", "pause"))
    _, _, outcome = person.steps[-1]
    assert outcome.conversation is not None
    assert outcome.conversation.state.startswith("crisis")
    assert any(message.choices for message in outcome.messages)


class Broken:
    """An ability that changes what it can reach, and then fails."""

    def __init__(self, like: Ability) -> None:
        self.values: Mapping[str, ValueType] = {}
        self.sets: Mapping[str, ValueType] = {}
        self._like = like

    def value(self, name: str, view: View, now: datetime) -> Value:
        raise RuntimeError(name)

    def problems(self, arguments: Arguments) -> Sequence[str]:
        return self._like.problems(arguments)

    def __call__(self, arguments: Arguments, view: View, event: Chose | Wrote | None, now: datetime) -> Outcome:
        if isinstance(view.memory, dict):
            view.memory["open"] = "changed"
        raise RuntimeError("half-way")


@cache
def with_broken_abilities(script: Script) -> Script:
    return replace(script, abilities={name: Broken(ability) for name, ability in script.abilities.items()})


@many
@given(st.lists(acts, max_size=25), st.sampled_from(("say", "press", "command")))
def test_a_step_that_raises_leaves_the_conversation_as_it_was(
    dialogues: Dialogues, sequence: list[Act], kind: str
) -> None:
    broken = with_broken_abilities(dialogues.script)
    conversation = Person(dialogues).does(*OPENING, *sequence).conversation
    before = msgspec.msgpack.encode(conversation)
    values: dict[str, int | str] = {"say": "hm", "press": 0, "command": "map"}
    with suppress(RuntimeError, ScriptError):
        step(broken, conversation, event_of((kind, values[kind]), conversation), START)
    assert msgspec.msgpack.encode(conversation) == before


def test_a_template_that_fails_half_way_leaves_the_conversation_as_it_was(
    dialogues: Dialogues, monkeypatch: pytest.MonkeyPatch
) -> None:
    conversation = Person(dialogues).does(*OPENING).conversation
    before = msgspec.msgpack.encode(conversation)

    def fails(self: Cursor, name: str) -> str:
        raise RuntimeError(name)

    monkeypatch.setattr(Cursor, "read", fails)
    with pytest.raises(RuntimeError):
        step(dialogues.script, conversation, Said("/start"), START)
        step(dialogues.script, conversation, Commanded("start"), START)
    assert msgspec.msgpack.encode(conversation) == before
