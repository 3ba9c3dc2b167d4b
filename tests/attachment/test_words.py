"""The real words, and the real content around them: the voice, as far as a machine can hear it."""

from __future__ import annotations

import re

import yaml

from bot.attachment.ability import AttachmentShelf
from bot.attachment.wording import sentences
from tests.attachment.builders import ROOT, words

TEXTS = [text for _, text, _ in sentences(words())]
FORBIDDEN = re.compile(
    r"\b(you are|you're (a|an|so|too)|your style|avoidants|therapy|treatment|diagnos)", re.IGNORECASE
)


def test_no_sentence_is_longer_than_twenty_two_words() -> None:
    for text in TEXTS:
        for sentence in re.split(r"[.:;?!]\s", text):
            assert len(sentence.split()) <= 22, sentence


def test_nobody_is_told_what_they_are() -> None:
    assert [text for text in TEXTS if FORBIDDEN.search(text)] == []


def test_what_is_said_often_has_variants() -> None:
    found = words()
    often = [
        *(
            said
            for one in found.relationships.values()
            for lean in one.leanings.values()
            for said in vars(lean).values()
        ),
        *(found.sure.clear, found.sure.leaning, found.reasons.without, found.tendencies.intro, found.suggestions.taken),
    ]
    assert all(len(said) >= 2 for said in often)


def test_the_real_content_has_no_problems() -> None:
    contents = {
        folder: [
            model.model_validate(yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader))  # noqa: S506
            for path in sorted((ROOT / "dialogues" / folder).glob("*.yaml"))
        ]
        for folder, model in AttachmentShelf().folders.items()
    }
    assert [(problem.where, problem.message) for problem in AttachmentShelf().problems(contents)] == []
