"""Why this one? One sentence for every reason, from the author's words."""

from __future__ import annotations

from datetime import date
from typing import get_args

import pytest

from bot.reflection.prompt_forms import PromptForm, PromptWords
from bot.reflection.prompt_reasons import sentence, words_for
from bot.reflection.prompts import Reason, Told
from tests.content.reading import read
from tests.reflection.prompt_builders import prompt, words

MARCH = date(2026, 3, 4)
ONE = PromptForm.model_validate(prompt("one"))


def test_names_are_filled_in() -> None:
    spoken = PromptWords.model_validate(words())
    reason = Reason("theme", theme="anger", relationship="work", last=MARCH)
    assert sentence(spoken, reason, ONE) == "Because of anger, the work one, month 3."


def test_without_a_relationship_it_is_about_anybody_and_without_a_day_there_is_no_month() -> None:
    spoken = PromptWords.model_validate(words())
    assert sentence(spoken, Reason("chance", theme="play"), ONE) == "Because of play, the any one, ."


def test_a_prompts_own_reason_comes_behind() -> None:
    spoken = PromptWords.model_validate(words())
    own = PromptForm.model_validate(prompt("one", why="Laughing together mends."))
    assert sentence(spoken, Reason("chance"), own).endswith(". Laughing together mends.")


@pytest.mark.parametrize("lever", ["self", "others", "expectation"])
def test_each_lever_has_words_of_its_own(lever: str) -> None:
    spoken = PromptWords.model_validate(read("prompts/words.yaml")["words"])
    assert words_for(spoken, Reason("lever", lever)) == getattr(spoken.reasons, f"lever_{lever}")


def test_a_theme_that_never_came_has_words_of_its_own() -> None:
    spoken = PromptWords.model_validate(read("prompts/words.yaml")["words"])
    assert words_for(spoken, Reason("theme")) == spoken.reasons.theme_first
    assert words_for(spoken, Reason("theme", last=MARCH)) == spoken.reasons.theme


@pytest.mark.parametrize("rule", get_args(Told))
def test_every_reason_makes_a_whole_sentence(rule: Told) -> None:
    spoken = PromptWords.model_validate(read("prompts/words.yaml")["words"])
    said = sentence(spoken, Reason(rule, theme="anger", relationship="work", last=MARCH), ONE)
    assert said.endswith(".")
    assert "{" not in said


def test_we_had_this_one_in_march_is_said_openly() -> None:
    spoken = PromptWords.model_validate(read("prompts/words.yaml")["words"])
    assert sentence(spoken, Reason("again", last=MARCH), ONE).endswith("we had it in March.")
