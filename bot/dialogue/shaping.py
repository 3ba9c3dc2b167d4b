"""From the form an author writes to the form of the models: short forms written out, actions put in their order.

Rule: nodes in, nodes out, so that every part keeps its place in the file; nothing is lost and nothing invented.

    say: [a, b]        ->  actions: [[say, a], [say, b]]     (a list with dashes; each line is a message)
    assess: {...}      ->  actions: [..., [assess, {...}]]   (any ability, in the order of the file)
    choices: - Yes: x  ->  choices: - {label: "Yes", go: x}
    words: [<unsure>]  ->  words: [not sure, no idea, ...]   (the list of that name in phrases.yaml)
    go: x              ->  go: [{go: x}]
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from bot.dialogue.faults import Fault, did_you_mean
from bot.dialogue.forms import ChoiceForm, StateForm
from bot.dialogue.nodes import Entry, Listing, Node, Place, Table, Text

_ACTIONS = ("say", "set", "do")
_STATE_KEYS = frozenset(StateForm.model_fields) - {"actions"}
KEYS = frozenset({*_ACTIONS, *_STATE_KEYS})
"""Every key of a state that is no ability."""

_LISTS_OF_LINES = frozenset({"say", "one of", "together", "answers"})
_IN_BRACKETS = "inside [ ] every sentence needs quotes of its own; does one begin with '['? Then around the whole of it"
_LIST = re.compile(r"<(.+)>")
_CHOICE_KEYS = frozenset(field.alias or name for name, field in ChoiceForm.model_fields.items())


class FlowShape:
    """Shapes flows. abilities: the keys that call one. lists: the words of each list of phrases.yaml. None while nobody
    knows them (their own files are broken)."""

    def __init__(self, abilities: Collection[str] | None, lists: Mapping[str, Sequence[str]] | None) -> None:
        self._abilities, self._lists = abilities, lists

    def __call__(self, flow: Node, file: str) -> tuple[Node, list[Fault]]:
        """The tree of a flow in the shape of `FlowForm`, and what could not be brought into it."""
        shaping = _Shaping(file, self._abilities, self._lists)
        return shaping.flow(flow), shaping.faults


def shape_lines(lines: Node, file: str) -> tuple[Node, list[Fault]]:
    """dialogues/phrases.yaml and small talk: their lines are checked as those of a flow are."""
    shaping = _Shaping(file, None, None)
    shaping.refuse_brackets(lines)
    return lines, shaping.faults


class _Shaping:
    def __init__(self, file: str, abilities: Collection[str] | None, lists: Mapping[str, Sequence[str]] | None) -> None:
        self.faults: list[Fault] = []
        self._file = file
        self._abilities, self._lists = abilities, lists

    def flow(self, flow: Node) -> Node:
        states = flow.entries.get("states") if isinstance(flow, Table) else None
        if states is None or not isinstance(flow, Table) or not isinstance(states.value, Table):
            return flow
        shaped = Table(
            {
                name: Entry(entry.key, self._state(entry.value) if isinstance(entry.value, Table) else entry.value)
                for name, entry in states.value.entries.items()
            },
            states.value.place,
        )
        return Table({**flow.entries, "states": Entry(states.key, shaped)}, flow.place)

    def refuse_brackets(self, node: Node) -> None:
        """`one of: [sigh]` is a list of one word to YAML and half a sentence to its author."""
        if isinstance(node, Listing):
            for item in node.items:
                self.refuse_brackets(item)
            return
        for key, entry in node.entries.items() if isinstance(node, Table) else ():
            if key in _LISTS_OF_LINES and isinstance(entry.value, Listing) and entry.value.inline:
                for item in entry.value.items:
                    if isinstance(item, Text) and not item.quoted:
                        self._note(item.place, _IN_BRACKETS)
            self.refuse_brackets(entry.value)

    def _note(self, place: Place, message: str) -> None:
        self.faults.append(Fault(self._file, *place, message))

    def _state(self, state: Table) -> Node:
        shaped: dict[str, Entry] = {}
        actions: list[Node] = []
        for key, entry in state.entries.items():
            if key in _STATE_KEYS:
                shaped[key] = Entry(entry.key, self._value(key, entry.value))
            elif key in _ACTIONS or self._abilities is None or key in self._abilities:
                actions.extend(self._actions(entry))
            else:
                near = did_you_mean(key, {*KEYS, *self._abilities})
                self._note(entry.key.place, f"no such key or ability: '{key}'{near}")
            if key in ("say", "ask"):
                self.refuse_brackets(Table({key: entry}, entry.key.place))
        if actions:
            place = actions[0].place
            shaped["actions"] = Entry(Text("actions", place), Listing(tuple(actions), place))
        return Table(shaped, state.place)

    def _actions(self, entry: Entry) -> Iterator[Node]:
        lines = [entry.value]
        if entry.key.value == "say" and isinstance(entry.value, Listing):
            lines = list(entry.value.items)
        for line in lines:
            yield Listing((entry.key, line), line.place)

    def _value(self, key: str, value: Node) -> Node:
        if key in ("choices", "beside") and isinstance(value, Listing):
            return Listing(tuple(self._choice(choice) for choice in value.items), value.place)
        if key == "go" and isinstance(value, Text):
            return Listing((Table({"go": Entry(value, value)}, value.place),), value.place)
        return value

    def _choice(self, choice: Node) -> Node:
        """`label: state` written out; anything else as it is."""
        if isinstance(choice, Text):
            self._note(choice.place, f"a choice needs a way: `- {choice.value}: name_of_a_state`")
            return _written_out(choice, choice)
        if not isinstance(choice, Table) or not choice.entries:
            return choice
        if _CHOICE_KEYS & choice.entries.keys():
            return self._with_lists(choice)
        entry, *more = choice.entries.values()
        for one in more:
            self._note(one.key.place, f"each choice has a line and a dash of its own: `- {one.key.value}: ...`")
        if not isinstance(entry.value, Text):
            self._note(entry.value.place, "one state is due here; a choice with more is `- {label: ..., go: ...}`")
            return _written_out(entry.key, entry.key)
        return _written_out(entry.key, entry.value)

    def _with_lists(self, choice: Table) -> Table:
        """The choice with the words of every list that its `words` name."""
        words = choice.entries.get("words")
        if words is None or not isinstance(words.value, Listing):
            return choice
        all_ = tuple(word for node in words.value.items for word in self._listed(node))
        listing = Listing(all_, words.value.place, words.value.inline)
        return Table({**choice.entries, "words": Entry(words.key, listing)}, choice.place)

    def _listed(self, node: Node) -> Sequence[Node]:
        name = _LIST.fullmatch(node.value) if isinstance(node, Text) else None
        if name is None or self._lists is None:
            return (node,)
        if name[1] not in self._lists:
            near = did_you_mean(name[1], self._lists)
            self._note(node.place, f"no list named '{name[1]}' in phrases.yaml{near}")
            return ()
        return [Text(word, node.place) for word in self._lists[name[1]]]


def _written_out(label: Text, go: Text) -> Table:
    return Table({"label": Entry(label, label), "go": Entry(go, go)}, label.place)
