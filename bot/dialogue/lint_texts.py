"""What is said: templates that fail, names that nobody declared, labels and messages that are too long.

Rule: every sentence, condition and argument is tried with a sample of each type before a person ever meets it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.dialogue.abilities import ValueType
from bot.dialogue.conditions import converted, is_template
from bot.dialogue.draft import Draft, Here
from bot.dialogue.faults import Fault, did_you_mean
from bot.dialogue.forms import ChoiceForm, Line
from bot.dialogue.messages import plain
from bot.dialogue.phrases import PHRASES
from bot.dialogue.texts import Argument, Condition, Part, Sentence, Way, arguments, leaves, longest
from bot.dialogue.trial import Trial
from bot.errors import ScriptError

LONGEST_LABEL = 30
LONGEST_MESSAGE = 400
LONGEST_COPY = 256
"""https://core.telegram.org/bots/api#copytextbutton"""


def check_texts(draft: Draft) -> Iterator[Fault]:
    """Faults in sentences, conditions and what is handed to abilities."""
    trial = Trial(draft.variables, judges_names=draft.knows_all_names)
    for here in draft.states():
        for part, path in _parts(here):
            for message in trial.faults(part):
                yield here.fault(message, *path)
        for line, place in _lines(here):
            yield from (here.fault(message, *place) for message in too_long(trial, line))
        for choice, way in here.form.every_choice():
            for message in _label(trial, choice):
                yield here.fault(message, *way, "label")
            if choice.to_copy is not None:
                yield from (here.fault(message, *way, "copy") for message in _copied(trial, choice.to_copy))
        yield from _settings(draft, here)
        yield from _abilities(draft, here)
    for source in draft.sources:
        if source.form.quietly_if is not None:
            for message in trial.faults(Condition(source.form.quietly_if)):
                yield source.fault(message, "quietly_if")
    yield from _phrases(draft)


def _lines(here: Here) -> Iterator[tuple[Line, Way]]:
    for number, (key, value) in enumerate(here.form.actions):
        if key == "say":
            yield value, ("actions", number, 1)
    if here.form.ask is not None:
        yield here.form.ask, ("ask",)


def _parts(here: Here) -> Iterator[tuple[Part, Way]]:
    """Everything in a state that is filled in or evaluated, with the way to it."""
    state = here.form
    for line, place in _lines(here):
        yield from leaves(line, *place)
    for number, (key, value) in enumerate(state.actions):
        if key not in ("say", "do"):
            yield from arguments(value, "actions", number, 1)
    for choice, way in state.every_choice():
        yield Argument(choice.label), (*way, "label")
        if choice.condition is not None:
            yield Condition(choice.condition), (*way, "condition")
        if choice.to_copy is not None:
            yield Argument(choice.to_copy), (*way, "copy")
        yield from arguments(choice.set, *way, "set")
    for number, branch in enumerate(state.go):
        if branch.condition is not None:
            yield Condition(branch.condition), ("go", number, "condition")
    if state.protected is not None:
        yield Condition(state.protected), ("protected",)


def too_long(trial: Trial, line: Line) -> Iterator[str]:
    """What is wrong with the length of a message."""
    length = longest(line, lambda text: len(plain(trial.filled(Sentence(text)))))
    if length > LONGEST_MESSAGE:
        yield f"this message has {length} characters: at most {LONGEST_MESSAGE}, or make it two"
    if length == 0:
        yield "this message is empty"


def _label(trial: Trial, choice: ChoiceForm) -> Iterator[str]:
    length = len(trial.filled(Argument(choice.label)))
    if length > LONGEST_LABEL:
        yield f"this label has {length} characters: a button holds {LONGEST_LABEL}"
    if not choice.label.strip():
        yield "this label is empty"


def _copied(trial: Trial, sentence: str) -> Iterator[str]:
    length = len(trial.filled(Argument(sentence)))
    if length > LONGEST_COPY:
        yield f"this sentence has {length} characters: at most {LONGEST_COPY} can be copied with a tap"
    if not sentence.strip():
        yield "this sentence is empty"


def _settings(draft: Draft, here: Here) -> Iterator[Fault]:
    """What is set must be declared, and of its type."""
    for number, (key, value) in enumerate(here.form.actions):
        if key == "set":
            yield from _set(draft, here, value, "actions", number, 1)
    for choice, way in here.form.every_choice():
        yield from _set(draft, here, choice.set, *way, "set")
    if here.form.reply is not None and here.form.reply.set is not None:
        name = here.form.reply.set
        if message := _not_settable(draft, name):
            yield here.fault(message, "reply", "set")


def _set(draft: Draft, here: Here, values: Mapping[str, str], *path: str | int) -> Iterator[Fault]:
    for name, text in values.items():
        if message := _not_settable(draft, name):
            yield here.source.fault_at_key(message, "states", here.name, *path, name)
        elif name in draft.variables and not is_template(text):
            try:
                converted(text, draft.variables[name])
            except ScriptError as error:
                yield here.fault(f"{error}, and '{name}' needs one", *path, name)


def _not_settable(draft: Draft, name: str) -> str | None:
    if name in draft.settable:
        return None
    if name in draft.variables:
        return f"'{name}' comes from outside and cannot be set"
    if not draft.knows_all_names:
        return None
    return f"'{name}' is not declared: add it to `variables`{did_you_mean(name, draft.settable)}"


def _abilities(draft: Draft, here: Here) -> Iterator[Fault]:
    for number, (key, value) in enumerate(here.form.actions):
        ability = (draft.abilities or {}).get(key)
        for message in ability.problems(value) if ability is not None else ():
            yield here.fault(message, "actions", number, 1)


def _phrases(draft: Draft) -> Iterator[Fault]:
    if draft.phrases is None:
        return
    for name, line in draft.phrases.form.phrases.items():
        given: dict[str, ValueType] = dict.fromkeys(PHRASES.get(name, ()), "text")
        trial = Trial({**draft.variables, **given}, judges_names=draft.knows_all_names)
        for part, path in leaves(line, "phrases", name):
            yield from (draft.phrases.fault(message, *path) for message in trial.faults(part))
        yield from (draft.phrases.fault(message, "phrases", name) for message in too_long(trial, line))
