"""The sentences to copy: six kinds for each of four relationships, three of each, and none twice."""

from __future__ import annotations

import pytest

from tests.content.reading import read

WHOM = ("partner", "friend", "work", "family")
KINDS = ["need", "no", "repair", "pause", "thanks", "back"]


def copied(whom: str) -> dict[str, list[str]]:
    states = read(f"flows/say_{whom}.yaml")["states"]
    return {
        kind: [choice["copy"] for choice in states[kind]["choices"] if isinstance(choice, dict) and "copy" in choice]
        for kind in KINDS
    }


@pytest.mark.parametrize("whom", WHOM)
def test_each_kind_has_three_and_the_message_shows_what_the_buttons_copy(whom: str) -> None:
    states = read(f"flows/say_{whom}.yaml")["states"]
    for kind, sentences in copied(whom).items():
        assert len(sentences) == 3
        assert all(sentence in states[kind]["ask"] for sentence in sentences)


def test_none_is_there_twice_and_all_fit_a_copy_button() -> None:
    every = [sentence for whom in WHOM for some in copied(whom).values() for sentence in some]
    assert len(set(every)) == len(every) == 72
    assert all(len(sentence) <= 256 for sentence in every)
