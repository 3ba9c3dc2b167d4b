"""Writing a calibrated bank: the text of the bank that was read, with the estimated numbers in their places.

Rule: words, comments and order stay as they were written. Where the text cannot be mended in place (shared by an alias,
say), the whole is written anew, in the same order and without its comments. What is written is always read again and
compared, so that a file never says other numbers than those estimated.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import yaml

from bot.attachment.items import Item
from bot.attachment.misfit import Calibration
from bot.attachment.open_items import OpenItem
from bot.attachment.plane import DIMENSIONS, Floats
from bot.attachment.research_forms import FREE
from bot.errors import ResearchError
from bot.operations.research.bank_file import BankFile, bank_from

_DIGITS = 4


@dataclass(frozen=True, order=True)
class _Edit:
    """`text` in place of what stands from `begin` to `end`."""

    begin: int
    end: int
    text: str


class _CannotMend(Exception):
    """The text has a form in which numbers cannot be set in place."""


def written(bank: BankFile, items: Sequence[Item], calibration: Calibration) -> str:
    """The text of the finished bank."""
    opened = bank.items
    for attempt in (_mended, _anew):
        try:
            text = attempt(bank, opened, items, calibration)
            if _says(text, opened, items):
                return text
        except (_CannotMend, ResearchError):
            continue
    raise ResearchError(f"{bank.name}: the calibrated bank cannot be written in this form; write its items out")


def _says(text: str, opened: Sequence[OpenItem], items: Sequence[Item]) -> bool:
    """Whether the bank in the text has these items' numbers."""
    read = bank_from(text, "the calibrated bank", complete=True).items
    return all(
        np.allclose(one.slopes, was.sign * item.slopes, atol=10**-_DIGITS)
        and np.allclose(one.offsets, item.offsets, atol=10**-_DIGITS)
        for one, was, item in zip(read, opened, items, strict=True)
    )


# In place


def _mended(bank: BankFile, opened: Sequence[OpenItem], items: Sequence[Item], calibration: Calibration) -> str:
    top = _entries(bank.composed)
    nodes = top["items"][1].value
    edits = [_Edit(*_span_of_line(top["items"][0]), _noted(calibration))] if "calibration" not in top else []
    if "calibration" in top:
        edits.append(_replacing(top["calibration"][1], _flow(calibration.model_dump())))
    for node, was, item in zip(nodes, opened, items, strict=True):
        if was.is_open:
            edits.extend(_in_statement(node, was, item) if was.kind == "statement" else _in_scene(node, item))
    edits.sort()
    if any(later.begin < earlier.end for earlier, later in pairwise(edits)):
        raise _CannotMend
    text = bank.text
    for edit in reversed(edits):
        text = text[: edit.begin] + edit.text + text[edit.end :]
    return text


def _entries(node: yaml.Node) -> dict[str, tuple[yaml.Node, yaml.Node]]:
    return {str(key.value): (key, value) for key, value in node.value}


def _span_of_line(key: yaml.Node) -> tuple[int, int]:
    """The beginning of a key's line, where lines can be put before it; it must stand at the margin."""
    if key.start_mark.column:
        raise _CannotMend
    return key.start_mark.index, key.start_mark.index


def _noted(calibration: Calibration) -> str:
    return f"calibration: {_flow(calibration.model_dump())}\n"


def _replacing(value: yaml.Node, text: str) -> _Edit:
    """`text` in place of a value that is written in brackets or on one line."""
    if isinstance(value, yaml.CollectionNode) and not value.flow_style:
        raise _CannotMend
    return _Edit(value.start_mark.index, value.end_mark.index, text)


def _in_statement(node: yaml.CollectionNode, was: OpenItem, item: Item) -> Iterator[_Edit]:
    entries = _entries(node)
    slopes = was.sign * item.slopes
    added = []
    if was.free_slopes and "loadings" in entries:
        yield from _loadings(entries["loadings"][1], slopes)
    elif was.free_slopes:
        added.append(f"loadings: {_pair(slopes)}")
    if np.isnan(was.offsets).any():
        thresholds = _flow([_short(one) for one in item.offsets])
        if "thresholds" in entries:
            yield from _numbers(entries["thresholds"][1], item.offsets, thresholds)
        else:
            added.append(f"thresholds: {thresholds}")
    if added:
        before = entries.get("loadings", entries["id"])[0]
        yield _before(before, node, added)


