"""How long a text may be: characters, words of a sentence or label, messages in a row.

Rule: counted as it may be read, with placeholders filled and spaces single; never on the bytes of the file.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.dialogue.nodes import Listing
from bot.operations.content.files import ReadFile
from bot.operations.content.findings import Finding, at_place
from bot.operations.content.forms import LengthsForm
from bot.operations.content.patterns import fits
from bot.operations.content.sentences import sentences
from bot.operations.content.spoken import Spoken, filled

_RULE = "length"
_FOUND_BY = 12
_SENTENCES_IN = ("message", "scene", "statement", "copy")


def lengths(limits: LengthsForm, one: Spoken) -> Iterator[Finding]:
    """What is too long in one text."""
    text = filled(one.node.value)
    for message in _of_a_kind(limits, one, text):
        yield at_place(_RULE, one.file, one.node.place, message, text)
    if one.kind in _SENTENCES_IN:
        yield from _long_sentences(limits, one)


def _of_a_kind(limits: LengthsForm, one: Spoken, text: str) -> Iterator[str]:
    length, count = len(text), sum(any(map(str.isalnum, word)) for word in text.split())
    if one.kind in ("message", "scene") and length > limits.message:
        yield f"this message has {length} characters: at most {limits.message}, or make it two"
    if one.kind == "copy" and length > limits.copied:
        yield f"this sentence to copy has {length} characters: at most {limits.copied}"
    if one.kind == "label" and length > limits.label:
        yield f"this label has {length} characters: a button holds {limits.label}"
    if one.kind == "label" and count > limits.label_words:
        yield f"this label has {count} words: at most {limits.label_words}"


def _long_sentences(limits: LengthsForm, one: Spoken) -> Iterator[Finding]:
    for sentence in sentences(filled(one.node.value)):
        count = len(sentence.text.split())
        if count > limits.sentence_words:
            message = f"this sentence has {count} words: at most {limits.sentence_words}, or make it two"
            # Filled in it may read otherwise than in the file; its beginning is enough to find it.
            begin = max(0, one.text.find(sentence.text[:_FOUND_BY]))
            yield at_place(_RULE, one.file, one.place(begin), message, sentence.text)


def rows(limits: LengthsForm, file: ReadFile) -> Iterator[Finding]:
    """More messages in a row than one reads before it is the person's turn."""
    for where, node in file.placed:
        if not isinstance(node, Listing) or len(node.items) <= limits.in_a_row:
            continue
        if fits(limits.row_at, where):
            message = f"{len(node.items)} messages in a row: at most {limits.in_a_row}, then it is the person's turn"
            yield at_place("in-a-row", file, node.place, message)
