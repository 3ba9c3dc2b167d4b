"""How a person's own words are given back: exactly as meant, tidied only in case, apostrophes and the last stop.

Rule: no word is added, dropped or exchanged; a spelling that could be another word ("were", "well") is left alone.
"""

from __future__ import annotations

import re

from bot.dialogue.messages import inside_quotes

_CONTRACTIONS = {
    "arent": "aren't", "cant": "can't", "couldnt": "couldn't", "didnt": "didn't", "doesnt": "doesn't", "dont": "don't",
    "hadnt": "hadn't", "hasnt": "hasn't", "havent": "haven't", "im": "I'm", "isnt": "isn't", "ive": "I've",
    "shouldnt": "shouldn't", "thats": "that's", "theyd": "they'd", "theyll": "they'll", "theyre": "they're",
    "theyve": "they've", "wasnt": "wasn't", "werent": "weren't", "whats": "what's", "wouldnt": "wouldn't",
    "youd": "you'd", "youll": "you'll", "youre": "you're", "youve": "you've",
}  # fmt: skip
_WORDS = re.compile(rf"\b(?:({'|'.join(_CONTRACTIONS)})(?!['\u2019])|i(?!\.\w))\b", re.IGNORECASE)
# "its" alone is ambiguous; before these words, at the start, it can only be "it is".
_ITS = re.compile(
    r"^its(?= (?:a|an|about|always|because|hard|just|like|mostly|never|not|often|only|so|that|the|when)\b)", re.I
)
_BEGINS = re.compile(r"(\w[\w.'\u2019]*)([.?!] )([^\W\d_])")
_SHORTENED = frozenset({"dr", "etc", "mr", "mrs", "ms", "no", "nr", "st", "vs"})
"""Words with a stop that ends no sentence, as "e.g." and "a.m." with one inside ("no." may be a number)."""


def tidy(text: str) -> str:
    """`text` with a capital at the start of each sentence and the apostrophes that were left out."""
    words = _ITS.sub("it's", " ".join(text.split()))
    words = _WORDS.sub(lambda match: _CONTRACTIONS.get(match.group().lower(), "I"), words)
    return _BEGINS.sub(_begun, words[:1].upper() + words[1:])


def _begun(found: re.Match[str]) -> str:
    word, stop, letter = found.groups()
    ends = stop[0] != "." or not ("." in word or word.lower() in _SHORTENED)
    return f"{word}{stop}{letter.upper()}" if ends else found.group()


def sentence(text: str) -> str:
    """`text` tidied, with a full stop where nothing else ends it, and single quotes inside: for words that stand in
    quotes between others."""
    words = inside_quotes(tidy(text))
    return f"{words}." if words[-1:].isalnum() else words
