"""The forms of the dialogue files: typed and frozen models of what an author writes.

Rule: form only. Reading files is loader.py, finding faults lint.py, running it machine.py and step.py. Every leaf of a
file arrives here as text (the YAML is read without implicit types), so `yes` is a word until a key asks for yes/no.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag

from bot.dialogue.abilities import ValueType

Deed = Literal["stop", "break", "resume", "erase", "wake", "agree", "disagree", "hide", "show", "hold_back"]
"""What a state can `do` to the conversation as a whole."""

NAME = r"[A-Za-z][A-Za-z0-9_]*"
"""What flows, states and variables may be called."""


class Form(BaseModel):
    """A part of a dialogue file: frozen, and a key that the form does not know is a fault."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


def _yes_or_no(value: object) -> object:
    """Authors write yes and no; anything else is pydantic's to judge."""
    return {"yes": True, "no": False}.get(value, value) if isinstance(value, str) else value


YesNo = Annotated[bool, BeforeValidator(_yes_or_no)]


class OneOf(Form):
    """Variants of which one is said, never the same twice in a row."""

    one_of: tuple[Line, ...] = Field(alias="one of", min_length=1)


class When(Form):
    """Said only when the condition holds; otherwise what stands under `otherwise`."""

    when: str
    say: Line
    otherwise: Line | None = None


class Together(Form):
    """Several lines in one message, each a paragraph of its own."""

    together: tuple[Line, ...] = Field(min_length=1)


def _form_of_line(line: object) -> str:
    """Which form a line has, so that a fault is told about the form that was meant and no other."""
    forms: tuple[tuple[str, type[Form]], ...] = (("one of", OneOf), ("when", When), ("together", Together))
    for key, form in forms:
        if isinstance(line, form) or (isinstance(line, dict) and key in line):
            return form.__name__
    return "Sentence"


Line = Annotated[
    Annotated[str, Tag("Sentence")]
    | Annotated[OneOf, Tag("OneOf")]
    | Annotated[When, Tag("When")]
    | Annotated[Together, Tag("Together")],
    Discriminator(_form_of_line),
]
"""One sentence, or a form that says one. Authors write it as text or as one of the three mappings."""


class ChoiceForm(Form):
    """One choice, in the long form. The short form `label: state` is turned into it on loading.

    condition: the choice is there only when it holds. set: variables that pressing it sets. go: where it leads
    (the state's own `go` when it is missing). words: whole messages that mean this choice too, also where `exact`;
    those of a list in phrases.yaml were written out before (shaping.py).
    copy: a sentence to take along; such a choice leads nowhere.
    """

    label: str
    words: tuple[str, ...] = ()
    condition: str | None = None
    set: dict[str, str] = {}
    go: str | None = None
    to_copy: str | None = Field(default=None, alias="copy")


class ReplyForm(Form):
    """A free answer is expected: kept in the journal under a kind, or in a variable, or both."""

    journal: str | None = None
    set: str | None = None
    may_skip: YesNo = False


class Branch(Form):
    """One way on: taken when its condition holds (a branch without one always holds)."""

    condition: str | None = None
    go: str


def _form_of_action(action: object) -> str:
    key = action[0] if isinstance(action, (tuple, list)) and action else None
    return {"say": "Say", "set": "Set", "do": "Do"}.get(str(key), "Call")


if TYPE_CHECKING:
    Action = tuple[str, Any]
else:
    Action = Annotated[
        Annotated[tuple[Literal["say"], Line], Tag("Say")]
        | Annotated[tuple[Literal["set"], dict[str, str]], Tag("Set")]
        | Annotated[tuple[Literal["do"], Deed], Tag("Do")]
        | Annotated[tuple[str, Any], Tag("Call")],
        Discriminator(_form_of_action),
    ]
"""One thing that happens on entering a state: its key in the file, and what stands behind it."""


