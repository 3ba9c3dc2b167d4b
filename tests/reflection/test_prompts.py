"""Choosing the question of the day: one rule, one test; then the laws for everybody."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.reflection.prompt_bank import PromptBank
from bot.reflection.prompt_forms import ABOUT, ANY, LEVELS, LEVERS, RELATIONSHIPS, THEMES, PromptForm, Region
from bot.reflection.prompts import APART_DAYS, Fit, History, Reason, choose, is_held, lever_for
from tests.reflection.prompt_builders import TODAY, USED_TO_IT, bank, chosen, days_ago, possible, prompt

WATCHFUL: Region = ("high", "low")
DISTANT: Region = ("low", "high")
BOTH_WAYS: Region = ("high", "high")
AT_EASE: Region = ("low", "low")
FOR_WORRY = {"anxiety": ["middle", "high"], "avoidance": ["low", "middle"]}


def test_a_theme_that_was_left_out_is_not_asked_about() -> None:
    two = bank(prompt("one", theme="anger"), prompt("other", theme="play"))
    assert possible(two, History(left_out=frozenset({"anger"}))) == {"other"}


def test_when_everything_is_left_out_there_is_no_question() -> None:
    only = bank(prompt("one", theme="anger"))
    assert choose(only, History(left_out=frozenset({"anger"})), Fit(), TODAY, 7) is None
    assert choose(bank(), History(), Fit(), TODAY, 7) is None


def test_a_question_about_a_relationship_is_for_those_who_think_about_it_here() -> None:
    two = bank(prompt("anybody"), prompt("friends", relationship="friendship"))
    assert possible(two) == {"anybody"}
    assert possible(two, fit=Fit(frozenset({"friendship"}))) == {"anybody", "friends"}
    assert possible(two, fit=Fit(regions={"friendship": AT_EASE})) == {"anybody", "friends"}


def test_what_leans_is_for_those_whose_picture_fits() -> None:
    two = bank(prompt("plain"), prompt("leans", leaning=FOR_WORRY))
    assert possible(two) == {"plain"}
    assert possible(two, fit=Fit(regions={"work": WATCHFUL})) == {"plain", "leans"}
    assert possible(two, fit=Fit(regions={"work": DISTANT})) == {"plain"}


def test_what_leans_is_never_for_someone_who_stands_at_the_other_end_elsewhere() -> None:
    leaning = bank(prompt("plain"), prompt("leans", leaning=FOR_WORRY))
    assert possible(leaning, fit=Fit(regions={"work": WATCHFUL, "family": DISTANT})) == {"plain"}
    assert possible(leaning, fit=Fit(regions={"work": WATCHFUL, "family": ("middle", "middle")})) == {"plain", "leans"}
    assert possible(leaning, fit=Fit(regions={"work": WATCHFUL}, left_out=(DISTANT,))) == {"plain"}


def test_what_leans_in_one_relationship_goes_by_the_picture_of_that_one() -> None:
    leaning = bank(prompt("plain"), prompt("leans", leaning=FOR_WORRY, relationship="work"))
    assert possible(leaning, fit=Fit(regions={"work": WATCHFUL, "family": DISTANT})) == {"plain", "leans"}
    assert possible(leaning, fit=Fit(regions={"work": DISTANT, "family": WATCHFUL})) == {"plain"}


@pytest.mark.parametrize(
    ("answered_days", "deeper", "depths"),
    [
        (0, False, {"1"}),
        (4, True, {"1"}),
        (5, False, {"1", "2"}),
        (9, True, {"1", "2"}),
        (10, False, {"1", "2"}),
        (10, True, {"3"}),
    ],
)
def test_depth_opens_with_answered_days_and_the_third_only_when_asked_for(
    answered_days: int, deeper: bool, depths: set[str]
) -> None:
    all_depths = bank(*(prompt(depth, depth=depth) for depth in "123"))
    assert possible(all_depths, History(answered_days=answered_days, deeper=deeper)) == depths


def test_who_asked_for_deeper_ones_gets_a_light_one_the_day_after() -> None:
    several = bank(*(prompt(name, depth=name[0]) for name in ("1a", "1b", "2a", "3a", "3b")))
    history = History(seen={"3a": days_ago(1)}, answered_days=20, deeper=True)
    assert possible(several, history) == {"1a", "1b"}
    assert chosen(several, history).reason.rule == "yesterday"


def test_too_much_today_keeps_the_questions_light_for_a_week() -> None:
    mixed = bank(prompt("light"), prompt("deep", depth="2"), prompt("sore", sensitivity="light"))
    for days in range(8):
        history = History(answered_days=USED_TO_IT, too_much_on=days_ago(days))
        assert possible(mixed, history) == {"light"}
        assert chosen(mixed, history).reason == Reason("too_much", theme="space")
    assert possible(mixed, History(answered_days=USED_TO_IT, too_much_on=days_ago(8))) == {"light", "deep", "sore"}


def test_a_light_day_follows_a_heavier_one_when_there_is_one_left() -> None:
    mixed = bank(prompt("light"), prompt("deep", depth="2"), prompt("sore", sensitivity="heavy"))
    assert possible(mixed, History(seen={"sore": days_ago(1)}, answered_days=USED_TO_IT)) == {"light"}
    seen = {"sore": days_ago(1), "light": days_ago(9)}
    assert possible(mixed, History(seen=seen, answered_days=USED_TO_IT)) == {"deep"}


def test_two_days_after_a_heavier_one_everything_is_open_again() -> None:
    mixed = bank(prompt("light"), prompt("deep", depth="2"), prompt("sore", sensitivity="heavy"))
    assert possible(mixed, History(seen={"sore": days_ago(2)}, answered_days=USED_TO_IT)) == {"light", "deep"}


@pytest.mark.parametrize(
    ("region", "lever"),
    [
        (AT_EASE, None),
        (("middle", "low"), "self"),
        (WATCHFUL, "self"),
        (("high", "middle"), "self"),
        (("low", "middle"), "others"),
        (DISTANT, "others"),
        (("middle", "high"), "others"),
        (("middle", "middle"), "expectation"),
        (BOTH_WAYS, "expectation"),
    ],
)
def test_worry_is_met_by_the_view_of_self_distance_by_that_of_others_and_both_by_what_one_expects(
    region: Region, lever: str | None
) -> None:
    assert lever_for(region) == lever
    three = bank(*(prompt(name, lever=name) for name in LEVERS))
    assert possible(three, fit=Fit(regions={"work": region})) == ({lever} if lever else set(LEVERS))


def test_each_relationship_has_its_own_lever_and_one_about_anybody_may_pull_either() -> None:
    everything = bank(
        *(prompt(f"{name} {lever}", lever=lever, relationship=name) for name in ABOUT for lever in LEVERS)
    )
    fit = Fit(regions={"work": WATCHFUL, "family": DISTANT, "romantic": AT_EASE})
    romantic = {f"romantic {lever}" for lever in LEVERS}
    assert possible(everything, fit=fit) == {"work self", "family others", "any self", "any others"} | romantic


def test_a_lever_that_was_switched_off_is_no_longer_looked_for() -> None:
    three = bank(*(prompt(name, lever=name) for name in LEVERS))
    fit = Fit(regions={"work": WATCHFUL})
    reason = chosen(three, fit=fit).reason
    assert (reason.key, reason.relationship) == ("lever:self", "work")
    assert possible(three, History(off=frozenset({reason.key})), fit) == set(LEVERS)


def test_the_theme_not_seen_for_longest_comes_next_and_one_never_seen_before_all() -> None:
    names = ("play1", "play2", "anger1", "anger2", "trust1")
    several = bank(*(prompt(name, theme=name[:-1]) for name in names))
    seen = {"play1": days_ago(3), "anger1": days_ago(5)}
    assert possible(several, History(seen=seen)) == {"trust1"}
    seen |= {"trust1": days_ago(1)}
    assert possible(several, History(seen=seen)) == {"anger2"}
    assert chosen(several, History(seen=seen)).reason == Reason("theme", theme="anger", last=days_ago(5))


@pytest.mark.parametrize(
    ("off", "history"),
    [
        ("theme", {"seen": {"play1": days_ago(3)}}),
        ("too_much", {"too_much_on": TODAY}),
        ("yesterday", {"seen": {"gone": days_ago(1)}}),
    ],
)
def test_a_reason_that_was_switched_off_decides_no_more(off: str, history: dict[str, object]) -> None:
    several = bank(
        prompt("play1", theme="play"),
        prompt("play2", theme="play", depth="2"),
        prompt("anger", theme="anger", depth="2"),
        prompt("gone", theme="trust", depth="2"),
    )
    with_it = History(answered_days=USED_TO_IT, **history)  # type: ignore[arg-type]  # one table for three fields
    without = History(answered_days=USED_TO_IT, off=frozenset({off}), **history)  # type: ignore[arg-type]  # the same
    assert chosen(several, with_it).reason.key == off
    assert possible(several, with_it) < possible(several, without)


def test_a_picture_that_was_left_out_of_it_brings_nothing_that_leans() -> None:
    two = bank(prompt("plain"), prompt("leans", leaning=FOR_WORRY))
    history, fit = History(off=frozenset({"leaning"})), Fit(regions={"work": WATCHFUL})
    assert possible(two, history, fit) == {"plain"}


def test_nothing_comes_again_within_120_days_while_another_is_left() -> None:
    two = bank(prompt("one"), prompt("other"))
    assert possible(two, History(seen={"one": days_ago(120)})) == {"other"}
    assert possible(two, History(seen={"one": days_ago(121), "other": days_ago(120)})) == {"one"}


def test_when_nothing_is_left_the_longest_unseen_comes_and_that_is_said() -> None:
    three = bank(prompt("a"), prompt("b"), prompt("c", theme="anger"))
    history = History(seen={"a": days_ago(20), "b": days_ago(30), "c": days_ago(90)}, left_out=frozenset({"anger"}))
    choice = chosen(three, history)
    assert (choice.prompt.id, choice.again) == ("b", True)
    assert choice.reason == Reason("again", theme="space", last=days_ago(30))


def test_a_day_in_the_future_counts_as_lately() -> None:
    two = bank(prompt("one"), prompt("other"))
    assert possible(two, History(seen={"one": TODAY + timedelta(days=400)})) == {"other"}


def test_a_question_that_is_no_longer_in_the_files_is_no_hindrance() -> None:
    assert possible(bank(prompt("one")), History(seen={"removed": days_ago(1)})) == {"one"}


def test_the_trail_says_how_many_each_rule_left() -> None:
    several = bank(
        prompt("a"), prompt("b", theme="play"), prompt("c", depth="3"), prompt("d", relationship="work"), prompt("e")
    )
    history = History(seen={"a": days_ago(5)}, left_out=frozenset({"anger"}))
    steps = [(step.rule, step.left) for step in chosen(several, history).trail]
    assert steps == [
        ("left_out", 5),
        ("relationships", 4),
        ("leaning", 4),
        ("depth", 3),
        ("unseen", 2),
        ("theme", 1),
        ("chance", 1),
    ]


def test_with_nothing_to_go_by_chance_is_the_reason_and_another_seed_may_choose_otherwise() -> None:
    several = bank(*(prompt(name) for name in "abcdefgh"))
    assert chosen(several).reason == Reason("chance", theme="space")
    assert possible(several) == set("abcdefgh")


names = st.integers(0, 60).map("p{}".format)
tags = {
    "theme": st.sampled_from(THEMES),
    "lever": st.sampled_from(LEVERS),
    "depth": st.sampled_from("123"),
    "relationship": st.sampled_from(ABOUT),
    "sensitivity": st.sampled_from(["none", "light", "heavy"]),
    "leaning": st.sampled_from([ANY, ANY, FOR_WORRY]),
}
prompts = st.dictionaries(names, st.fixed_dictionaries(tags), max_size=40).map(
    lambda found: [PromptForm.model_validate(prompt(name, **more)) for name, more in found.items()]
)
days = st.integers(-3, 300).map(days_ago)
histories = st.builds(
    History,
    seen=st.dictionaries(names, days),
    answered_days=st.integers(0, 15),
    deeper=st.booleans(),
    too_much_on=st.none() | days,
    left_out=st.frozensets(st.sampled_from(THEMES), max_size=4),
    off=st.frozensets(st.sampled_from(["theme", "leaning", "lever:self", "deeper", "yesterday", "too_much"])),
)
regions = st.dictionaries(st.sampled_from(RELATIONSHIPS), st.tuples(*[st.sampled_from(LEVELS)] * 2))
fits = st.builds(Fit, relationships=st.frozensets(st.sampled_from(RELATIONSHIPS)), regions=regions)
seeds = st.integers(0, 2**40)


def may_be_asked(one: PromptForm, history: History, fit: Fit) -> bool:
    """The laws, the plain way."""
    about = {ANY, *fit.relationships, *fit.regions}
    leans = one.leaning.is_any or (
        "leaning" not in history.off
        and any(one.leaning.fits(region) for name, region in fit.regions.items() if one.relationship in {ANY, name})
        and not (one.relationship == ANY and any(one.leaning.is_opposite(there) for there in fit.regions.values()))
    )
    light = one.weight == 1 or not is_held(history, TODAY)
    return (
        one.theme not in history.left_out
        and one.relationship in about
        and leans
        and one.depth <= history.depth
        and light
    )


@settings(max_examples=300)
@given(prompts, histories, fits, seeds)
def test_only_what_may_be_asked_is_and_it_is_unseen_while_something_unseen_is_left(
    these: list[PromptForm], history: History, fit: Fit, seed: int
) -> None:
    choice = choose(PromptBank.of(these), history, fit, TODAY, seed)

    allowed = [one for one in these if may_be_asked(one, history, fit)]
    unseen = [one for one in allowed if (TODAY - history.seen.get(one.id, date.min)).days > APART_DAYS]
    if choice is None:
        assert not allowed
    else:
        oldest = min((history.seen.get(one.id, date.min) for one in allowed), default=TODAY)
        assert choice.prompt in (unseen or [one for one in allowed if history.seen[one.id] == oldest])
        assert choice.again is not bool(unseen)


@given(prompts, histories, fits, seeds, st.randoms(use_true_random=False))
def test_the_same_arguments_make_the_same_choice_whatever_the_order_of_the_files(
    these: list[PromptForm], history: History, fit: Fit, seed: int, shuffled_by: Random
) -> None:
    shuffled = list(these)
    shuffled_by.shuffle(shuffled)
    assert choose(PromptBank.of(shuffled), history, fit, TODAY, seed) == choose(
        PromptBank.of(these), history, fit, TODAY, seed
    )


@given(prompts, histories, fits, seeds)
def test_the_trail_only_narrows_and_ends_at_the_one_that_is_asked(
    these: list[PromptForm], history: History, fit: Fit, seed: int
) -> None:
    choice = choose(PromptBank.of(these), history, fit, TODAY, seed)
    if choice is not None:
        left = [step.left for step in choice.trail]
        assert left == sorted(left, reverse=True)
        assert left[-1] == 1
        assert len({step.rule for step in choice.trail}) == len(left)
