"""Small talk: what a whole message of thanks, anger, goodbye ... means, so that it gets an answer of its own.

Rule: a message counts only when every piece of it is one of the phrases that an author wrote out; nothing is guessed
from a word inside a sentence. So no wish, no confession and no answer is ever taken for small talk.

    says: "[thanks/thank you] (so much/a lot)"  ->  thanks, thanks so much, thanks a lot, thank you, ...
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from bot.dialogue.forms import SmallTalkForm
from bot.dialogue.matching import normal
from bot.errors import ScriptError

_MOST_PHRASES = 2_000
"""So many phrases one line may stand for: more is a slip, and would fill the memory."""

_PART = re.compile(r"\(([^()\[\]]*)\)|\[([^()\[\]]*)\]|([^()\[\]\s]+)|(\S)")
"""What may be there, what must be there, a word (or one word/or the other), a bracket that is none."""

_PIECE_ENDS = re.compile(r"[.,!?;:\n\u2026\u2014\u2013]+|\s-\s")
_RUN = re.compile(r"(\w)\1{2,}")
_SHORTHAND = {"u": "you", "r": "are", "ya": "you"}
_ASIDES = frozenset(
    {
        "ah", "aha", "and", "anyway", "but", "eh", "er", "erm", "ha", "haha", "hahaha", "hey", "hm", "hmm", "lol", "oh",
        "ok", "okay", "please", "pls", "right", "so", "tbh", "uh", "um", "wait", "well", "wow",
    }
)  # fmt: skip
"""Words around a phrase that change nothing about what it means."""


@dataclass(frozen=True, slots=True)
class SmallTalk:
    """Every phrase, as it is compared -> what it is. Made by `small_talk`."""

    phrases: Mapping[str, SmallTalkForm]

    def read(self, text: str) -> SmallTalkForm | None:
        """What `text` is as a whole, or None. Of several things that are said in a row, the last one is answered."""
        whole = self._phrase(text)
        if whole is not None:
            return whole
        pieces = [piece for piece in _PIECE_ENDS.split(text) if not _is_aside(piece)]
        read = [self._phrase(piece) for piece in pieces]
        return read[-1] if read and all(read) else None

    def _phrase(self, text: str) -> SmallTalkForm | None:
        return next((self.phrases[one] for one in _readings(text) if one in self.phrases), None)


def small_talk(forms: Iterable[SmallTalkForm]) -> SmallTalk:
    """All phrases of these forms; the first form with a phrase has it. Raises ScriptError as `written_out` does."""
    phrases: dict[str, SmallTalkForm] = {}
    for form in forms:
        for line in form.says:
            for phrase in written_out(line):
                phrases.setdefault(phrase, form)
    return SmallTalk(phrases)


def written_out(line: str) -> Sequence[str]:
    """Every phrase that a line of `says` stands for, as it is compared. Raises ScriptError when it cannot be read."""
    parts = [_alternatives(*found) for found in _PART.findall(line)]
    count = 1
    for part in parts:
        count *= len(part)
    if count > _MOST_PHRASES:
        raise ScriptError(f"this stands for {count} phrases: at most {_MOST_PHRASES}, so make several lines of it")
    # Each part is compared once, and not in each phrase anew: that is most of the time it takes.
    phrases = dict.fromkeys(" ".join(filter(None, chosen)) for chosen in product(*parts))
    if "" in phrases:
        raise ScriptError("this may be nothing at all: leave one word outside the brackets")
    return list(phrases)


def _alternatives(optional: str, due: str, words: str, stray: str) -> list[str]:
    if stray:
        raise ScriptError("a bracket is not closed, or stands inside another: write `(may be)` and `[one/the other]`")
    one_of = [_compared(part) for part in (optional or due or words).split("/")]
    if not all(one_of):
        raise ScriptError("a word is missing beside '/' or inside the brackets")
    return ["", *one_of] if optional else one_of


def _compared(text: str) -> str:
    """A phrase as it is compared: apostrophes left out, shorthand written out."""
    return " ".join(_SHORTHAND.get(word, word) for word in normal(text).replace("'", "").split())


def _readings(text: str) -> Iterator[str]:
    """A text as it is compared, with "byeee" as "bye" or "byee", and without asides around it."""
    for letters in (r"\1", r"\1\1"):
        said = _compared(_RUN.sub(letters, text))
        yield said
        words = said.split()
        while len(words) > 1 and words[0] in _ASIDES:
            del words[0]
        yield " ".join(words)
        while len(words) > 1 and words[-1] in _ASIDES:
            del words[-1]
        yield " ".join(words)


def _is_aside(piece: str) -> bool:
    return all(word in _ASIDES for word in _compared(piece).split())
