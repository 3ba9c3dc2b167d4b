"""The daily questions: how many, how they are spread, and what their words keep to. The rest is reading aloud."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from itertools import combinations, pairwise, product
from pathlib import Path
from statistics import mean

import pytest
import yaml
from rapidfuzz import fuzz, process

from bot.dialogue.reading import read_form
from bot.reflection import prompt_checks
from bot.reflection.prompt_bank import PromptBank
from bot.reflection.prompt_forms import ANY, FUNCTIONS, LEVELS, LEVERS, RELATIONSHIPS, THEMES, PromptForm, PromptsFile
from bot.reflection.prompts import APART_DAYS, Fit, History, choose, lever_for
from tests.content.readability import grade
from tests.content.reading import DIALOGUES, sentences
from tests.content.test_voice import DASHES, NEVER

PATHS = sorted((DIALOGUES / "prompts").rglob("*.yaml"))
QUESTION_PATHS = [path for path in PATHS if path.name != "words.yaml"]
TOO_ALIKE = 85
SAID_TWICE = 90
"""rapidfuzz's ratio, 0 to 100: for questions, and for the short lines that follow them."""
MOST_OF_ONE_OPENING = 8
"""That many prompts may begin with the same three words."""

PUSHING = re.compile(
    r"!|\b(always|never|why didn't you|try harder|catch up|streak|missed a|be honest"
    r"|just (relax|think|breathe)|everything happens|look on the bright)\b",
    re.IGNORECASE,
)
ORDERING = re.compile(r"\byou (need|have|ought) to\b", re.IGNORECASE)
"""Fine in a question, pushing in a sentence."""

PROBING = re.compile(
    r"\b(childhood|as a (child|kid)|when you were (little|small|young)|grew up|earliest|do you remember when)\b",
    re.IGNORECASE,
)
PRETENDING = re.compile(r"\bI('m| am)? (feel|felt|missed|glad|happy|proud|sorry|worry|love|like)\b")
"""The companion has no feelings to tell of."""

QUOTED = re.compile(r"“[^”]*”")
"""What the person might say, and not the companion."""

each_path = pytest.mark.parametrize("path", QUESTION_PATHS, ids=lambda path: path.stem)


@cache
def _file(path: Path) -> PromptsFile:
    """The file as the program reads it, which refuses what YAML would change without a word."""
    source, faults = read_form(path.read_bytes(), path.name, PromptsFile)
    assert not faults, faults
    assert source
    return source.form


@cache
def prompts() -> tuple[PromptForm, ...]:
    """Every prompt of every file."""
    return tuple(one for path in PATHS for one in _file(path).prompts)


def _lines(one: PromptForm) -> Iterator[str]:
    """What the companion says: the question, and every line that may follow."""
    yield one.text
    yield from (answer.follow_up for answer in one.answers)
    yield one.own_words


def _spoken(path: Path) -> list[str]:
    return [line for one in _file(path).prompts for line in _lines(one)]


def _labels(path: Path) -> list[str]:
    return [answer.label for one in _file(path).prompts for answer in one.answers]


def _opening(text: str) -> str:
    return " ".join(re.findall(r"[\w']+", text.lower())[:3])


def test_the_program_finds_no_fault_in_them() -> None:
    assert list(prompt_checks.faults([_file(path) for path in PATHS])) == []


@each_path
def test_no_sentence_is_longer_than_twenty_two_words(path: Path) -> None:
    assert not [one for line in _spoken(path) for one in sentences(line) if len(one.split()) > 22]


@each_path
def test_no_label_no_medicine_no_gender_no_pushing_and_no_probing(path: Path) -> None:
    said = [*_spoken(path), *_labels(path)]
    for pattern in (NEVER, PUSHING, PROBING):
        assert not [line for line in said if pattern.search(line)]
    assert not [line for line in _spoken(path) if PRETENDING.search(QUOTED.sub("", line))]
    told = [one for line in said for one in sentences(line) if not one.rstrip("”").endswith("?")]
    assert not [one for one in told if ORDERING.search(one)]


@each_path
def test_the_marks_are_plain(path: Path) -> None:
    for line in (*_spoken(path), *_labels(path)):
        assert line == " ".join(line.split())
        assert not [dash for dash in DASHES if dash in line]
        assert line.count("“") == line.count("”")
    assert all(line.endswith((".", "?", ".”", "?”")) for line in _spoken(path))


@each_path
def test_every_sentence_and_label_stands_in_double_quotes(path: Path) -> None:
    tree = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    said = {*_spoken(path), *_labels(path)}
    assert not [leaf.value for leaf in _leaves(tree) if leaf.value in said and leaf.style != '"']


def _leaves(node: yaml.Node | None) -> Iterator[yaml.ScalarNode]:
    if isinstance(node, yaml.ScalarNode):
        yield node
    elif isinstance(node, yaml.SequenceNode | yaml.MappingNode):
        for one in node.value:
            for part in one if isinstance(one, tuple) else (one,):
                yield from _leaves(part)


@each_path
def test_a_module_reads_easily(path: Path) -> None:
    assert grade(_spoken(path)) <= 8


def test_every_prompt_asks_something() -> None:
    assert not [one.id for one in prompts() if "?" not in one.text]


