"""Judging a run by what Telegram received: was every update answered exactly once, in order?

Rule: nothing but the server's list and what the people did is looked at. Each question carries its number in the data
of its buttons, each item says which it is of about how many, and the message of an answered question shows the answer:
so an update that was lost, done twice or done in another order leaves a gap that can be named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tests.end_to_end.talking import ERASED, Act, Talker, asked, choices, place
from tests.telegram_server import Receipt, Shown

_FEWEST_ITEMS = 8
_PROGRESS = re.compile(r"(\d+) of about (\d+)")
_NUMBERS = re.compile(r"\d{5,}")

# How many items a choice at an item leads on; an answer leads to the next one.
_TAKEN = "I'll try the small idea"
_FORWARD = {"Back": -1, _TAKEN: 0}

# How many messages without buttons stand between a question and the next one, by the choice that was made ...
_SAID_AFTER_CHOICE = {
    "A partner, now or past": 1,
    "A friend": 1,
    "Tell me more": 2,
    "Too anxious": 2,
    "Too distant": 2,
    "All of it": 2,
    "Go on": 1,
    _TAKEN: 1,
    "I'll try 1": 2,
    "I'll try 2": 2,
    "Not now": 1,
}
# ... and by the question that was answered in words, or skipped.
_SAID_AFTER_WORDS = {
    "Is there something": 1,
    "Last one, in your own words": 2,
    "What would you change?": 2,
    "Would you like to put it in one line": 2,
    "How would you put the picture into your own words?": 2,
    "What would you like to understand instead?": 2,
}
_SAID_AFTER_A_SKIP = {"What would you like to understand instead?": 1}
"""Where a skip is followed by fewer messages than words are."""
_STOP_AFTER, _SAID_AT_THE_STOP = 4, 2
"""Once in a life something small is offered, after so many items, in so many messages."""

_OWN_WORDS = (
    "What would you change?",
    "Would you like to put it in one line",
    "How would you put the picture into your own words?",
)
"""The questions whose answer stands above the map from then on."""


@dataclass(frozen=True, slots=True)
class Repeat:
    """A message that came twice in a row. The places of both in the list of everything that was received."""

    chat: int
    first: int
    second: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found. faults: sentences, empty when all is well. updates: how many were judged."""

    updates: int
    messages: int
    repeats: tuple[Repeat, ...]
    faults: tuple[str, ...]


class _Wrong(Exception):
    pass


def judge(received: Sequence[Receipt], talkers: Sequence[Talker]) -> Verdict:
    """The verdict on a run in which everything was answered."""
    repeats: list[Repeat] = []
    faults: list[str] = []
    for talker in talkers:
        chat = talker.person.id
        once, again = _without_repeats(chat, received)
        repeats.extend(again)
        try:
            _Reading(talker).read(once)
        except _Wrong as wrong:
            faults.append(f"{talker.person.id}: {wrong}")
        if _took_away(chat, received) and not any(act.kind == "erases" for act in talker.acts):
            faults.append(f"{talker.person.id}: messages were taken away from somebody who erased nothing")
    return Verdict(sum(len(talker.acts) for talker in talkers), len(received), tuple(repeats), tuple(faults))


def unexplained(repeats: Sequence[Repeat], kills: Sequence[int]) -> list[Repeat]:
    """Repeats that no kill explains. kills: how many messages had been received when each kill came. A kill explains
    at most one message in each chat: the one that it found between its sending and its mark."""
    return [one for one in repeats if not any(one.first < kill <= one.second for kill in kills)]


def _without_repeats(chat: int, received: Sequence[Receipt]) -> tuple[list[Receipt], list[Repeat]]:
    once: list[Receipt] = []
    again: list[Repeat] = []
    last = -1
    for position, receipt in enumerate(received):
        if receipt.shown.chat != chat or receipt.kind == "deleted":
            continue  # what goes with an erasure goes beside the conversation
        if once and receipt.kind == "sent" == once[-1].kind and _look(receipt.shown) == _look(once[-1].shown):
            again.append(Repeat(chat, last, position))
            once.pop()  # what the person presses, and what is edited later, is the second
        once.append(receipt)
        last = position
    return once, again


