"""The words of a language for times, compiled: a text becomes tokens, each with everything it can mean.

Rule: words only; what they mean side by side is for clock.py, hours.py and breaks.py. The longest phrase wins.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from bot.reflection.forms import Part, TimesFile
from bot.reflection.spelling import plain

Phrase = tuple[str, ...]
Meaning = tuple[Sequence[str], str, object]
"""Words, the kind of thing they mean, and which one."""

_ATOM = re.compile(
    r"(?P<hour>\d{1,2})(?: ?: ?|[.,;h])(?P<minute>\d{2})(?!\d)(?::\d\d(?!\d))?"
    r"|(?P<joined>\d{3,4})(?!\d)|(?P<bare>\d{1,2})(?!\d)|(?P<long>\d+)"
    # Letters with the vowel signs of Hindi, which are no letters to Python.
    r"|(?P<word>(?:[^\W\d_]|[\u0900-\u0963])+)|(?P<sign>\S)"
)
_JOINS = frozenset(",;/&+")
_FORENOON = re.compile(r"(?<![a-z])([ap])\.\s?m\b\.?|(?<=\d)([ap])(?![a-z])")
"""Dots in "p.m." would be signs of their own, and the "p" of "8p" a word."""
_ISH = re.compile(r"(?<=[a-z])-?ish(?![a-z])")
"""An ending that is a word of its own: "noonish"."""

_SHORTEST_SLIP = 5
"""Letters that a word needs before one of them may be wrong."""
_SLIPPED = {"number", "part", "moment", "days", "unit", "tomorrow"}
"""What may be misspelled."""

_FIRST_TEN = 10
_WEEKEND = 2


@dataclass(frozen=True, slots=True)
class Written:
    """A time in digits. sure: it was written as clocks of 24 hours show it ("07:30", "2030", "8h30", "20")."""

    hour: int
    minute: int
    sure: bool


@dataclass(frozen=True, slots=True)
class Token:
    """One word, phrase or number, with everything it can mean (kind -> meaning)."""

    text: str
    meanings: Mapping[str, object]

    def __contains__(self, kind: str) -> bool:
        return kind in self.meanings

    @property
    def number(self) -> int | None:
        """The number that this is, up to 59."""
        number = self.meanings.get("number")
        return number if isinstance(number, int) else None

    @property
    def amount(self) -> int | None:
        """The number that this is before a unit: one of any size, or "a couple of"."""
        amount = self.meanings.get("amount", self.meanings.get("number"))
        return amount if isinstance(amount, int) else None

    @property
    def fraction(self) -> int | None:
        """Minutes by name ("a quarter")."""
        minutes = self.meanings.get("fraction")
        return minutes if isinstance(minutes, int) else None

    @property
    def moment(self) -> int | None:
        """A time by name, as minutes after midnight."""
        minute = self.meanings.get("moment")
        return minute if isinstance(minute, int) else None

    @property
    def unit(self) -> int | None:
        """A length of time, as days."""
        days = self.meanings.get("unit")
        return days if isinstance(days, int) else None

    @property
    def written(self) -> Written | None:
        """A time in digits."""
        written = self.meanings.get("written")
        return written if isinstance(written, Written) else None

    @property
    def part(self) -> Part | None:
        """A part of the day."""
        part = self.meanings.get("part")
        return part if isinstance(part, Part) else None

    @property
    def days(self) -> tuple[int, ...]:
        """Days of the week by name."""
        days = self.meanings.get("days")
        return days if isinstance(days, tuple) else ()


class Vocabulary:
    """The words of one language. The reading of one text is `tokens`."""

    def __init__(self, file: TimesFile, meanings: Iterable[Meaning]) -> None:
        self.file = file
        self._phrases: dict[Phrase, dict[str, object]] = {}
        for words, kind, meaning in meanings:
            for word in words:
                self._phrases.setdefault(_atoms(plain(word)), {})[kind] = meaning
        self._longest = max(map(len, self._phrases))
        singles = [(one[0], kinds) for one, kinds in self._phrases.items() if len(one) == 1 and _SLIPPED & set(kinds)]
        self._spelled = {word: kinds for word, kinds in singles if len(word) >= _SHORTEST_SLIP}

    def tokens(self, text: str) -> list[Token]:
        """The tokens of `text`; signs without a meaning are left out."""
        found = list(_ATOM.finditer(_ISH.sub(" ish", _FORENOON.sub(r"\1\2m", plain(text)))))
        atoms = tuple(one.group() for one in found)
        tokens: list[Token] = []
        place = 0
        while place < len(atoms):
            length = self._phrase_at(atoms, place)
            if length:
                phrase = atoms[place : place + length]
                tokens.append(Token(" ".join(phrase), self._phrases[phrase]))
            else:
                tokens += self._alone(found[place])
            place += length or 1
        return _joined(tokens)

    def _phrase_at(self, atoms: Phrase, place: int) -> int:
        """How many atoms the longest phrase that begins here has; 0 when none does."""
        lengths = range(min(self._longest, len(atoms) - place), 0, -1)
        return next((length for length in lengths if atoms[place : place + length] in self._phrases), 0)

    def _alone(self, found: re.Match[str]) -> Iterator[Token]:
        text = found.group()
        match found.lastgroup:
            case "word":
                yield Token(text, self._near(text))
            case "long":
                yield Token(text, {"unknown": None})
            case "sign":
                if text in _JOINS:
                    yield Token(text, {"ands": None})
            case _:
                yield Token(text, _digits(found))

    def _near(self, word: str) -> Mapping[str, object]:
        """What a word with one wrong, missing, added or swapped letter means; the first letter must stand."""
        if len(word) >= _SHORTEST_SLIP:
            able = (one for one in self._spelled if one[0] == word[0])
            meant = [self._spelled[one] for one in able if OSA.distance(one, word, score_cutoff=1) <= 1]
            if meant and all(one == meant[0] for one in meant):
                return meant[0]
        return {"unknown": None}


def _atoms(text: str) -> Phrase:
    return tuple(found.group() for found in _ATOM.finditer(text))


def of_times(file: TimesFile) -> Iterator[Meaning]:
    """What words mean where a time is said."""
    silent = (
        "minutes", "hours", "past", "to", "clock", "now", "ands", "through", "excepts", "no", "around", "vague", "zero",
        "off",
    )  # fmt: skip
    yield from ((getattr(file, kind), kind, None) for kind in silent)
    yield from (([word], "fraction", minutes) for word, minutes in file.fractions.items())
    yield from ((part.words, "part", part) for part in file.parts.values())
    yield from ((moment.words, "moment", moment.at) for moment in file.moments)
    yield from ((day.words, "days", day.days) for day in file.days)
    yield from _of_both(file)


def of_breaks(file: TimesFile) -> Iterator[Meaning]:
    """What words mean where the end of a break is said."""
    breaks = file.breaks
    silent = ("endless", "until", "today", "tomorrow", "next", "week", "month", "year", "over", "late", "end_of")
    yield from ((getattr(breaks, kind), kind, None) for kind in silent)
    yield (breaks.ordinals, "ordinal", None)
    yield from ((span.words, "unit", span.days) for span in breaks.units)
    yield from (([word], "amount", amount) for word, amount in breaks.amounts.items())
    yield from ((file.vague, "vague", None), (file.ands, "ands", None))
    # No break ends with "every day": "a day" is a length here.
    yield from ((day.words, "days", day.days) for day in file.days if len(day.days) <= _WEEKEND)
    yield from _of_both(file)


def _of_both(file: TimesFile) -> Iterator[Meaning]:
    yield (file.filler, "filler", None)
    yield from (([word], "number", number) for word, number in file.numbers.items())


def _digits(found: re.Match[str]) -> dict[str, object]:
    if (joined := found["joined"]) is not None:
        hour, minute = int(joined[:-2]), int(joined[-2:])
        return {"written": Written(hour, minute, sure=len(joined) == len("2030")), "amount": int(joined)}
    if (bare := found["bare"]) is not None:
        return {"number": int(bare), "digits": None, **({"padded": None} if bare[0] == "0" else {})}
    written = found["hour"]
    sure = len(written) > 1 or written == "0" or "h" in found.group()
    return {"written": Written(int(written), int(found["minute"]), sure)}


def _joined(tokens: Sequence[Token]) -> list[Token]:
    """The same with words of tens and ones made one number: "twenty five", "twenty-five"."""
    joined: list[Token] = []
    rest = list(tokens)
    while rest:
        token = rest.pop(0)
        ones = rest[1:2] if rest and rest[0].text == "-" else rest[:1]
        if _is_tens(token) and ones and _is_ones(ones[0]):
            del rest[: rest.index(ones[0]) + 1]
            token = Token(f"{token.text} {ones[0].text}", {"number": (token.number or 0) + (ones[0].number or 0)})
        joined.append(token)
    return joined


def _is_tens(token: Token) -> bool:
    return "digits" not in token and token.number is not None and token.number >= 2 * _FIRST_TEN


def _is_ones(token: Token) -> bool:
    return "digits" not in token and token.number is not None and 0 < token.number < _FIRST_TEN
