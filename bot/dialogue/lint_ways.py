"""Where things lead: targets that do not exist, states that nobody can leave, questions that nobody can answer.

Rule: each state by itself; what can be reached from where is lint_reach.py.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from bot.dialogue.draft import Draft, Here
from bot.dialogue.faults import Fault, did_you_mean, nearest
from bot.dialogue.forms import Line, OneOf, StateForm, Together, When
from bot.dialogue.machine import RETURN
from bot.dialogue.matching import normal

_ENDINGS = (("do", "stop"), ("do", "erase"))
_VISIT = "a visit leads to a flow, and comes back by itself when that flow says `go: return`"


def check_ways(draft: Draft) -> Iterator[Fault]:
    """Faults in targets, ends and questions."""
    for source in draft.sources:
        flow = source.form
        if flow.start not in flow.states:
            yield source.fault(_no_state(flow.start, flow.states), "start")
    for here in draft.states():
        for target, *path in targets(here.form):
            if message := unknown_target(draft, here, target, is_visit=path == ["visit"]):
                yield here.fault(message, *path)
        yield from _ends(here)
        yield from _questions(here)
        yield from _beside(here)


def targets(state: StateForm) -> Iterator[tuple[str, *tuple[str | int, ...]]]:
    """Every target a state names, each with the way to its place."""
    for number, branch in enumerate(state.go):
        yield branch.go, "go", number, "go"
    for number, choice in enumerate(state.choices):
        if choice.go is not None:
            yield choice.go, "choices", number, "go"
    for number, choice in enumerate(state.beside):
        if choice.go is not None:
            yield choice.go, "beside", number, "go"
    if state.otherwise is not None:
        yield state.otherwise, "otherwise"
    if state.unanswered is not None:
        yield state.unanswered, "unanswered"
    if state.visit is not None:
        yield state.visit, "visit"


def asks(state: StateForm) -> bool:
    """Whether the person has a turn at the end of this state."""
    return bool(state.ask is not None or state.choices or state.reply)


def always_speaks(line: Line) -> bool:
    """Whether a line says something whatever its conditions say."""
    match line:
        case When():
            return line.otherwise is not None and always_speaks(line.say) and always_speaks(line.otherwise)
        case OneOf():
            return all(map(always_speaks, line.one_of))
        case Together():
            return any(map(always_speaks, line.together))
        case _:
            return True


def _no_state(target: str, names: Collection[str]) -> str:
    return f"no state named '{target}' in this flow{did_you_mean(target, names)}"


def unknown_target(draft: Draft, here: Here, target: str, *, is_visit: bool = False) -> str | None:
    """What is wrong with a target, or None. What may stand in a file that could not be read is not judged."""
    if target == RETURN:
        return _VISIT if is_visit else None
    if "." in target:
        return _unknown_elsewhere(draft, target)
    if target in here.flow.states or target in draft.flows:
        return None
    if nearest(target, here.flow.states):
        return _no_state(target, here.flow.states)
    near = did_you_mean(target, {*draft.flows, RETURN})
    return f"no state named '{target}' in this flow, and no flow{near}" if draft.complete else None


def _unknown_elsewhere(draft: Draft, target: str) -> str | None:
    flow_name, _, state = target.partition(".")
    flow = draft.flows.get(flow_name)
    if flow is None:
        return f"no flow named '{flow_name}'{did_you_mean(flow_name, draft.flows)}" if draft.complete else None
    if state not in flow.states:
        return f"no state named '{state}' in the flow '{flow_name}'{did_you_mean(state, flow.states)}"
    return None


def _ends(here: Here) -> Iterator[Fault]:
    state = here.form
    if not asks(state) and not state.go:
        if state.visit is not None:
            yield here.fault("a visit needs a `go`, for when the person comes back", "visit")
        elif not any(ending in state.actions for ending in _ENDINGS):
            yield here.fault_at_name(f"'{here.name}' leads nowhere: it needs choices, a reply or a `go`")
    if state.go and state.go[-1].condition is not None:
        number = len(state.go) - 1
        yield here.fault("the last way needs no condition, or there may be none to go", "go", number, "condition")
    for number, branch in enumerate(state.go[:-1]):
        if branch.condition is None:
            yield here.fault("this way is always taken: those below it never are", "go", number)
    if asks(state) and state.visit is not None:
        yield here.fault("a state that asks cannot visit too: put the visit into a state of its own", "visit")


def _questions(here: Here) -> Iterator[Fault]:
    state = here.form
    if state.ask is not None and not state.choices and state.reply is None:
        yield here.fault("this question has no way to answer it: add choices or a reply", "ask")
    if asks(state) and not _has_words(state):
        yield here.fault_at_name("nothing is said here (or not always) to which the answer could belong: add an `ask`")
    if state.reply is not None and not state.go:
        yield here.fault("a reply needs a `go`, for when it was given", "reply")
    if not state.go:
        for number, choice in enumerate(state.choices):
            if choice.go is None and choice.to_copy is None:
                yield here.fault("this choice leads nowhere: it needs a `go`, or the state does", "choices", number)
    if state.unanswered is not None and not asks(state):
        yield here.fault("only a question can stay unanswered", "unanswered")
    if state.words_stay and (not state.choices or state.reply is not None or state.otherwise is not None):
        yield here.fault("words can stay with the person only at buttons, where they lead nowhere", "words_stay")
    ways = [choice for choice in state.choices if choice.to_copy is None]
    if state.choices and state.reply is None and not ways:
        yield here.fault("these choices are only for copying: add one that leads on", "choices")
    elif ways and state.reply is None and all(choice.condition for choice in ways):
        yield here.fault("every choice has a condition, so there may be none: leave one without", "choices")
    for number, choice in enumerate(state.choices):
        if choice.to_copy is not None and (choice.go is not None or choice.set):
            yield here.fault("a tap on `copy` tells nobody: it can neither lead on nor set anything", "choices", number)
    yield from _same_labels(here)


def _beside(here: Here) -> Iterator[Fault]:
    """Choices that stand beside an ability's lead somewhere, and there is an ability."""
    for number, choice in enumerate(here.form.beside):
        if choice.go is None:
            yield here.fault("a choice beside those of an ability needs a `go`", "beside", number)
    if here.form.beside and not any(key not in ("say", "set", "do") for key, _ in here.form.actions):
        yield here.fault("no ability waits here beside which a choice could stand: write `choices`", "beside")


def _has_words(state: StateForm) -> bool:
    if state.ask is not None and always_speaks(state.ask):
        return True
    return any(
        key not in ("say", "set", "do") or (key == "say" and always_speaks(value)) for key, value in state.actions
    )


def _same_labels(here: Here) -> Iterator[Fault]:
    """Two choices with one label could not be told apart; unless their conditions do it."""
    seen: dict[str, set[str | None]] = {}
    for number, choice in enumerate(here.form.choices):
        conditions = seen.setdefault(normal(choice.label) or choice.label, set())
        if conditions and (choice.condition is None or conditions & {None, choice.condition}):
            yield here.fault(f"two choices here are called '{choice.label}'", "choices", number, "label")
        conditions.add(choice.condition)
    meant = {normal(choice.label): choice for choice in here.form.choices}
    for number, choice in enumerate(here.form.choices):
        for place, word in enumerate(choice.words):
            if meant.setdefault(normal(word), choice) is not choice:
                yield here.fault(f"'{word}' means another choice here already", "choices", number, "words", place)
