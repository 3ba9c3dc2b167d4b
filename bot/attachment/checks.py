"""What is wrong with this room's files, beyond what their forms can see.

Rule: each fault is a sentence for an author, with the file and the way to the place inside it. Nothing is mended here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise, product

from pydantic import BaseModel

from bot.attachment.answers import WHERES
from bot.attachment.explanations import ExplanationsFile, Words
from bot.attachment.forms import GENERAL, LONGEST_LABEL, LONGEST_MESSAGE, RELATIONSHIPS, Form, unknown
from bot.attachment.items import Defaults, ItemsFile, SceneForm, StatementForm
from bot.attachment.plane import DIMENSIONS, LEVELS
from bot.attachment.suggestions import EVIDENCE, FACETS, PARTS, SuggestionForm, SuggestionsFile, fitting
from bot.attachment.tendency import TENDENCIES
from bot.attachment.trying import HOWS
from bot.attachment.wording import sentences

Where = tuple[str | int, ...]
Fault = tuple[BaseModel, Where, str]

_FEWEST_OPTIONS, _MOST_OPTIONS = 2, 5
_LONGEST_SUGGESTION = 180
_LONGEST_FOLLOW_UP = 130
_OFFERED_TOGETHER = 2
_WORDS_AROUND_A_SCENE = len("12 of about 10\n\n") + len("\n")
"""The progress stands above a scene, and a line is left between it and its answers."""
_WORDS_AROUND_AN_ANSWER = len("A  ") + len("\n")


def faults(
    items: Sequence[ItemsFile], explanations: Sequence[ExplanationsFile], suggestions: Sequence[SuggestionsFile]
) -> Iterator[Fault]:
    """Every fault in the files of this room."""
    yield from _duplicates([(file, ("items", n), one.id) for file in items for n, one in enumerate(file.items)], "item")
    yield from _duplicates(
        [(file, ("suggestions", n), one.id) for file in suggestions for n, one in enumerate(file.suggestions)],
        "suggestion",
    )
    for item_file in items:
        yield from _faults_in_items(item_file)
    yield from _faults_in_words(items, explanations)
    yield from _faults_in_regions(items, explanations)
    for suggestion_file in suggestions:
        yield from _faults_in_suggestions(suggestion_file)
    if suggestions:
        yield from _regions_without_suggestions(items, suggestions)


def _duplicates(ids: Sequence[tuple[BaseModel, Where, str]], what: str) -> Iterator[Fault]:
    seen: set[str] = set()
    for file, where, name in ids:
        if name in seen:
            yield file, (*where, "id"), f"there are two {what}s named '{name}'; each needs a name of its own"
        seen.add(name)


def _unknown_relationships(
    file: Form, where: Where, names: Sequence[str], known: Sequence[str] = RELATIONSHIPS
) -> Iterator[Fault]:
    for name in names:
        if name not in known:
            yield file, where, unknown("relationship", name, known)


def _faults_in_items(file: ItemsFile) -> Iterator[Fault]:
    known = (*RELATIONSHIPS, GENERAL)  # Only items are about people in general: nothing else is said of them.
    yield from _unknown_relationships(file, ("defaults", "relationship"), file.defaults.relationship, known)
    for message in _options_without_words(file.defaults.options):
        yield file, ("defaults", "options"), message
    for number, form in enumerate(file.items):
        where: Where = ("items", number)
        yield from _unknown_relationships(file, (*where, "relationship"), form.relationship, known)
        if not (form.relationship or file.defaults.relationship):
            yield file, where, f"'{form.id}' asks about no relationship; name one here or under 'defaults'"
        if not form.short:
            yield file, where, f"'{form.id}' needs 'short', two to five words by which the reasons name it"
        if isinstance(form, SceneForm):
            faults_in_it = _faults_in_scene(form)
        else:
            faults_in_it = _faults_in_statement(form, file.defaults)
        for place, message in faults_in_it:
            yield file, (*where, *place), message


def _faults_in_statement(form: StatementForm, defaults: Defaults) -> Iterator[tuple[Where, str]]:
    options, thresholds = form.options or defaults.options, form.thresholds or defaults.thresholds
    yield from _number_of_options(len(options))
    yield from ((("options",), message) for message in _options_without_words(form.options))
    if len(thresholds) != len(options) - 1:
        needed, there = len(options) - 1, len(thresholds)
        yield (), f"{len(options)} options need {needed} thresholds, one between each two; there are {there}"
    if any(later <= earlier for earlier, later in pairwise(thresholds)):
        yield (("thresholds",) if form.thresholds else ()), "thresholds must rise from each to the next"
    for option in options:
        if len(option) > LONGEST_LABEL:
            yield (), f"'{option}' has {len(option)} characters; a button holds {LONGEST_LABEL}"
    if form.loadings.pair == (0.0, 0.0):
        yield ("loadings",), "this statement says nothing about either dimension; one loading must not be 0"


def _faults_in_scene(form: SceneForm) -> Iterator[tuple[Where, str]]:
    yield from _number_of_options(len(form.options))
    yield from ((("options",), message) for message in _options_without_words([option.text for option in form.options]))
    length = len(form.scene) + len(form.ask) + 1 + _WORDS_AROUND_A_SCENE
    length += sum(len(option.text) + _WORDS_AROUND_AN_ANSWER for option in form.options)
    if length > LONGEST_MESSAGE:
        yield ("scene",), f"with its answers this message has {length} characters; {LONGEST_MESSAGE} are the most"


def _number_of_options(count: int) -> Iterator[tuple[Where, str]]:
    if not _FEWEST_OPTIONS <= count <= _MOST_OPTIONS:
        yield ("options",), f"there are {count} options; {_FEWEST_OPTIONS} to {_MOST_OPTIONS} can be answered at ease"


def _options_without_words(options: Sequence[str]) -> Iterator[str]:
    for option in options:
        if not any(character.isalpha() for character in option):
            yield f"'{option}' has no word in it; answers are words, and never numbers alone"


def _asked_about(items: Sequence[ItemsFile]) -> list[str]:
    """Every relationship that some item asks about."""
    names = {name for file in items for one in file.items for name in one.relationship or file.defaults.relationship}
    return [name for name in RELATIONSHIPS if name in names]


def _faults_in_words(items: Sequence[ItemsFile], explanations: Sequence[ExplanationsFile]) -> Iterator[Fault]:
    with_words = [(file, file.words) for file in explanations if file.words is not None]
    if not with_words and (items or explanations):
        file: BaseModel = (*explanations, *items)[0]
        yield file, (), "no file in explanations/ holds 'words', the sentences that explaining needs"
    for extra, _ in with_words[1:]:
        yield extra, ("words",), "another file in explanations/ holds 'words' already"
    for one, words in with_words[:1]:
        yield from _faults_in_one_words(one, words, _asked_about(items))


def _faults_in_one_words(file: ExplanationsFile, words: Words, asked_about: Sequence[str]) -> Iterator[Fault]:
    place = ("words", "relationships")
    yield from _unknown_relationships(file, place, list(words.relationships))
    for name in asked_about:
        if name not in words.relationships:
            yield file, place, f"there are items about '{name}', but no words for it"
    for name, one in words.relationships.items():
        yield from _missing(file, (*place, name, "leanings"), one.leanings, DIMENSIONS)
    yield from _missing(file, ("words", "map", "leanings"), words.map.leanings, DIMENSIONS)
    yield from _missing(file, ("words", "map", "objected"), words.map.objected, WHERES)
    yield from _missing(file, ("words", "differences", "more"), words.differences.more, DIMENSIONS)
    yield from _missing(file, ("words", "differences", "less"), words.differences.less, DIMENSIONS)
    yield from _missing(file, ("words", "tendencies", "names"), words.tendencies.names, TENDENCIES)
    yield from _missing(file, ("words", "picture", "ends"), words.picture.ends, DIMENSIONS)
    yield from _missing(file, ("words", "picture", "corners"), words.picture.corners, TENDENCIES)
    yield from _missing(file, ("words", "suggestions", "about"), words.suggestions.about, FACETS)
    answers, done = words.suggestions.follow_up.answers, words.suggestions.follow_up.done
    yield from _missing(file, ("words", "suggestions", "follow_up", "done"), done, tuple(PARTS))
    yield from _missing(file, ("words", "suggestions", "follow_up", "answers"), answers, HOWS)
    yield from _too_long_for_a_button(file, ("words", "suggestions", "follow_up", "answers"), tuple(answers.values()))
    labels = (*words.questions.rather_not_say, *words.questions.none_of_these)
    yield from _too_long_for_a_button(file, ("words", "questions"), labels)
    for where, text, uses in sentences(words, ("words",)):
        if fault := uses.fault_in(text):
            yield file, where, fault
        if len(text) > LONGEST_MESSAGE:
            yield file, where, f"this has {len(text)} characters; a message holds {LONGEST_MESSAGE}"


def _too_long_for_a_button(file: BaseModel, where: Where, labels: Sequence[str]) -> Iterator[Fault]:
    for label in labels:
        if len(label) > LONGEST_LABEL:
            yield file, where, f"'{label}' has {len(label)} characters; a button holds {LONGEST_LABEL}"


def _missing(file: BaseModel, where: Where, given: object, names: Sequence[str]) -> Iterator[Fault]:
    if isinstance(given, dict):
        yield from ((file, where, f"'{name}' is missing here") for name in names if name not in given)


def _faults_in_regions(items: Sequence[ItemsFile], explanations: Sequence[ExplanationsFile]) -> Iterator[Fault]:
    explained = [file for file in explanations if file.words is None]
    yield from _duplicates(
        [(file, ("relationship",), file.relationship) for file in explained], "explained relationship"
    )
    for file in explained:
        yield from _unknown_relationships(file, ("relationship",), (file.relationship,))
        yield from _faults_in_one_relationship(file)
        yield from _faults_in_what_it_rests_on(file, items)
    for name in _asked_about(items):
        if name not in {file.relationship for file in explained}:
            yield items[0], (), f"there are items about '{name}', but no file in explanations/ for it"


def _faults_in_what_it_rests_on(file: ExplanationsFile, items: Sequence[ItemsFile]) -> Iterator[Fault]:
    known = {one.id for items_file in items for one in items_file.items if file.relationship in _about(items_file, one)}
    for number, form in enumerate(file.regions):
        if isinstance(form.evidence, str):
            continue
        where: Where = ("regions", number, "evidence")
        yield from _missing(file, where, form.evidence, tuple(form.panels))
        for panel, names in form.evidence.items():
            if panel not in form.panels:
                yield file, (*where, panel), unknown("panel", panel, tuple(form.panels))
            for name in names:
                if name not in known:
                    yield file, (*where, panel), unknown(f"item about {file.relationship}", name, tuple(sorted(known)))


def _about(file: ItemsFile, form: StatementForm | SceneForm) -> Sequence[str]:
    return form.relationship or file.defaults.relationship


def _faults_in_one_relationship(file: ExplanationsFile) -> Iterator[Fault]:
    regions = [(region.anxiety, region.avoidance) for region in file.regions]
    for region in product(LEVELS, LEVELS):
        if regions.count(region) != 1:
            often = "no text" if region not in regions else "more than one text"
            yield file, ("regions",), f"there is {often} for the region anxiety {region[0]}, avoidance {region[1]}"
    for number, form in enumerate(file.regions):
        for name, text in form.panels.items():
            if len(text) > LONGEST_MESSAGE:
                sentence = f"this has {len(text)} characters; a message holds {LONGEST_MESSAGE}"
                yield file, ("regions", number, "panels", name), sentence


def _faults_in_suggestions(file: SuggestionsFile) -> Iterator[Fault]:
    for number, form in enumerate(file.suggestions):
        where: Where = ("suggestions", number)
        yield from _unknown_relationships(file, (*where, "relationships"), form.relationships)
        if len(form.text) > _LONGEST_SUGGESTION:
            sentence = f"this has {len(form.text)} characters; a suggestion holds {_LONGEST_SUGGESTION}"
            yield file, (*where, "text"), sentence
        if len(form.follow_up) > _LONGEST_FOLLOW_UP:
            sentence = f"this has {len(form.follow_up)} characters; a follow-up holds {_LONGEST_FOLLOW_UP}"
            yield file, (*where, "follow_up"), sentence
        for dimension in DIMENSIONS:
            if not getattr(form.fits, dimension):
                yield file, (*where, "fits", dimension), "no level is named here, so this is never offered"
        yield from ((file, (*where, "evidence"), message) for message in _faults_in_evidence(form))


def _faults_in_evidence(form: SuggestionForm) -> Iterator[str]:
    """It names the part of the model that its lever moves, and no level at which it is not offered."""
    for name in form.evidence:
        if name not in EVIDENCE:
            yield unknown("evidence", name, EVIDENCE)
            continue
        dimension, _, level = name.partition("_")
        if dimension in DIMENSIONS and level not in getattr(form.fits, dimension):
            yield f"it rests on '{name}', and is not offered there: see 'fits'"
    part = PARTS[form.lever]
    if part not in form.evidence:
        yield f"its lever is '{form.lever}', so it rests on '{part}': name that too"


def _regions_without_suggestions(items: Sequence[ItemsFile], files: Sequence[SuggestionsFile]) -> Iterator[Fault]:
    everything: list[SuggestionForm] = [one for file in files for one in file.suggestions]
    for name, anxiety, avoidance in product(_asked_about(items), LEVELS, LEVELS):
        count = len(fitting(everything, name, anxiety, avoidance))
        if count < _OFFERED_TOGETHER:
            region = f"anxiety {anxiety}, avoidance {avoidance}"
            yield (
                files[0],
                ("suggestions",),
                f"too few suggestions ({count}) fit {name}, {region}; {_OFFERED_TOGETHER} are offered",
            )
