"""From one file to one model: read, validated, with every fault in words and at its place.

Rule: what a form means is not known here; the model says what is allowed, and this says it to the author.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from pydantic import BaseModel, ValidationError

from bot.dialogue.faults import Fault
from bot.dialogue.form_faults import form_faults
from bot.dialogue.nodes import Node, place_of, plain
from bot.dialogue.yaml_text import read_yaml

FormT = TypeVar("FormT", bound=BaseModel)


@dataclass(frozen=True, slots=True, eq=False)
class Source(Generic[FormT]):
    """A file that was read without a fault: its name, its tree (in the shape of the model) and its model."""

    file: str
    node: Node
    form: FormT

    def fault(self, message: str, *path: str | int) -> Fault:
        """A fault at the value at `path`, a way of the model's keys and positions."""
        return Fault(self.file, *place_of(self.node, path), message)

    def fault_at_key(self, message: str, *path: str | int) -> Fault:
        """A fault at the key at `path`."""
        return Fault(self.file, *place_of(self.node, path, key=True), message)


Shape = Callable[[Node, str], tuple[Node, list[Fault]]]
"""Brings a tree (of a file with this name) into the shape of its model."""


def read_form(
    source: bytes, file: str, model: type[FormT], shape: Shape | None = None
) -> tuple[Source[FormT] | None, list[Fault]]:
    """The model of one file and no faults, or nothing and all its faults. `file` is the name to say in them."""
    node, faults = read_yaml(source, file)
    if node is None:
        return None, faults
    if shape is not None:
        node, faults = shape(node, file)
    try:
        form = model.model_validate(plain(node), by_alias=True, by_name=False)
    except ValidationError as error:
        return None, sorted({*faults, *form_faults(error, model, node, file)})
    return (None if faults else Source(file, node, form)), faults
