"""How a message looks in a terminal: plain text, wrapped, its choices in brackets below.

Rule: pure; what is printed and when is chat.py's matter.
"""

from __future__ import annotations

import textwrap

from bot.attachment.portrait import text_map
from bot.dialogue.messages import Message, plain, whole_text


def laid_out(message: Message, width: int | None) -> str:
    """`message` as text, wrapped to `width` columns (None: not at all, for scripts that read it)."""
    parts = [] if message.picture is None else [text_map(message.picture.data)]
    paragraphs = plain(whole_text(message)).split("\n")
    parts.append("\n".join(paragraphs if width is None else [_wrapped(paragraph, width) for paragraph in paragraphs]))
    if message.choices:
        parts.append(_buttons([f"[{choice.label}]" for choice in message.choices], width))
    return "\n".join(part for part in parts if part)


def _wrapped(paragraph: str, width: int) -> str:
    return "\n".join(textwrap.wrap(paragraph, width)) if paragraph else ""


def _buttons(buttons: list[str], width: int | None) -> str:
    lines: list[str] = []
    for button in buttons:
        if lines and (width is None or len(lines[-1]) + 2 + len(button) <= width):
            lines[-1] += f"  {button}"
        else:
            lines.append(button)
    return "\n".join(lines)