def _took_away(chat: int, received: Sequence[Receipt]) -> bool:
    return any(receipt.kind == "deleted" and receipt.shown.chat == chat for receipt in received)


def _look(shown: Shown) -> object:
    return shown.text, shown.keyboard, shown.photo


class _Reading:
    """Reads one chat, act by act."""

    def __init__(self, talker: Talker) -> None:
        self._talker = talker
        self._tag = ""
        self._turn = 0
        self._item = 0
        self._has_own_words = self._has_been_offered = self._has_just_taken = False
        self._question: Shown | None = None

    def read(self, receipts: Sequence[Receipt]) -> None:
        """Raises _Wrong at the first thing that is not as it must be."""
        rest = list(reversed(receipts))
        for number, act in enumerate(self._talker.acts):
            try:
                self._act(act, rest)
            except _Wrong as wrong:
                raise _Wrong(f"after update {number} ({act.kind}): {wrong}") from None
        if rest:
            raise _Wrong(f"came without being asked for: {rest[-1].shown.text!r}")

    def _act(self, act: Act, rest: list[Receipt]) -> None:
        if rest and rest[-1].kind == "edited" and rest[-1].shown.buttons:
            self._takes_its_place(act, rest.pop())
            return
        if act.kind in ("chooses", "writes"):
            self._gives_way(act, rest)
        said = list(_said(rest))
        for text in said:
            self._is_theirs(text)
        due = self._due(act)
        if len(said) != due:
            raise _Wrong(f"{due} messages were due before the next question; there came {said}")
        if due == _SAID_AT_THE_STOP and act.kind == "chooses" and self._item == _STOP_AFTER:
            self._is_offered(said)
        if act.kind == "erases":
            self._is_erased(said)
        elif not rest:
            raise _Wrong("no question came")
        else:
            self._asks(act, rest.pop())

    def _due(self, act: Act) -> int:
        """How many messages come before the next question."""
        if act.kind in ("begins", "commands", "erases"):
            return int(act.kind == "erases")
        assert self._question is not None
        label = _label(self._question, act.choice) if act.kind == "chooses" else ""
        if self._item == _STOP_AFTER and label not in ("", "Back") and not self._has_been_offered:
            self._has_been_offered = True
            return _SAID_AT_THE_STOP
        if label == "Why do you say that?":
            return int("Partly" in self._question.labels)  # there the question is asked again below the reasons
        if label in ("My map", "Yes"):
            return 1 + self._has_own_words
        if label in ("", "Skip"):
            question = self._question.text
            self._has_own_words |= not label and question.startswith(_OWN_WORDS)
            said = _SAID_AFTER_WORDS | (_SAID_AFTER_A_SKIP if label else {})
            return next((due for start, due in said.items() if question.startswith(start)), 0)
        return 0 if "Yes, one a day" in self._question.labels else _SAID_AFTER_CHOICE.get(label, 0)

    def _takes_its_place(self, act: Act, receipt: Receipt) -> None:
        """A tap on a question whose place the next one takes: the choice that was made stands above it."""
        before, shown = self._question, receipt.shown
        if before is None or act.kind != "chooses" or before.id != shown.id:
            raise _Wrong(f"the message {shown.text!r} was changed, and not by a choice in it")
        chosen = _label(before, act.choice)
        wanted = "" if chosen == "Back" else f"\u203a {_words(before, act.choice)}\n\n"
        if not shown.text.startswith(wanted) or (not wanted and shown.text.startswith("\u203a")):
            raise _Wrong(f"the question {before.text!r} was followed in its place by {shown.text!r}")
        self._reads(act, shown)

    def _gives_way(self, act: Act, rest: list[Receipt]) -> None:
        """The question that was answered shows the answer, and its keyboard is gone."""
        before = self._question
        assert before is not None
        chosen = f"\n\n\u203a {_words(before, act.choice)}" if act.kind == "chooses" else ""
        wanted = (before.id, asked(before) + chosen, ())
        if not rest or rest[-1].kind != "edited":
            raise _Wrong(f"the question {before.text!r} did not give way to {chosen!r}")
        shown = rest.pop().shown
        if (shown.id, shown.text, shown.keyboard) != wanted:
            raise _Wrong(f"the question {before.text!r} gave way to {shown.text!r}, not to {chosen!r}")

    def _is_offered(self, said: Sequence[str]) -> None:
        if [text.endswith(("minute)", "minutes)")) for text in said] != [False, True]:
            raise _Wrong(f"something small was due, with its minutes, and what goes before it; there came {said}")

    def _is_erased(self, said: Sequence[str]) -> None:
        if ERASED not in said[0]:
            raise _Wrong(f"not erased, but {said}")
        self._tag, self._turn, self._question = "", 0, None
        self._has_own_words = self._has_been_offered = self._has_just_taken = False

    def _asks(self, act: Act, receipt: Receipt) -> None:
        shown = receipt.shown
        if receipt.kind != "sent":
            raise _Wrong(f"the message {shown.text!r} was changed once more")
        self._reads(act, shown)

    def _reads(self, act: Act, shown: Shown) -> None:
        self._is_theirs(shown.text)
        tag, turn = place(shown)
        if act.kind == "begins" and f"Hello Person{self._talker.person.id}." not in shown.text:
            raise _Wrong(f"no welcome, but {shown.text!r}")
        if turn != self._turn + 1 or self._tag not in ("", tag):
            raise _Wrong(f"question {tag}.{turn} came after {self._tag}.{self._turn}: {shown.text!r}")
        self._counts(act, shown)
        self._tag, self._turn, self._question = tag, turn, shown

    def _counts(self, act: Act, shown: Shown) -> None:
        """Each answer to an item counts once, Back takes one away, words leave it open."""
        before = self._item
        if not before:
            wanted = 1
        elif act.kind == "chooses":
            assert self._question is not None
            label = _label(self._question, act.choice)
            # Behind an idea that was taken on, Back takes just that back.
            wanted = before + (0 if label == "Back" and self._has_just_taken else _FORWARD.get(label, 1))
            self._has_just_taken = label == _TAKEN
        else:
            wanted = before
        self._item = _item(shown, wanted)
        if self._item and self._item != wanted:
            raise _Wrong(f"item {self._item} came where {wanted} was due: {shown.text!r}")
        if before and not self._item and before < _FEWEST_ITEMS:
            raise _Wrong(f"the items ended after {before}")

    def _is_theirs(self, text: str) -> None:
        others = set(_NUMBERS.findall(text)) - {str(self._talker.person.id)}
        if others:
            raise _Wrong(f"was sent to the wrong person: {text!r}")


def _said(rest: list[Receipt]) -> Iterator[str]:
    """The messages up to the next question, taken away from `rest`."""
    while rest and rest[-1].kind == "sent" and not rest[-1].shown.buttons:
        yield rest.pop().shown.text


def _words(shown: Shown, choice: int) -> str:
    """What the message shows when this choice was made: the words behind a letter, or else the label."""
    label = _label(shown, choice)
    for line in shown.text.splitlines():
        if line.startswith(f"{label}  "):
            return line[len(label) + 2 :]
    return label


def _label(shown: Shown, choice: int) -> str:
    labels = choices(shown)
    if choice not in labels:
        raise _Wrong(f"the question {shown.text!r} has no choice {choice}")
    return labels[choice]


def _item(shown: Shown, wanted: int) -> int:
    """The number of the item that a question is; 0 when it is none."""
    found = _PROGRESS.match(asked(shown))
    if found:
        return int(found[1])
    # Behind the number that was announced, and at "which comes nearest?", no number is said.
    return wanted if "None of these" in shown.labels or "Rather not say" in shown.labels else 0
