"""The rules about words: what a text must not say, and how.

Rule: a rule is data (checks.yaml); here stands only how one is applied to one text. Pure: text in, spans out.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.dialogue.faults import Fault
from bot.dialogue.nodes import place_of
from bot.operations.content.files import ReadFile
from bot.operations.content.forms import ChecksForm, Kind, RuleForm
from bot.operations.content.sentences import sentences, without_quotes

Span = tuple[int, int]


def spans(rule: RuleForm, text: str) -> list[Span]:
    """Where the rule finds something in `text`."""
    read = text if rule.quotes else without_quotes(text)
    if rule.left_out:
        read = rule.left_out.sub(lambda found: " " * len(found.group()), read)
    return [
        span
        for sentence in sentences(text)
        for span in _in_sentence(rule, read, sentence.begin, sentence.asks, len(sentence.text))
    ]


def _in_sentence(rule: RuleForm, read: str, begin: int, asks: bool, length: int) -> Iterator[Span]:
    part = read[begin : begin + length]
    if (asks and rule.asks) or (rule.excused and rule.excused.search(part)):
        return
    for found in rule.searched.finditer(part):
        yield begin + found.start(), begin + found.end()


def found_in(checks: ChecksForm, kind: Kind, text: str) -> list[tuple[str, int, int]]:
    """Everything that the rules for this kind find: rule, begin, end."""
    return [(name, *span) for name, rule in checks.rules.items() if kind in rule.of for span in spans(rule, text)]


def examples_that_fail(checks: ChecksForm, file: ReadFile) -> Iterator[Fault]:
    """A rule must find its bad examples and pass its good ones; otherwise it is the rule that is at fault."""
    for name, rule in checks.rules.items():
        for number, text in enumerate(rule.bad):
            if not spans(rule, text):
                place = place_of(file.node, ("rules", name, "bad", number))
                yield file.fault(place, f"the rule '{name}' does not find its own bad example: mend its patterns")
        for number, text in enumerate(rule.good):
            if spans(rule, text):
                place = place_of(file.node, ("rules", name, "good", number))
                yield file.fault(place, f"the rule '{name}' finds fault with its own good example: mend its patterns")
