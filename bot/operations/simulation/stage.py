"""The script as the simulation plays it: every step through the real screening, and what was passed on the way.

Rule: steps are the real ones; this only listens to the machine. The listening script is a copy with a machine of its
own, so nobody else's machine hears of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property

from transitions import EventData

from bot.attachment.ability import Assess
from bot.attachment.library import Library
from bot.dialogue.conversation import Conversation, Step
from bot.dialogue.events import Event
from bot.dialogue.forms import StateForm
from bot.dialogue.machine import BEGINNING, RETURN
from bot.dialogue.recent import lately
from bot.dialogue.script import Script
from bot.dialogue.step import step
from bot.errors import ScriptError
from bot.noticing import Screen, screened
from bot.operations.simulation.texts import Text

Way = tuple[str, str, str]
"""State, trigger, and where it leads: "" for a choice, which is one way wherever its conditions lead."""


@dataclass
class Stage:
    """The script, what it can say, and which ways and states the present step passed."""

    script: Script
    screen: Screen
    texts: Sequence[Text]
    signs: Mapping[tuple[str, str], Sequence[str]]
    ways: list[Way] = field(default_factory=list)
    states: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Listen."""
        self.script = replace(self.script)
        self.script.machine.after_state_change = [self._passed]

    def move(self, conversation: Conversation, event: Event, now: datetime) -> Step:
        """One step, as the hallway makes it."""
        self.ways.clear()
        self.states.clear()
        self.states.add(conversation.state)
        read = screened(event, self.screen, lately(conversation.recent, now))
        outcome = step(self.script, conversation, read, now)
        if outcome.conversation is not None:
            self.states.add(outcome.conversation.state)
        return outcome

    def _passed(self, event: EventData) -> None:
        passed = event.transition
        if passed is not None and passed.dest is not None:
            self.ways.append(_way(passed.source, event.event.name, passed.dest))
            self.states.update((passed.source, passed.dest))

    @cached_property
    def every_way(self) -> Sequence[Way]:
        """Every way out of a state that the script names, and each trigger that works everywhere, once."""
        found: dict[Way, None] = {}
        for trigger, event in self.script.machine.events.items():
            for source, transitions in event.transitions.items():
                for transition in transitions:
                    found[_way(source, trigger, transition.dest or "")] = None
        for name, state in self.script.states.items():
            for number, choice in enumerate(state.choices):
                if choice.to_copy is not None:
                    found[name, f"choice.{number}", ""] = None
        return tuple(found)

    @cached_property
    def endings(self) -> frozenset[tuple[str, str]]:
        """Ways (state, trigger) to where everything is erased or stopped."""
        return frozenset(
            (source, trigger)
            for trigger, event in self.script.machine.events.items()
            for source, transitions in event.transitions.items()
            if any(self._is_an_end(transition.dest or "") for transition in transitions)
        )

    def _is_an_end(self, state: str) -> bool:
        form = self.script.states.get(state)
        return form is not None and any(action in {("do", "erase"), ("do", "stop")} for action in _deeds(form))

    @cached_property
    def every_state(self) -> Sequence[str]:
        """Every state, in the order of the files."""
        return tuple(self.script.states)

    @cached_property
    def home(self) -> str:
        """The flow of the menu: who is there is done with what they came for."""
        return self.flow_with("menu")

    def flow_with(self, command: str) -> str:
        """The flow that a command enters. Raises ScriptError when there is none."""
        for name, flow in self.script.flows.items():
            if flow.command == command:
                return name
        raise ScriptError(f"no flow has the command '{command}'")

    @cached_property
    def commands(self) -> Sequence[str]:
        """Every command, in the order of the files."""
        return tuple(flow.command for flow in self.script.flows.values() if flow.command)

    @cached_property
    def library(self) -> Library:
        """The items and where somebody stands. Raises ScriptError when nothing in the script asks."""
        for ability in self.script.abilities.values():
            if isinstance(ability, Assess):
                return ability.library
        raise ScriptError("nothing in this script asks questions")


def _deeds(form: StateForm) -> Iterator[tuple[str, str]]:
    return ((key, value) for key, value in form.actions if key == "do")


def _way(source: str, trigger: str, dest: str) -> Way:
    if trigger == "go":
        return source, trigger, dest
    if trigger.partition(".")[0] in {"choice", "beside", "otherwise", "unanswered", "visit"}:
        return source, trigger, ""
    # A command, a sign of a crisis and what falls due work from everywhere: one way each.
    return "", trigger, ""


def is_a_place(state: str) -> bool:
    """Whether a name is one of the script's own states."""
    return state not in {RETURN, BEGINNING, ""}
