"""Where the buttons of a message stand.

Rule: layout only; the order of the choices is the companion's, but for the way out ("Back", "Skip"), which is last.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from bot.dialogue.messages import Message, plain

WAYS_OUT: Final = frozenset({"back", "skip", "rather not say"})
"""Labels of choices that give no answer; they share the last row."""

LONGEST_COPY: Final = 256
"""https://core.telegram.org/bots/api#copytextbutton"""

_LETTERS_IN_A_ROW = 5
# About what half the width of a small phone shows without cutting the label short.
_HALF = 16


Keyboard = Mapping[str, list[list[dict[str, Any]]]]
"""https://core.telegram.org/bots/api#inlinekeyboardmarkup, as it is sent."""


def keyboard(message: Message) -> Keyboard | None:
    """The buttons under `message`; None when it has none. A button's data is `question:number`, at most 64 bytes."""
    if not message.choices:
        return None
    labels = [plain(choice.label).strip() or "…" for choice in message.choices]
    return {"inline_keyboard": [[_button(message, number, labels[number]) for number in row] for row in rows(labels)]}


def _button(message: Message, number: int, label: str) -> dict[str, Any]:
    if copied := message.choices[number].copy:
        return {"text": label, "copy_text": {"text": copied[:LONGEST_COPY]}}
    return {"text": label, "callback_data": f"{message.question}:{number}"}


def rows(labels: Sequence[str]) -> list[list[int]]:
    """The numbers of the labels, row by row: letters side by side, short labels two in a row, long ones alone."""
    answers = [number for number, label in enumerate(labels) if label.casefold() not in WAYS_OUT]
    ways_out = [number for number, label in enumerate(labels) if label.casefold() in WAYS_OUT]
    letters = [number for number in answers if _is_letter(labels[number])]
    words = [number for number in answers if not _is_letter(labels[number])]
    return [*_even(letters), *_paired(words, labels), *([ways_out] if ways_out else [])]


def _is_letter(label: str) -> bool:
    return len(label) == 1 or label.isdecimal()


def _even(letters: Sequence[int]) -> Iterator[list[int]]:
    lines = -(-len(letters) // _LETTERS_IN_A_ROW)
    width = -(-len(letters) // lines) if lines else 1
    for start in range(0, len(letters), width):
        yield list(letters[start : start + width])


def _paired(words: Sequence[int], labels: Sequence[str]) -> Iterator[list[int]]:
    row: list[int] = []
    for number in words:
        is_short = len(labels[number]) <= _HALF
        if row and (not is_short or len(row) > 1):
            yield row
            row = []
        row.append(number)
        if not is_short:
            yield row
            row = []
    if row:
        yield row
