"""Rule: whatever the message, no part is one that Telegram refuses."""

from __future__ import annotations

from html.parser import HTMLParser

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.telegram.render import CAPTION_UNITS, TEXT_UNITS, Part, is_visible, rendered, without_picture
from bot.channels.telegram.splitting import units
from bot.dialogue.messages import Choice, Message, Picture, plain, whole_text

LAWS = settings(derandomize=True, deadline=None, max_examples=150)
PICTURE = Picture("attachment_map", "A soft patch, right of the middle.")

PIECES = [*"ab *_\\<>&\n.", "**", "😀", "é", "\u200b"]
WORDS = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)
LONG = st.builds(lambda words, times: words * times, WORDS, st.sampled_from([1, 1, 30, 300]))
MESSAGES = st.builds(
    Message,
    text=LONG,
    choices=st.lists(st.builds(Choice, st.text(max_size=30), WORDS), max_size=6).map(tuple),
    question=st.just("k3fz.17"),
    picture=st.sampled_from([None, PICTURE]),
)


class _Reader(HTMLParser):
    """Reads the tags as strictly as Telegram does."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.text = ""
        self.marked: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in {"b", "i"} and not attrs
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data
        self.marked.append(("".join(self.open), data))


def reading(part: Part) -> _Reader:
    reader = _Reader()
    reader.feed(part.html)
    reader.close()
    assert not reader.open
    return reader


@LAWS
@given(MESSAGES)
def test_no_part_is_refused(message: Message) -> None:
    for part in rendered(message):
        assert units(part.text) <= (CAPTION_UNITS if part.picture else TEXT_UNITS)
        assert part.picture or is_visible(part.text)
        assert reading(part).text == part.text


@LAWS
@given(MESSAGES)
def test_no_visible_word_is_lost(message: Message) -> None:
    shown = "".join(part.text for part in rendered(message))
    wanted = plain(whole_text(message))
    assert "".join(filter(is_visible, shown)).strip("…") == "".join(filter(is_visible, wanted)).strip("…")


@LAWS
@given(MESSAGES)
def test_buttons_stand_below_the_last_part_only(message: Message) -> None:
    parts = rendered(message)
    assert all(part.keyboard is None for part in parts[:-1])
    if message.choices:
        keyboard = parts[-1].keyboard
        assert keyboard is not None
        buttons = [button for row in keyboard["inline_keyboard"] for button in row]
        data = [button["callback_data"] for button in buttons]
        assert sorted(data) == sorted(f"k3fz.17:{number}" for number in range(len(message.choices)))
        assert all(
            button["text"].strip() and len(one.encode()) <= 64 for button, one in zip(buttons, data, strict=True)
        )


def test_markup_becomes_tags_and_everything_else_is_escaped() -> None:
    (part,) = rendered(Message("**Hello** _Ana_ & <b>you</b>"))
    assert part.html == "<b>Hello</b> <i>Ana</i> &amp; &lt;b&gt;you&lt;/b&gt;"
    assert part.text == "Hello Ana & <b>you</b>"


def test_bold_goes_on_behind_a_cut() -> None:
    first, second = rendered(Message("**" + "word " * 1000 + "**"))
    assert [reading(part).marked[0][0] for part in (first, second)] == ["b", "b"]


def test_lettered_answers_stand_in_the_text() -> None:
    message = Message("What is closest?", (Choice("A", "They're busy."), Choice("B", "I said too much.")), "q.1")
    assert rendered(message)[0].html == "What is closest?\n\n<b>A</b>  They're busy.\n<b>B</b>  I said too much."


def test_a_short_text_is_the_pictures_caption() -> None:
    (part,) = rendered(Message("This is your map.", picture=PICTURE))
    assert (part.picture, part.text) == (PICTURE, "This is your map.")


def test_a_long_text_follows_its_picture() -> None:
    picture, text = rendered(Message("word " * 300, (Choice("Yes"),), "q.1", picture=PICTURE))
    assert (picture.picture, picture.text, picture.keyboard) == (PICTURE, "", None)
    assert not text.picture
    assert text.keyboard is not None


def test_without_its_picture_a_message_says_what_it_showed() -> None:
    message = Message("Your map.", (Choice("Yes"),), "q.1", picture=Picture("attachment_map", "A patch at **2**."))
    (part,) = rendered(without_picture(message))
    assert part.text == "Your map.\n\nA patch at **2**."
    assert part.keyboard is not None


def test_buttons_without_words_have_something_to_stand_below() -> None:
    (part,) = rendered(Message(" ", (Choice("Yes"),), "q.1"))
    assert (part.text, part.keyboard is None) == ("…", False)


def test_a_message_with_nothing_to_show_has_no_parts() -> None:
    assert rendered(Message(" \n\u200b")) == ()


def test_a_question_in_the_place_of_another_shows_what_was_chosen_there() -> None:
    (part,) = rendered(Message("Next?", (Choice("Yes"),), "k3fz.2", replaces="k3fz.1", chosen="Not me at all"))
    assert part.text == "\u203a Not me at all\n\nNext?"
    assert part.html == "\u203a <i>Not me at all</i>\n\nNext?"
