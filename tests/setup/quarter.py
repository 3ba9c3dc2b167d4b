"""A quarter with a daily question, for one invented person: `docs/transcripts/a_quarter.md`.

Rule: nothing is written by hand but what the person does; the same seed and days give the same quarter, so a test can
compare.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from bot.dialogue.conversation import Conversation, Step
from bot.dialogue.events import Event, Pressed, typed
from bot.dialogue.messages import Message, plain, whole_text
from bot.dialogue.recent import lately
from bot.dialogue.recording import Playback
from bot.dialogue.step import begin, step
from bot.house import load_dialogues
from bot.noticing import screened
from tests.setup import ROOT

START = datetime(2026, 4, 6, 18, 0, tzinfo=UTC)
SEED = 5
DAYS = 91
_MORNING_AFTER = timedelta(hours=3)

_SET_UP = (
    "/start", "Let's begin", "Yes, both", "why I go quiet when somebody is kind", "A friend", *["2", "3", "1"] * 3,
    "I write something funny and wait.", "Tell me more", "Yes", "it's mostly with new people", "Go on", "I'll try 1",
    "Yes, one a day", "half past nine", "21:30", "Lisbon",
)  # fmt: skip

_WORDS = (
    "My sister sent me a photo of our old street, and I wrote back at once.",
    "I said no to Saturday. Nobody was cross.",
    "Hard to say. I was tired and wanted nobody near me.",
    "We laughed in the kitchen, over nothing.",
    "I waited for an answer the whole afternoon, and it came at ten, quite friendly.",
)

_SPECIAL: dict[int, tuple[str, ...]] = {
    9: ("Not now", "Why this one?", "Back", "Skip"),
    16: ("Not now", "Too much today"),
    24: ("/pause 3 days",),
    33: ("/settings", "Daily question", "Hour", "after dinner", "Done"),
    40: ("Not now", "Later today"),
    52: ("Not now", "Why this one?", "Go deeper from now on"),
    90: ("1",),
}
"""What the person does on a day instead of answering."""

_AWAY = range(60, 84)
"""Days on which nothing is answered: an exam, a move, a life."""


def quarter() -> str:
    """The quarter as a block of Markdown, a line for each thing that is said."""
    return "\n".join(["```text", *_lines(), "```", ""])


def _lines() -> Iterator[str]:
    dialogues = load_dialogues(ROOT / "dialogues")

    def move(conversation: Conversation, event: Event, now: datetime) -> Step:
        recent = lately(conversation.recent, now)
        return step(dialogues.script, conversation, screened(event, dialogues.screen, recent), now)

    playback = Playback(move, begin(dialogues.script, SEED, "Ana", "en"), START)
    yield _day(playback)
    for words in _SET_UP:
        yield from _does(playback, words)
    for day in range(DAYS):
        shown = len(playback.messages)
        playback.wait(timedelta(days=1) if day else _MORNING_AFTER + timedelta(hours=2))
        came = playback.messages[shown:]
        if came or day in _SPECIAL:
            yield ""
            yield _day(playback)
        yield from said(came)
        if day in _AWAY:
            continue
        for words in _SPECIAL.get(day, _usual(day) if came else ()):
            yield from _does(playback, words)


def _usual(day: int) -> tuple[str, ...]:
    """Two of three days a tap, then some words; one day in nine nothing."""
    if day % 9 == 5:
        return ()
    return (_WORDS[day // 3 % len(_WORDS)],) if day % 3 == 2 else (str(day % 3 + 1),)


def _does(playback: Playback, words: str) -> Iterator[str]:
    yield f"> {words}"
    playback.take(_event(playback, words))
    if playback.is_noted:
        yield "  (a small sign at it: kept)"
    yield from said(playback.fresh)


def _event(playback: Playback, words: str) -> Event:
    for message in reversed(playback.messages[-3:]):
        labels = [choice.label for choice in message.choices]
        if words in labels:
            return Pressed(message.question, labels.index(words))
    return typed(words)


def said(messages: list[Message]) -> Iterator[str]:
    """Messages as lines of a transcript, the buttons in brackets below."""
    for message in messages:
        text = plain(whole_text(message)).replace("\n\n", " / ").replace("\n", " / ")
        yield f"  {text}"
        if message.choices:
            yield "  " + " ".join(f"[{choice.label}]" for choice in message.choices)


def _day(playback: Playback) -> str:
    return f"--- {playback.now:%A, %d %B}"