class StateForm(Form):
    """One state.

    actions: what happens on entering, in the order in which it stands in the file: ("say", Line) for each message,
        ("set", {...}), ("do", name) or (ability's name, arguments).
    ask: the question; choices and reply: how it can be answered; go: the way on.
    beside: choices that stand beside those of an ability while it waits here.
    exact: only the exact label, letter or number counts (consent, age, deletion, crisis), and nothing is joined here.
    visit: a flow to run through before `go` is followed.
    otherwise: where words lead that are none of the choices (without it a kind second offer is made here).
    in_place: a tap here that leads to another question of this kind changes the message instead of adding one.
    small_talk: at an ability's question, small talk is answered as such before the ability reads the words.
    protected: a condition; while it holds, what is said here cannot be forwarded or saved.
    takes_location: a place that is shared here answers the ability that waits, by its time zone.
    words_stay: words that are none of the choices are heard and not kept, and the question stays open: a step to think
        about, such as one of a skill.
    unanswered: where it leads when the question is passed over: a sticker, an old button. A command passes it over too:
        then what that state does is done first, and the command follows.
    """

    actions: tuple[Action, ...] = ()
    ask: Line | None = None
    choices: tuple[ChoiceForm, ...] = ()
    beside: tuple[ChoiceForm, ...] = ()
    reply: ReplyForm | None = None
    go: tuple[Branch, ...] = ()
    exact: YesNo = False
    visit: str | None = None
    otherwise: str | None = None
    in_place: YesNo = False
    small_talk: YesNo = False
    takes_location: YesNo = False
    words_stay: YesNo = False
    protected: str | None = None
    unanswered: str | None = None

    def every_choice(self) -> Iterator[tuple[ChoiceForm, tuple[str, int]]]:
        """The choices of both kinds, each with the way to it."""
        for key, choices in (("choices", self.choices), ("beside", self.beside)):
            yield from ((choice, (key, number)) for number, choice in enumerate(choices))


class FlowForm(Form):
    """One file of `dialogues/flows/`.

    command: the command that enters this flow from everywhere. words: whole messages that mean the same.
        Entering it so remembers the place, and `go: return` leads back there.
    on: the event that enters this flow: "noticed" (a sign of crisis), or "afterwards" (the first words of somebody, two
        days after the last turn of a conversation about one), or "due" (the time has come to speak unasked; its first
        state begins with the ability that says when), or "agreement" (what somebody agreed to reads differently today).
    quietly_if: of a flow with `on: due`: it comes without a sound, while this holds and nothing else that was asked
        unasked is still open; otherwise it is let go by. One such flow has none of it: what people asked to be sent.
    never_waits: nothing is put before it, not even the question that follows a bad hour: help, a way out, an end.
    part_of: the flow that this file is a part of; going from one part to another is no new beginning.
    """

    flow: str
    about: str = ""
    command: str | None = None
    words: tuple[str, ...] = ()
    on: Literal["noticed", "afterwards", "due", "agreement"] | None = None
    quietly_if: str | None = None
    never_waits: YesNo = False
    part_of: str | None = None
    start: str
    variables: dict[str, ValueType] = {}
    states: dict[str, StateForm]


class PhrasesForm(Form):
    """dialogues/phrases.yaml: the sentences that the machine itself needs, by name.

    lists: words that mean the same at many choices, by name; `words: [<name>]` stands for all of one.
    """

    phrases: dict[str, Line]
    lists: dict[str, tuple[str, ...]] = {}


class SmallTalkForm(Form):
    """One file of dialogues/smalltalk/: something people say in between, and what is answered.

    intent: its name. asks_again: whether the open question is shown once more behind the answer (after a goodbye it is
        not: nothing is to hold anybody). at_once: whether it is answered right behind a free answer too, of which other
        words may be more.
    never_an_answer: whether it is answered where words are awaited, too ("are you real?" is about us, whatever was
        asked).
    says: whole messages, with `(words)` that may be there and `[one/other]` words. answers: variants, one is said.
    matches, near_misses: examples that must be read so, and that must not; they are tests.
    """

    intent: str
    about: str = ""
    asks_again: YesNo = False
    at_once: YesNo = False
    never_an_answer: YesNo = False
    says: tuple[str, ...] = Field(min_length=1)
    answers: tuple[Line, ...] = Field(min_length=2)
    matches: tuple[str, ...] = Field(min_length=8)
    near_misses: tuple[str, ...] = Field(min_length=8)


class ProfileForm(Form):
    """dialogues/profile.yaml: how the bot presents itself where a channel has a place for it.

    description: what an empty chat shows (Telegram takes 512 characters). short_description: 120 characters.
    in_a_group: what is said to a group before leaving it.
    agreement: which version of what people agree to this is; another one, and everybody is asked again.
    commands: each command of the flows, in the order in which they are listed, with what it does (256 characters).
    """

    description: str = Field(min_length=1, max_length=512)
    short_description: str = Field(min_length=1, max_length=120)
    in_a_group: str = Field(min_length=1, max_length=400)
    agreement: str = ""
    commands: dict[str, Annotated[str, Field(min_length=1, max_length=256)]]
