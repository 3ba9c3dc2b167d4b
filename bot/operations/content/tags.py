"""What texts must carry beside their words: tags, panels for every region, enough questions for everyone.

Rule: which keys, and which values, is data in checks.yaml; here it is only looked whether they are there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import product

from bot.dialogue.faults import or_one_of
from bot.dialogue.nodes import Table
from bot.operations.content.files import ReadFile, behind, leaves, word, words
from bot.operations.content.findings import Finding, at_place
from bot.operations.content.forms import EligibleForm, PanelsForm, TagsForm
from bot.operations.content.patterns import fits


def entries(files: Sequence[ReadFile], at: str) -> Iterator[tuple[ReadFile, Table]]:
    """The tables at a place: the entries of a list, or a table itself."""
    for file in files:
        if fits((at.partition(":")[0],), file.name):
            yield from ((file, node) for where, node in file.placed if isinstance(node, Table) and fits((at,), where))


def missing_tags(tags: TagsForm, files: Sequence[ReadFile]) -> Iterator[Finding]:
    """Entries without a tag, with a value that there is not, or with an id that another one has."""
    seen: set[str] = set()
    for file, entry in entries(files, tags.at):
        name = word(entry, "id")
        title = f"{tags.named} '{name}'" if name else f"this {tags.named}"
        if name and name in seen:
            yield at_place("tags", file, entry.place, f"there are two {tags.named}s named '{name}'", name)
        seen.add(name)
        for key, values in tags.needs.items():
            held = behind(entry, key)
            if held is None:
                what = f" ({', '.join(values)})" if values else ""
                yield at_place("tags", file, entry.place, f"{title} has no `{key}`: add it{what}", f"{name} {key}")
                continue
            for value in words(held) if values else ():
                if value not in values:
                    message = f"{title} has no such `{key}`: '{value}'{or_one_of(value, values)}"
                    yield at_place("tags", file, held.place, message, f"{name} {key}")


def empty_panels(panels: PanelsForm, files: Sequence[ReadFile], checks: ReadFile) -> Iterator[Finding]:
    """Regions of a relationship that lack a panel."""
    filled = set()
    where: dict[str, ReadFile] = {}
    for file, region in entries(files, panels.at):
        relationship = word(file.node, "relationship")
        where[relationship] = file
        held = behind(region, "panels")
        for name, panel in held.entries.items() if isinstance(held, Table) else ():
            if any(leaf.value.strip() for _path, leaf in leaves(panel.value)):
                filled.add((relationship, word(region, "anxiety"), word(region, "avoidance"), name))
    for relationship in panels.relationships:
        for anxiety, avoidance, name in product(panels.levels, panels.levels, panels.panels):
            if (relationship, anxiety, avoidance, name) not in filled:
                file = where.get(relationship, checks)
                message = f"{relationship}: no panel `{name}` for anxiety {anxiety}, avoidance {avoidance}"
                yield at_place("panels", file, (0, 0), message, f"{relationship} {anxiety} {avoidance} {name}")


def days_left(eligible: EligibleForm, files: Sequence[ReadFile]) -> int:
    """How many questions the most restricted person is left with: of one relationship, without a leaning."""
    held = [entry for _file, entry in entries(files, eligible.at) if _is_light(eligible, entry)]
    return min(_left(eligible, held, name) for name in eligible.relationships)


def _is_light(eligible: EligibleForm, entry: Table) -> bool:
    return all(word(entry, key) == value for key, value in eligible.needs.items())


def _left(eligible: EligibleForm, held: Sequence[Table], relationship: str) -> int:
    themes = Counter(
        word(entry, "theme") for entry in held if word(entry, "relationship") in (eligible.any, relationship)
    )
    left_out = sum(count for _theme, count in themes.most_common(eligible.themes_left_out))
    return sum(themes.values()) - left_out


def too_few_days(eligible: EligibleForm, left: int, checks: ReadFile) -> Iterator[Finding]:
    """The law of so many days without a repeat does not hold for everyone."""
    if left < eligible.days:
        message = f"the most restricted person is left with {left} questions: {eligible.days} are the least"
        yield at_place("eligible", checks, checks.place("eligible"), message)
