"""The crisis conversation: transcripts of what it must do, and laws that hold wherever a person goes in it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialogue.conversation import Conversation, Step
from bot.dialogue.cursor import Cursor
from bot.dialogue.events import Event, Noticed, Pressed, Said
from bot.dialogue.forms import StateForm
from bot.dialogue.messages import Message, plain, whole_text
from bot.dialogue.recent import lately
from bot.dialogue.recording import Recording, play, read_recordings
from bot.dialogue.running import run
from bot.dialogue.step import begin, step
from bot.noticing import screened
from bot.safety.rules import Kind
from tests.opening import REPOSITORY, the_dialogues

TRANSCRIPTS = read_recordings(REPOSITORY / "tests" / "safety" / "transcripts")
NOW = datetime(2026, 11, 23, 20, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
OPENINGS = [
    "I want to die", "i feel like ending everything lol", "my husband strangled me", "I cut myself again last night",
    "My flatmate texted me a goodbye message", "I keep thinking about stabbing my brother", "I swallowed bleach",
]  # fmt: skip
WORDS = [*OPENINGS, "i dont know", "no", "yes", "Portugal", "whatever", "thank you", "it is about my sister", "…"]


FLOWS = the_dialogues().script.flows
PARTS = [name for name, flow in FLOWS.items() if name == "crisis" or flow.part_of == "crisis"]


def states(flow: str) -> Iterator[tuple[str, StateForm]]:
    yield from FLOWS[flow].states.items()


CRISIS = {f"{flow}.{name}": form for flow in PARTS for name, form in states(flow)}
ASKING = [pytest.param(form, id=name) for name, form in CRISIS.items() if form.choices]
TAKES_WORDS = [name for name, form in CRISIS.items() if form.otherwise and name != "crisis_abuse.leave_quickly"]
"""Questions at which words may come. Whoever may be read along with is told how to leave, and nothing else."""

MET_IN = {
    "emergency": ("crisis_emergency.",),
    "suicide": ("crisis_suicide.", "crisis_stay.ask_again_later", "crisis_emergency.thoughts_after_help"),
    "self_harm": ("crisis_self_harm.",),
    "abuse": ("crisis_abuse.",),
    "harm_to_others": ("crisis_harm.",),
    "third_party": ("crisis_friend.",),
}
"""Where a sign of each kind is met as it must be: with people, or with the question that belongs to it."""


def move(conversation: Conversation, event: Event, now: datetime) -> Step:
    dialogues = the_dialogues()
    return step(
        dialogues.script, conversation, screened(event, dialogues.screen, lately(conversation.recent, now)), now
    )


def new_messages(outcome: Step) -> list[Message]:
    return [message for message in outcome.messages if not message.replaces]


@pytest.mark.parametrize(("name", "recording"), TRANSCRIPTS, ids=[name for name, _ in TRANSCRIPTS])
def test_a_crisis_goes_as_it_must(name: str, recording: Recording) -> None:
    assert play(the_dialogues().script, recording, move) == []


@given(
    st.sampled_from(OPENINGS),
    st.integers(0, 10_000),
    st.lists(st.one_of(st.integers(0, 6), st.sampled_from(WORDS)), max_size=25),
)
def test_wherever_one_goes_it_stays_short_open_and_never_fails(opening: str, seed: int, moves: list[int | str]) -> None:
    conversation: Conversation | None = begin(the_dialogues().script, seed, "Ana")
    now = NOW
    for choice in [opening, *moves]:
        assert conversation is not None
        now += timedelta(seconds=20)
        question = conversation.question
        if isinstance(choice, str):
            outcome = move(conversation, Said(choice), now)
        else:
            assert question is not None
            count = max(1, len(question.message.choices))
            outcome = move(conversation, Pressed(question.message.question, choice % count), now)
        conversation = outcome.conversation
        if conversation is None or not conversation.state.startswith(("crisis", "sos.")):
            return
        said = new_messages(outcome)
        assert 1 <= len(said) <= 3, "something is always said, and never more than three messages"
        assert all(len(plain(message.text)) <= 400 for message in said)
        assert conversation.question is not None, "there is always a way on"


@given(
    st.integers(0, 10_000),
    st.lists(st.sampled_from(["i dont know", "no", "hm", "whatever", "it hurts"]), min_size=2, max_size=12),
)
def test_the_question_about_dying_is_not_asked_again_and_again(seed: int, words: list[str]) -> None:
    conversation: Conversation | None = begin(the_dialogues().script, seed, "Ana")
    asked = 0
    for number, text in enumerate(["I want to die", *words]):
        assert conversation is not None
        outcome = move(conversation, Said(text), NOW + timedelta(minutes=number))
        conversation = outcome.conversation
        asked += any(
            "Yes" in [choice.label for choice in message.choices]
            and any(
                words in message.text
                for words in ("ending your life", "killing yourself", "to be dead", "dying on your mind")
            )
            for message in new_messages(outcome)
        )
    assert asked <= 2


@given(st.sampled_from(OPENINGS), st.integers(0, 10_000))
def test_what_was_noticed_is_forgotten_once_it_was_asked_about(opening: str, seed: int) -> None:
    conversation = move(begin(the_dialogues().script, seed, "Ana"), Said(opening), NOW).conversation
    assert conversation is not None
    assert not [name for name in conversation.variables if name.startswith("noticed")]
    assert opening not in repr(conversation)


@pytest.mark.parametrize("form", ASKING)
def test_every_question_takes_exact_answers_or_free_words(form: StateForm) -> None:
    assert form.exact or form.reply is not None
    assert form.otherwise is not None or form.reply is not None, "other words lead somewhere too"
    for choice in form.choices:
        assert len(choice.label) <= 30
        assert len(choice.label.split()) <= 5


@pytest.mark.parametrize("kind", ["emergency", "abuse", "third_party", "harm_to_others", "self_harm"])
def test_each_kind_has_a_way_of_its_own(kind: str) -> None:
    for state in ("a_pause", "check_in") if kind != "emergency" else ("where_to",):
        assert any(kind in (branch.condition or "") for branch in CRISIS[f"crisis.{state}"].go)


def standing_at(state: str, noticed: str, **variables: str | bool) -> Conversation:
    """Somebody who is asked what `state` asks, a minute after a sign of crisis of the kind `noticed`."""
    conversation = move(begin(the_dialogues().script, 7, "Ana"), Said("I want to die"), NOW).conversation
    assert conversation is not None
    cursor = Cursor(the_dialogues().script, conversation, NOW)
    cursor.state, cursor.action, cursor.question, cursor.noticed = state, 0, None, noticed
    for name, value in variables.items():
        cursor.set(name, value)
    run(cursor)
    conversation = cursor.close().conversation
    assert conversation is not None
    assert conversation.state == state
    return conversation


def presses(conversation: Conversation, label: str) -> Conversation:
    """Somebody after a press of a choice of the open question."""
    question = conversation.question
    assert question is not None
    number = [choice.label for choice in question.message.choices].index(label)
    after = move(conversation, Pressed(question.message.question, number), NOW + MINUTE).conversation
    assert after is not None
    return after


@pytest.mark.parametrize("label", ["No, all is well", "There's no emergency"])
def test_whoever_is_in_danger_is_not_let_go_by_a_no_to_something_else(label: str) -> None:
    state = "crisis_emergency.body_in_danger" if label.startswith("There") else "crisis_emergency.something_else"
    assert presses(standing_at(state, "suicide", in_danger=True), label).state == "crisis_danger.still_here_in_danger"


@pytest.mark.parametrize("state", ["crisis_danger.how_to_say_it", "crisis_danger.by_writing", "crisis_danger.calling"])
def test_nobody_is_given_words_about_dying_who_spoke_of_none(state: str) -> None:
    for spoken, is_said in ((False, False), (True, state != "crisis_danger.calling")):
        question = standing_at(state, "", dying_spoken_of=spoken).question
        assert question is not None
        assert ("ending my life" in question.message.text) is is_said


@pytest.mark.parametrize(
    ("spoken", "asked"), [(False, "crisis_stay.in_danger_or_not"), (True, "crisis_danger.who_comes_first")]
)
def test_worse_is_asked_about_where_nobody_spoke_of_dying(spoken: bool, asked: str) -> None:
    here = standing_at("crisis_stay.after_a_breath", "", dying_spoken_of=spoken)
    assert presses(here, "Worse").state == asked


@pytest.mark.parametrize("noticed", ["suicide", ""])
@pytest.mark.parametrize("tier", ["pause", "check-in"])
@pytest.mark.parametrize("kind", get_args(Kind))
def test_a_new_sign_is_met_as_its_kind_must_be_wherever_words_are_taken(kind: str, tier: str, noticed: str) -> None:
    wrong = []
    for state in TAKES_WORDS:
        outcome = move(standing_at(state, noticed, spoken_of=noticed), Noticed(tier, kind, "words"), NOW + MINUTE)
        assert outcome.conversation is not None
        reached, said = outcome.conversation.state, "".join(message.text for message in new_messages(outcome))
        # Who is in danger has to do with people, and a call, already: a number, or who could come.
        is_about_people = "112" in said or reached.startswith("crisis_danger.")
        if not is_about_people and not reached.startswith(MET_IN[kind]):
            wrong.append(f"{state} -> {reached}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("kind", ["abuse", "third_party", "harm_to_others", "self_harm"])
@pytest.mark.parametrize("tier", ["pause", "check-in"])
def test_a_kind_that_was_spoken_of_is_met_again_and_not_from_the_beginning(kind: str, tier: str) -> None:
    here = standing_at("crisis_stay.here_with_you", "suicide", asked_about_dying=True, lines_named=True)
    first = move(here, Noticed(tier, kind, "words"), NOW + MINUTE).conversation
    assert first is not None
    assert first.state.startswith(MET_IN[kind])
    back = standing_at("crisis_stay.here_with_you", "suicide", spoken_of=str(first.variables["spoken_of"]))
    again = move(back, Noticed(tier, kind, "words"), NOW + MINUTE).conversation
    assert again is not None
    assert again.state.startswith(MET_IN[kind])
    assert again.state != first.state


@pytest.mark.parametrize(
    "state", ["crisis_stay.here_with_you", "crisis_suicide.someone_tonight", "crisis_plan.plan_alone"]
)
def test_means_or_a_time_bring_a_call_and_a_person_before_any_question(state: str) -> None:
    outcome = move(standing_at(state, "suicide"), Noticed("pause", "suicide", "words", near=True), NOW + MINUTE)
    assert outcome.conversation is not None
    assert outcome.conversation.state == "crisis_danger.who_comes_first"
    assert "112" in new_messages(outcome)[0].text


@pytest.mark.parametrize("words", ["hm", "he walks around", "it is about my sister", "yes he is in the next room"])
@pytest.mark.parametrize("state", ["hurt_by_somebody", "is_it_safe", "leave_quickly", "check_in", "not_like_that"])
def test_nothing_of_violence_is_shown_before_it_is_known_to_be_safe(state: str, words: str) -> None:
    outcome = move(standing_at(f"crisis_abuse.{state}", "abuse"), Said(words), NOW + MINUTE)
    assert outcome.conversation is not None
    assert outcome.conversation.state not in ("crisis_abuse.danger_from_them", "crisis_abuse.here_about_violence")
    said = " ".join(message.text for message in new_messages(outcome)).casefold()
    assert not [word for word in ("kill", "throat", "weapon", "chok", "dying") if word in said]


@pytest.mark.parametrize("state", [name for name in TAKES_WORDS if name.startswith("crisis_abuse.")])
def test_danger_from_somebody_that_is_near_is_met_at_once(state: str) -> None:
    here = standing_at(state, "abuse", spoken_of="abuse")
    outcome = move(here, Noticed("pause", "abuse", "words", near=True), NOW + MINUTE)
    assert outcome.conversation is not None
    assert outcome.conversation.state in ("crisis_abuse.in_danger_from_them", "crisis_abuse.cannot_get_away")


@given(st.lists(st.sampled_from(["pause", "check-in"]), min_size=2, max_size=8))
def test_how_near_it_is_is_not_asked_twice_in_a_row(tiers: list[str]) -> None:
    conversation = standing_at("crisis_stay.here_with_you", "suicide", asked_about_dying=True)
    places = []
    for number, tier in enumerate(tiers, 1):
        outcome = move(conversation, Noticed(tier, "suicide", "words"), NOW + number * MINUTE).conversation
        assert outcome is not None
        places.append(outcome.state)
        conversation = outcome
    assert all(one != other for one, other in pairwise(places))


@given(st.integers(0, 10_000))
def test_a_person_who_stopped_is_still_met(seed: int) -> None:
    conversation = move(begin(the_dialogues().script, seed, "Ana"), Said("stop"), NOW).conversation
    assert conversation is not None
    outcome = move(conversation, Said("I want to die"), NOW + timedelta(days=1))
    assert outcome.conversation is not None
    assert outcome.conversation.state == "crisis_suicide.first"


def test_it_says_that_it_is_a_program_and_demands_nothing() -> None:
    texts = [whole_text(message) for message in _everything_said()]
    assert sum("program" in text for text in texts) >= 5
    for phrase in ("you must", "you have to promise", "promise me", "you should", "calm down", "diagnos", "treatment"):
        assert not [text for text in texts if phrase in text.casefold()]


def _everything_said() -> list[Message]:
    def lines(line: object) -> Iterator[str]:
        if isinstance(line, str):
            yield line
        elif line is not None:
            for part in getattr(line, "one_of", ()) or getattr(line, "together", ()):
                yield from lines(part)

    said: list[Message] = []
    for flow in (*PARTS, "sos", "after_a_hard_time", "younger"):
        for _, form in states(flow):
            spoken = [value for key, value in form.actions if key == "say"]
            said.extend(Message(text) for line in (*spoken, form.ask) for text in lines(line))
    return said
