"""One message -> its calls. Rule: whatever can be shown is shown, and a pause in the middle repeats nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.channels.packing import File
from bot.channels.telegram.delivery import Delivery, Export
from bot.channels.telegram.outcomes import Delivered, Gone, Later, Limited, Outcome, Refused
from bot.channels.telegram.parcels import Parcel
from bot.dialogue.messages import Choice, Message, Picture
from bot.errors import StoreUnavailable
from tests.channels.telegram.virtual import run
from tests.channels.telegram.world import RETRY_AFTER, Fate, Network, Pencil, nothing
from tests.logged import logged

MAP = Picture("attachment_map", "A soft patch, right of the middle.")
YES = (Choice("Yes"), Choice("No"))
LONG = "A sentence of some length. " * 200


def tried(
    network: Network,
    *messages: Message,
    pencil: Pencil | None = None,
    announced: list[int] | None = None,
    export: Export | None = None,
    **parcel: object,
) -> list[Outcome]:
    """Each message is delivered once, by the same delivery; equal messages are the same row of the outbox."""
    announced = [] if announced is None else announced
    delivery = Delivery(network.bot(), pencil or Pencil(), announced.append, export or nothing)

    async def deliver() -> list[Outcome]:
        return [
            await delivery.deliver(replace(Parcel(1, 7, message), **parcel), lambda: None)  # type: ignore[arg-type]
            for message in messages
        ]

    return run(deliver())


def test_a_message_is_sent_with_tags_buttons_and_no_preview() -> None:
    network = Network()
    assert tried(network, Message("**Hello** <Ana>", YES, "k3fz.1")) == [Delivered(1, captioned=False)]
    sent = network.calls[0].parameters
    assert (sent["text"], sent["parse_mode"]) == ("<b>Hello</b> &lt;Ana&gt;", "HTML")
    assert sent["link_preview_options"] == {"is_disabled": True}
    (row,) = sent["reply_markup"]["inline_keyboard"]
    assert [(button["text"], button["callback_data"]) for button in row] == [("Yes", "k3fz.1:0"), ("No", "k3fz.1:1")]


def test_a_long_message_goes_in_parts_and_the_last_one_shows_the_buttons() -> None:
    network = Network()
    assert tried(network, Message(LONG, YES, "k3fz.1")) == [Delivered(2, before=(1,))]
    assert "".join(call.words for call in network.calls) == LONG
    assert ["reply_markup" in call.parameters for call in network.calls] == [False, True]


def test_a_pause_between_two_parts_repeats_neither() -> None:
    network = Network(fates={7: [Fate.OK, Fate.LIMITED, Fate.BROKEN]})
    message = Message(LONG)
    assert tried(network, message, message, message) == [Limited(RETRY_AFTER), Later(), Delivered(2, before=(1,))]
    assert "".join(network.sent_to(7)) == LONG


def test_everything_that_is_kept_goes_as_a_file_with_its_sentence() -> None:
    async def export(person: int, what: str) -> File:
        return f"{what}.zip", b"everything of %d" % person

    network = Network()
    assert tried(network, Message("Here it **is**.", export="everything"), export=export) == [Delivered(1)]
    (call,) = network.calls
    assert (call.method, call.parameters["caption"]) == ("sendDocument", "Here it <b>is</b>.")


def test_the_sentence_goes_alone_when_nothing_is_kept() -> None:
    network = Network()
    assert tried(network, Message("Here it is.", export="everything")) == [Delivered(1)]
    assert network.calls[0].method == "sendMessage"


def test_a_file_that_cannot_be_made_just_now_is_tried_again_later() -> None:
    async def export(person: int, what: str) -> File:
        raise StoreUnavailable("busy")

    assert tried(Network(), Message("Here it is.", export="everything"), export=export) == [Later()]


def test_tags_that_telegram_cannot_read_are_left_out() -> None:
    network = Network(fates={7: [Fate.UNPARSABLE]})
    assert tried(network, Message("**Hello** & goodbye")) == [Delivered(1)]
    assert network.calls[0].words == "Hello & goodbye"
    assert "parse_mode" not in network.calls[0].parameters


def test_a_picture_carries_a_short_text_as_its_caption() -> None:
    network = Network()
    assert tried(network, Message("Your map.", YES, "k3fz.1", picture=MAP)) == [Delivered(1, captioned=True)]
    assert (network.calls[0].method, network.calls[0].parameters["caption"]) == ("sendPhoto", "Your map.")


def test_a_long_text_follows_its_picture() -> None:
    network = Network()
    assert tried(network, Message(LONG[:2000], YES, "k3fz.1", picture=MAP)) == [
        Delivered(2, captioned=False, before=(1,))
    ]
    assert [call.method for call in network.calls] == ["sendPhoto", "sendMessage"]
    assert "caption" not in network.calls[0].parameters


def test_a_picture_that_cannot_be_drawn_is_described() -> None:
    network = Network()
    with logged() as lines:
        outcome = tried(network, Message("Your map.", YES, "k3fz.1", picture=MAP), pencil=Pencil(fails=True))
    assert outcome == [Delivered(1, captioned=False)]
    assert network.calls[0].words == f"Your map.\n\n{MAP.description}"
    assert len(lines) == 1


@pytest.mark.parametrize("fate", [Fate.BAD_PICTURE, Fate.REFUSED])
def test_a_picture_that_telegram_refuses_is_described(fate: Fate) -> None:
    network = Network(fates={7: [fate]})
    assert tried(network, Message("Your map.", picture=MAP)) == [Delivered(1)]
    assert network.calls[0].words == f"Your map.\n\n{MAP.description}"


def test_a_caption_whose_tags_cannot_be_read_keeps_its_picture() -> None:
    network = Network(fates={7: [Fate.UNPARSABLE]})
    assert tried(network, Message("**Your** map.", picture=MAP)) == [Delivered(1, captioned=True)]
    assert network.calls[0].words == "Your map."


@pytest.mark.parametrize(
    ("fate", "outcome"),
    [
        (Fate.LOST, Later()),
        (Fate.ANSWER_LOST, Later()),
        (Fate.BROKEN, Later()),
        (Fate.PROXY, Later()),
        (Fate.ODD, Later()),
        (Fate.UNAUTHORIZED, Later()),
        (Fate.LIMITED, Limited(RETRY_AFTER)),
        (Fate.BLOCKED, Gone()),
        (Fate.NO_CHAT, Gone()),
        (Fate.REFUSED, Refused("BadRequest")),
    ],
)
def test_each_fault_has_its_outcome(fate: Fate, outcome: Outcome) -> None:
    assert tried(Network(fates={7: [fate]}), Message("Hello")) == [outcome]


@pytest.mark.parametrize(("fate", "outcome"), [(Fate.NO_CHAT, Gone()), (Fate.LOST, Later()), (Fate.BLOCKED, Gone())])
def test_a_picture_meets_the_same_faults_as_a_text(fate: Fate, outcome: Outcome) -> None:
    network = Network(fates={7: [fate]})
    assert tried(network, Message("Your map.", picture=MAP)) == [outcome]
    assert len(network.asked) == 1


class _Broken(Pencil):
    async def png(self, picture: Picture) -> bytes:
        raise MemoryError


def test_a_fault_of_ours_gives_up_this_message_and_no_other() -> None:
    with logged() as lines:
        assert tried(Network(), Message("Your map.", picture=MAP), pencil=_Broken()) == [Refused("MemoryError")]
    assert [line["fault"] for line in lines] == ["MemoryError"]


def test_an_answer_that_stays_unreadable_ends_the_tries() -> None:
    # The message may well have arrived each time, and nobody should get it for ever.
    assert tried(Network(fates={7: [Fate.ODD]}), Message("Hello"), attempts=4) == [Refused("KeyError")]


def test_an_edit_changes_the_text_and_takes_the_buttons_away() -> None:
    network = Network()
    message = Message("A favour?\n\n\u203a _Partly_", replaces="k3fz.1")
    assert tried(network, message, shown=(55, False)) == [Delivered(55, captioned=False)]
    (edit,) = network.calls
    assert (edit.method, edit.parameters["message_id"]) == ("editMessageText", 55)
    assert edit.parameters["text"] == "A favour?\n\n\u203a <i>Partly</i>"
    assert "reply_markup" not in edit.parameters


def test_an_edit_below_a_picture_changes_its_caption() -> None:
    network = Network()
    tried(network, Message("Fits?\n\n\u203a _Yes_", replaces="k3fz.1"), shown=(55, True))
    assert [(call.method, call.words) for call in network.calls] == [
        ("editMessageCaption", "Fits?\n\n\u203a <i>Yes</i>")
    ]


def test_an_edit_that_no_longer_fits_below_its_picture_still_takes_the_buttons_away() -> None:
    network = Network()
    tried(network, Message("word " * 300, replaces="k3fz.1"), shown=(55, True))
    (edit,) = network.calls
    assert edit.method == "editMessageReplyMarkup"
    assert "reply_markup" not in edit.parameters


@pytest.mark.parametrize(
    "sentence",
    [
        "message to edit not found",
        "message can't be edited",
        "MESSAGE_ID_INVALID",
        "query is too old and response timeout expired or query ID is invalid",
    ],
)
def test_an_edit_that_comes_too_late_counts_as_delivered(sentence: str) -> None:
    network = Network(fates={7: [Fate.REFUSED]}, refusal=sentence)
    assert tried(network, Message("x", replaces="k3fz.1"), shown=(55, False)) == [Delivered()]


def test_a_message_with_nothing_to_show_counts_as_delivered() -> None:
    network = Network()
    assert tried(network, Message(" ")) == [Delivered()]
    assert not network.asked


def test_an_edit_to_what_stands_there_already_is_delivered_and_still_shows_it() -> None:
    network = Network(fates={7: [Fate.NOT_MODIFIED]})
    assert tried(network, Message("x", YES, "k3fz.2", replaces="k3fz.1"), shown=(55, False)) == [Delivered(55)]


def test_a_question_takes_the_place_of_the_one_before() -> None:
    network = Network()
    assert tried(network, Message("Next?", YES, "k3fz.2", replaces="k3fz.1"), shown=(55, False)) == [Delivered(55)]
    (edit,) = network.calls
    assert (edit.method, edit.parameters["message_id"]) == ("editMessageText", 55)
    assert edit.parameters["reply_markup"]["inline_keyboard"][0][0]["callback_data"] == "k3fz.2:0"


@pytest.mark.parametrize("sentence", ["message to edit not found", "message can't be edited", "MESSAGE_ID_INVALID"])
def test_a_question_that_cannot_take_its_place_is_a_message_of_its_own(sentence: str) -> None:
    network = Network(fates={7: [Fate.REFUSED]}, refusal=sentence)
    assert tried(network, Message("Next?", YES, "k3fz.2", replaces="k3fz.1"), shown=(55, False)) == [Delivered(1)]
    assert network.sent_to(7) == ["Next?"]


def test_a_question_whose_place_nobody_knows_is_a_message_of_its_own() -> None:
    network = Network()
    assert tried(network, Message("Next?", YES, "k3fz.2", replaces="k3fz.1")) == [Delivered(1)]
    assert network.sent_to(7) == ["Next?"]


def test_a_question_too_long_for_a_caption_is_a_message_of_its_own() -> None:
    network = Network()
    long = Message("A sentence. " * 100, YES, "k3fz.2", replaces="k3fz.1")
    assert tried(network, long, shown=(55, True)) == [Delivered(1)]
    assert len(network.sent_to(7)) == 1


@pytest.mark.parametrize(
    ("message", "is_silent"),
    [
        (Message("a reply"), False),
        (Message("a reminder", unasked=True), True),
        (Message("the daily prompt", unasked=True, rings=True), False),
    ],
)
def test_only_what_rings_makes_a_sound_unasked(message: Message, is_silent: bool) -> None:
    network = Network()
    tried(network, message)
    assert network.calls[0].parameters["disable_notification"] is is_silent


def test_what_is_protected_stays_in_its_chat() -> None:
    network = Network()
    tried(network, Message("mine", protected=True))
    tried(network, Message("", picture=MAP, protected=True))
    assert [call.parameters["protect_content"] for call in network.calls] == [True, True]


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        (Message("x" * 201, to_words=True), [7]),
        (Message("x" * 200, to_words=True), []),
        (Message("x" * 201), []),
    ],
)
def test_a_long_answer_to_words_is_announced(message: Message, expected: list[int]) -> None:
    announced: list[int] = []
    tried(Network(), message, announced=announced)
    assert announced == expected


def test_a_button_copies_a_sentence_and_tells_nobody() -> None:
    network = Network()
    choices = (Choice("Copy it", copy="Thank you for today." + "x" * 300), Choice("Done"))
    tried(network, Message("Take it along?", choices, "k3fz.1"))
    (copying, done), *_ = network.calls[0].parameters["reply_markup"]["inline_keyboard"]
    assert copying["text"] == "Copy it"
    assert copying["copy_text"]["text"].startswith("Thank you for today.")
    assert len(copying["copy_text"]["text"]) == 256
    assert "callback_data" not in copying
    assert done["callback_data"] == "k3fz.1:1"
