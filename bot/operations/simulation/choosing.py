"""What an invented person does next: which answer, which words, which command.

Rule: items are answered from where the person stands, by the item's own model; everything else by manner and chance.
After the first day the way is often taken that was taken least by anybody so far; and on some days somebody looks for
what nobody has met, and goes on until there (way_finding.py). So some hundred people get nearly everywhere.
Nothing here knows a flow by name.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec
import numpy as np

from bot.attachment import asking
from bot.attachment.answering import answer
from bot.attachment.items import Item
from bot.attachment.plane import Floats
from bot.dialogue.conversation import Conversation, Question
from bot.dialogue.events import Commanded, Event, Located, Pressed, Said, Undelivered, Unsupported
from bot.dialogue.forms import StateForm
from bot.dialogue.messages import Message
from bot.operations.simulation import phrasebook
from bot.operations.simulation.people import Person
from bot.operations.simulation.what_was_seen import Seen

_CURIOUS, _REFUSES, _BACK, _ODD, _COMMAND, _SIGN, _LEAVES = 0.4, 0.2, 0.02, 0.012, 0.01, 0.15, 0.35
_VERY_CURIOUS, _LEAVES_EARLY, _LATE, _REPLIES, _EARLIER = 0.9, 0.1, 0.01, 0.4, 6
_RARE: Final[Mapping[str, float]] = {"stop": 0.02, "delete": 0.015, "start": 0.1, "younger": 0.005, "sos": 0.15}
"""Commands that end things, or that few need: how willingly they are used beside others."""
_ENDS_IT = 0.05
_TRIES_WORDS = 0.4
_NEW = -1
_FAR = 99
"""As many steps as to something new where no way leads to any."""
_WORDIER = 0.2
"""Who looks for what nobody has met writes at length now and then: some things are said to long words alone."""
_MORE_SIGNS = 0.4
"""In a bad hour words are often further signs."""
_ZONES = ("Europe/Lisbon", "Asia/Kolkata", "")
_ASSESS = "assess"


@dataclass
class Chooser:
    """Chooses for one person. seeks: today they look for what nobody has met. earlier: the last questions that came
    unasked."""

    person: Person
    chance: np.random.Generator
    seen: Seen
    had_a_bad_hour: bool = False
    seeks: bool = False
    earlier: deque[Message] = field(default_factory=lambda: deque(maxlen=_EARLIER))
    pressed: set[tuple[str, str, int]] = field(default_factory=set)

    def happens(self, likely: float) -> bool:
        """Whether something of this likelihood happens now."""
        return bool(self.chance.random() < likely)

    def pick(self, some: Sequence[str]) -> str:
        """One of them."""
        return some[int(self.chance.random() * len(some))]

    def next_event(self, conversation: Conversation, question: Question, *, day: int) -> Event | None:
        """What they do at this question; None when they put the phone away."""
        leaves = _LEAVES_EARLY if self.seeks else _LEAVES
        if self.happens(self.person.manner.quits) or (self._is_home(conversation) and self.happens(leaves)):
            return None
        return self._astray(conversation, question, day) or self._answer(conversation, question, day)

    def _astray(self, conversation: Conversation, question: Question, day: int) -> Event | None:
        """Something that is no answer to what was asked; mostly nothing."""
        if self.person.has_a_bad_hour and not self.had_a_bad_hour and day and self.happens(_SIGN):
            return self._sign()
        if conversation.shown_again == question.message.question and self.happens(0.5):
            return Undelivered(question.message.question)  # it cannot be shown this time, either
        if self.happens(self.person.manner.rambles):
            return Said(self.pick(phrasebook.SMALL_TALK))
        if self.happens(_ODD):
            return self._odd(question)
        if self.earlier and self.happens(_LATE):
            return self._late()
        return self.command() if self.happens(_COMMAND) else None

    def _answer(self, conversation: Conversation, question: Question, day: int) -> Event:
        form = self.seen.stage.script.states.get(conversation.state, StateForm())
        item, place = self.open_item(conversation, form)
        if item is not None:
            return self.at_an_item(item, place, question)
        words = self._words(form, conversation, question)
        return words if words is not None else self._choice(conversation, question, form, day)

    def command(self) -> Event:
        """A command, most likely one that few have used; sometimes in words."""
        counts, commands = self.seen.ways, self.seen.stage.commands
        weights = np.array([_RARE.get(name, 1.0) / (1 + counts["", f"command.{name}", ""]) ** 0.5 for name in commands])
        if self.seeks:
            weights *= [1 / (1 + self._steps_behind(name)) for name in commands]
        name = commands[int(self.chance.choice(len(commands), p=weights / weights.sum()))]
        flow = self.seen.stage.script.flows[self.seen.stage.flow_with(name)]
        if flow.words and self.happens(self.person.manner.types / 2):
            return Said(self.pick(flow.words))
        return Commanded(name, self.pick(phrasebook.BREAKS) if name == "pause" else "")

    def _steps_behind(self, command: str) -> int:
        flow = self.seen.stage.script.flows[self.seen.stage.flow_with(command)]
        steps = self.seen.ways_on.to(f"{flow.flow}.{flow.start}")
        return _FAR if steps is None else steps

    def _late(self) -> Event:
        """An answer to what was asked days ago: a tap under it, or a reply to it."""
        message = self.earlier[int(self.chance.random() * len(self.earlier))]
        if self.happens(_REPLIES):
            return Said(self.pick(phrasebook.OWN_WORDS), about=message.question)
        return Pressed(message.question, int(self.chance.random() * len(message.choices)))

    def _sign(self) -> Event:
        """Something that screening notices, of the kind that was written least so far."""
        self.had_a_bad_hour = True
        signs = self.seen.stage.signs
        kind = min(signs, key=lambda one: self.seen.signs[one])
        self.seen.signs[kind] += 1
        return Said(self.pick(signs[kind]))

    def _odd(self, question: Question) -> Event:
        events = (
            Unsupported(self.pick(("sticker", "voice", "photo"))),
            Pressed("none.0", 0),  # a button of long ago
            Pressed(question.message.question, 99),
            Undelivered(question.message.question),
            Commanded(self.pick(("settigns", "hepl", "now_please"))),
        )
        return events[int(self.chance.random() * len(events))]

    def open_item(self, conversation: Conversation, form: StateForm) -> tuple[Item | None, Floats]:
        """The item that is open, and where the person stands in its relationship."""
        if not _waits_for(form, conversation, _ASSESS) or _ASSESS not in conversation.memory:
            return None, self.person.overall
        memory: dict[str, Any] = msgspec.json.decode(conversation.memory[_ASSESS])
        relationship = str(memory.get("relationship", ""))
        sitting = asking.Open.remembered(memory, relationship)
        return asking.open_item(sitting, self.seen.stage.library.stack(relationship)), self.person.place(relationship)

    def at_an_item(self, item: Item, place: Floats, question: Question) -> Event:
        manner, last = self.person.manner, len(item.options)
        back = _first(question, "back")
        if back is not None and self.happens(_BACK):
            return self._pressed(question, back)
        if self.happens(manner.wordy / 8):
            return Said(self.pick(phrasebook.OWN_WORDS))
        if self.happens(manner.skips / 3):
            return self._pressed(question, last)
        option = int(self.chance.random() * last) if manner.careless else answer(item, place, self.chance)
        return self._pressed(question, option)

    def _words(self, form: StateForm, conversation: Conversation, question: Question) -> Event | None:
        """Words of their own, where some are asked for or may be given."""
        asked = "" if conversation.action >= len(form.actions) else _asked_for(form.actions[conversation.action][1])
        only_back = all(kind == "back" for kind in question.kinds)
        wordy = self.person.manner.wordy
        if question.is_of_an_ability:
            if form.takes_location and self.happens(0.2):
                return Located(self.pick(_ZONES))
            if asked in phrasebook.ASKED_FOR:
                return Said(self.pick(phrasebook.ASKED_FOR[asked])) if self.happens(0.5) else None
            likely = 0.8 if asked == "write" else 0.1 + wordy * 0.4
        elif form.reply is not None:
            likely = 1.0 if only_back else 0.5 + wordy / 2
            if form.reply.set == "country" and self.happens(likely):
                return Said(self.pick(phrasebook.COUNTRIES))
        else:
            likely = 0.35 if form.otherwise is not None else 0.0
        if question.is_of_an_ability and self.seen.is_at_its_aim(question.message.text):
            likely = _TRIES_WORDS
        if not self.happens(likely):
            return None
        if conversation.crisis_at is not None and self.happens(_MORE_SIGNS):
            return self._sign()
        return Said(self._own_words(wordy))

    def _own_words(self, wordy: float) -> str:
        if self.seeks and self.happens(_WORDIER):
            return phrasebook.LONG_WORDS
        return self.pick(phrasebook.TERSE if self.happens(0.3 - wordy / 2) else phrasebook.OWN_WORDS)

    def _choice(self, conversation: Conversation, question: Question, form: StateForm, day: int) -> Event:
        kinds = question.kinds
        if not kinds:
            return Said(self.pick(phrasebook.OWN_WORDS))
        back = _first(question, "back")
        others = [place for place, kind in enumerate(kinds) if kind != "back"]
        if back is not None and (not others or self.happens(_BACK)):
            return self._pressed(question, back)
        skip = _first(question, "skip")
        if skip is not None and self.happens(self.person.manner.skips):
            return self._pressed(question, skip)
        place = self._willing(conversation.state, question, others, day)
        self._count(conversation.state, question, place)
        if form.exact or not self.happens(self.person.manner.types):
            return self._pressed(question, place)
        choice = question.message.choices[place]
        return Said(self.pick((choice.label, choice.label.lower(), str(place + 1), _misspelled(choice.label))))

    def _willing(self, state: str, question: Question, others: Sequence[int], day: int) -> int:
        """Which choice: what they have not pressed before; after the first day often what nobody has."""
        places = list(others)
        if not self.happens(_ENDS_IT):
            places = [place for place in places if not self._is_an_end(state, question, place)] or places
        if self.seeks and (
            nearest := self._about_it(state, question, places) or self._nearest(state, question, places)
        ):
            places = nearest
        elif day and self.happens(_VERY_CURIOUS if self.person.is_faithful else _CURIOUS):
            taken = [self._taken(state, question, place) for place in places]
            places = [place for place, count in zip(places, taken, strict=True) if count == min(taken)]
        else:
            if not self.happens(_REFUSES):
                places = [place for place in places if not _is_refusal(question, place)] or places
            places = [place for place in places if (state, *_mark(question, place)) not in self.pressed] or places
        place = places[int(self.chance.random() * len(places))]
        self.pressed.add((state, *_mark(question, place)))
        return place

    def _about_it(self, state: str, question: Question, places: Sequence[int]) -> list[int]:
        """The choices that set something to a relationship that the text they look for is about."""
        about, forms = self.seen.aims_at, self.seen.stage.script.states.get(state, StateForm()).choices
        numbers = {place: question.numbers[place] for place in places if about and question.kinds[place] == "choice"}
        return [
            place
            for place, number in numbers.items()
            if number < len(forms) and about & set(forms[number].set.values())
        ]

    def _nearest(self, state: str, question: Question, places: Sequence[int]) -> list[int]:
        """The choices from which it is the shortest way to what nobody has met; those that nobody took come first."""
        self.seen.look_out()
        steps = {place: self._steps_by(state, question, place) for place in places}
        known = {place: count for place, count in steps.items() if count is not None}
        return [place for place, count in known.items() if count == min(known.values())]

    def _steps_by(self, state: str, question: Question, place: int) -> int | None:
        kind, number = _mark(question, place)
        if not self._taken(state, question, place):
            return _NEW
        return self.seen.ways_on.by(state, f"{kind}.{number}")

    def _is_an_end(self, state: str, question: Question, place: int) -> bool:
        kind, number = _mark(question, place)
        return (state, f"{kind}.{number}") in self.seen.stage.endings

    def _taken(self, state: str, question: Question, place: int) -> int:
        kind, number = question.kinds[place], question.numbers[place]
        if kind == "ability":
            return self.seen.answers[question.message.text, question.message.choices[place].label]
        return self.seen.ways[state, f"{'choice' if kind == 'copy' else kind}.{number}", ""]

    def _count(self, state: str, question: Question, place: int) -> None:
        """Count what the machine does not hear of: an ability's choices, and sentences to copy."""
        if question.kinds[place] == "ability":
            self.seen.answers[question.message.text, question.message.choices[place].label] += 1
        elif question.kinds[place] == "copy":
            self.seen.ways[state, f"choice.{question.numbers[place]}", ""] += 1

    def _pressed(self, question: Question, place: int) -> Event:
        return Pressed(question.message.question, place)

    def _is_home(self, conversation: Conversation) -> bool:
        return conversation.state.partition(".")[0] == self.seen.stage.home


def _waits_for(form: StateForm, conversation: Conversation, ability: str) -> bool:
    return conversation.action < len(form.actions) and form.actions[conversation.action][0] == ability


def _asked_for(given: Any) -> str:
    """What an ability that waits has asked for, in its own word: what stands behind `ask`, or its first key."""
    if isinstance(given, Mapping):
        return str(given.get("ask", next(iter(given), "")))
    return ""


def _mark(question: Question, place: int) -> tuple[str, int]:
    return question.kinds[place], question.numbers[place]


def _is_refusal(question: Question, place: int) -> bool:
    return question.message.choices[place].label.lower().startswith(phrasebook.REFUSALS)


def _misspelled(label: str) -> str:
    """With two letters in the middle swapped."""
    middle = len(label) // 2
    return label[: middle - 1] + label[middle - 1 : middle + 1][::-1] + label[middle + 1 :]


def _first(question: Question, kind: str) -> int | None:
    return question.kinds.index(kind) if kind in question.kinds else None
