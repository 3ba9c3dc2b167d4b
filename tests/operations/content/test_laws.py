"""Laws of the check: space is nothing, what is remembered changes nothing, and a place is where the words stand."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.dialogue.nodes import Listing, Table, Text
from bot.dialogue.yaml_text import read_yaml
from bot.operations.content.checking import Report, read_checks
from bot.operations.content.memory import Memory
from bot.operations.content.places import place_in
from bot.operations.content.spoken import spaced
from tests.operations.content import DIALOGUES, found, report_on

CHECKS = read_checks(DIALOGUES)[0]
SENTENCES = [text for rule in CHECKS.rules.values() for text in (*rule.bad, *rule.good)]
SPACES = st.sampled_from([" ", "  ", "   ", "\n        ", " \n          "])
GAPS = st.sampled_from(["", "\n", "\n\n", "  # a note\n"])


def _flow(sentences: list[str], spaces: list[str], gap: str) -> str:
    """A flow that says these sentences, with these spaces between their words and this gap between the lines."""
    lines = []
    for sentence in sentences:
        words = sentence.replace('"', '\\"').split(" ")
        joined = words[0] + "".join(spaces[n % len(spaces)] + word for n, word in enumerate(words[1:]))
        lines.append(f'      - "{joined}"\n{gap}')
    return "flow: a\nstates:\n  s:\n    say:\n" + "".join(lines)


def _what(report: Report) -> list[tuple[str, str]]:
    return sorted((one.rule, one.words) for one in report.findings)


@settings(max_examples=25, deadline=None)
@given(
    sentences=st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=3, unique=True),
    spaces=st.lists(SPACES, min_size=1, max_size=7),
    gap=GAPS,
)
def test_more_space_changes_no_finding(sentences: list[str], spaces: list[str], gap: str) -> None:
    with TemporaryDirectory() as folder:
        plain = report_on(Path(folder), {"flows/a.yaml": _flow(sentences, [" "], "")})
        wide = report_on(Path(folder), {"flows/a.yaml": _flow(sentences, spaces, gap)})

    assert _what(plain) == _what(wide)


def test_what_is_remembered_changes_no_finding(tmp_path: Path) -> None:
    first = {"flows/a.yaml": _flow(SENTENCES[::2], [" "], "")}
    second = {"flows/a.yaml": _flow(SENTENCES[1::3], [" "], "\n"), "flows/b.yaml": _flow(SENTENCES[::5], [" "], "")}
    kept = tmp_path / "cache"
    for files in (first, second, second):
        remembered = report_on(tmp_path / "d", files, Memory(kept))
        anew = report_on(tmp_path / "d", files)
        assert found(remembered, *files) == found(anew, *files)
        assert remembered.graded == anew.graded
        assert found(anew, *files)


@settings(max_examples=150, deadline=None)
@given(
    words=st.lists(st.text("abé“'\"\\:#ß", min_size=1, max_size=5), min_size=1, max_size=9),
    spaces=st.lists(SPACES, min_size=1, max_size=5),
    quote=st.sampled_from(['"', "'"]),
    data=st.data(),
)
def test_a_place_is_where_the_words_stand(words: list[str], spaces: list[str], quote: str, data: st.DataObject) -> None:
    def written(word: str) -> str:
        return word.replace("'", "''") if quote == "'" else word.replace("\\", "\\\\").replace('"', '\\"')

    joined = written(words[0]) + "".join(spaces[n % len(spaces)] + written(word) for n, word in enumerate(words[1:]))
    source = f"# ä note\na:\n  - {quote}{joined}{quote}\n"
    node, faults = read_yaml(source.encode(), "a.yaml")
    if faults:  # what looks like a list or a doubled apostrophe is refused by the reading itself
        return
    assert isinstance(node, Table)
    held = node.entries["a"].value
    assert isinstance(held, Listing)
    leaf = held.items[0]
    assert isinstance(leaf, Text)
    number = data.draw(st.integers(0, len(words) - 1))

    line, column = place_in(source, leaf, spaced(leaf.value), len(" ".join(words[:number])) + (number > 0))

    rest = source.splitlines(keepends=True)[line - 1][column - 1 :]
    assert rest.startswith(written(words[number]))
