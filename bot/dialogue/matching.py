"""Which choice a person's words mean.

Rule: words are read as a choice only when they could mean no other and cannot mean its opposite. So the person's whole
text must be a label, its letter or its number, begin exactly one label, or be one label with a slip in long words or
with a space in the wrong place.

Why word by word: as whole strings "I'm not safe for now" is 95% alike to "I'm safe for now" and "not mostly" 90% to
"Mostly", while the true slip "partley" is 92% alike to "Partly" (measured with rapidfuzz): similarity reverses meaning.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

import msgspec
from rapidfuzz.distance import OSA

from bot.dialogue.messages import Choice

_SHORTEST_SLIP = 5
"""Letters a word needs before one of them may be wrong: in short words one letter makes another word."""

_SHORTEST_BEGINNING = 3
"""Letters that a beginning needs when it stops inside a word ("par" for "Partly"); whole words always do."""

_NEGATIONS = frozenset(
    {
        "no", "not", "never", "none", "nobody", "nothing", "nor", "neither", "without", "hardly", "cannot", "can't",
        "cant", "don't", "dont", "doesn't", "doesnt", "didn't", "didnt", "won't", "wont", "isn't", "isnt", "aren't",
        "arent", "wasn't", "weren't", "haven't", "hasn't", "hadn't", "wouldn't", "couldn't", "shouldn't",
    }
)  # fmt: skip


class Match(msgspec.Struct, frozen=True):
    """The choice that was meant (its number, from 0), and whether it took reading past a slip of spelling."""

    choice: int
    misspelled: bool = False


def match(
    text: str, choices: Sequence[Choice], *, exact: bool = False, others: Sequence[Sequence[str]] = ()
) -> Match | None:
    """The choice that `text` means, or None.

    exact: only the whole label, its letter or its number counts (consent, age, deletion, crisis). others: for each
    choice the whole messages that its author says mean it too.
    """
    said = _words(text)
    if not said:
        return None
    names = [[_words(name) for name in (choice.label, choice.text) if name] for choice in choices]
    found = _only([number for number, labels in enumerate(names) if said in labels])
    if found is None:
        found = _by_place(text, len(choices))
    if found is None:
        found = _only([number for number, words in enumerate(others) if said in map(_words, words)])
    if found is not None:
        return Match(found)
    if exact:
        return None
    found = _only([number for number, labels in enumerate(names) if any(_begins(said, label) for label in labels)])
    if found is not None:
        return Match(found)
    found = _only([number for number, labels in enumerate(names) if any(_slips(said, label) for label in labels)])
    return None if found is None else Match(found, misspelled=True)


def normal(text: str) -> str:
    """`text` for comparing whole messages: case, punctuation and spaces do not count, apostrophes are straight."""
    return " ".join(_words(text))


def _words(text: str) -> list[str]:
    straight = unicodedata.normalize("NFKC", text).replace("\u2019", "'").replace("\u2018", "'").casefold()
    # Marks (category M) stay: without its vowel signs a Hindi word is another word.
    kept = "".join(letter if unicodedata.category(letter)[0] in "LMN" or letter == "'" else " " for letter in straight)
    return [word for word in (raw.strip("'") for raw in kept.split()) if word]


def _only(found: Sequence[int]) -> int | None:
    return found[0] if len(found) == 1 else None


def _by_place(text: str, count: int) -> int | None:
    """The number or the letter of a choice, counted from 1 or A."""
    sign = re.fullmatch(r"[\s\[(]*([0-9]{1,2}|[a-z])[\s\]).]*", text.casefold())
    if sign is None:
        return None
    name = sign.group(1)
    place = int(name) - 1 if name.isdecimal() else ord(name) - ord("a")
    return place if 0 <= place < count else None


def _begins(said: list[str], label: list[str]) -> bool:
    if len(said) > len(label) or said[:-1] != label[: len(said) - 1]:
        return False
    last, whole = said[-1], label[len(said) - 1]
    return last == whole or (whole.startswith(last) and len(last) >= _SHORTEST_BEGINNING)


def _slips(said: list[str], label: list[str]) -> bool:
    if "".join(said) == "".join(label):  # "Writem y own"
        return True
    return len(said) == len(label) and all(map(_same_word, said, label))


def _same_word(said: str, meant: str) -> bool:
    if said == meant:
        return True
    if said in _NEGATIONS or meant in _NEGATIONS or min(len(said), len(meant)) < _SHORTEST_SLIP:
        return False
    # The first letter must stand: "atypical" is one letter away from "typical".
    return said[0] == meant[0] and OSA.distance(said, meant, score_cutoff=1) <= 1
