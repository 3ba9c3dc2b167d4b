"""A script on the way: what was read, before anybody knows whether it holds together.

Rule: data only; loader.py fills it, the lint files judge it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from bot.dialogue.abilities import Ability, ValueType
from bot.dialogue.conditions import OUTSIDE
from bot.dialogue.faults import Fault
from bot.dialogue.forms import FlowForm, PhrasesForm, ProfileForm, SmallTalkForm, StateForm
from bot.dialogue.reading import Source


@dataclass(frozen=True, slots=True)
class Here:
    """One state, with the file it stands in. name: inside its flow."""

    source: Source[FlowForm]
    name: str
    form: StateForm

    @property
    def flow(self) -> FlowForm:
        """The flow it belongs to."""
        return self.source.form

    @property
    def full_name(self) -> str:
        """Its name in the machine."""
        return f"{self.flow.flow}.{self.name}"

    def fault(self, message: str, *path: str | int) -> Fault:
        """A fault at a value inside this state."""
        return self.source.fault(message, "states", self.name, *path)

    def fault_at_name(self, message: str) -> Fault:
        """A fault at this state's name."""
        return self.source.fault_at_key(message, "states", self.name)


@dataclass(frozen=True, eq=False)
class Draft:
    """What was read. Files with faults of their own are missing from it.

    abilities: None while they are unknown, because the files that they are made from have faults.
    complete: every flow could be read; only then can be said what no flow has.
    folder: where the flows are, for what is wrong with none of them.
    """

    sources: tuple[Source[FlowForm], ...]
    phrases: Source[PhrasesForm] | None
    profile: Source[ProfileForm] | None
    smalltalk: tuple[Source[SmallTalkForm], ...]
    abilities: Mapping[str, Ability] | None
    complete: bool
    folder: str

    @cached_property
    def flows(self) -> Mapping[str, FlowForm]:
        """The flows by name; of two with one name, the first."""
        return {source.form.flow: source.form for source in reversed(self.sources)}

    @cached_property
    def variables(self) -> Mapping[str, ValueType]:
        """Every name that a sentence or a condition may read, with its type."""
        declared: dict[str, ValueType] = dict(OUTSIDE)
        for ability in (self.abilities or {}).values():
            declared.update({**ability.values, **ability.sets})
        for source in self.sources:
            declared.update(source.form.variables)
        return declared

    @cached_property
    def settable(self) -> frozenset[str]:
        """The names that a file may set."""
        names = {name for source in self.sources for name in source.form.variables}
        for ability in (self.abilities or {}).values():
            names.update(ability.sets)
        return frozenset(names)

    @property
    def knows_all_names(self) -> bool:
        """Whether a name that is not in `variables` is a fault for sure."""
        return self.complete and self.abilities is not None

    def states(self) -> Iterator[Here]:
        """Every state of every flow, in the order of the files."""
        for source in self.sources:
            for name, form in source.form.states.items():
                yield Here(source, name, form)
