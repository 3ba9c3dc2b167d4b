"""One machine for everyone, built once from the flows with the `transitions` library.

Rule: where things lead stands here, what happens there does not. A person is never registered as a model (that costs
3.5 ms and 61 KB each): a step triggers an event on its own small cursor, whose `.state` the library assigns.

Triggers: `go` (the state's way on), `choice.N`, `beside.N`, `otherwise`, `unanswered`, `visit`; and from every state
`command.NAME`, `noticed`, `afterwards`, `due.FLOW` and `agreement`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from transitions import EventData, Machine

from bot.dialogue.forms import FlowForm, StateForm

RETURN = "return"
"""The state that stands for "back to where the person was"; a step that arrives here takes the place from the stack."""

BEGINNING = "begin"
"""Where a conversation stands before its first event."""


def build_machine(flows: Mapping[str, FlowForm]) -> Machine:
    """The machine of all flows. The flows have been checked: every target exists."""
    names = [f"{flow.flow}.{state}" for flow in flows.values() for state in flow.states]
    # Without `initial=None` a state "initial" appears; auto_transitions would cost 6.8 s for 1,000 states; queued=True
    # silently mixes people.
    machine = Machine(
        model=None,
        states=[*names, RETURN, BEGINNING],
        initial=None,
        auto_transitions=False,
        send_event=True,
        queued=False,
    )
    for flow in flows.values():
        for name, state in flow.states.items():
            for trigger, target, condition in _ways(state):
                place = resolved(target, flow, flows)
                machine.add_transition(trigger, f"{flow.flow}.{name}", place, conditions=_when(condition))
        start = f"{flow.flow}.{flow.start}"
        if flow.command:
            machine.add_transition(f"command.{flow.command}", "*", start)
        if flow.on:
            machine.add_transition(f"due.{flow.flow}" if flow.on == "due" else flow.on, "*", start)
    return machine


def resolved(target: str, flow: FlowForm, flows: Mapping[str, FlowForm]) -> str:
    """The full name of the state that `target` means inside `flow`: a state of it, another flow, or `flow.state`."""
    if target == RETURN or "." in target:
        return target
    if target in flow.states:
        return f"{flow.flow}.{target}"
    return f"{target}.{flows[target].start}"


def _ways(state: StateForm) -> Iterator[tuple[str, str, str | None]]:
    """Every way out of a state: trigger, target, condition."""
    for branch in state.go:
        yield "go", branch.go, branch.condition
    for number, choice in enumerate(state.choices):
        if choice.go:
            yield f"choice.{number}", choice.go, None
        else:
            for branch in state.go:
                yield f"choice.{number}", branch.go, branch.condition
    for number, choice in enumerate(state.beside):
        if choice.go:
            yield f"beside.{number}", choice.go, None
    if state.otherwise:
        yield "otherwise", state.otherwise, None
    if state.unanswered:
        yield "unanswered", state.unanswered, None
    if state.visit:
        yield "visit", state.visit, None


def _when(condition: str | None) -> Callable[[EventData], Any] | None:
    if condition is None:
        return None

    def holds(event: EventData) -> bool:
        cursor: Any = event.model
        return bool(cursor.holds(condition))

    return holds
