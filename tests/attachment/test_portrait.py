"""The picture: well-formed, every word in it and escaped, and really drawn."""

from __future__ import annotations

import math
import re
from typing import Any
from xml.etree import ElementTree

import fontpkg_hind
import msgspec
import pytest
import resvg_py
from hypothesis import given
from hypothesis import strategies as st

from bot.attachment.portrait import FONT, HEIGHT, WIDTH, svg, text_map

FONTS = [str(fontpkg_hind.ROOT / "files" / f"Hind-{weight}.ttf") for weight in ("Regular", "Medium")]
WORDS = [
    "at ease",
    "watching for signs",
    "leaning on others",
    "keeping distance",
    "secure",
    "anxious",
    "avoidant",
    "torn",
]


def picture(*names: str, **more: Any) -> dict[str, Any]:
    """The data of a picture with a patch for each name."""
    count = len(names)
    usual = {
        "title": "With this friend",
        "notes": ["From 11 answers."],
        "ends": WORDS[:4],
        "corners": WORDS[4:],
        "names": list(names),
        "anxiety": [0.9, -0.8, 0.0, 1.5][:count],
        "avoidance": [-0.2, 1.2, -1.0, 1.4][:count],
        "anxiety_sd": [0.45] * count,
        "avoidance_sd": [0.5] * count,
        "correlation": [0.2] * count,
    }
    return {**usual, **more}


def texts(drawn: str) -> list[str]:
    """The words in a drawing."""
    root = ElementTree.fromstring(drawn)  # noqa: S314 - our own text
    return [element.text or "" for element in root.iter("{http://www.w3.org/2000/svg}text")]


def rendered(drawn: str, fonts: list[str]) -> bytes:
    """The drawing as PNG."""
    return bytes(resvg_py.svg_to_bytes(svg_string=drawn, skip_system_fonts=True, font_files=fonts, font_family=FONT))


def test_every_word_of_the_data_stands_in_the_picture() -> None:
    assert sorted(texts(svg(picture("A friend")))) == sorted(["With this friend", "From 11 answers.", *WORDS])


def test_patches_are_named_when_there_are_several() -> None:
    assert {"A friend", "A partner"} <= set(texts(svg(picture("A friend", "A partner"))))


@given(st.text(st.characters(exclude_categories=["C"])))
def test_markup_in_the_data_stays_words(word: str) -> None:
    wild = f'<script a="&{word}">'
    drawn = svg(picture(wild, wild, title=wild, notes=[wild], ends=[wild] * 4, corners=[wild] * 4))
    assert texts(drawn) == [wild] * 12
    assert "<script" not in drawn


@given(st.floats(-9, 9), st.floats(-9, 9), st.floats(0, 3), st.floats(0, 3), st.floats(-1, 1))
def test_any_belief_can_be_drawn(across: float, up: float, wide: float, high: float, both: float) -> None:
    data = picture(
        "A friend", anxiety=[across], avoidance=[up], anxiety_sd=[wide], avoidance_sd=[high], correlation=[both]
    )
    assert "nan" not in svg(data)
    ElementTree.fromstring(svg(data))  # noqa: S314 - our own text
    assert all(len(line) <= 40 for line in text_map(data).split("\n"))


def test_the_patch_stands_where_the_belief_lies() -> None:
    drawn = svg(picture("A friend", anxiety=[1.5], avoidance=[-1.5]))
    [place] = re.findall(r"translate\(([\d.]+) ([\d.]+)\)", drawn)
    across, down = map(float, place)
    assert across > WIDTH / 2
    assert down > HEIGHT / 2


def test_four_relationships_are_told_apart_without_colour() -> None:
    drawn = svg(picture("A friend", "A partner", "Someone at work", "Family"))
    outer = re.findall(r'stroke-width="5" stroke-opacity="0.85"( stroke-dasharray="[^"]+")?/>', drawn)
    marks = re.findall(r'paint-order="stroke"><(\w+ [^/]+)/>', drawn)
    assert len(outer) == len(set(outer)) == 4
    assert len(marks) == 8  # in the plane and before each name
    assert len(set(marks)) == 4


def test_both_regions_of_a_patch_are_drawn_as_large_as_they_are() -> None:
    drawn = svg(picture("A friend", anxiety_sd=[0.5], avoidance_sd=[0.5], correlation=[0.0]))
    one_deviation = 0.5 * 416 / 2.8
    radii = [float(radius) / one_deviation for radius in re.findall(r'<ellipse rx="([\d.]+)"', drawn)][1:]
    assert [1 - math.exp(-(radius**2) / 2) for radius in radii] == pytest.approx([0.9, 0.5], abs=0.002)


def test_earlier_results_are_paler_and_have_no_name_of_their_own() -> None:
    three = picture("A friend", "A friend", "A partner", earlier=[True, False, False])
    drawn = svg(three)
    assert drawn.count('fill-opacity="0.14"') == 1
    assert texts(drawn).count("A friend") == 1
    assert text_map(three).split("\n")[-1] == "1 A friend  2 A partner"


def test_it_becomes_a_png_in_which_the_words_are_seen() -> None:
    drawn = svg(picture("A friend"))
    with_words, without = rendered(drawn, FONTS), rendered(drawn, [])
    assert with_words.startswith(b"\x89PNG")
    assert int.from_bytes(with_words[16:20]) == WIDTH
    assert int.from_bytes(with_words[20:24]) == HEIGHT
    assert with_words != without  # resvg never complains about a missing font: without one there are no words


def test_in_characters_the_patch_the_words_and_the_names_are_there() -> None:
    drawn = text_map(picture("A friend", "A partner"))
    lines = drawn.split("\n")
    assert len(lines) <= 16
    assert all(word in drawn for word in WORDS)
    assert "█" in drawn
    assert lines[-1] == "1 A friend  2 A partner"


def test_in_characters_a_patch_leans_the_same_way() -> None:
    rows = text_map(picture("A friend", anxiety=[1.6], avoidance=[1.6])).split("\n")[3:12]
    marked = [(row, column) for row, line in enumerate(rows) for column, mark in enumerate(line) if mark == "█"]
    assert all(row < 4 and column > 20 for row, column in marked)
    assert marked


@pytest.mark.parametrize(
    "wrong", [{"anxiety": []}, {"ends": ["one"]}, {"title": 3}, {"surprise": "x"}, {"earlier": [True, False]}]
)
def test_other_data_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(msgspec.ValidationError):
        svg(picture("A friend", **wrong))
