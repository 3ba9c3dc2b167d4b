"""An author hears what is wrong in the words for times and places, and where."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from bot.dialogue.reading import read_form
from bot.reflection.forms import PlacesFile, TimesFile
from bot.reflection.word_checks import faults
from tests.reflection.content import FOLDER, english, places_file, text_of


def times_with(**parts: Any) -> TimesFile:
    return TimesFile.model_validate({**text_of("times/english.yaml"), **parts})


def places_with(**parts: Any) -> list[tuple[tuple[str | int, ...], str]]:
    return [(where, said) for _, where, said in faults([], [PlacesFile.model_validate(parts)])]


def test_the_words_that_come_along_have_no_fault() -> None:
    assert list(faults([english()], [places_file()])) == []


@pytest.mark.parametrize(("name", "form"), [("times/english.yaml", TimesFile), ("places/places.yaml", PlacesFile)])
def test_the_loader_of_dialogues_reads_them(name: str, form: type[TimesFile] | type[PlacesFile]) -> None:
    source, found = read_form((FOLDER / name).read_bytes(), name, form, None)
    assert found == []
    assert source is not None
    assert source.form == form.model_validate(text_of(name))


def test_a_language_has_one_file() -> None:
    again = times_with()
    (fault,) = faults([english(), again], [])
    assert fault == (again, ("language",), "another file has the words of 'en' already")


def test_places_have_one_file() -> None:
    again = places_file().model_copy()
    assert list(faults([], [places_file(), again])) == [
        (again, (), "the words for places stand in one file, and another one has them already")
    ]


def test_every_day_has_a_word() -> None:
    days = [{"words": [f"day {day}"], "days": [str(day % 6)]} for day in range(7)]
    file = times_with(days=days)
    assert list(faults([file], [])) == [(file, ("days",), "no word means day 6 (0 is Monday, 6 is Sunday)")]


def test_a_word_means_one_time() -> None:
    file = times_with(moments=[{"words": ["noon"], "at": "12:00"}, {"words": ["after noon", "Noon"], "at": "13:00"}])
    assert [(where, said) for _, where, said in faults([file], [])] == [
        (("moments", 1, "words", 1), "'Noon' means another time already, in moments/0")
    ]


@pytest.mark.parametrize(
    ("parts", "where", "said"),
    [
        (
            {"named": [{"words": ["there"], "zone": "Europe/Lisbom", "name": "There"}]},
            ("named", 0, "zone"),
            "no zone is called 'Europe/Lisbom' (did you mean 'Europe/Lisbon'?)",
        ),
        (
            {"common": {"Asia/Saigon": "Saigon"}},
            ("common", "Asia/Saigon"),
            "'Asia/Saigon' is called 'Asia/Ho_Chi_Minh' today",
        ),
        ({"renamed": {"Iceland": "Xy"}}, ("renamed", "Iceland"), "no zone is called 'Xy'"),
        ({"countries": {"XX": ["Nowhere"]}}, ("countries", "XX"), "no country has the code 'XX'"),
        (
            {"abbreviations": [{"words": ["ABC"], "places": {"Asia/Tokyo": "T" * 31}}]},
            ("abbreviations", 0, "places", "Asia/Tokyo"),
            f"'{'T' * 31}' is longer than a button: at most 30 characters",
        ),
        (
            {"named": [{"words": ["Oz"], "zone": "Asia/Tokyo", "name": "Oz"}], "doubted": ["oz"]},
            ("doubted", 0),
            "'oz' is named above, so it cannot be doubted",
        ),
    ],
)
def test_a_fault_in_the_places_is_told_with_its_place(
    parts: dict[str, Any], where: tuple[str | int, ...], said: str
) -> None:
    assert places_with(**parts) == [(where, said)]


@pytest.mark.parametrize("written", ["8pm", "25:00", "12:60"])
def test_a_time_that_is_none_is_refused(written: str) -> None:
    with pytest.raises(ValidationError):
        times_with(moments=[{"words": ["now and then"], "at": written}])
