"""Telegram's HTML style: a text with tags -> the text that is shown, and its entities.

Rule: no other HTML is known here. A stray `&` is a plain character, a stray `<` begins a tag.
Units: offsets and lengths of entities are UTF-16 units; the offsets that errors name are bytes of UTF-8.
Source: https://core.telegram.org/bots/api#html-style
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from tests.telegram_server.errors import bad_request

_TYPES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "span": "spoiler",
    "tg-spoiler": "spoiler",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
}
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}

_PLAIN = re.compile(r"[^<&]+")
_REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]{1,6})|#([0-9]{1,7})|([A-Za-z]+));?")
_TAG_NAME = re.compile(r"[^\s>]*")
_ATTRIBUTE_NAME = re.compile(r"[^\s=>]*")
_TOKEN = re.compile(r"[A-Za-z0-9.-]*")
_SPACE = re.compile(r"\s*")

Entity = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Formatted:
    """A text as it is shown, and its entities as the Bot API names them."""

    text: str
    entities: tuple[Entity, ...] = ()


def units(text: str) -> int:
    """The length of `text` as Telegram counts it."""
    return len(text.encode("utf-16-le")) // 2


def parse_html(text: str) -> Formatted:
    """Read the HTML style. Raises a Refusal ("can't parse entities: ...") with Telegram's words for what is broken."""
    return _Reader(text).read()


@dataclass(slots=True)
class _Open:
    """A tag that waits for its end. `offset`: where its text begins, in UTF-16 units."""

    tag: str
    attributes: dict[str, str]
    offset: int
    language: str = ""


@dataclass(slots=True)
class _Reader:
    source: str
    position: int = 0
    offset: int = 0
    shown: list[str] = field(default_factory=list)
    open: list[_Open] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)

    def read(self) -> Formatted:
        while self.position < len(self.source):
            match self.source[self.position]:
                case "<" if self.source.startswith("</", self.position):
                    self._end_tag()
                case "<":
                    self._start_tag()
                case "&":
                    self._show(self._reference() or self._taken("&"))
                case _:
                    self._show(self._matched(_PLAIN))
        if self.open:
            raise _broken(f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"')
        self.entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
        return Formatted("".join(self.shown), tuple(self.entities))

    def _show(self, text: str) -> None:
        self.shown.append(text)
        self.offset += units(text)

    def _start_tag(self) -> None:
        begin = self.position
        self.position += 1
        tag = self._matched(_TAG_NAME).lower()
        if self._at_end():
            raise _broken(f"Unclosed start tag at byte offset {self._bytes(begin)}")
        if tag not in _TYPES:
            raise _broken(f'Unsupported start tag "{tag}" at byte offset {self._bytes(begin)}')
        attributes = self._attributes(tag, begin)
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise _broken(f'Tag "span" must have class "tg-spoiler" at byte offset {self._bytes(begin)}')
        self.open.append(_Open(tag, attributes, self.offset))

    def _attributes(self, tag: str, begin: int) -> dict[str, str]:
        found: dict[str, str] = {}
        while True:
            self._matched(_SPACE)
            if self._next_is(">"):
                self.position += 1
                return found
            name = self._matched(_ATTRIBUTE_NAME)
            if not name:
                raise _broken(f'Empty attribute name in the tag "{tag}" at byte offset {self._bytes(begin)}')
            self._matched(_SPACE)
            found[name] = ""
            if self._next_is("="):
                self.position += 1
                self._matched(_SPACE)
                found[name] = self._value(tag, begin)
            elif self._at_end():
                raise _broken(f'Unclosed start tag "{tag}" at byte offset {self._bytes(begin)}')

    def _value(self, tag: str, begin: int) -> str:
        if self._at_end():
            raise _broken(f'Unclosed start tag "{tag}" at byte offset {self._bytes(begin)}')
        if self.source[self.position] in "'\"":
            value = self._quoted()
        else:
            start = self.position
            value = self._matched(_TOKEN).lower()
            if not self._at_end() and not self._next_is(">") and not self.source[self.position].isspace():
                raise _broken(f"Unexpected end of name token at byte offset {self._bytes(start)}")
        if self._at_end():
            raise _broken(f"Unclosed start tag at byte offset {self._bytes(begin)}")
        return value

    def _quoted(self) -> str:
        quote = self._taken(self.source[self.position])
        pieces: list[str] = []
        while not self._at_end() and not self._next_is(quote):
            reference = self._reference() if self._next_is("&") else ""
            pieces.append(reference or self._taken(self.source[self.position]))
        self.position += 1
        return "".join(pieces)

    def _end_tag(self) -> None:
        begin = self.position
        if not self.open:
            raise _broken(f"Unexpected end tag at byte offset {self._bytes(begin)}")
        self.position += 2
        tag = self._matched(_TAG_NAME).lower()
        self._matched(_SPACE)
        if not self._next_is(">"):
            raise _broken(f"Unclosed end tag at byte offset {self._bytes(begin)}")
        self.position += 1
        opened = self.open.pop()
        if tag and tag != opened.tag:
            place = f"at byte offset {self._bytes(begin)}"
            raise _broken(f'Unmatched end tag {place}, expected "</{opened.tag}>", found "</{tag}>"')
        if self.offset > opened.offset:
            self._close(opened)

    def _close(self, opened: _Open) -> None:
        if opened.tag == "code" and self.open and self.open[-1].tag == "pre":
            # <pre><code class="language-x"> is one block in that language.
            self.open[-1].language = opened.attributes.get("class", "").removeprefix("language-")
            return
        entity: Entity = {"type": _TYPES[opened.tag], "offset": opened.offset, "length": self.offset - opened.offset}
        match opened.tag:
            case "a" if not opened.attributes.get("href"):
                return  # without an address it is plain text
            case "a":
                entity["url"] = opened.attributes["href"]
            case "pre" if opened.language:
                entity["language"] = opened.language
            case "blockquote" if "expandable" in opened.attributes:
                entity["type"] = "expandable_blockquote"
            case "tg-emoji":
                emoji = opened.attributes.get("emoji-id", "")
                entity["custom_emoji_id"] = _number(emoji, "Invalid custom emoji identifier specified")
            case "tg-time":
                entity["unix_time"] = int(_number(opened.attributes.get("unix", ""), "Invalid date specified"))
        self.entities.append(entity)

    def _reference(self) -> str:
        """The character that a reference at this place stands for; "" (and nothing read) when it is none."""
        match = _REFERENCE.match(self.source, self.position)
        if match is None:
            return ""
        hexadecimal, decimal, name = match.groups()
        if name:
            character = _NAMED.get(name, "")
        else:
            number = int(hexadecimal, 16) if hexadecimal else int(decimal)
            character = chr(number) if 0 < number < 0x10FFFF else ""
        if "\ud800" <= character <= "\udfff":
            raise _broken(
                "Text contains invalid Unicode characters after decoding HTML entities,"
                " check for unmatched surrogate code units"
            )
        self.position += len(match[0]) if character else 0
        return character

    def _matched(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self.source, self.position)
        text = match[0] if match else ""
        self.position += len(text)
        return text

    def _taken(self, text: str) -> str:
        self.position += len(text)
        return text

    def _next_is(self, character: str) -> bool:
        return self.source.startswith(character, self.position)

    def _at_end(self) -> bool:
        return self.position >= len(self.source)

    def _bytes(self, position: int) -> int:
        return len(self.source[:position].encode())


def _number(text: str, otherwise: str) -> str:
    if not text.isdecimal():
        raise _broken(otherwise)
    return text


def _broken(how: str) -> Exception:
    return bad_request(f"can't parse entities: {how}")