def test_no_two_prompts_ask_the_same_thing() -> None:
    texts = [one.text for one in prompts()]
    alike = process.cdist(texts, texts, scorer=fuzz.ratio, score_cutoff=TOO_ALIKE)
    assert not [(texts[one], texts[two]) for one, two in zip(*alike.nonzero(), strict=True) if one < two]


def test_no_line_is_said_twice() -> None:
    lines = [line for one in prompts() for line in _lines(one)]
    alike = process.cdist(lines, lines, scorer=fuzz.ratio, score_cutoff=SAID_TWICE)
    assert not [(lines[one], lines[two]) for one, two in zip(*alike.nonzero(), strict=True) if one < two]


def test_openings_vary() -> None:
    often = Counter(_opening(one.text) for one in prompts())
    assert not [opening for opening, count in often.items() if count > MOST_OF_ONE_OPENING]


def test_the_lines_that_follow_begin_in_many_ways() -> None:
    often = Counter(_opening(line) for one in prompts() for line in list(_lines(one))[1:])
    assert max(often.values()) <= len(prompts()) // 10


def test_leaning_to_distance_gets_as_many_words_as_leaning_to_worry() -> None:
    worry, distance = (
        mean(map(len, _spoken(DIALOGUES / "prompts" / "leanings" / f"{name}.yaml")))
        for name in ("watching_for_signs", "keeping_distance")
    )
    assert abs(worry - distance) <= worry * 0.1


def test_the_first_days_hold_nothing_heavy() -> None:
    assert not [one.id for one in prompts() if one.depth == 1 and one.sensitivity == "heavy"]


def test_family_is_asked_about_with_a_way_around() -> None:
    """Whoever has no family to speak of, or none to speak to, finds an answer to tap that says so or says little."""
    ways = re.compile(
        r"\b(no|none|not|nothing|nobody|little|can't|don't|won't|isn't|rather|rarely|hardly|pass)\b", re.I
    )
    for one in prompts():
        if one.relationship == "family":
            assert any(ways.search(answer.label) for answer in one.answers), one.id


def test_there_are_as_many_as_the_guide_asks_for() -> None:
    about = Counter(one.relationship for one in prompts() if one.leaning.is_any)
    assert about == {ANY: 160} | dict.fromkeys(RELATIONSHIPS, 30)
    for_everyone = Counter(one.theme for one in prompts() if one.leaning.is_any and one.relationship == ANY)
    assert for_everyone == dict.fromkeys(THEMES, 10)
    leanings = Counter(one.leaning for one in prompts() if not one.leaning.is_any)
    assert list(leanings.values()) == [20] * 4


def test_they_are_spread_as_the_guide_says() -> None:
    functions = Counter(one.function for one in prompts())
    for name, share in zip(FUNCTIONS, (0.30, 0.20, 0.15, 0.10, 0.10, 0.10, 0.05), strict=True):
        assert abs(functions[name] / len(prompts()) - share) <= 0.02, name
    depths = Counter(one.depth for one in prompts())
    for depth, share in ((1, 0.75), (2, 0.15), (3, 0.10)):
        assert abs(depths[depth] / len(prompts()) - share) <= 0.02, depth
    levers = Counter(one.lever for one in prompts())
    assert all(0.27 <= levers[name] / len(prompts()) <= 0.40 for name in LEVERS)


def test_a_question_for_a_leaning_pulls_the_lever_that_is_wanted_there() -> None:
    """Otherwise it is not chosen as long as others are left, which is for good."""
    for one in prompts():
        wanted = {lever_for(region) for region in product(one.leaning.anxiety, one.leaning.avoidance)}
        assert one.leaning.is_any or None in wanted or one.lever in wanted, one.id


def _days(restricted_to: str, left_out: tuple[str, ...]) -> int:
    """How many questions someone has who gets the lightest only, thinks of one relationship, and has no picture."""
    return sum(
        one.weight == 1
        and one.leaning.is_any
        and one.relationship in {ANY, restricted_to}
        and one.theme not in left_out
        for one in prompts()
    )


def test_the_most_restricted_person_has_a_question_for_every_day() -> None:
    fewest = min(_days(name, out) for name, out in product(RELATIONSHIPS, combinations(THEMES, 2)))
    assert fewest > APART_DAYS


def test_whoever_stands_anywhere_gets_through_the_months_without_a_repeat() -> None:
    bank = PromptBank.of(prompts())
    for region, relationship in product(product(LEVELS, LEVELS), RELATIONSHIPS):
        shown: dict[str, date] = {}
        fit = Fit(regions={relationship: region})
        for number in range(200):
            today = date(2026, 1, 1) + timedelta(days=number)
            choice = choose(bank, History(dict(shown), answered_days=number), fit, today, seed=11)
            assert choice
            assert not choice.again
            assert (today - shown.get(choice.prompt.id, date.min)).days > APART_DAYS
            shown[choice.prompt.id] = today


def test_two_days_in_a_row_differ_in_theme() -> None:
    bank = PromptBank.of(prompts())
    shown: dict[str, date] = {}
    themes = []
    for number in range(40):
        today = date(2026, 1, 1) + timedelta(days=number)
        choice = choose(bank, History(dict(shown), answered_days=number), Fit(), today, seed=5)
        assert choice
        shown[choice.prompt.id] = today
        themes.append(choice.prompt.theme)
    assert all(one != other for one, other in pairwise(themes))
