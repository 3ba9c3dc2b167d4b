"""Places in the script from which a bad hour can begin, and people who stand there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.dialogue.conversation import Conversation, Step
from bot.dialogue.events import Event, Noticed, Pressed, typed
from bot.dialogue.messages import Message, plain, whole_text
from bot.dialogue.recent import lately
from bot.dialogue.step import begin, step
from bot.noticing import screened
from tests.opening import the_dialogues

_AGREED = ("/start", "Let's begin", "Yes, both")
_AT_AN_ITEM = (*_AGREED, "Nothing special", "A friend")
_ANSWERED = (*_AT_AN_ITEM, *["2"] * 12)

PLACES: Mapping[str, Sequence[str]] = {
    "before the first word": (),
    "at the welcome": ("/start",),
    "at the agreement": ("/start", "Let's begin"),
    "after the agreement was refused": ("/start", "Let's begin", "Not now"),
    "at the own question": _AGREED,
    "where a relationship is chosen": (*_AGREED, "Nothing special"),
    "at an item": _AT_AN_ITEM,
    "with words at an item": (*_AT_AN_ITEM, "it depends on the day"),
    "where the picture is shown": _ANSWERED,
    "in the settings": (*_AT_AN_ITEM, "/settings"),
    "where a country is asked": (*_AT_AN_ITEM, "/settings", "Country"),
    "where everything would be erased": (*_AT_AN_ITEM, "/delete"),
    "at the map": (*_ANSWERED, "/map"),
    "on a break": (*_AT_AN_ITEM, "/pause"),
    "among the help lines": (*_AT_AN_ITEM, "/sos"),
    "stopped": (*_AT_AN_ITEM, "stop"),
    "stopped and told so": (*_AT_AN_ITEM, "stop", "hello"),
}


@dataclass
class Talk:
    """One person's conversation with the real script, screened as the hallway does it."""

    seed: int = 7
    language: str = "en"
    now: datetime = datetime(2026, 11, 23, 20, tzinfo=UTC)
    said: list[Message] = field(default_factory=list)
    conversation: Conversation = field(init=False)

    def __post_init__(self) -> None:
        self.conversation = begin(the_dialogues().script, self.seed, "Ana", self.language)

    @classmethod
    def at(cls, place: str, seed: int = 7, language: str = "en") -> Talk:
        """Somebody who stands at a place."""
        talk = cls(seed, language)
        for text in PLACES[place]:
            talk.does(typed(text))
        return talk

    def does(self, event: Event, wait: timedelta = timedelta(minutes=4)) -> list[Message]:
        """What comes back. Four minutes lie between two things, so that no two texts are read as one."""
        self.now += wait
        dialogues = the_dialogues()
        earlier = lately(self.conversation.recent, self.now)
        outcome = step(dialogues.script, self.conversation, screened(event, dialogues.screen, earlier), self.now)
        return self.takes(outcome)

    def notices(self, kind: str, tier: str, *, near: bool = False) -> list[Message]:
        """A sign of this kind and tier, whatever the words."""
        return self.does(Noticed(tier, kind, "words", near))

    def presses(self, label: str) -> list[Message]:
        """A press of a choice of the open question."""
        question = self.conversation.question
        assert question is not None
        return self.does(Pressed(question.message.question, self.labels.index(label)))

    def takes(self, outcome: Step) -> list[Message]:
        """The outcome of a step; someone who was erased begins anew."""
        fresh = [message for message in outcome.messages if not message.replaces]
        self.conversation = outcome.conversation or begin(the_dialogues().script, self.seed, "Ana", self.language)
        self.said.extend(fresh)
        return fresh

    @property
    def labels(self) -> list[str]:
        """The choices of the open question."""
        question = self.conversation.question
        return [] if question is None else [choice.label for choice in question.message.choices]

    @property
    def in_crisis(self) -> bool:
        """Whether the conversation stands in the flow of a bad hour."""
        return self.conversation.state.startswith("crisis")


def words(messages: Sequence[Message]) -> str:
    """Everything that messages say."""
    return "\n".join(plain(whole_text(message)) for message in messages)
