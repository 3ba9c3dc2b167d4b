"""People who talk on and on, whatever the bot does: they answer the question they see, and sometimes two at once.

Rule: a talker knows the chat and nothing else. Whatever they do is written down, so that `judging` can tell afterwards
which answer each of their updates must have had.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from random import Random
from typing import Literal

from tests.telegram_server import Person, Receipt, Shown, Telegram

Kind = Literal["begins", "chooses", "writes", "commands", "erases"]
"""What an update was: a first hello; a choice; words of their own; a command in the middle; the choice to be erased."""

ERASED = "Everything I kept about you is erased"

_SECOND = 1
"""The number of the choice that a typed "2" means; every item has one."""

_SURELY_MORE = 6
"""Up to this item a person may send two answers at once: an item comes after both."""

# What is chosen where a button of this name stands; the first name that is there decides.
_WAYS = {
    "Yes, erase everything": ("Yes, erase everything",),
    "Let's begin": ("Let's begin", "Let's begin", "What is this based on?", "What do you keep?"),
    "Yes, both": ("Yes, both",),
    "Too anxious": ("Too anxious", "Too distant", "All of it"),
    "It doesn't fit me": ("Tell me more", "It doesn't fit me"),
    "Tell me more": ("Tell me more", "Why do you say that?"),
    "Partly": ("Yes", "Partly", "Not me", "Why do you say that?"),
    "Go on": ("Go on", "Ask something else"),
    "I'll try 1": ("I'll try 1", "I'll try 2", "Not now"),
    "Menu": ("Menu",),
    "Country": ("Tone", "Done"),
    "Plain": ("Plain", "Warm", "Brief"),
    "Not now": ("Not now",),
}


@dataclass(frozen=True, slots=True)
class Act:
    """One update. choice: the number of the choice that was made, in a `chooses` and an `erases`."""

    kind: Kind
    choice: int = 0


@dataclass(slots=True)
class Talker:
    """One person. `turn`: the number of the question that answers what they did last (0: it is answered by none)."""

    person: Person
    chance: Random
    acts: list[Act] = field(default_factory=list)
    turn: int = 0
    _tag: str = ""
    _seen: dict[int, Shown] = field(default_factory=dict)
    _met: list[str] = field(default_factory=list)

    def sees(self, receipt: Receipt) -> None:
        """A message came, or one was changed."""
        shown = receipt.shown
        if shown.buttons:
            tag, turn = place(shown)
            if tag != self._tag:
                self._tag, self._seen = tag, {}
            self._seen[turn] = shown
        if ERASED in shown.text:
            self._seen = {0: shown}

    @property
    def is_ready(self) -> bool:
        """Whether they see the answer to what they did last."""
        return not self.acts or self.turn in self._seen

    def acts_once(self) -> None:
        """Do something. Only when they are ready."""
        if not self.turn:
            self._begin()
            return
        shown = self._seen[self.turn]
        if "Rather not say" in shown.labels or "None of these" in shown.labels:
            self._answer_item(shown)
        elif "Nothing special" in shown.labels or "Skip" in shown.labels:
            self._answer_freely(shown)
        elif "A friend" in shown.labels:
            self._pick_relationship(shown)
        elif "Settings" in shown.labels:
            self._go_on_from_home(shown)
        else:
            self._go_a_known_way(shown)

    def _begin(self) -> None:
        self.turn, self._seen = 1, {}
        self._met.clear()
        self.acts.append(Act("begins"))
        self.person.says("/start")

    def _answer_item(self, shown: Shown) -> None:
        way = self.chance.random()
        is_first_words = "Rather not say" in shown.labels
        text = asked(shown)
        number = int(text.split(maxsplit=1)[0]) if text[0].isdecimal() and " of about " in text else 99
        if way < 0.1 and is_first_words:
            self._writes(f"it depends, {self.person.id} says")
        elif way < 0.2 and 1 < number < 99:
            self._presses(shown, "Back")
        elif way < 0.5 and number <= _SURELY_MORE:
            self._types_second()
            self._types_second()
        elif way < 0.7:
            self._types_second()
        else:
            self._presses(shown, self.chance.choice([label for label in shown.labels if label != "Back"]))

    def _answer_freely(self, shown: Shown) -> None:
        if self.chance.random() < 0.7:
            self._writes(f"why does {self.person.id} count to {self.person.id}")
        else:
            self._presses(shown, "Skip" if "Skip" in shown.labels else "Nothing special")

    def _pick_relationship(self, shown: Shown) -> None:
        left = [label for label in ("A partner, now or past", "A friend") if label not in self._met]
        self._met.append(self.chance.choice(left))
        self._presses(shown, self._met[-1])

    def _go_on_from_home(self, shown: Shown) -> None:
        if len(self._met) > 1 and self.chance.random() < 0.5:
            # Everything was asked: they want to begin anew.
            self.turn += 1
            self.acts.append(Act("commands"))
            self.person.says("/delete")
            return
        ways = ["My map", "Settings"] + ["Another relationship"] * (2 - len(self._met)) * 3
        self._presses(shown, self.chance.choice(ways))

    def _go_a_known_way(self, shown: Shown) -> None:
        key = next((key for key in _WAYS if key in shown.labels), None)
        assert key is not None, f"nobody knows what to choose of {shown.labels}"
        self._presses(shown, self.chance.choice([label for label in _WAYS[key] if label in shown.labels]))

    def _presses(self, shown: Shown, label: str) -> None:
        choice = next(number for number, name in choices(shown).items() if name == label)
        erases = label == "Yes, erase everything"
        self.turn = 0 if erases else self.turn + 1
        self.acts.append(Act("erases" if erases else "chooses", choice))
        self.person.presses_old(shown, label)

    def _types_second(self) -> None:
        self.turn += 1
        self.acts.append(Act("chooses", _SECOND))
        self.person.says(str(_SECOND + 1))

    def _writes(self, words: str) -> None:
        self.turn += 1
        self.acts.append(Act("writes"))
        self.person.says(words)


class Talkers:
    """Many people, in one Telegram."""

    def __init__(self, telegram: Telegram, numbers: Iterable[int], chance: Random) -> None:
        self._telegram = telegram
        self._read = 0
        self.all = {number: Talker(telegram.person(number, f"Person{number}"), chance) for number in numbers}

    def look(self) -> None:
        """Everybody reads what has come since."""
        received = self._telegram.world.received
        end = len(received)
        for receipt in received[self._read : end]:
            self.all[receipt.shown.chat].sees(receipt)
        self._read = end

    def talk(self) -> None:
        """Everybody who sees an answer goes on, all in one instant."""
        with self._telegram.at_once():
            self.look()
            for talker in self.all.values():
                if talker.is_ready:
                    talker.acts_once()

    def talk_on(self, acts: int, timeout: float) -> None:
        """Everybody goes on as soon as they see an answer, until each has done about so many things more and sees the
        answer to the last. timeout: seconds in which something must happen each time. Raises AssertionError when nobody
        is answered any more."""
        goals = {number: len(talker.acts) + acts for number, talker in self.all.items()}

        def may(number: int, talker: Talker) -> bool:
            return talker.is_ready and len(talker.acts) < goals[number]

        def is_over() -> bool:
            return all(talker.is_ready and len(talker.acts) >= goals[number] for number, talker in self.all.items())

        def something_happens() -> bool:
            self.look()
            return any(may(*one) for one in self.all.items()) or is_over()

        while True:
            try:
                self._telegram.wait_until(something_happens, "an answer to anybody", timeout)
            except AssertionError as vain:
                waiting = [
                    f"{number} ({talker.acts[-1].kind})" for number, talker in self.all.items() if not talker.is_ready
                ]
                raise AssertionError(f"{vain}; there wait: {', '.join(waiting)}") from None
            if is_over():
                return
            with self._telegram.at_once():
                for number, talker in self.all.items():
                    if may(number, talker):
                        talker.acts_once()


def place(shown: Shown) -> tuple[str, int]:
    """Which question a message shows: the conversation's tag, and the question's number in it."""
    tag, _, turn = shown.buttons[0].data.partition(":")[0].rpartition(".")
    return tag, int(turn)


def asked(shown: Shown) -> str:
    """The question itself: when it took the place of another, the choice that was made there stands above it."""
    return shown.text.partition("\n\n")[2] if shown.text.startswith("\u203a ") else shown.text


def choices(shown: Shown) -> dict[int, str]:
    """The labels of a question, by the numbers of its choices (the order of the buttons may be another)."""
    return {int(button.data.rpartition(":")[2]): button.label for button in shown.buttons}
