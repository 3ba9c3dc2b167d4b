"""Words at a question about danger are not a good answer to it: nobody who writes is told that all is well."""

from __future__ import annotations

from collections.abc import Iterator

from bot.dialogue.machine import RETURN, resolved
from bot.dialogue.script import Script
from bot.dialogue.texts import Sentence, leaves
from tests.opening import the_dialogues

GOOD_NEWS = ("Good.", "Good,", "Good that today", "Good that it", "I'm glad of", "That counts for a lot")
_STEPS = 6


def said_next(script: Script, target: str, within: str, steps: int = _STEPS) -> Iterator[tuple[str, str]]:
    """What may be said after going to `target` from a flow, until the person has a turn: (state, sentence)."""
    name = resolved(target, script.flows[within], script.flows)
    if name == RETURN or not steps:
        return
    state = script.states[name]
    lines = [value for key, value in state.actions if key == "say"] + ([] if state.ask is None else [state.ask])
    for line in lines:
        yield from ((name, part.text) for part, _ in leaves(line) if isinstance(part, Sentence))
    if state.ask is None and not state.choices:
        for branch in state.go:
            yield from said_next(script, branch.go, name.partition(".")[0], steps - 1)


def test_no_words_in_a_crisis_are_met_as_if_they_were_good_news() -> None:
    script = the_dialogues().script
    wrong = [
        f"{name}: words lead to {place}, which says: {sentence}"
        for name, state in script.states.items()
        if state.otherwise and name.partition(".")[0] in script.crisis.flows
        for place, sentence in said_next(script, state.otherwise, name.partition(".")[0])
        if sentence.startswith(GOOD_NEWS)
    ]
    assert not wrong, "\n".join(wrong)
