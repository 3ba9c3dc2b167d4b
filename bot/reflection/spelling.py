"""Writing words as they are compared: case, accents and odd signs do not count.

Rule: one text in, one text out; what the words mean is not known here.
"""

from __future__ import annotations

import unicodedata

_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "\u0131": "i", "ħ": "h", "ə": "e"}
)
"""Latin letters that Unicode does not take apart."""

_LONGEST = 200
"""Letters that are read: nobody needs more to say a time or a place."""


def plain(text: str) -> str:
    """`text` in small letters without accents, apostrophes or doubled spaces; signs that stand in times are kept."""
    opened = unicodedata.normalize("NFKD", text[:_LONGEST].casefold()).translate(_LETTERS)
    # Only the accents of European letters: without its vowel signs a Hindi word is another one.
    bare = "".join(letter for letter in opened if not "\u0300" <= letter <= "\u036f")
    kept = (letter for letter in unicodedata.normalize("NFC", bare) if letter not in "'\u2019\u2018\u02bb\u02bc`\u00b4")
    return " ".join("".join(kept).split())


def name_key(text: str) -> str:
    """`text` as names of places are compared: letters and digits alone, one space between words."""
    spaced = (letter if unicodedata.category(letter)[0] in "LMN" else " " for letter in plain(text))
    return " ".join("".join(spaced).split())
