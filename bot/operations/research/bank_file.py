"""Reading the bank file of `calibrate` and `evaluate`.

Rule: all faults at once, each with file, line and column.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml
from pydantic import ValidationError

from bot.attachment.open_items import OpenItem, open_items
from bot.attachment.research_checks import Where, faults, still_open
from bot.attachment.research_forms import ResearchFile
from bot.dialogue.faults import Fault
from bot.dialogue.form_faults import form_faults
from bot.dialogue.nodes import Table, place_of, plain
from bot.errors import ResearchError
from bot.operations.research.bank_tree import read_tree

_TOLD = 20


@dataclass(frozen=True, eq=False)
class BankFile:
    """A bank file without faults. text: as it was read; composed: its tree with marks into the text."""

    name: str
    text: str
    composed: yaml.Node
    form: ResearchFile

    @property
    def items(self) -> tuple[OpenItem, ...]:
        """Its items, in its order."""
        return tuple(open_items(self.form))


def read_bank(path: Path, *, complete: bool) -> BankFile:
    """The bank in a file; with `complete`, every parameter must be known. Raises ResearchError with all faults."""
    return bank_from(read_text(path), str(path), complete=complete)


def bank_from(text: str, name: str, *, complete: bool) -> BankFile:
    """The bank in a text; `name` is the file to say in faults."""
    tree, composed, found = read_tree(text, name)
    if tree is None or composed is None:
        raise refusal(found)
    if not isinstance(tree, Table):
        raise refusal([Fault(name, *tree.place, "a bank is a mapping with the key 'items'")])
    try:
        form = ResearchFile.model_validate(plain(tree))
    except ValidationError as error:
        raise refusal(sorted(form_faults(error, ResearchFile, tree, name))) from None
    wrong: list[Callable[[ResearchFile], Iterator[tuple[Where, str]]]] = [faults, *([still_open] if complete else [])]
    found = [Fault(name, *place_of(tree, where), said) for check in wrong for where, said in check(form)]
    if found:
        raise refusal(sorted(found))
    return BankFile(name, text, composed, form)


def read_text(path: Path) -> str:
    """What stands in a text file. Raises ResearchError."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise ResearchError(f"{path}: this cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise ResearchError(f"{path}:{line}: a character here is not UTF-8: save the file as UTF-8") from None


def refusal(found: list[Fault]) -> ResearchError:
    """The error with these faults, the first of them if they are very many."""
    lines = [str(fault) for fault in found[:_TOLD]]
    if len(found) > _TOLD:
        lines.append(f"... and {len(found) - _TOLD} more")
    return ResearchError("\n".join(lines))
