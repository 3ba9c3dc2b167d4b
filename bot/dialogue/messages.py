"""What goes out, free of any channel.

Rule: nothing here knows of Telegram, a terminal or a script. A message is frozen, plain data (msgspec), because it is
stored in the outbox before it is delivered.

Markup in `Message.text` is `**bold**` and `_italic_`, nothing else; a backslash before `*`, `_` or `\\` takes its
meaning away. What a person typed is always escaped (`escaped`) before it becomes part of a text, so that nobody's words
turn into markup. Channels read the text through `spans` and escape each span for themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

import msgspec

MOST_IN_A_ROW: Final = 3
"""So many messages may come together; then the person has a turn."""

_TOKEN = re.compile(r"\\([\\*_])|(\*\*)|(_)", re.DOTALL)
_WORD = re.compile(r"\w", re.UNICODE)
_INNER = str.maketrans("“”", "‘’")


class Choice(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """One button. `label` is what it says (at most 30 characters); `text` is the long answer that stands in the message
    under a letter when the label is only that letter; `copy` is a sentence to take along (at most 256 characters): a
    channel that can do so copies it with one tap, and tells nobody."""

    label: str
    text: str = ""
    copy: str = ""


class Picture(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """A picture as data; it is drawn at delivery. `name` says which drawing, `data` holds its numbers and words."""

    name: str
    description: str
    data: dict[str, Any] = {}


class Moment(msgspec.Struct, frozen=True, gc=False):
    """Words in a text that name a moment: a channel that can do so shows it on the reader's own clock."""

    at: datetime
    words: str


class Message(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """One message to a person.

    question: the id of the question its choices answer ("" when it has none); a press names it, so that an old button
        is recognised.
    replaces: the id of a question that was shown before and is edited in place ("" for a new message). With choices of
        its own it takes that question's place; without them the old question is closed.
    chosen: what was chosen in the question whose place it takes; stands above it where that one stood.
    picture: drawn above the text, which becomes its caption.
    unasked: nobody has just written; it goes through the bucket for unasked messages, and makes no sound unless it
        `rings`.
    until: what is not delivered before is not delivered at all: it would come too late (None: never too late).
    moment: a moment that the text names.
    export: "everything" that is kept of the person, or their "journal", goes along as a file that is made when it
        leaves; the text is its caption.
    fleeting: it is to be taken away after a day, where a channel can do so: the person fears a reader.
    to_words: it answers something that was typed, not tapped: a channel may show that it is being written.
    protected: not to be forwarded or saved, where a channel can see to that.
    trace: which event it answers, for the logs.
    """

    text: str
    choices: tuple[Choice, ...] = ()
    question: str = ""
    replaces: str = ""
    chosen: str = ""
    picture: Picture | None = None
    unasked: bool = False
    rings: bool = False
    until: datetime | None = None
    moment: Moment | None = None
    export: str = ""
    fleeting: bool = False
    to_words: bool = False
    protected: bool = False
    trace: str = ""


def is_closing(message: Message) -> bool:
    """Whether `message` only closes a question that was shown before: it says nothing new."""
    return bool(message.replaces) and not message.choices


def mark_of(chosen: str) -> str:
    """How a choice that was made is shown, where its keyboard stood."""
    return f"\u203a _{escaped(chosen)}_"


def whole_text(message: Message) -> str:
    """The text with its lettered answers below it, each letter bold on a line of its own."""
    answers = [f"**{choice.label}**  {choice.text}" for choice in message.choices if choice.text]
    return message.text + "\n\n" + "\n".join(answers) if answers else message.text


class Span(msgspec.Struct, frozen=True, gc=False):
    """A run of characters with one look."""

    text: str
    bold: bool = False
    italic: bool = False


def inside_quotes(text: str) -> str:
    """`text` as it stands in quotation marks: those in it are single ones."""
    return text.translate(_INNER)


def escaped(text: str) -> str:
    """`text` with every markup character made literal."""
    return re.sub(r"([\\*_])", r"\\\1", text)


def spans(text: str) -> Iterator[Span]:
    """Read the markup of `text`. Total: a mark that is never closed is literal, so any string has a reading."""
    pieces = list(_pieces(text))
    bold = italic = False
    for number, (kind, value) in enumerate(pieces):
        if kind == "**" and (bold or ("**", "**") in pieces[number + 1 :]):
            bold = not bold
        elif kind == "_" and (italic or ("_", "_") in pieces[number + 1 :]):
            italic = not italic
        elif value:
            yield Span(value, bold, italic)


def plain(text: str) -> str:
    """`text` without its markup, as a terminal shows it."""
    return "".join(span.text for span in spans(text))


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    position = 0
    for match in _TOKEN.finditer(text):
        yield "text", text[position : match.start()]
        position = match.end()
        literal, bold, italic = match.groups()
        if literal:
            yield "text", literal
        elif bold:
            yield "**", "**"
        elif _is_inside_word(text, match.start()):
            yield "text", italic
        else:
            yield "_", "_"
    yield "text", text[position:]


def _is_inside_word(text: str, position: int) -> bool:
    # snake_case is a word, not italics: an underscore counts as a mark only at a word's edge.
    before, after = text[position - 1 : position], text[position + 1 : position + 2]
    return bool(_WORD.match(before) and _WORD.match(after))
