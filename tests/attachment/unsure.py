"""How far the inference can be trusted, in simulation: `python -m tests.attachment.unsure` prints it for the docs.

Rule: seeds are arguments, so the figures come out the same. The verdicts (`judged`) are those of `make prove`; the
suite takes a smaller sample of the same.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping

import numpy as np

from bot.attachment.bank import Stack
from tests.attachment import simulation
from tests.attachment.measure import real_stacks

_LEAST, _MOST = 0.87, 0.93
_BIAS = 0.1
_TOLD = 0.12


def judged(stacks: Mapping[str, Stack], people: int, seed: int) -> Iterator[tuple[str, str, str]]:
    """What was looked at, its figure, and what is wrong with it ("" when nothing is)."""
    found = list(simulation.lives(stacks, people, seed))
    for number, name in enumerate(stacks):
        about = [one[number] for one in found]
        covered, bias = simulation.coverage(about), simulation.bias(about)
        questions = float(np.mean([one.questions for one in about]))
        wrong = "" if _LEAST <= covered <= _MOST else f"{name}: {covered:.3f} are covered"
        yield f"{name}, asked about as number {number + 1}: in their 90 % region", f"{covered:.3f}", wrong
        yield f"{name}: largest bias within 2", f"{bias:.3f}", "" if bias <= _BIAS else f"{name}: a bias of {bias:.3f}"
        yield f"{name}: questions", f"{questions:.2f}", ""
    stack = next(iter(stacks.values()))
    changed = simulation.changed_category(stack, people, seed)
    yield "another likeliest tendency on a retest, nobody having changed", f"{changed:.2f}", ""
    told = simulation.said_to_have_changed(stack, people, seed)
    yield (
        "told of a change half a year later, nobody having changed",
        f"{told:.3f}",
        "" if told <= _BIAS else "too often",
    )
    near = simulation.near_a_border(100_000, seed)
    yield "within half a standard deviation of a border", f"{near:.2f}", ""


def maps(stack: Stack, people: int, seed: int) -> str:
    """Three tables over true places: standard error, share in the 90 % region, and how far the estimate lies inward."""
    steps = np.arange(-2.0, 2.1, 1.0)
    found = {place: simulation.at(stack, place, people, seed) for place in simulation.places(2.0, 1.0)}
    tables = []
    for title in ("standard error (the larger one)", "in the 90 % region", "distance of the mean estimate"):
        head = f"| {title}: avoidance | " + " | ".join(f"anxiety {step:+.0f}" for step in steps) + " |"
        rows = [
            f"| {up:+.0f} | " + " | ".join(_cell(title, found[float(across), float(up)]) for across in steps) + " |"
            for up in steps[::-1]
        ]
        tables.append("\n".join([head, "|---" * (len(steps) + 1) + "|", *rows]))
    return "\n\n".join(tables)


def _cell(title: str, found: list[simulation.Found]) -> str:
    if title.startswith("standard"):
        return f"{np.mean([max(one.belief.standard_errors) for one in found]):.2f}"
    if title.startswith("in the"):
        return f"{simulation.coverage(found):.2f}"
    return f"{np.hypot(*(np.mean([one.estimate for one in found], axis=0) - found[0].truth)):.2f}"


def main() -> None:
    """Print everything."""
    stacks = real_stacks()
    for what, figure, wrong in judged(stacks, 2000, 1):
        sys.stdout.write(f"| {what} | {figure} | {wrong}\n")
    sys.stdout.write(f"\n{maps(stacks['friendship'], 200, 1)}\n")


if __name__ == "__main__":
    main()
