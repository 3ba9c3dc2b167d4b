"""How a request carries its values: in the address, as a form, as multipart, or as JSON.

Rule: nothing here knows a method. Values stay as they came until a method asks for a text, a number or JSON.
Source: https://core.telegram.org/bots/api#making-requests
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

from tests.telegram_server.errors import bad_request, not_utf8


class Parameters:
    """The values of one request, and the files beside them."""

    def __init__(self, values: Mapping[str, Any], files: Mapping[str, bytes] | None = None) -> None:
        self._values = values
        self._files = files or {}

    def text(self, name: str) -> str:
        """A text; "" when it is missing. Refuses what is no UTF-8."""
        value = self._values.get(name, "")
        text = value if isinstance(value, str) else json.dumps(value)
        if not is_utf8(text):
            raise not_utf8()
        return text

    def integer(self, name: str, default: int = 0) -> int:
        """A whole number; `default` when it is missing or none: Telegram does not complain about that."""
        try:
            return int(self._values.get(name, default))
        except (TypeError, ValueError):
            return default

    def flag(self, name: str) -> bool:
        """A yes or no."""
        return self.text(name).lower() in {"true", "1", "yes", "t"}

    def json(self, name: str, called: str = "") -> Any:
        """A value that is JSON inside a form, or plain inside a JSON body; None when it is missing."""
        value = self._values.get(name)
        if value is None or value == "":
            return None
        unreadable = bad_request(f"can't parse {called or name} JSON object")
        if isinstance(value, str):
            try:
                value = json.loads(self.text(name))
            except ValueError:
                raise unreadable from None
        if not is_utf8(json.dumps(value, ensure_ascii=False)):
            raise unreadable
        return value

    def file(self, name: str) -> bytes | None:
        """An uploaded file: the part of that name, or the part that `attach://` in the value names."""
        value = self._values.get(name)
        if isinstance(value, str) and value.startswith("attach://"):
            return self._files.get(value.removeprefix("attach://"))
        return self._files.get(name)

    @property
    def chat(self) -> int | None:
        """The chat that the request is about."""
        return self.integer("chat_id") or None


def is_utf8(text: str) -> bool:
    """Whether `text` holds no half of a surrogate pair (bytes that are no UTF-8 are decoded into such halves)."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


async def read_parameters(request: web.Request) -> Parameters:
    """The values of a request; what the body says wins over the address."""
    values: dict[str, Any] = _form(request.rel_url.raw_query_string)
    match request.content_type:
        case "application/json":
            return Parameters(values | _json(await request.read()))
        case "multipart/form-data":
            fields, files = await _multipart(request)
            return Parameters(values | fields, files)
        case _:
            return Parameters(values | _form(_decoded(await request.read())))


def _form(text: str) -> dict[str, Any]:
    return dict(parse_qsl(text, keep_blank_values=True, errors="surrogateescape"))


def _json(body: bytes) -> dict[str, Any]:
    try:
        values = json.loads(_decoded(body)) if body else {}
    except ValueError:
        values = None
    if not isinstance(values, dict):
        raise bad_request("can't parse JSON object")
    return {name: value for name, value in values.items() if value is not None}


async def _multipart(request: web.Request) -> tuple[dict[str, Any], dict[str, bytes]]:
    # Not with aiohttp's own reader: it warns when a body happens to arrive in very small pieces.
    head = f"Content-Type: {request.headers['Content-Type']}\r\n\r\n".encode()
    message = BytesParser(policy=HTTP).parsebytes(head + await request.read())
    fields: dict[str, Any] = {}
    files: dict[str, bytes] = {}
    for part in message.iter_parts():
        name = str(part.get_param("name", "", "content-disposition"))
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        if part.get_filename() is None:
            fields[name] = _decoded(content)
        else:
            files[name] = content
    return fields, files


def _decoded(body: bytes) -> str:
    return body.decode(errors="surrogateescape")