def _loadings(value: yaml.Node, slopes: Floats) -> Iterator[_Edit]:
    if isinstance(value, yaml.ScalarNode):
        yield _replacing(value, _pair(slopes))
        return
    entries = _entries(value)
    for name, slope in zip(DIMENSIONS, slopes, strict=True):
        if name in entries and str(entries[name][1].value).strip().lower() == FREE:
            yield _replacing(entries[name][1], _number(slope))


def _numbers(value: yaml.Node, numbers: Floats, text: str) -> Iterator[_Edit]:
    """A list of numbers, each in its place when it is written with dashes."""
    if isinstance(value, yaml.SequenceNode) and not value.flow_style:
        if len(value.value) != len(numbers):
            raise _CannotMend
        for node, number in zip(value.value, numbers, strict=True):
            yield _replacing(node, _number(number))
    elif value.start_mark.index == value.end_mark.index:
        yield _Edit(value.start_mark.index, value.end_mark.index, f" {text}")
    else:
        yield _replacing(value, text)


def _before(key: yaml.Node, around: yaml.CollectionNode, added: Sequence[str]) -> _Edit:
    """New entries before a key: on lines of their own, or within the braces."""
    place, glue = key.start_mark.index, ", " if around.flow_style else "\n" + " " * key.start_mark.column
    return _Edit(place, place, "".join(f"{one}{glue}" for one in added))


def _in_scene(node: yaml.Node, item: Item) -> Iterator[_Edit]:
    for option, slopes, intercept in zip(_entries(node)["options"][1].value, item.slopes, item.offsets, strict=True):
        if isinstance(option, yaml.ScalarNode):
            yield _replacing(option, _flow(_option_of(str(option.value), slopes, intercept)))
            continue
        entries, added = _entries(option), []
        if "slopes" in entries:
            yield from _loadings(entries["slopes"][1], slopes)
        else:
            added.append(f"slopes: {_pair(slopes)}")
        if "intercept" in entries:
            value = entries["intercept"][1]
            yield _replacing(value, _number(intercept) if value.value else f" {_number(intercept)}")
        else:
            added.append(f"intercept: {_number(intercept)}")
        if added:
            yield _before(next(iter(entries.values()))[0], option, added)


# Anew


def _anew(bank: BankFile, opened: Sequence[OpenItem], items: Sequence[Item], calibration: Calibration) -> str:
    whole = yaml.load(bank.text, Loader=yaml.BaseLoader)  # noqa: S506  (every leaf stays text)
    for form, was, item in zip(whole["items"], opened, items, strict=True):
        if not was.is_open:
            continue
        if was.kind == "statement":
            form["loadings"] = _named(was.sign * item.slopes)
            form["thresholds"] = [_short(one) for one in item.offsets]
        else:
            form["options"] = [
                {**(option if isinstance(option, dict) else {"text": option}), **_option_of(None, slopes, intercept)}
                for option, slopes, intercept in zip(form["options"], item.slopes, item.offsets, strict=True)
            ]
    ordered = {name: value for name, value in whole.items() if name not in ("items", "calibration")}
    ordered |= {"calibration": _listed(calibration.model_dump()), "items": whole["items"]}
    return yaml.dump(ordered, Dumper=_Plain, allow_unicode=True, sort_keys=False, width=10_000)


class _Plain(yaml.SafeDumper):
    """Without aliases: each item says its own."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def _option_of(text: str | None, slopes: Floats, intercept: float) -> dict[str, object]:
    known: dict[str, object] = {} if text is None else {"text": text}
    return {**known, "slopes": _named(slopes), "intercept": _short(intercept)}


def _named(slopes: Floats) -> dict[str, float]:
    return {name: _short(one) for name, one in zip(DIMENSIONS, slopes, strict=True)}


def _listed(value: object) -> object:
    """Tuples as lists, which YAML has."""
    if isinstance(value, dict):
        return {name: _listed(one) for name, one in value.items()}
    return [_listed(one) for one in value] if isinstance(value, list | tuple) else value


def _short(number: float) -> float:
    return round(float(number), _DIGITS) + 0.0


def _number(number: float) -> str:
    return f"{_short(number):g}"


def _pair(slopes: Floats) -> str:
    return _flow(_named(slopes))


def _flow(value: object) -> str:
    """A value on one line, in brackets or braces."""
    dumped = yaml.dump(
        _listed(value), Dumper=_Plain, default_flow_style=True, sort_keys=False, width=100_000, allow_unicode=True
    )
    return dumped.strip()
