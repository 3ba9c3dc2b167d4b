"""A message of the companion -> the parts that Telegram takes.

Rule: pure. Whatever the message, no part is one that Telegram refuses: not empty, not too long, its tags balanced.
Source: https://core.telegram.org/bots/api#sendmessage, #sendphoto, #html-style.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import Final

import msgspec

from bot.channels.telegram.keyboard import Keyboard, keyboard
from bot.channels.telegram.splitting import cuts, sliced, units
from bot.dialogue.messages import Message, Picture, Span, escaped, mark_of, plain, spans, whole_text

TEXT_UNITS: Final = 4096
CAPTION_UNITS: Final = 1024

# Characters that show nothing; a text of nothing else counts as empty.
_INVISIBLE = frozenset({"Cc", "Cf", "Zl", "Zp", "Zs"})


@dataclass(frozen=True, slots=True)
class Part:
    """One message for Telegram.

    html: the text with tags. text: the same words without. picture: stands above the text, which is then its caption
    and may be empty. keyboard: on the last part only.
    """

    html: str
    text: str
    picture: Picture | None = None
    keyboard: Keyboard | None = None


def rendered(message: Message) -> tuple[Part, ...]:
    """The parts of a message, in order; the last one carries the buttons. Empty when there is nothing to show."""
    runs = tuple(spans(_shown_text(message)))
    text = _joined(runs)
    if message.picture and units(text) <= CAPTION_UNITS:
        parts = [Part(_html(runs), text, message.picture)]
    else:
        parts = [Part("", "", message.picture)] if message.picture else []
        parts += [Part(_html(some), _joined(some)) for some in sliced(runs, cuts(text, TEXT_UNITS))]
    parts = [part for part in parts if part.picture or is_visible(part.text)]
    buttons = keyboard(message)
    if buttons and not parts:
        parts = [Part("…", "…")]
    return (*parts[:-1], replace(parts[-1], keyboard=buttons)) if parts else ()


def without_picture(message: Message) -> Message:
    """The message for when its picture cannot be shown: the picture's description stands below the text."""
    description = escaped(message.picture.description) if message.picture else ""
    text = "\n\n".join(filter(None, (message.text, description)))
    return msgspec.structs.replace(message, text=text, picture=None)


def is_visible(text: str) -> bool:
    """Whether Telegram sees more than nothing in `text`."""
    return any(unicodedata.category(character) not in _INVISIBLE for character in text)


def fits_caption(message: Message) -> bool:
    """Whether the whole text may stand under a picture."""
    return units(plain(_shown_text(message))) <= CAPTION_UNITS


def _shown_text(message: Message) -> str:
    text = whole_text(message)
    return f"{mark_of(message.chosen)}\n\n{text}" if message.chosen else text


def _joined(runs: Iterable[Span]) -> str:
    return "".join(run.text for run in runs)


def _html(runs: Sequence[Span]) -> str:
    return "".join(_tagged(run) for run in runs)


def _tagged(run: Span) -> str:
    text = escape(run.text, quote=False)
    text = f"<i>{text}</i>" if run.italic else text
    return f"<b>{text}</b>" if run.bold else text
