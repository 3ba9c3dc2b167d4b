"""People who walk through a conversation: the events of whole first conversations, recorded once by the pure step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from bot.companion import Incoming, screened
from bot.dialogue.conversation import Conversation
from bot.dialogue.events import Commanded, Event, Pressed, Said
from bot.dialogue.step import begin, step
from bot.house import Dialogues

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
TALKING = 8
"""Steps of `talking`: the welcome and the two texts behind it, back and forth."""


def first_conversation(dialogues: Dialogues, seed: int) -> list[Event]:
    """The events of one whole first conversation, from /start to home; `seed` decides the answers to the items."""
    conversation = begin(dialogues.script, seed, "Ana", "en")
    events: list[Event] = []
    now = NOON
    while not conversation.state.startswith("menu.") and len(events) < 60:
        event = _next(conversation, seed + len(events))
        now += timedelta(seconds=30)
        outcome = step(dialogues.script, conversation, screened(event, dialogues.screen), now)
        assert outcome.conversation is not None
        conversation = outcome.conversation
        events.append(event)
    return events


def talking(dialogues: Dialogues, seed: int) -> list[Event]:
    """Steps that only talk: /start, then the two texts behind the welcome in turn."""
    conversation = begin(dialogues.script, seed, "Ana", "en")
    labels = ("What is this based on?", "What do you keep?")
    events: list[Event] = [Commanded("start")]
    for number in range(TALKING):
        outcome = step(dialogues.script, conversation, events[-1], NOON)
        assert outcome.conversation is not None
        conversation = outcome.conversation
        events.append(_press(conversation, labels[number % 2]))
    return events


def rounds(walks: Sequence[Sequence[Event]], people: range, first_update: int = 1) -> list[list[Incoming]]:
    """One batch for each event of the walks: person n goes the way of walk n, all in step."""
    longest = max(map(len, walks))
    batches: list[list[Incoming]] = []
    update = first_update
    for number in range(longest):
        batch = []
        for person in people:
            walk = walks[person % len(walks)]
            if number < len(walk):
                at = NOON + timedelta(seconds=30 * number)
                batch.append(Incoming(person, walk[number], at, update, "Ana", "en"))
                update += 1
        batches.append(batch)
    return batches


def in_turn(seeds: int) -> Callable[[], int]:
    """Seeds for new people: 0, 1, ..., seeds - 1, and again, so that person n has seed n modulo `seeds`."""
    given = iter(range(10**9))
    return lambda: next(given) % seeds


def _next(conversation: Conversation, choice: int) -> Event:
    question = conversation.question
    if question is None:
        return Commanded("start")
    message = question.message
    if "in your own words" in message.text.casefold():
        return Said("I start looking for what I did wrong. Then I get annoyed.")
    if "ability" in question.kinds:
        return Pressed(message.question, choice % (question.kinds.count("ability") - 1))
    labels = [choice.label for choice in message.choices]
    wanted = next((label for label in _WAY if label in labels), labels[0])
    return _press(conversation, wanted)


_WAY = ("Let's begin", "Yes, both", "Nothing special", "A friend", "Tell me more", "Yes", "I'll try 1", "Go on")


def _press(conversation: Conversation, label: str) -> Pressed:
    assert conversation.question is not None
    message = conversation.question.message
    return Pressed(message.question, [choice.label for choice in message.choices].index(label))
