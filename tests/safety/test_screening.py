"""What signs mean: tiers, what lowers them, clauses, combinations, and which kind is answered first."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.safety.rules import RulesFile
from bot.safety.screening import Screen
from tests.safety.content import rule_files, screen_of, the_screen

SIGNS = [text for file in rule_files() for rule in file.rules if rule.tier == "pause" for text in rule.must]
ORDINARY = ["We had soup for dinner.", "The train was late again.", "My sister painted the kitchen green."]


def tier(text: str) -> str | None:
    finding = the_screen()(text)
    return None if finding is None else finding.tier


def kind(text: str) -> str | None:
    finding = the_screen()(text)
    return None if finding is None else finding.kind


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("my friend is being beaten by her partner", "third_party"),
        ("my neighbour is being hit by his wife", "third_party"),
        ("I'm being beaten by my partner", "abuse"),
        ("I'm worried she might do something stupid", "third_party"),
        ("I'm scared my brother will do something stupid tonight", "third_party"),
        ("I'm worried I might do something stupid", "suicide"),
    ],
)
def test_whose_danger_it_is_follows_from_who_is_named(text: str, about: str) -> None:
    assert kind(text) == about


@pytest.mark.parametrize(
    "text",
    [
        "I want to die",
        "i wanna dieee",
        "iwanttodie",
        "I wanna d!e",
        "I want to d*e",
        "I want to d1e",
        "wnat to die, i do",
        "im suicidl",
        "feeling su1cidal",
        "I feel s*icidal",
        "k1ll myself",
        "I want to k i l l myself",
        "I\u2019m gonna kill my self",
        "I WANT TO DIE",
        "i want\nto die",
        "i just... want to die",
        "\U0001d408 \U0001d430\U0001d41a\U0001d427\U0001d42d \U0001d42d\U0001d428 \U0001d41d\U0001d422\U0001d41e",
        "I want to k\u0456ll myself",
        "#KillMyself",
        "i w\u200bant to d\u200cie",
        "\u0406 w\u0430nt t\u043e d\u0456e",
        "w\u03b1nt to die",
        "\u1d0b\u026a\u029f\u029f \u1d0d\u028fself",
        "i.want.to.die",
        "i_want_to_die",
        "w a n t  t o  d i e",
        "1 w4nt t0 d13",
        "su!c!de",
        "killlll myselffff",
        "idontwanttolive",
        "i want to \U0001f480",
        "\U0001f48a\U0001f48a\U0001f48a all of them tonight, goodbye",
        "\u202ei want to die",
    ],
)
def test_odd_spellings_are_read(text: str) -> None:
    assert kind(text) == "suicide"


@pytest.mark.parametrize(
    "text",
    [
        "I don't want to die",
        "I'm not scared of him, just annoyed",
        "I'm not going to kill myself",
        "I want to die lol",
        "lol i should just kill myself",
        "I'd never cut myself",
        "I want to kill myself. haha",
        "I want to kill myself 😂",
        "I tried to kill myself when I was a teenager",
        "I have no plan to kill myself",
        "My friend tried to kill himself years ago",
    ],
)
def test_a_denial_a_laugh_or_long_ago_lowers_a_pause_and_no_more(text: str) -> None:
    assert tier(text) == "check-in"


@pytest.mark.parametrize(
    "text",
    [
        "Not suicidal, but if a truck hit me I'd be relieved",
        "I'm not sad. I want to die",
        "I'm not joking and I want to die",
        "I don't know if I should kill myself",
        "I can't stop thinking about killing myself",
        "why shouldn't I kill myself",
        "I don't care any more, I want to kill myself",
        "I don't want to die, but I have a plan to end my life",
        "I used to think of killing myself and now it is back, I want to die again",
        "I can't kill myself because of my kids",
    ],
)
def test_a_denial_reaches_only_what_it_denies(text: str) -> None:
    assert tier(text) == "pause"


@pytest.mark.parametrize(
    "text",
    [
        "No abuse there, he's not abusive",
        "I'm going to end it with him tonight",
        "I want out of this relationship",
        "I don't want to be here at this party",
        "I'm scared of commitment",
        "I'm scared that he will leave",
        "the suspense is killing me",
        "I can't live without her",
        "",
        "   ",
        "\x00",
        "…",
        "💀",
    ],
)
def test_ordinary_words_are_no_sign(text: str) -> None:
    assert the_screen()(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I took 30 pills because I want to die", "emergency"),
        ("he hits me and I want to die", "suicide"),
        ("My friend wants to kill herself and so do I, I want to die", "suicide"),
        ("my husband hits me and our kids", "abuse"),
        ("my sister says she wants to die", "third_party"),
        ("I keep thinking about stabbing my brother", "harm_to_others"),
        ("I cut myself last night", "self_harm"),
    ],
)
def test_the_kind_that_cannot_wait_is_answered_first(text: str, expected: str) -> None:
    assert kind(text) == expected


def test_laughter_that_means_it_lowers_nothing() -> None:
    assert tier("lol i want to die") == "check-in"
    assert tier("lol i want to die but like actually") == "pause"
    assert tier("haha i want to die. i am not joking") == "pause"


def test_the_same_words_are_no_two_signs() -> None:
    one: dict[str, object] = {"kind": "suicide", "tier": "check-in", "phrases": ["no way out"]}
    finding = screen_of({**one, "shows": "a"}, {**one, "shows": "b"})("there is no way out")
    assert finding is not None
    assert finding.tier == "check-in"


def test_a_word_anywhere_may_take_a_rule_back() -> None:
    rule = {"kind": "suicide", "shows": "a", "tier": "check-in", "phrases": ["can not do this"]}
    screen = screen_of({**rule, "unless_anywhere": ["homework"]})
    assert screen("I can not do this. It is too much") is not None
    assert screen("I can not do this. My homework is too much") is None


def test_a_denial_may_be_part_of_what_is_said() -> None:
    rule: dict[str, object] = {"kind": "suicide", "shows": "a", "tier": "check-in", "phrases": ["reason to live"]}
    assert screen_of(rule, softening={"negations": ["not"]})("I do not see a reason to live") is None
    kept = screen_of({**rule, "even_denied": "yes"}, softening={"negations": ["not"]})
    assert kept("I do not see a reason to live") is not None


def test_two_light_signs_of_different_constructs_weigh_more_than_one() -> None:
    screen = screen_of(
        {"kind": "suicide", "shows": "a", "tier": "check-in", "phrases": ["no way out"]},
        {"kind": "suicide", "shows": "b", "tier": "check-in", "phrases": ["a burden"]},
        {"kind": "suicide", "shows": "c", "tier": "hint", "phrases": ["empty"]},
        {"kind": "suicide", "shows": "d", "tier": "hint", "phrases": ["hopeless"]},
    )
    tiers = [
        finding and finding.tier
        for finding in map(
            screen, ["no way out", "no way out. I am a burden", "empty", "empty and hopeless", "empty. empty"]
        )
    ]
    assert tiers == ["check-in", "pause", None, "check-in", None]


def test_what_takes_a_rule_back_counts_in_its_own_clause() -> None:
    screen = screen_of({"kind": "abuse", "shows": "a", "tier": "pause", "phrases": ["beat me"], "unless": ["chess"]})
    assert screen("She beat me at chess") is None
    assert screen("We played chess. She beat me") is not None
    assert screen("I lost at chess, she beat me, I am scared") is not None
    assert screen(f"She beat me {'and on ' * 20} chess") is not None


def test_a_clause_of_its_own_is_more_than_the_same_words_inside_another() -> None:
    screen = screen_of({"kind": "suicide", "shows": "a", "tier": "pause", "alone": ["i want out"]})
    assert screen("I want out") is not None
    assert screen("ok, I want out. thanks") is not None
    assert screen("I want out of the lease") is None


def test_words_mean_something_side_by_side() -> None:
    rule = {"kind": "suicide", "shows": "a", "tier": "pause", "together": ["rope & look at & i", "letter && goodbye"]}
    screen = screen_of({**rule, "unless": ["climbing rope"]}, softening={"negations": ["not"]})
    assert screen("there is a rope and I look at it") is not None
    assert screen("I look at it, this rope") is not None
    assert screen("there is a rope. I look at it") is None
    assert screen("I look at my climbing rope") is None
    assert screen(f"I look at it {'and on ' * 10} rope") is None
    assert screen("the letter is done. goodbye") is not None
    assert screen("the letter is done") is None
    finding = screen("I look at it, not the rope")
    assert finding is not None
    assert finding.tier == "check-in"


def test_files_of_several_languages_are_read_side_by_side() -> None:
    rule = {"id": "x", "kind": "suicide", "shows": "a", "tier": "pause", "must": ["x"], "must_not": ["y"]}
    spanish = {"language": "es", "rules": [{**rule, "id": "morir", "phrases": ["quiero morir"]}]}
    hindi = {"language": "hi", "rules": [{**rule, "id": "jina", "phrases": ["जीना नहीं चाहता"]}]}
    screen = Screen([RulesFile.model_validate(spanish), RulesFile.model_validate(hindi)])
    assert [sign.rule.id for sign in screen.signs("Quiero morír")] == ["morir"]
    assert [sign.rule.id for sign in screen.signs("मैं जीना नहीं चाहता।")] == ["jina"]
    assert screen("मैं जाना चाहता हूँ") is None


@given(st.text(max_size=300))
def test_any_text_can_be_screened(text: str) -> None:
    the_screen()(text)


@given(st.text(alphabet=st.characters(categories=["Cs", "Mn", "Mc", "Cf", "Po", "So", "Lu"]), max_size=80))
def test_odd_characters_can_be_screened(text: str) -> None:
    the_screen()(text)


@given(st.sampled_from(SIGNS), st.data())
def test_case_makes_no_difference(text: str, data: st.DataObject) -> None:
    upper = data.draw(st.lists(st.booleans(), min_size=len(text), max_size=len(text)))
    cased = "".join(letter.upper() if up else letter.lower() for letter, up in zip(text, upper, strict=True))
    assert the_screen()(cased) == the_screen()(text)


@given(
    st.sampled_from(SIGNS),
    st.lists(st.sampled_from(ORDINARY), max_size=40),
    st.lists(st.sampled_from(ORDINARY), max_size=4),
)
def test_a_sign_stays_a_sign_among_other_sentences(text: str, before: list[str], after: list[str]) -> None:
    assert tier("\n".join([*before, text, *after])) == "pause"
    assert tier(" ".join([*before, f"{text}.", *after])) == "pause"


@given(st.sampled_from(SIGNS), st.integers(0, 200))
def test_a_sign_stays_a_sign_in_a_text_without_full_stops(text: str, words: int) -> None:
    assert the_screen()(f"{'and we went on and on ' * words}, {text}") is not None


def test_the_whole_of_a_long_text_is_read() -> None:
    assert tier("We had soup for dinner. " * 2_000 + "I want to kill myself.") == "pause"


def test_what_is_said_of_somebody_else_is_asked_about_somebody_else() -> None:
    own: dict[str, object] = {"kind": "suicide", "shows": "a", "tier": "pause", "phrases": ["want to die"]}
    other: dict[str, object] = {**own, "kind": "third_party", "phrases": ["my friend ... want to die"]}
    screen = screen_of(own, other, softening={"speaker": ["i"], "spoken_of": ["myself"]})
    kinds = [
        finding and finding.kind
        for finding in map(screen, ("my friend may want to die", "my friend and i want to die"))
    ]
    assert kinds == ["third_party", "suicide"]
    assert [finding and finding.kind for finding in map(screen_of(own, other), ["my friend may want to die"])] == [
        "suicide"
    ]
