"""From what people type to plain words: case, apostrophes, accents, disguises, misspellings, glued and spaced letters.

Rule: nothing here knows of signs or rules. A text becomes a list of words and marks; a mark is "." (a sentence ends),
"," (a clause ends) or "/" (a line or a thought breaks off; words on both sides still belong together).
Letters of other scripts keep their marks: a Devanagari vowel sign is no punctuation (`str.isalnum` says it is none of a
word's characters, so categories are asked instead).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product

from rapidfuzz.distance import OSA

SENTENCE, CLAUSE, BREAK = ".", ",", "/"
MARKS = frozenset((SENTENCE, CLAUSE, BREAK))

_APOSTROPHES = dict.fromkeys(map(ord, "\u2018\u2019\u201b\u02bc\u0060\u00b4\u2032\uff07"), "'")
_DIRECTIONS = (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x061C, 0x200E, 0x200F)
_INVISIBLE = dict.fromkeys(
    (*range(0x200B, 0x200E), 0x2060, 0xFEFF, 0x00AD, 0x034F, 0x180E, 0xFE0E, 0xFE0F, *_DIRECTIONS), None
)
_SMALL_CAPITALS = str.maketrans(
    "\u1d00\u0299\u1d04\u1d05\u1d07\u0262\u029c\u026a\u1d0a\u1d0b\u029f\u1d0d\u0274\u1d0f\u1d18\u0280\ua731\u1d1b\u1d1c\u1d20\u1d21\u028f\u1d22\u0131\u13a5\uab75",
    "abcdeghijklmnoprstuvwyziii",
)
_LOOKALIKES = str.maketrans("авекмнорстухіѕјԁαεικνορτυ", "abekmhopctyxisjdaeikvoptu")
# Written with or without, as people please: the dots of the Russian yo, the dot below and the moon of Devanagari.
_OPTIONAL = {0x0451: "\u0435", 0x093C: None, 0x0901: "\u0902"}
_FOLDING = {**_APOSTROPHES, **_INVISIBLE, **_SMALL_CAPITALS, **_OPTIONAL, 0: " "}
_CYRILLIC_LOOKALIKES = str.maketrans("abekmhopctyx", "авекмнорстух")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_LATIN = re.compile(r"[a-z]")
_WORD = re.compile(r"\w")
# Two words with nothing but a mark between them may be of two alphabets; a mark after one letter is a disguise.
_CHUNK = re.compile(r"[^\s.,!?;:/]{2,}(?=[.,!?;:/])|\S+")
_STRETCHED = re.compile(r"(.)\1\1")
_SPACED = re.compile(r"(?<![^\s.,!?])(?:[^\W\d_][ .\-_*]{1,2}){3,}[^\W\d_](?![^\s.,!?])")
_DOTTED = re.compile(r"(?<!\S)[^\W\d_]+(?:\.[^\W\d_]+){3,}\.?(?!\S)")
_DIGITS: Mapping[str, str] = {
    "0": "o", "1": "il", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b", "@": "a", "$": "s", "!": "i", "|": "l"
}  # fmt: skip
_EDGE = ".,!?;:\u2026\"'()[]{}*_~-\u2013\u2014<>#"
_ENDS_SENTENCE = frozenset(".!?;\u3002\u0964\uff01\uff1f\u061f")
_SAYS_NOTHING = frozenset("'\"/-_*#&+@$%^=~|\\\u201c\u201d\u00ab\u00bb")
_LONGEST_DISGUISE = 16
_VISIBLE_LETTERS = 2
_GUESSABLE = 6


def folded(text: str) -> str:
    """`text` in one case and one form of each letter; lone surrogates become spaces. Total: any string has one."""
    if text.isascii() and text.isalpha():
        return text.lower()
    if not text.isascii():
        text = unicodedata.normalize("NFKC", _LONE_SURROGATE.sub(" ", text))
    text = text.translate(_FOLDING).casefold()
    if not text.isascii():
        text = _CHUNK.sub(lambda chunk: _without_accents(chunk.group()), text)
    if text.isalpha():
        return text
    text = _DOTTED.sub(lambda found: found.group().replace(".", " "), text)
    return _SPACED.sub(lambda found: re.sub(r"[ .\-_*]", "", found.group()), text)


def _without_accents(chunk: str) -> str:
    # Only Latin letters lose their accents, and only a word that mixes alphabets has its look-alikes turned to Latin.
    if chunk.isascii() or not _LATIN.search(apart := unicodedata.normalize("NFKD", chunk)):
        return chunk
    plain: list[str] = []
    for letter in apart:
        if not (unicodedata.combining(letter) and plain and plain[-1].isascii()):
            plain.append(letter)
    latin = unicodedata.normalize("NFC", "".join(plain)).translate(_LOOKALIKES)
    # What looks like nothing Latin says which alphabet was meant.
    return latin.translate(_CYRILLIC_LOOKALIKES) if _CYRILLIC.search(latin) else latin


class Spelling:
    """How one language's words are recognised in what people type.

    known: a way of writing -> the words meant. vocabulary: words that mean something to the rules.
    """

    def __init__(
        self,
        spellings: Mapping[str, Sequence[str]],
        vocabulary: Iterable[str] = (),
        disguised: Sequence[str] = (),
        guessed: Sequence[str] = (),
        glued: Sequence[str] = (),
    ) -> None:
        ways: dict[str, str] = {}
        for meant, written in spellings.items():
            ways.update(dict.fromkeys(map(folded, written), folded(meant)))
        self._known = {way: tuple(meant.split()) for way, meant in ways.items() if " " not in way}
        self._pairs = {way: meant for way, meant in ways.items() if " " in way}
        self._pair = _alternatives(self._pairs, r"(?<= )(?:", r")(?= )")
        self._vocabulary = frozenset(vocabulary)
        self._squeezed = {_squeezed(word): word for word in (*self._known, *self._vocabulary)}
        self._disguised = tuple(dict.fromkeys(disguised))
        self._guessed: dict[str, list[str]] = {}
        for word in guessed:
            self._guessed.setdefault(word[0], []).append(word)
        self._apart = {phrase.replace(" ", ""): phrase for phrase in map(folded, glued)}
        self._glued = _alternatives(self._apart, "(?:", ")")

    def words(self, text: str) -> list[str]:
        """The words and marks of `text`, which is `folded`."""
        found = list(self._known.get(text) or self._word(text)) if text.isalpha() else list(self._in_lines(text))
        if self._pair is None or len(found) < 2:  # noqa: PLR2004  (a pair is two words)
            return found
        joined = f" {' '.join(found)} "
        return self._pair.sub(lambda pair: self._pairs[pair.group()], joined).split()

    def _in_lines(self, text: str) -> Iterator[str]:
        read: dict[str, Sequence[str]] = {}
        for number, line in enumerate(text.splitlines()):
            if number:
                yield BREAK
            for chunk in line.split():
                if chunk not in read:
                    read[chunk] = self._known.get(chunk) or tuple(self._read(chunk))
                yield from read[chunk]

    def _read(self, chunk: str) -> Iterable[str]:
        if chunk.isalpha():
            return self._word(chunk)
        if len(chunk) > _LONGEST_DISGUISE and not _WORD.search(chunk):
            # Nothing but signs: only those that mean something are read.
            return [word for sign in dict.fromkeys(chunk) for word in self._known.get(sign, _marks(sign))]
        core = chunk.strip(_EDGE)
        meant = self._known.get(core) or self._undisguised(chunk, core)
        if meant:
            before, _, after = chunk.partition(core)
            return (*_marks(before), *meant, *_marks(after)) if core else meant
        return self._pieces(chunk)

    def _pieces(self, chunk: str) -> Iterator[str]:
        word = other = ""
        for letter in chunk:
            if letter.isalnum() or unicodedata.category(letter)[0] == "M" or (letter == "'" and word):
                yield from _marks(other)
                word, other = word + letter, ""
            else:
                yield from self._known.get(word) or self._word(word)
                word, other = "", other + letter
                if letter in self._known:
                    yield from self._known[letter]
        yield from _marks(other)
        yield from self._known.get(word) or self._word(word)

    def _word(self, word: str) -> tuple[str, ...]:
        if not word or word in self._vocabulary:
            return (word,) if word else ()
        short, apostrophe, rest = word.partition("'")
        if apostrophe and f"{short}'" in self._known:
            return (*self._known[f"{short}'"], *(self._known.get(rest) or self._word(rest)))
        if word.endswith("'s"):
            return self._word(word[:-2])
        bare = word.replace("'", "")
        return self._known.get(bare) or self._unglued(bare) or self._unstretched(bare) or self._guess(bare)

    def _unglued(self, word: str) -> tuple[str, ...]:
        if self._glued is None or len(word) < _GUESSABLE or not self._glued.search(word):
            return ()
        words = self._glued.sub(lambda glued: f" {self._apart[glued.group()]} ", word).split()
        return tuple(plain for piece in words for plain in self._known.get(piece, (piece,)))

    def _unstretched(self, word: str) -> tuple[str, ...]:
        if not _STRETCHED.search(word):
            return ()
        meant = self._squeezed.get(_squeezed(word), "")
        return self._known.get(meant) or ((meant,) if meant else ())

    def _guess(self, word: str) -> tuple[str, ...]:
        if len(word) >= _GUESSABLE:
            for meant in self._guessed.get(word[0], ()):
                if OSA.distance(word, meant, score_cutoff=1) <= 1:
                    return (meant,)
        return (word,)

    def _undisguised(self, chunk: str, core: str) -> tuple[str, ...]:
        # The edges may belong to the disguise ("$uicide"), or be a sentence's own ("die!").
        for candidate in dict.fromkeys((core, chunk.rstrip(".,!?;:"))):
            if not 1 < len(candidate) <= _LONGEST_DISGUISE or candidate.isalpha() or not _LATIN.search(candidate):
                continue
            bare = re.sub(r"[.\-_*]", "", candidate)
            if bare in self._disguised:
                return (bare,)
            if "*" in candidate or "#" in candidate:
                return self._unstarred(candidate)
            for plain in _without_digits(candidate):
                if plain in self._vocabulary or plain in self._known:
                    return self._known.get(plain, (plain,))
        return ()

    def _unstarred(self, word: str) -> tuple[str, ...]:
        if sum(letter.isalpha() for letter in word) < _VISIBLE_LETTERS:
            return ()
        shape = re.compile("".join("." if letter in "*#" else re.escape(letter) for letter in word))
        return next(((meant,) for meant in self._disguised if shape.fullmatch(meant)), ())


def _without_digits(word: str) -> Iterator[str]:
    if word.isalpha() or not any(letter in _DIGITS for letter in word):
        return
    choices = [_DIGITS.get(letter, letter) for letter in word]
    if sum(len(choice) > 1 for choice in choices) <= 4:  # noqa: PLR2004  (at most 16 readings)
        yield from map("".join, product(*choices))


def _marks(between: str) -> Iterator[str]:
    loud = [letter for letter in between if letter not in _SAYS_NOTHING]
    if not loud:
        if "&" in between:
            yield "and"
    elif "\u2026" in loud or loud.count(".") > 1:
        yield BREAK
    else:
        yield SENTENCE if _ENDS_SENTENCE.intersection(loud) else CLAUSE


def _squeezed(word: str) -> str:
    return re.sub(r"(.)\1+", r"\1", word)


def _alternatives(words: Iterable[str], before: str, after: str) -> re.Pattern[str] | None:
    # Longest first, so that a phrase is not found as the beginning of a longer one.
    ordered = sorted(words, key=len, reverse=True)
    return re.compile(before + "|".join(map(re.escape, ordered)) + after) if ordered else None
