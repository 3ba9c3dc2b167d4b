"""The script: everything in `dialogues/`, loaded and checked, and the machine that is built from it.

Rule: made by loader.py alone; immutable, and shared by all conversations.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from transitions import Machine

from bot.dialogue.abilities import Ability, ValueType
from bot.dialogue.forms import FlowForm, Line, ProfileForm, StateForm
from bot.dialogue.machine import build_machine
from bot.dialogue.matching import normal
from bot.dialogue.smalltalk import SmallTalk


@dataclass(frozen=True, eq=False, repr=False)
class Script:
    """Everything in `dialogues/`, loaded and checked, and the machine that is built from it once.

    version: a hash of all files. flows: by name. phrases: by name. variables: every name that a sentence or a condition
    may read, with its type. abilities: by name. profile: how the bot presents itself. smalltalk: what people say in
    between. kept_for: how long what people told stays while they are away, in words; the operator sets it.
    """

    version: str
    flows: Mapping[str, FlowForm]
    phrases: Mapping[str, Line]
    variables: Mapping[str, ValueType]
    abilities: Mapping[str, Ability]
    profile: ProfileForm
    smalltalk: SmallTalk
    kept_for: str = "a year"

    @cached_property
    def machine(self) -> Machine:
        """The one machine for everyone."""
        return build_machine(self.flows)

    @cached_property
    def states(self) -> Mapping[str, StateForm]:
        """Every state by its full name, `flow.state`."""
        return {f"{flow.flow}.{name}": state for flow in self.flows.values() for name, state in flow.states.items()}

    @cached_property
    def words(self) -> Mapping[str, str]:
        """Whole messages that mean a command, in normal form -> the command."""
        return {normal(word): flow.command for flow in self.flows.values() if flow.command for word in flow.words}

    @cached_property
    def never_waiting(self) -> frozenset[str]:
        """The commands that nothing is put before."""
        return frozenset(flow.command for flow in self.flows.values() if flow.command and flow.never_waits)

    @cached_property
    def due(self) -> Mapping[str, FlowForm]:
        """The flows in which the companion speaks by itself, by the ability that each begins with; what rings first."""
        flows = sorted(
            (flow for flow in self.flows.values() if flow.on == "due"), key=lambda flow: bool(flow.quietly_if)
        )
        return {str(flow.states[flow.start].actions[0][0]): flow for flow in flows}

    def flow_of(self, state: str) -> FlowForm | None:
        """The flow that a full state name belongs to (for a part, the whole); None when there is none any more."""
        flow = self.flows.get(state.partition(".")[0])
        return flow if flow is None or flow.part_of is None else self.flows.get(flow.part_of)

    @cached_property
    def crisis(self) -> Crisis:
        """What belongs to conversations about a crisis, and is forgotten with them."""
        inside = {name for name, flow in self.flows.items() if _is_about_crisis(self.flow_of(f"{name}."))}
        variables = {name for flow in inside for name in self.flows[flow].variables}
        elsewhere = {name for flow in set(self.flows) - inside for name in self.flows[flow].variables}
        return Crisis(frozenset(inside), frozenset(variables - elsewhere))


@dataclass(frozen=True, slots=True)
class Crisis:
    """The flows in which a crisis is talked about, and the variables that no other flow has."""

    flows: frozenset[str]
    variables: frozenset[str]


def _is_about_crisis(flow: FlowForm | None) -> bool:
    return flow is not None and flow.on == "noticed"
