"""What things are called: flows, states, variables, commands, stop words, phrases.

Rule: one name, one thing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bot.dialogue.conditions import OUTSIDE
from bot.dialogue.draft import Draft
from bot.dialogue.faults import Fault, did_you_mean
from bot.dialogue.forms import NAME, FlowForm
from bot.dialogue.machine import BEGINNING, RETURN
from bot.dialogue.matching import normal
from bot.dialogue.phrases import PHRASES
from bot.dialogue.reading import Source

REQUIRED_COMMANDS = (
    "start", "stop", "pause", "resume", "delete", "privacy", "settings", "sos", "help", "menu", "map", "export",
)  # fmt: skip
"""Every person has these commands, in every state."""

_RESERVED = frozenset({RETURN, BEGINNING})
# Jinja2 reads these as its own words, so a sentence could never say such a variable.
_TEMPLATE_WORDS = frozenset(
    {"and", "or", "not", "in", "is", "if", "else", "elif", "for", "true", "false", "none", "True", "False", "None"}
)
# Telegram: 1 to 32 characters, lower-case letters, digits and underscores.
_COMMAND = r"[a-z0-9_]{1,32}"


def check_names(draft: Draft) -> Iterator[Fault]:
    """Faults in names."""
    for source in draft.sources:
        yield from _flow_names(source)
        yield from _variables(draft, source)
    yield from _twice("flow", ((one.form.flow, one, ("flow",)) for one in draft.sources))
    yield from _commands(draft)
    yield from _noticed(draft)
    yield from _parts(draft)
    yield from _phrases(draft)
    yield from _profile(draft)


def _twice(kind: str, named: Iterable[tuple[str, Source[FlowForm], tuple[str | int, ...]]]) -> Iterator[Fault]:
    """A fault for every name that an earlier flow has; each with its flow and the way to its place."""
    seen: dict[str, str] = {}
    for name, source, path in named:
        if name in seen:
            yield source.fault(f"{seen[name]} has the {kind} '{name}' already", *path)
        seen.setdefault(name, source.file)


def _flow_names(source: Source[FlowForm]) -> Iterator[Fault]:
    flow = source.form
    stem = source.file.rpartition("/")[2].removesuffix(".yaml")
    if flow.flow != stem:
        yield source.fault(f"this flow is called '{flow.flow}' and its file '{stem}': give both one name", "flow")
    if not re.fullmatch(NAME, flow.flow) or flow.flow in _RESERVED:
        yield source.fault(_bad_name(flow.flow), "flow")
    for state in flow.states:
        if not re.fullmatch(NAME, state) or state in _RESERVED:
            yield source.fault_at_key(_bad_name(state), "states", state)
    for variable in flow.variables:
        if not re.fullmatch(NAME, variable) or variable in _TEMPLATE_WORDS:
            yield source.fault_at_key(_bad_name(variable), "variables", variable)
    if flow.command is not None and not re.fullmatch(_COMMAND, flow.command):
        yield source.fault(
            f"'{flow.command}' cannot be a command: write at most 32 small letters, digits and '_'", "command"
        )


def _bad_name(name: str) -> str:
    if name in _RESERVED or name in _TEMPLATE_WORDS:
        return f"'{name}' means something else already: choose another name"
    return f"'{name}' cannot be a name: write letters, digits and '_', a letter first"


def _variables(draft: Draft, source: Source[FlowForm]) -> Iterator[Fault]:
    """A name has one type, wherever it is declared."""
    declared = [("outside", OUTSIDE)]
    for name, ability in (draft.abilities or {}).items():
        declared += [(f"'{name}'", ability.values), (f"'{name}'", ability.sets)]
    declared += [(other.file, other.form.variables) for other in draft.sources if other.file < source.file]
    for variable, kind in source.form.variables.items():
        for where, types in declared:
            if types.get(variable, kind) != kind:
                message = f"'{variable}' is {kind} here and {types[variable]} in {where}"
                yield source.fault(message.replace("in outside", "where it comes from outside"), "variables", variable)
                break


def _commands(draft: Draft) -> Iterator[Fault]:
    flows = draft.sources
    yield from _twice("command", ((one.form.command, one, ("command",)) for one in flows if one.form.command))
    words = ((normal(word), one, ("words", number)) for one in flows for number, word in enumerate(one.form.words))
    yield from _twice("word", words)
    for one in flows:
        if one.form.words and one.form.command is None:
            yield one.fault_at_key("these words need a command that they stand for", "words")
    missing = set(REQUIRED_COMMANDS) - {one.form.command for one in flows}
    if draft.complete:
        for command in sorted(missing):
            yield Fault(draft.folder, 0, 0, f"no flow has the command '{command}', which every person has")


def _noticed(draft: Draft) -> Iterator[Fault]:
    for event in ("noticed", "afterwards", "due", "agreement"):
        flows = [source for source in draft.sources if source.form.on == event and source.form.quietly_if is None]
        for source in flows[1:]:
            yield source.fault(f"{flows[0].file} is entered by this already", "on")
        if not flows and draft.complete and event == "noticed":
            yield Fault(draft.folder, 0, 0, "no flow has `on: noticed`, for when someone may be in danger")
    yield from _due(draft)


def _due(draft: Draft) -> Iterator[Fault]:
    """What is due is an ability's matter, and each ability has one flow for it."""
    said: dict[str, str] = {}
    for source in draft.sources:
        start = source.form.states.get(source.form.start)
        if source.form.on != "due":
            if source.form.quietly_if is not None:
                yield source.fault("only what is due can come quietly: `quietly_if` needs `on: due`", "quietly_if")
        elif start and (not start.actions or start.actions[0][0] in ("say", "set", "do")):
            yield source.fault("what is due is said by an ability: let the first state begin with one", "on")
        elif start:
            ability = start.actions[0][0]
            if ability in said:
                yield source.fault(f"{said[ability]} says what is due by '{ability}' already", "on")
            said.setdefault(ability, source.file)


def _parts(draft: Draft) -> Iterator[Fault]:
    """A part belongs to a whole, has no door of its own, and is no whole itself."""
    for source in draft.sources:
        whole = source.form.part_of
        if whole is None:
            continue
        flow = draft.flows.get(whole)
        if flow is None and draft.complete:
            yield source.fault(f"no flow named '{whole}'{did_you_mean(whole, draft.flows)}", "part_of")
        elif flow is not None and flow.part_of is not None:
            yield source.fault(f"'{whole}' is a part itself: name the whole, '{flow.part_of}'", "part_of")
        if source.form.command is not None or source.form.on is not None:
            yield source.fault("a part has no door of its own: `command` and `on` belong to the whole", "part_of")


def _phrases(draft: Draft) -> Iterator[Fault]:
    source = draft.phrases
    if source is None:
        return
    if missing := sorted(set(PHRASES) - set(source.form.phrases)):
        yield source.fault(f"phrases are missing: {', '.join(missing)}", "phrases")
    for name in source.form.phrases:
        if name not in PHRASES:
            yield source.fault_at_key(f"no phrase is called '{name}'{did_you_mean(name, PHRASES)}", "phrases", name)


def _profile(draft: Draft) -> Iterator[Fault]:
    source, known = draft.profile, sorted({one.form.command for one in draft.sources if one.form.command})
    if source is None or not draft.complete:
        return
    for name in source.form.commands:
        if name not in known:
            yield source.fault_at_key(f"no flow has the command '{name}'{did_you_mean(name, known)}", "commands", name)
