"""The HTML style: what is read, and what is refused with which words."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.telegram_server.entities import parse_html, units
from tests.telegram_server.errors import Refusal


@pytest.mark.parametrize(
    ("html", "text", "kinds"),
    [
        ("plain", "plain", []),
        ("<b>a</b><strong>b</strong>", "ab", ["bold", "bold"]),
        ("<i>a</i><em>b</em>", "ab", ["italic", "italic"]),
        ("<u>a</u><ins>b</ins>", "ab", ["underline", "underline"]),
        ("<s>a</s><strike>b</strike><del>c</del>", "abc", ["strikethrough"] * 3),
        ('<span class="tg-spoiler">a</span><tg-spoiler>b</tg-spoiler>', "ab", ["spoiler", "spoiler"]),
        ('<a href="https://example.org">a</a>', "a", ["text_link"]),
        ("<a>no address</a>", "no address", []),
        ("<code>a</code>", "a", ["code"]),
        ("<pre>a</pre>", "a", ["pre"]),
        ("<blockquote>a</blockquote>", "a", ["blockquote"]),
        ("<blockquote expandable>a</blockquote>", "a", ["expandable_blockquote"]),
        ('<tg-emoji emoji-id="53">👍</tg-emoji>', "👍", ["custom_emoji"]),
        ('<tg-time unix="1767225600" format="r">soon</tg-time>', "soon", ["date_time"]),
        ("<B>a</b >", "a", ["bold"]),
        ("<b>a</>", "a", ["bold"]),
        ("<b></b>a", "a", []),
        ("Tom & Jerry &c &nbsp; 1 > 0", "Tom & Jerry &c &nbsp; 1 > 0", []),
        ("&lt;b&gt; &amp; &quot;x&quot; &#33; &#x1F331;", '<b> & "x" ! 🌱', []),
    ],
)
def test_what_is_documented_is_read(html: str, text: str, kinds: list[str]) -> None:
    formatted = parse_html(html)
    assert formatted.text == text
    assert [entity["type"] for entity in formatted.entities] == kinds


def test_places_are_counted_in_utf_16_units() -> None:
    assert parse_html("🌱 <b>x🌱</b>").entities == ({"type": "bold", "offset": 3, "length": 3},)


def test_nested_tags_are_listed_from_the_outside() -> None:
    entities = parse_html("<b>a<i>b</i></b>").entities
    assert [(entity["type"], entity["offset"], entity["length"]) for entity in entities] == [
        ("bold", 0, 2),
        ("italic", 1, 1),
    ]


def test_code_in_a_block_names_its_language() -> None:
    (block,) = parse_html('<pre><code class="language-python">x = 1</code></pre>').entities
    assert block == {"type": "pre", "offset": 0, "length": 5, "language": "python"}


@pytest.mark.parametrize(
    ("html", "why"),
    [
        ("<br>", 'Unsupported start tag "br" at byte offset 0'),
        ("é <p>x</p>", 'Unsupported start tag "p" at byte offset 3'),
        ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
        ("<!-- x -->", 'Unsupported start tag "!--" at byte offset 0'),
        ("x <b", "Unclosed start tag at byte offset 2"),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("<b><i>x</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ('<span class="red">x</span>', 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ('<a ="x">y</a>', 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<a href", 'Unclosed start tag "a" at byte offset 0'),
        ("<a href=", 'Unclosed start tag "a" at byte offset 0'),
        ('<a href="x>y</a>', "Unclosed start tag at byte offset 0"),
        ("<a href=x/>y</a>", "Unexpected end of name token at byte offset 8"),
        ('<tg-emoji emoji-id="x">y</tg-emoji>', "Invalid custom emoji identifier specified"),
        (
            "&#xD83C;",
            "Text contains invalid Unicode characters after decoding HTML entities,"
            " check for unmatched surrogate code units",
        ),
    ],
)
def test_what_is_broken_is_refused_with_its_place(html: str, why: str) -> None:
    with pytest.raises(Refusal) as refusal:
        parse_html(html)
    assert (refusal.value.code, refusal.value.description) == (400, f"Bad Request: can't parse entities: {why}")


@given(st.text())
@settings(derandomize=True, deadline=None)
def test_escaped_text_comes_out_as_it_was(text: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert parse_html(f"<b>{escaped}</b>").text == text


@given(st.text(alphabet="<>/&;=\"' abiu#x1🌱"))
@settings(derandomize=True, deadline=None)
def test_any_text_is_read_or_refused(html: str) -> None:
    try:
        formatted = parse_html(html)
    except Refusal:
        return
    assert all(entity["offset"] + entity["length"] <= units(formatted.text) for entity in formatted.entities)
