"""Finding texts: which texts there are, and which of them stand in what was said."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.operations.simulation.texts import EVERYONE, Finder, Text
from bot.operations.simulation.what_was_seen import Seen
from tests.simulation.stages import the_stage


def finder(*texts: Text) -> Finder:
    return Finder(texts)


words = st.text(st.characters(categories=("L", "N", "P"), include_characters=" "), min_size=4, max_size=60).filter(
    lambda text: len(text.strip()) >= 4
)


@given(words, words, words)
def test_a_text_is_found_wherever_it_stands(text: str, before: str, after: str) -> None:
    found = finder(Text("here", "", (text.strip().casefold(),))).found(f"{before}\n{text}\n{after}")
    assert found == (0,)


@given(words, words)
def test_what_stands_around_a_value_is_found_together_and_not_alone(first: str, then: str) -> None:
    pieces = (first.strip().casefold(), then.strip().casefold())
    both = finder(Text("here", "", pieces))
    assert both.found(f"{first} Ana {then}") == (0,)
    if pieces[1] not in pieces[0]:
        assert both.found(first) == ()


def test_a_label_is_found_on_a_button_and_not_inside_a_sentence() -> None:
    label = finder(Text("here", "", ("not this time",), is_label=True))
    assert label.found("Shall we?\nNot this time") == (0,)
    assert label.found("Perhaps not this time, then.") == ()


def test_a_text_of_a_flow_counts_only_where_its_state_was_passed() -> None:
    stage = the_stage()
    seen = Seen(stage)
    place = next(n for n, text in enumerate(stage.texts) if text.place == "stop.stopped say")
    said = "Stopped. I won't write again until /start. What I kept stays until you say /delete, or goes by itself "
    said += "after a year. /sos always answers."
    stage.states.clear()
    assert place not in seen.found([said])
    stage.states.add("stop.stopped")
    assert place in seen.found([said])


def test_every_half_of_a_sentence_with_a_condition_is_a_text_of_its_own() -> None:
    places = {text.place for text in the_stage().texts}
    assert {"today.had_it ask, part 1", "today.had_it ask, part 2", "today.had_it ask, part 3"} <= places


def test_a_panel_for_a_region_is_for_that_region_and_relationship() -> None:
    panels = [text for text in the_stage().texts if " panels " in text.place]
    assert panels
    assert all(text.audience.relationships and text.audience != EVERYONE for text in panels)
    high = next(text for text in panels if " high low" in text.place)
    assert (high.audience.turned_from("anxiety"), high.audience.turned_from("avoidance")) == ("low", "high")


def test_a_text_for_the_middle_alone_turns_from_nobody() -> None:
    middle = next(text for text in the_stage().texts if " panels " in text.place and " middle middle" in text.place)
    assert not middle.audience.is_for_some


def test_words_that_only_sort_and_places_that_only_read_are_no_texts() -> None:
    places = [text.place for text in the_stage().texts]
    assert not any(place.startswith(("reflection/", "safety/")) for place in places)
    assert not any(place.split()[-1] in {"function", "needs", "evidence", "source"} for place in places)


def test_no_text_for_some_stands_inside_a_text_for_others() -> None:
    """Whoever reads one would be taken to have read the other; and the same words twice are worn."""
    texts = [(text, " ".join(text.pieces)) for text in the_stage().texts]
    for_some = [(text, said) for text, said in texts if text.audience.is_for_some and not text.is_label]
    inside = [
        f"{text.place} in {other.place}"
        for text, said in for_some
        for other, whole in texts
        if said in whole and other.form != text.form and other.audience != text.audience
    ]
    assert inside == []
